import { redactText, toZignalError } from "@zignal/errors";
import type * as PromClient from "prom-client";
import type { Distribution, LabelValues } from "./series.ts";

/** A metric's name, and what people and Prometheus are told of it. */
export interface MetricDefinition {
  readonly name: string;
  readonly kind: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels?: readonly string[];
}

/** A number and the values of its labels. */
export type Reading = readonly [value: number, labels: LabelValues];

type Client = typeof PromClient;

/** A counter or gauge whose values are read whenever the page is made. */
export function gatheredNumber(
  client: Client,
  registry: PromClient.Registry,
  { name, kind, help, labels = [] }: MetricDefinition,
  read: () => Iterable<Reading>,
): void {
  const common = { name, help, labelNames: [...labels], registers: [] };
  if (kind === "counter") {
    registry.registerMetric(
      new client.Counter({
        ...common,
        collect() {
          this.reset();
          // Without labels, a reset leaves a 0 that nobody counted.
          if (labels.length === 0) this.remove();
          for (const [value, values] of readings(name, read)) this.inc(named(labels, values), value);
        },
      }),
    );
  } else {
    registry.registerMetric(
      new client.Gauge({
        ...common,
        collect() {
          this.reset();
          // Without labels, a reset leaves a 0 that nobody measured.
          if (labels.length === 0) this.remove();
          for (const [value, values] of readings(name, read)) this.set(named(labels, values), value);
        },
      }),
    );
  }
}

/** One metric that can not be read is left out of the page, and must not take the others along. */
function readings(name: string, read: () => Iterable<Reading>): readonly Reading[] {
  try {
    const all = [...read()];
    unreadable.delete(read);
    return all;
  } catch (error) {
    if (!unreadable.has(read)) {
      const reason = redactText(toZignalError(error).message);
      process.emitWarning(`The metric ${name} can not be read: ${reason}`, { type: "ZignalMetricsWarning" });
    }
    unreadable.add(read);
    return [];
  }
}

/** What was warned of, until it can be read again. */
const unreadable = new WeakSet<() => Iterable<Reading>>();

/** A histogram whose counts are read whenever the page is made: prom-client's own costs a hash of all labels per value. */
export function gatheredHistogram(
  client: Client,
  registry: PromClient.Registry,
  { name, help, labels = [] }: MetricDefinition,
  bounds: readonly number[],
  read: () => Iterable<{ readonly labels: LabelValues; readonly value: Distribution }>,
): void {
  class GatheredHistogram extends client.Histogram {
    /** What a registry of prom-client asks a histogram for. */
    getForPromString(): Promise<object> {
      const values = [...read()].flatMap((entry) => samplesOf(name, named(labels, entry.labels), entry.value));
      return Promise.resolve({ name, help, type: "histogram", values, aggregator: "sum" });
    }
  }
  registry.registerMetric(
    new GatheredHistogram({ name, help, labelNames: [...labels], buckets: [...bounds], registers: [] }),
  );
}

interface Sample {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly sharedLabels: Readonly<Record<string, string>>;
  readonly value: number;
}

function samplesOf(
  name: string,
  sharedLabels: Sample["sharedLabels"],
  { bounds, counts, sum }: Distribution,
): readonly Sample[] {
  let count = 0;
  const buckets = Array.from(counts, (inBucket, index): Sample => {
    count += inBucket;
    return { metricName: `${name}_bucket`, labels: { le: bounds[index] ?? "+Inf" }, sharedLabels, value: count };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels: {}, sharedLabels, value: sum },
    { metricName: `${name}_count`, labels: {}, sharedLabels, value: count },
  ];
}

function named(names: readonly string[], values: LabelValues): Record<string, string> {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
}
