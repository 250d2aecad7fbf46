import type { Clock } from "@zignal/errors";

/** The handlers that are still at work, so that a stop can wait for them. */
export class PendingWork {
  readonly #pending = new Set<Promise<unknown>>();

  get size(): number {
    return this.#pending.size;
  }

  add(work: Promise<unknown>): void {
    this.#pending.add(work);
    const done = (): void => void this.#pending.delete(work);
    work.then(done, done);
  }

  /** Waits until nothing is pending, or the time is over. Returns how many are still at work. */
  async drain(timeoutMs: number, clock: Clock): Promise<number> {
    let timedOut = false;
    const timeout = Promise.withResolvers<void>();
    const timer = clock.setTimeout(
      () => {
        timedOut = true;
        timeout.resolve();
      },
      timeoutMs,
      { ref: true },
    );
    // Work that ends may have started other work: look again until none is left.
    while (this.#pending.size > 0 && !timedOut) {
      await Promise.race([Promise.allSettled(this.#pending), timeout.promise]);
    }
    timer.clear();
    return this.#pending.size;
  }
}
