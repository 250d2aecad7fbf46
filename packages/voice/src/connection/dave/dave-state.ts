import type { DaveEffect, DaveEvent } from "./dave-events.ts";

/** How long frames of the protocol before are legitimate after a change, in milliseconds. */
export const graceMs = 10_000;
/** How soon after one request to be added anew another may follow, in milliseconds. */
const recoveryCoolDownMs = 10_000;
/** Transitions that were announced and not executed; more are a mistake of the server. */
const maxPending = 64;

/** What a call's end-to-end encryption stands at. */
export interface DaveState {
  /** The version in force: what is sent with. 0 is none. */
  readonly version: number;
  /** The version of the MLS group; it comes into force with the transition that leads to it. */
  readonly groupVersion: number;
  /** The version that each announced transition leads to. Id 0 is executed at once, and never here. */
  readonly pending: ReadonlyMap<number, number>;
  /** Of the latest commit or welcome. */
  readonly lastTransitionId: number;
  /** Frames in the clear are accepted up to here, in milliseconds; with version 0 always. */
  readonly clearUntilMs: number;
  /** When this side asked to be added anew, in milliseconds; `undefined` when it is not waiting for that. */
  readonly recoveringSinceMs: number | undefined;
  /** Whether proposals of this epoch add members. */
  readonly addsPending: boolean;
}

export const noDave: DaveState = {
  version: 0,
  groupVersion: 0,
  pending: new Map(),
  lastTransitionId: 0,
  clearUntilMs: Number.NEGATIVE_INFINITY,
  recoveringSinceMs: undefined,
  addsPending: false,
};

type Step = [next: DaveState, effects: DaveEffect[]];

/**
 * Decides what end-to-end encryption does next. Pure: no MLS, no socket, no clock; `DaveCall` performs the effects.
 *
 * @see {@link https://daveprotocol.com/#protocol-transitions | DAVE, Protocol Transitions}
 */
export function stepDave(state: DaveState, event: DaveEvent, nowMs: number): Step {
  switch (event.type) {
    case "sessionStarted": {
      const { version } = event;
      const next = { ...noDave, version, groupVersion: version };
      return version === 0 ? [next, []] : [next, newGroup(version)];
    }
    case "prepareTransition":
      return onPrepareTransition(state, event.transitionId, event.version, nowMs);
    case "executeTransition": {
      const version = state.pending.get(event.transitionId);
      // Unknown ids are harmless: the transition may be of before the bot came.
      return version === undefined ? [state, []] : [execute(state, event.transitionId, version, nowMs), []];
    }
    case "prepareEpoch": {
      const next = { ...state, groupVersion: event.version };
      if (event.epoch !== 1 || event.version === 0) return [next, []];
      return [{ ...next, addsPending: false, recoveringSinceMs: undefined }, newGroup(event.version)];
    }
    case "proposals":
      return [state, [{ type: "processProposals", operation: event.operation, payload: event.payload }]];
    case "proposalsProcessed":
      return onProposalsProcessed(state, event);
    case "proposalsStalled":
      return state.addsPending ? recover(state, state.lastTransitionId, nowMs) : [state, []];
    case "commit":
      return [state, [{ type: "processCommit", transitionId: event.transitionId, payload: event.payload }]];
    case "welcome":
      // The gateway has added this side anew: if that fails too, it is another failure.
      return [
        { ...state, recoveringSinceMs: undefined },
        [{ type: "processWelcome", transitionId: event.transitionId, payload: event.payload }],
      ];
    case "groupChanged":
      return onGroupChanged(state, event.transitionId, nowMs);
    case "groupRefused":
      return recover(state, event.transitionId, nowMs);
    case "framesUnreadable":
      return recover(state, state.lastTransitionId, nowMs);
    default:
      if (state.groupVersion === 0) return [state, []];
      return [{ ...state, addsPending: false, recoveringSinceMs: undefined }, newGroup(state.groupVersion)];
  }
}

function newGroup(version: number): DaveEffect[] {
  return [{ type: "createSession", version }, { type: "sendKeyPackage" }];
}

function onPrepareTransition(state: DaveState, transitionId: number, version: number, nowMs: number): Step {
  if (transitionId === 0) return [execute(state, 0, version, nowMs), []];
  // Who has executed already sends in the clear before this side hears of it.
  const clearUntilMs = version === 0 ? nowMs + graceMs : state.clearUntilMs;
  const next = { ...state, clearUntilMs, pending: withPending(state.pending, transitionId, version) };
  return [next, [{ type: "sendTransitionReady", transitionId }]];
}

function onProposalsProcessed(
  state: DaveState,
  { commit, welcome, operation }: Extract<DaveEvent, { type: "proposalsProcessed" }>,
): Step {
  // After a revocation that leaves none, no proposal waits.
  if (commit === undefined) return [operation === 1 ? { ...state, addsPending: false } : state, []];
  const isAppend = operation === 0;
  // Members that were added before need a welcome, which davey makes only for those of its latest proposals: such a
  // commit would be invalid, and is left to others.
  if (welcome === undefined && state.addsPending && isAppend) return [state, [{ type: "awaitCommit" }]];
  const next = { ...state, addsPending: state.addsPending || welcome !== undefined };
  return [next, [{ type: "sendCommitWelcome", commit, welcome }]];
}

function onGroupChanged(state: DaveState, transitionId: number, nowMs: number): Step {
  const joined: DaveState = {
    ...state,
    lastTransitionId: transitionId,
    recoveringSinceMs: undefined,
    addsPending: false,
  };
  if (transitionId === 0) return [execute(joined, 0, state.groupVersion, nowMs), [{ type: "retryFrames" }]];
  const next = { ...joined, pending: withPending(state.pending, transitionId, state.groupVersion) };
  return [next, [{ type: "sendTransitionReady", transitionId }, { type: "retryFrames" }]];
}

/** Leaves the group, and asks to be added anew; once, until that has happened or a while has passed. */
function recover(state: DaveState, transitionId: number, nowMs: number): Step {
  const since = state.recoveringSinceMs;
  if (state.groupVersion === 0 || (since !== undefined && nowMs - since < recoveryCoolDownMs)) return [state, []];
  return [
    { ...state, recoveringSinceMs: nowMs, addsPending: false },
    [{ type: "sendInvalidCommitWelcome", transitionId }, ...newGroup(state.groupVersion)],
  ];
}

/** Makes the version of a transition the one in force. */
function execute(state: DaveState, transitionId: number, version: number, nowMs: number): DaveState {
  const pending = new Map(state.pending);
  pending.delete(transitionId);
  const changed = (version === 0) !== (state.version === 0);
  return { ...state, version, pending, clearUntilMs: changed ? nowMs + graceMs : state.clearUntilMs };
}

function withPending(pending: ReadonlyMap<number, number>, transitionId: number, version: number): Map<number, number> {
  const next = new Map(pending);
  next.set(transitionId, version);
  for (const oldest of next.keys()) {
    if (next.size <= maxPending) break;
    next.delete(oldest);
  }
  return next;
}
