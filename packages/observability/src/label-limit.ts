import { ValidationError } from "@zignal/errors";

/** Values of a metric's labels, by name. */
export type Labels = Readonly<Record<string, string | number>>;

/** Lets so many sets of label values through, and turns all later ones into `other`. */
export class LabelLimit {
  readonly #maxSeries: number;
  readonly #names: readonly string[];
  readonly #known = new Set<string>();

  /** @param names - The labels that the metric was made with. */
  constructor(maxSeries: number, names: readonly string[]) {
    this.#maxSeries = maxSeries;
    this.#names = names;
  }

  /** @throws {ValidationError} if the metric has no such label. */
  apply(labels: Labels): Record<string, string | number> {
    const given = Object.entries(labels);
    if (given.length === 0 && this.#names.length === 0) return {};
    // To Prometheus, a label that is not there and an empty one are the same.
    const left = this.#names.filter((name) => labels[name] === undefined).map((name) => [name, ""] as const);
    const entries = [...given.filter(([, value]) => value !== undefined), ...left];
    const key = JSON.stringify(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
    if (!this.#known.has(key)) {
      const unknown = entries.find(([name]) => !this.#names.includes(name));
      if (unknown !== undefined) {
        throw ValidationError.of("labels", `must be among those the metric was made with (was "${unknown[0]}")`);
      }
      if (this.#known.size >= this.#maxSeries) return Object.fromEntries(entries.map(([name]) => [name, "other"]));
      this.#known.add(key);
    }
    return Object.fromEntries(entries);
  }
}
