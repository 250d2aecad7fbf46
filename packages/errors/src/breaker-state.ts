/** What the breaker is doing. Only what exists in a state can be read in it. */
export type BreakerState =
  /** Calls go through; so many have failed in a row. */
  | { readonly status: "closed"; readonly failures: number; readonly round: number }
  /** Calls are refused until `probeAt`. */
  | { readonly status: "open"; readonly probeAt: number; readonly round: number }
  /** One call, the probe, is under way; all others are refused. A probe without an answer gives way at `probeAt`. */
  | { readonly status: "half-open"; readonly probeAt: number; readonly round: number };

export type BreakerStatus = BreakerState["status"];

export interface BreakerSettings {
  readonly failureThreshold: number;
  readonly recoveryTimeoutMs: number;
}

/**
 * How a call ended. `undecided`: it says nothing about the service (its caller gave up).
 */
export type CallOutcome = "success" | "failure" | "undecided";

/** Leave to make a call; it names the round in which it was given. */
export interface Permit {
  readonly round: number;
}

export const initialBreakerState: BreakerState = { status: "closed", failures: 0, round: 0 };

/**
 * Asks for leave to make a call at `now` (ms): the next state, and a permit or the milliseconds until asking makes sense.
 *
 * Each change of state begins a new round, and a result counts only in the round of its permit: what began before the
 * breaker opened can not open or close it again.
 */
export function requestCall(
  state: BreakerState,
  now: number,
  settings: BreakerSettings,
): [next: BreakerState, answer: Permit | { readonly retryAfterMs: number }] {
  if (state.status === "closed") return [state, { round: state.round }];
  if (now < state.probeAt) return [state, { retryAfterMs: state.probeAt - now }];
  const round = state.round + 1;
  return [{ status: "half-open", probeAt: now + settings.recoveryTimeoutMs, round }, { round }];
}

/** Takes in how a call ended at `now`. */
export function reportCall(
  state: BreakerState,
  permit: Permit,
  outcome: CallOutcome,
  now: number,
  settings: BreakerSettings,
): BreakerState {
  if (permit.round !== state.round) return state;
  if (state.status === "open") return state;
  if (state.status === "closed") return reportClosed(state, outcome, now, settings);
  if (outcome === "success") return { status: "closed", failures: 0, round: state.round + 1 };
  // A probe that its caller gave up proved nothing: the next caller may probe at once.
  return opened(state.round, outcome === "undecided" ? now : now + settings.recoveryTimeoutMs);
}

function reportClosed(
  state: BreakerState & { status: "closed" },
  outcome: CallOutcome,
  now: number,
  settings: BreakerSettings,
): BreakerState {
  if (outcome === "undecided") return state;
  if (outcome === "success") return state.failures === 0 ? state : { ...state, failures: 0 };
  const failures = state.failures + 1;
  if (failures < settings.failureThreshold) return { ...state, failures };
  return opened(state.round, now + settings.recoveryTimeoutMs);
}

function opened(round: number, probeAt: number): BreakerState {
  return { status: "open", probeAt, round: round + 1 };
}
