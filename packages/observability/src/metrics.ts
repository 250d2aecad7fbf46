import type { Clock } from "@zignal/errors";
import { systemClock, ValidationError } from "@zignal/errors";
import type * as PromClient from "prom-client";
import { Counter, Gauge, Histogram, Timer } from "./instruments.ts";
import type { MetricDefinition, Reading } from "./gathered-metrics.ts";
import { gatheredHistogram, gatheredNumber } from "./gathered-metrics.ts";
import { loadPromClient } from "./optional-modules.ts";
import { LabelLimit } from "./label-limit.ts";
import type { Distribution, LabelValues } from "./series.ts";

/** Prometheus' own text, or OpenMetrics'. */
export type MetricsFormat = "prometheus" | "openmetrics";

export interface MetricsOptions {
  /**
   * How many sets of label values one metric may have; values beyond are counted as `other`, so that labels taken from users
   * can not fill the memory. @defaultValue `1_000`
   */
  maxSeriesPerMetric?: number;
  /** @defaultValue the machine's clock */
  clock?: Clock;
}

export interface MetricOptions {
  /** What it counts, for people. @defaultValue the name in words */
  help?: string;
  /** Names of its labels. @defaultValue none */
  labels?: readonly string[];
}

type Kind = "counter" | "gauge" | "histogram" | "timer";

interface Registered {
  readonly kind: Kind;
  readonly instrument: Counter | Gauge | Histogram | Timer;
}

/** Bounds of a timer's buckets, in seconds: from a millisecond to half a minute. */
const timerBuckets: readonly number[] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Counters, gauges, histograms and timers over prom-client, in a registry of their own. Asking again gives the same one. */
export class Metrics {
  readonly #client: typeof PromClient = loadPromClient();
  readonly #registry: PromClient.Registry = new this.#client.Registry();
  readonly #registered = new Map<string, Registered>();
  readonly #labels = new Map<string, readonly string[]>();
  readonly #maxSeries: number;
  readonly #clock: Clock;

  /** @throws {ValidationError} if `maxSeriesPerMetric` is not a whole number of 1 or more. */
  constructor(options: MetricsOptions = {}) {
    this.#maxSeries = options.maxSeriesPerMetric ?? 1_000;
    this.#clock = options.clock ?? systemClock;
    if (!Number.isSafeInteger(this.#maxSeries) || this.#maxSeries < 1) {
      throw ValidationError.of("maxSeriesPerMetric", `must be a whole number of 1 or more (was ${this.#maxSeries})`);
    }
  }

  /** A number that only grows. @throws {ValidationError} if the name does not fit, or belongs to another kind. */
  counter(name: string, options: MetricOptions = {}): Counter {
    return this.#get(
      Counter,
      "counter",
      name,
      () => new Counter(new this.#client.Counter(this.#configure(name, options)), this.#limit(options)),
    );
  }

  /** A number that goes up and down. @throws {ValidationError} if the name does not fit, or belongs to another kind. */
  gauge(name: string, options: MetricOptions = {}): Gauge {
    return this.#get(
      Gauge,
      "gauge",
      name,
      () => new Gauge(new this.#client.Gauge(this.#configure(name, options)), this.#limit(options)),
    );
  }

  /**
   * How often values fell below each bound.
   * @param buckets - Upper bounds, rising.
   * @throws {ValidationError} if the name or the bounds do not fit, or the name belongs to another kind.
   */
  histogram(name: string, buckets: readonly number[], options: MetricOptions = {}): Histogram {
    return this.#get(
      Histogram,
      "histogram",
      name,
      () => new Histogram(this.#histogram(name, buckets, options), this.#limit(options)),
    );
  }

  /** How long things take, in seconds. @throws {ValidationError} if the name does not fit, or belongs to another kind. */
  timer(name: string, options: MetricOptions & { readonly buckets?: readonly number[] } = {}): Timer {
    const { buckets = timerBuckets, ...rest } = options;
    return this.#get(
      Timer,
      "timer",
      name,
      () => new Timer(new Histogram(this.#histogram(name, buckets, rest), this.#limit(options)), this.#clock),
    );
  }

  /**
   * A number that is read whenever the page is made, rather than kept up to date.
   * @param read - Values with those of the labels, in the order of `definition.labels`. While it throws, the metric is left
   * out of the page, and a warning of the process says why.
   * @returns takes the metric out again.
   * @throws {ValidationError} if the name does not fit, or is taken.
   */
  gathered(
    definition: MetricDefinition & { readonly kind: "counter" | "gauge" },
    read: () => Iterable<Reading>,
  ): () => void {
    this.#refuseTaken(definition);
    gatheredNumber(this.#client, this.#registry, definition, read);
    return this.#takenOut(definition.name);
  }

  /** @internal A histogram of which only the page is made here. @returns takes it out again. */
  gatheredHistogram(
    definition: MetricDefinition & { readonly kind: "histogram" },
    bounds: readonly number[],
    read: () => Iterable<{ readonly labels: LabelValues; readonly value: Distribution }>,
  ): () => void {
    this.#refuseTaken(definition);
    gatheredHistogram(this.#client, this.#registry, definition, bounds, read);
    return this.#takenOut(definition.name);
  }

  /** Names of all metrics, with those of their labels. */
  labelsByName(): ReadonlyMap<string, readonly string[]> {
    return this.#labels;
  }

  /** How many sets of label values one metric may have. */
  get maxSeriesPerMetric(): number {
    return this.#maxSeries;
  }

  /**
   * All metrics as text.
   * @param format - What is served under {@link contentType} of the same format. @defaultValue `"prometheus"`
   * @see {@link https://prometheus.io/docs/instrumenting/exposition_formats/ | Exposition formats}
   */
  text(format: MetricsFormat = "prometheus"): Promise<string> {
    if (format === "prometheus") return this.#registry.metrics();
    // prom-client strips `_total` from the names of a registry's counters for good: it gets stand-ins.
    const view = new this.#client.Registry<PromClient.OpenMetricsContentType>();
    view.setContentType(this.#client.Registry.OPENMETRICS_CONTENT_TYPE);
    for (const { name } of this.#registry.getMetricsAsArray()) {
      const metric = this.#registry.getSingleMetric(name);
      if (metric !== undefined) view.registerMetric(standIn(metric));
    }
    return view.metrics();
  }

  /** The media type of {@link text}: Prometheus' own without an argument. */
  get contentType(): string {
    return this.contentTypeOf("prometheus");
  }

  contentTypeOf(format: MetricsFormat): string {
    const { Registry } = this.#client;
    return format === "openmetrics" ? Registry.OPENMETRICS_CONTENT_TYPE : Registry.PROMETHEUS_CONTENT_TYPE;
  }

  #refuseTaken({ name, labels = [] }: MetricDefinition): void {
    if (this.#labels.has(name)) throw ValidationError.of("name", `"${name}" is there already: choose another name`);
    this.#configure(name, { labels });
  }

  #takenOut(name: string): () => void {
    return () => {
      this.#registry.removeSingleMetric(name);
      this.#labels.delete(name);
    };
  }

  #get<T extends Registered["instrument"]>(
    type: abstract new (...args: never[]) => T,
    kind: Kind,
    name: string,
    make: () => T,
  ): T {
    const registered = this.#registered.get(name);
    if (registered === undefined) {
      const instrument = make();
      this.#registered.set(name, { kind, instrument });
      return instrument;
    }
    if (registered.instrument instanceof type) return registered.instrument;
    throw ValidationError.of("name", `"${name}" is a ${registered.kind} already: choose another name for the ${kind}`);
  }

  #histogram(name: string, buckets: readonly number[], options: MetricOptions): PromClient.Histogram {
    const rise = buckets.every((bound, index) => index === 0 || bound > (buckets[index - 1] ?? Infinity));
    if (buckets.length === 0 || !buckets.every((bound) => Number.isFinite(bound)) || !rise) {
      throw ValidationError.of("buckets", `must be rising numbers (was [${buckets.join(", ")}])`);
    }
    return new this.#client.Histogram({ ...this.#configure(name, options), buckets: [...buckets] });
  }

  #configure(
    name: string,
    options: MetricOptions,
  ): { name: string; help: string; labelNames: string[]; registers: PromClient.Registry[] } {
    if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)) {
      throw ValidationError.of(
        "name",
        `must be letters, digits, "_" and ":", and not begin with a digit (was "${name}")`,
      );
    }
    const labelNames = [...(options.labels ?? [])];
    const wrong = labelNames.find((label) => !/^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/.test(label));
    if (wrong !== undefined) throw ValidationError.of("labels", `must be letters, digits and "_" (was "${wrong}")`);
    this.#labels.set(name, labelNames);
    return { name, help: options.help ?? name.replaceAll("_", " "), labelNames, registers: [this.#registry] };
  }

  #limit({ labels = [] }: MetricOptions): LabelLimit {
    return new LabelLimit(this.#maxSeries, labels);
  }
}

/** The same metric under a name of its own. */
function standIn<T extends object>(metric: T): T {
  return Object.create(metric) as T;
}
