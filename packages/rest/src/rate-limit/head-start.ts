/** Round trips that tell how steady the line is; with fewer than `leastSamples` nothing is known. */
const rememberedSamples = 64;
const leastSamples = 16;
/** The shortest path is that of the last one to two times so many round trips. */
const generation = 256;
/** Timers and event loops are this precise, here and at the server. */
const precisionMs = 4;
/** A smaller gain is not worth being early for. */
const leastGainMs = 10;
/** So long a round trip may have been held up by each request that was in flight beside it, here or at the server. */
const heldUpMs = 1;

/**
 * How much sooner than its end is *known* the first request of the next window may leave.
 *
 * That a window has ended is known one way back too late, and the next request needs one way there: on a line of 100 ms a
 * tenth of each window of a second is lost. A request that leaves `there + back` before the known end arrives just at the
 * end, so the shortest path there and back can be spent in advance, less what it may be wrong by:
 *
 * - by a twentieth and {@link precisionMs} in any case;
 * - by twice as much as the median round trip is longer: where they spread, the shortest that was met is not the shortest
 *   there is. Half of what a burst may have held them up is no spread. (The median, since a single slow answer says nothing of how fast one can be.)
 * - by {@link heldUpMs} for each request that travelled beside: what a burst has held up is no path. The round trip that had
 *   the least company counts, such as that of a window's first request.
 * - by what 429s have shown it to be wrong by.
 *
 * Only one request leaves early, the window's first, so that a line that has suddenly become faster costs one 429.
 */
export class HeadStart {
  readonly #samples = new Float64Array(rememberedSamples);
  readonly #beside = new Float64Array(rememberedSamples).fill(Infinity);
  #count = 0;
  #shortest = Infinity;
  #shortestBefore = Infinity;
  #distrustMs = 0;
  #ms = 0;

  /** Milliseconds; `0` where round trips are unsteady or unknown. */
  get ms(): number {
    return this.#ms;
  }

  /**
   * A request had its answer.
   * @param roundTripMs - How long after it was written to its connection.
   * @param pathMs - At most so long are the way there and the way back together, by all that is known of its window.
   * @param besideIt - How many others were in flight with it, at the most.
   */
  sample(roundTripMs: number, pathMs: number, besideIt: number): void {
    this.#samples[this.#count % rememberedSamples] = roundTripMs;
    this.#beside[this.#count % rememberedSamples] = besideIt;
    this.#count += 1;
    const path = Math.max(0, Math.min(roundTripMs, pathMs));
    const isShorter = path < this.#shortest;
    if (isShorter) this.#shortest = path;
    if (this.#count % generation === 0) {
      this.#shortestBefore = this.#shortest;
      this.#shortest = Infinity;
      this.#distrustMs /= 2;
    }
    // Looking through them once in a while is enough.
    if (isShorter || this.#count % leastSamples === 0) this.#ms = this.#work();
  }

  /** A request that left early came too early, by so much. */
  mistaken(byMs: number): void {
    this.#distrustMs += byMs + precisionMs;
    this.#ms = this.#work();
  }

  #work(): number {
    if (this.#count < leastSamples) return 0;
    const shortest = Math.min(this.#shortest, this.#shortestBefore);
    const company = Math.min(...this.#beside);
    const excess = this.#samples
      .subarray(0, this.#count)
      .map((sample, index) => sample - shortest - (heldUpMs / 2) * ((this.#beside[index] ?? 0) - company))
      .toSorted();
    const median = Math.max(0, excess[excess.length >> 1] ?? 0);
    const ms = 0.95 * shortest - precisionMs - 2 * median - heldUpMs * company - this.#distrustMs;
    return ms < leastGainMs ? 0 : ms;
  }
}
