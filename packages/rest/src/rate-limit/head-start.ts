/** Samples that are looked at; with fewer nothing is known. */
const sampleCount = 16;
/** A smaller gain than a timer's error is none. */
const leastMs = 4;

/**
 * How much sooner than its end is *known* the first request of the next window may leave.
 *
 * That a window has ended is known one way back too late, and the next request needs one way there: on a line of 100 ms a
 * tenth of each window of a second is lost. Where round trips are steady, most of the shortest can be spent in advance: the
 * request then still arrives after the end. Where they vary by half of it or more, nothing can. Only one request leaves
 * early, the window's first, so that a mistake costs one 429.
 */
export class HeadStart {
  readonly #samples = new Float64Array(sampleCount).fill(Infinity);
  #next = 0;
  #ms = 0;

  /** Milliseconds; `0` where round trips are unsteady or unknown. */
  get ms(): number {
    return this.#ms;
  }

  /** A request had its answer after so long. */
  sample(roundTripMs: number): void {
    const samples = this.#samples;
    samples[this.#next] = roundTripMs;
    this.#next = (this.#next + 1) % sampleCount;
    // Looking through them once in a while is enough.
    if (this.#next % 4 !== 0) return;
    let shortest = Infinity;
    let longest = 0;
    for (const one of samples) {
      if (one < shortest) shortest = one;
      if (one > longest) longest = one;
    }
    const ms = longest === Infinity ? 0 : 0.75 * (shortest - 2 * (longest - shortest));
    this.#ms = ms < leastMs ? 0 : ms;
  }
}
