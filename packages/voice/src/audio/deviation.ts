/** Width of one count, and how many there are: 0 to 250 ms. */
const stepMs = 0.1;
const steps = 2500;

/** How far sending was off its schedule. Costs one count a frame and a fixed 10 KB. */
export class DeviationHistogram {
  readonly #counts = new Uint32Array(steps + 1);
  #total = 0;
  #maxMs = 0;

  get count(): number {
    return this.#total;
  }

  get maxMs(): number {
    return this.#maxMs;
  }

  record(deviationMs: number): void {
    const size = Math.abs(deviationMs);
    const step = Math.min(steps, Math.floor(size / stepMs));
    this.#counts[step] = (this.#counts[step] ?? 0) + 1;
    this.#total++;
    if (size > this.#maxMs) this.#maxMs = size;
  }

  /** The deviation that `share` (0 to 1) of all frames stayed within, in milliseconds, to 0.1; 0 without frames. */
  quantile(share: number): number {
    let left = share * this.#total;
    for (let step = 0; step <= steps; step++) {
      left -= this.#counts[step] ?? 0;
      if (left <= 0 && this.#total > 0) return Math.min(this.#maxMs, (step + 1) * stepMs);
    }
    return 0;
  }
}
