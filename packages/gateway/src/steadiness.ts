import type { Clock } from "@zignal/errors";

/** A connection that was ready for less than this was no success: the next attempt waits. */
const shortLivedMs = 5_000;
/** So often in a row what is mended at once may happen right after the shard became ready; then it pauses. */
const freeRelapses = 2;

/** How well a shard's connections hold: whether coming back at once would only lead to the same again. */
export class Steadiness {
  readonly #clock: Clock;
  #readyAt = Number.NEGATIVE_INFINITY;
  /** Times in a row that the shard became ready again after a short-lived connection. */
  #relapses = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  ready(): void {
    this.#relapses = this.isShortLived ? this.#relapses + 1 : 0;
    this.#readyAt = this.#clock.now();
  }

  /** Whether the shard has only just become ready. */
  get isShortLived(): boolean {
    return this.#clock.now() - this.#readyAt < shortLivedMs;
  }

  /** Whether one connection after the other ends as soon as it is ready. */
  get isRelapse(): boolean {
    return this.isShortLived && this.#relapses >= freeRelapses;
  }
}
