/** Round trips that count as the latest; with fewer nothing is known. */
const sampleCount = 16;
/** The shortest is that of the last one to two times so many. */
const generation = 256;
/** A smaller gain than a timer's error is none. */
const leastMs = 4;
/** So long a round trip may have been held up by each request that was in flight beside it, here or at the server. */
const heldUpMs = 1;

/**
 * How much sooner than its end is *known* the first request of the next window may leave.
 *
 * That a window has ended is known one way back too late, and the next request needs one way there: on a line of 100 ms a
 * tenth of each window of a second is lost. Where round trips are steady, most of the shortest can be spent in advance: the
 * request then still arrives after the end. What a burst has held up is no round trip: for each request that travelled beside others so much is taken off. Where the latest were longer than the shortest by half of it or more (a busy
 * server, an unsteady line), nothing can. Only one request leaves early, the window's first, so that a mistake costs one 429.
 */
export class HeadStart {
  readonly #samples = new Float64Array(sampleCount).fill(Infinity);
  readonly #beside = new Float64Array(sampleCount);
  #count = 0;
  #shortest = Infinity;
  #shortestBefore = Infinity;
  #ms = 0;

  /** Milliseconds; `0` where round trips are unsteady or unknown. */
  get ms(): number {
    return this.#ms;
  }

  /**
   * A request had its answer after so long.
   * @param besideIt - How many others were in flight with it, at the most.
   */
  sample(roundTripMs: number, besideIt: number): void {
    this.#samples[this.#count % sampleCount] = roundTripMs;
    this.#beside[this.#count % sampleCount] = besideIt;
    if (roundTripMs < this.#shortest) this.#shortest = roundTripMs;
    this.#count += 1;
    if (this.#count % generation === 0) {
      this.#shortestBefore = this.#shortest;
      this.#shortest = Infinity;
    }
    // Looking through them once in a while is enough.
    if (this.#count % 4 === 0) this.#ms = this.#work();
  }

  #work(): number {
    let longest = 0;
    let together = 0;
    for (const one of this.#samples) if (one > longest) longest = one;
    for (const one of this.#beside) if (one > together) together = one;
    const shortest = Math.min(this.#shortest, this.#shortestBefore);
    if (longest === Infinity) return 0;
    const ms = 0.75 * (shortest - 2 * (longest - shortest)) - heldUpMs * together;
    return ms < leastMs ? 0 : ms;
  }
}
