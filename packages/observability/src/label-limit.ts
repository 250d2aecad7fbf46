/** Values of a metric's labels, by name. */
export type Labels = Readonly<Record<string, string | number>>;

/** Lets so many sets of label values through, and turns all later ones into `other`. */
export class LabelLimit {
  readonly #maxSeries: number;
  readonly #known = new Set<string>();

  constructor(maxSeries: number) {
    this.#maxSeries = maxSeries;
  }

  apply(labels: Labels): Record<string, string | number> {
    const entries = Object.entries(labels);
    if (entries.length === 0) return {};
    const key = JSON.stringify(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
    if (!this.#known.has(key)) {
      if (this.#known.size >= this.#maxSeries) return Object.fromEntries(entries.map(([name]) => [name, "other"]));
      this.#known.add(key);
    }
    return { ...labels };
  }
}
