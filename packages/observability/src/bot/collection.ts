import type { Clock } from "@zignal/errors";
import type { Message } from "../diagnostics.ts";
import { listenTo } from "../diagnostics.ts";
import type { Reading } from "../gathered-metrics.ts";
import type { Metrics } from "../metrics.ts";
import type { Count } from "../series.ts";
import { Distribution, SeriesTable } from "../series.ts";

/** What is collected of one bot: metrics, the channels they are counted from, and the way back. */
export class Collection {
  readonly #metrics: Metrics;
  readonly #clock: Clock;
  readonly #undo: (() => void)[] = [];

  constructor(metrics: Metrics, clock: Clock) {
    this.#metrics = metrics;
    this.#clock = clock;
  }

  /** Milliseconds that only grow. */
  now(): number {
    return this.#clock.now();
  }

  counter(name: string, help: string, labels: readonly string[]): SeriesTable<Count> {
    const table = new SeriesTable<Count>(this.#metrics.maxSeriesPerMetric, () => ({ value: 0 }));
    this.#gather({ kind: "counter", name, help, labels }, () => readingsOf(table));
    return table;
  }

  /** A counter without labels. */
  count(name: string, help: string): Count {
    const count: Count = { value: 0 };
    this.#gather({ kind: "counter", name, help }, () => [[count.value, []]]);
    return count;
  }

  gauges(name: string, help: string, labels: readonly string[]): SeriesTable<Count> {
    const table = new SeriesTable<Count>(this.#metrics.maxSeriesPerMetric, () => ({ value: 0 }));
    this.#gather({ kind: "gauge", name, help, labels }, () => readingsOf(table));
    return table;
  }

  /** A number that is read when the page is made; `undefined` leaves it out. */
  gauge(name: string, help: string, read: () => number | undefined): void {
    this.#gather({ kind: "gauge", name, help }, () => {
      const value = read();
      return value === undefined ? [] : [[value, []]];
    });
  }

  /** Numbers that are read when the page is made. */
  read(kind: "counter" | "gauge", name: string, help: string, labels: readonly string[], read: () => Reading[]): void {
    this.#gather({ kind, name, help, labels }, read);
  }

  /** Seconds, by labels. */
  seconds(
    name: string,
    help: string,
    labels: readonly string[],
    bounds: readonly number[] = secondsBounds,
  ): SeriesTable<Distribution> {
    const table = new SeriesTable(this.#metrics.maxSeriesPerMetric, () => new Distribution(bounds));
    this.#undo.push(this.#metrics.gatheredHistogram({ kind: "histogram", name, help, labels }, bounds, () => table));
    return table;
  }

  /** Hears what is published on a channel, until the collection is closed. */
  on(channel: string, listener: (message: Message) => void): void {
    this.onClose(listenTo(channel, listener));
  }

  onClose(undo: () => void): void {
    this.#undo.push(undo);
  }

  close(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }

  #gather(definition: Parameters<Metrics["gathered"]>[0], read: () => Iterable<Reading>): void {
    this.#undo.push(this.#metrics.gathered(definition, read));
  }
}

/** From half a millisecond to half a minute. */
const secondsBounds: readonly number[] = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];

function* readingsOf(table: SeriesTable<Count>): Generator<Reading> {
  for (const { labels, value } of table) yield [value.value, labels];
}
