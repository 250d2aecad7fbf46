/** Values of a metric's labels in the order of their names. */
export type LabelValues = readonly string[];

interface Entry<Value> {
  readonly labels: LabelValues;
  readonly value: Value;
}

/**
 * One thing per set of label values, at most so many; all later sets share one under `other`. Finding it costs a lookup, so
 * that it can stand in the way of every event; the page is made from it when it is asked for.
 */
export class SeriesTable<Value> {
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #maxSeries: number;
  readonly #make: () => Value;
  #other: Entry<Value> | undefined;

  constructor(maxSeries: number, make: () => Value) {
    this.#maxSeries = maxSeries;
    this.#make = make;
  }

  /** The one of a single label's value. */
  of(label: string): Value {
    return this.#entries.get(label)?.value ?? this.#add(label, [label]);
  }

  ofAll(labels: LabelValues): Value {
    const key = labels.join("\u0000");
    return this.#entries.get(key)?.value ?? this.#add(key, labels);
  }

  *[Symbol.iterator](): Generator<Entry<Value>> {
    yield* this.#entries.values();
    if (this.#other !== undefined) yield this.#other;
  }

  #add(key: string, labels: LabelValues): Value {
    if (this.#entries.size >= this.#maxSeries) {
      this.#other ??= { labels: labels.map(() => "other"), value: this.#make() };
      return this.#other.value;
    }
    const entry = { labels: [...labels], value: this.#make() };
    this.#entries.set(key, entry);
    return entry.value;
  }
}

/** A number behind a name, so that what counts need not look it up again. */
export interface Count {
  value: number;
}

/** How often values fell below each bound. */
export class Distribution {
  readonly bounds: readonly number[];
  /** One per bound, and one for what lies above; not cumulative. */
  readonly counts: Float64Array;
  sum = 0;

  /** @param bounds - Upper bounds, rising. */
  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    const { bounds } = this;
    let index = 0;
    while (index < bounds.length && value > (bounds[index] ?? Infinity)) index += 1;
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    this.sum += value;
  }
}
