import type { CircuitBreaker, Operation } from "@zignal/errors";

/** Calls that fail within so long of each other may have failed for the same reason. */
const sameMomentMs = 100;

const neverAborted = new AbortController().signal;

/**
 * A circuit breaker that is out of the way while all is well. Asking it costs each call some microseconds and, as long as
 * nothing fails, changes nothing: so it is asked from the first failure on until calls succeed again. A breaker that the user
 * brought is always asked, for it may count, and have opinions of slow answers.
 */
export class HostBreaker {
  readonly #breaker: CircuitBreaker;
  readonly #isOwn: boolean;
  #isWell: boolean;
  #lastFailureAt = -Infinity;

  constructor(breaker: CircuitBreaker, isOwn: boolean) {
    this.#breaker = breaker;
    this.#isOwn = isOwn;
    this.#isWell = isOwn;
  }

  /** Nothing has failed lately: calls may be made without asking, and only their failures be told by `tell`. */
  get isWell(): boolean {
    return this.#isWell;
  }

  /** @throws {CircuitOpenError} (as a rejection) when the breaker is open. */
  async execute(operation: Operation<void>, signal: AbortSignal | undefined): Promise<void> {
    await this.#breaker.execute(operation, signal ?? neverAborted);
    if (this.#isOwn) this.#isWell = this.#breaker.getStats().consecutiveFailures === 0;
  }

  /**
   * A call that was made without asking has ended; `failure` is `undefined` if it succeeded.
   *
   * A server that is restarted fails all calls that are under way at the same moment: that is one failure. Those that were
   * sent after it tell more, and so do those that fail later.
   */
  tell(failure: Error | undefined, sentAt: number, now: number): void {
    if (failure === undefined && this.#isWell) return;
    if (failure !== undefined) {
      if (sentAt < this.#lastFailureAt && now - this.#lastFailureAt < sameMomentMs) return;
      this.#lastFailureAt = now;
    }
    this.#isWell = false;
    void this.#report(failure);
  }

  async #report(failure: Error | undefined): Promise<void> {
    try {
      await this.execute(() => {
        if (failure !== undefined) throw failure;
      }, undefined);
    } catch {
      // The call itself carries the error.
    }
  }
}
