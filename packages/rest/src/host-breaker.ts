import type { CircuitBreaker, Operation } from "@zignal/errors";

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
  #lastCause: unknown = undefined;

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

  /** A call that was made without asking has ended; `failure` is `undefined` if it succeeded. */
  tell(failure: Error | undefined): void {
    if (failure === undefined && this.#isWell) return;
    // The loss of one connection fails all requests that it carried, and is one failure.
    if (failure?.cause !== undefined && failure.cause === this.#lastCause) return;
    this.#lastCause = failure?.cause;
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
