import type { Clock, ClockTimer } from "@zignal/errors";
import { redactText, timeout, toZignalError } from "@zignal/errors";

/**
 * Tells whether something works: `false` or a rejection means no; anything else means yes.
 * The signal aborts when its time is over.
 */
export type HealthCheck = (context: { readonly signal: AbortSignal }) => unknown;

export type CheckState = "unknown" | "healthy" | "unhealthy";

export interface CheckStatus {
  /** `unknown` until the first check has ended. */
  readonly state: CheckState;
  /** What the last check said when it failed, without tokens. */
  readonly message: string | undefined;
  /** Milliseconds since 1970; `undefined` before the first. */
  readonly lastCheckedAt: number | undefined;
  /** How long the last check took, in milliseconds. */
  readonly durationMs: number | undefined;
  readonly consecutiveFailures: number;
}

export interface CheckOptions {
  readonly check: HealthCheck;
  /** From the end of one check to the start of the next, in milliseconds. */
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly timeOfDay: () => number;
  readonly onChange: (from: CheckState, to: CheckState, status: CheckStatus) => void;
}

/** Runs one check again and again, never twice at once. Its timer does not keep the process alive. */
export class CheckRunner {
  readonly #options: CheckOptions;
  #status: CheckStatus = {
    state: "unknown",
    message: undefined,
    lastCheckedAt: undefined,
    durationMs: undefined,
    consecutiveFailures: 0,
  };
  #running: Promise<void> | undefined;
  #timer: ClockTimer | undefined;
  readonly #stop = new AbortController();

  constructor(options: CheckOptions) {
    this.#options = options;
  }

  get status(): CheckStatus {
    return this.#status;
  }

  /** Checks now, or joins the check that is under way. */
  run(): Promise<void> {
    this.#timer?.clear();
    return (this.#running ??= this.#check().finally(() => {
      this.#running = undefined;
      if (this.#stop.signal.aborted) return;
      this.#timer = this.#options.clock.setTimeout(() => void this.run(), this.#options.intervalMs);
    }));
  }

  close(): void {
    this.#stop.abort();
    this.#timer?.clear();
  }

  async #check(): Promise<void> {
    const { check, clock, timeoutMs, timeOfDay } = this.#options;
    const startedAt = clock.now();
    const failure = await timeout({ timeoutMs, clock, operation: "The health check" })
      .execute(
        async ({ signal }) => ((await check({ signal })) === false ? "the check answered false" : undefined),
        this.#stop.signal,
      )
      .catch((error: unknown) => redactText(toZignalError(error).message));
    if (this.#stop.signal.aborted) return;
    const from = this.#status.state;
    this.#status = {
      state: failure === undefined ? "healthy" : "unhealthy",
      message: failure,
      lastCheckedAt: timeOfDay(),
      durationMs: clock.now() - startedAt,
      consecutiveFailures: failure === undefined ? 0 : this.#status.consecutiveFailures + 1,
    };
    if (this.#status.state !== from) this.#options.onChange(from, this.#status.state, this.#status);
  }
}
