import type { Clock } from "@zignal/errors";
import { ValidationError } from "@zignal/errors";
import type * as PromClient from "prom-client";
import type { LabelLimit, Labels } from "./label-limit.ts";

/** A number that only grows. */
export class Counter {
  readonly #metric: PromClient.Counter;
  readonly #limit: LabelLimit;

  constructor(metric: PromClient.Counter, limit: LabelLimit) {
    this.#metric = metric;
    this.#limit = limit;
  }

  /** Adds 1. */
  inc(labels: Labels = {}): void {
    this.#metric.inc(this.#limit.apply(labels));
  }

  /** @throws {ValidationError} if `value` is not a number of 0 or more. */
  add(value: number, labels: Labels = {}): void {
    if (!(value >= 0 && value < Infinity))
      throw ValidationError.of("value", `must be a number of 0 or more (was ${value})`);
    this.#metric.inc(this.#limit.apply(labels), value);
  }
}

/** A number that goes up and down. */
export class Gauge {
  readonly #metric: PromClient.Gauge;
  readonly #limit: LabelLimit;

  constructor(metric: PromClient.Gauge, limit: LabelLimit) {
    this.#metric = metric;
    this.#limit = limit;
  }

  set(value: number, labels: Labels = {}): void {
    this.#metric.set(this.#limit.apply(labels), checked(value));
  }

  /** Adds 1. */
  inc(labels: Labels = {}): void {
    this.#metric.inc(this.#limit.apply(labels));
  }

  /** Takes 1 off. */
  dec(labels: Labels = {}): void {
    this.#metric.dec(this.#limit.apply(labels));
  }

  /** Adds a number, which may be below 0. */
  add(value: number, labels: Labels = {}): void {
    this.#metric.inc(this.#limit.apply(labels), checked(value));
  }
}

/** How often values fell below each bound, how many there were, and their sum. */
export class Histogram {
  readonly #metric: PromClient.Histogram;
  readonly #limit: LabelLimit;

  constructor(metric: PromClient.Histogram, limit: LabelLimit) {
    this.#metric = metric;
    this.#limit = limit;
  }

  observe(value: number, labels: Labels = {}): void {
    this.#metric.observe(this.#limit.apply(labels), checked(value));
  }
}

/** Ends one measurement and takes it in. @returns the seconds it took. */
export type StopTimer = (labels?: Labels) => number;

/** How long things take, as a histogram of seconds. */
export class Timer {
  readonly #histogram: Histogram;
  readonly #clock: Clock;
  readonly #running: StopTimer[] = [];

  constructor(histogram: Histogram, clock: Clock) {
    this.#histogram = histogram;
    this.#clock = clock;
  }

  /**
   * Begins a measurement.
   * @returns its end. Where several run at once use this, as {@link stop} can not tell them apart.
   */
  start(labels: Labels = {}): StopTimer {
    const startedAt = this.#clock.now();
    let seconds: number | undefined;
    const stop: StopTimer = (more = {}) => {
      if (seconds !== undefined) return seconds;
      seconds = (this.#clock.now() - startedAt) / 1_000;
      const at = this.#running.indexOf(stop);
      if (at >= 0) this.#running.splice(at, 1);
      this.#histogram.observe(seconds, { ...labels, ...more });
      return seconds;
    };
    this.#running.push(stop);
    return stop;
  }

  /** Ends the measurement that began last. @returns the seconds it took; `undefined` when none was running. */
  stop(labels: Labels = {}): number | undefined {
    return this.#running.at(-1)?.(labels);
  }

  /** Measures a call, whether it succeeds or fails. */
  async time<T>(operation: () => PromiseLike<T> | T, labels: Labels = {}): Promise<T> {
    const stop = this.start(labels);
    try {
      return await operation();
    } finally {
      stop();
    }
  }
}

function checked(value: number): number {
  if (!Number.isFinite(value)) throw ValidationError.of("value", `must be a finite number (was ${value})`);
  return value;
}
