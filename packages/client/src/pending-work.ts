import type { Clock } from "@zignal/errors";

/** The handlers that are still at work, so that a stop can wait for them. */
export class PendingWork {
  readonly #pending = new Set<Promise<void>>();
  /** What was begun since {@link begunBy} was called; `undefined` while nobody asks. */
  #begun: Promise<void>[] | undefined;

  get size(): number {
    return this.#pending.size;
  }

  /** @param work - Must not reject. */
  add(work: Promise<void>): void {
    this.#pending.add(work);
    this.#begun?.push(work);
    void this.#forget(work);
  }

  /** What settles when all the work has that `run` begins before it returns; `undefined` when it begins none. */
  begunBy(run: () => void): Promise<void> | undefined {
    const outer = this.#begun;
    const begun: Promise<void>[] = [];
    this.#begun = begun;
    try {
      run();
    } finally {
      this.#begun = outer;
    }
    if (begun.length <= 1) return begun[0];
    return Promise.all(begun).then(() => undefined);
  }

  async #forget(work: Promise<void>): Promise<void> {
    await work;
    this.#pending.delete(work);
  }

  /** Waits until nothing is pending, or the time is over. Returns how many are still at work. */
  async drain(timeoutMs: number, clock: Clock): Promise<number> {
    const end = clock.now() + timeoutMs;
    const timeout = Promise.withResolvers<void>();
    const timer = clock.setTimeout(timeout.resolve, timeoutMs, { ref: true });
    // Work that ends may have started other work: look again until none is left.
    while (this.#pending.size > 0 && clock.now() < end) {
      await Promise.race([Promise.all(this.#pending), timeout.promise]);
    }
    timer.clear();
    return this.#pending.size;
  }
}
