import type { Clock, ClockTimer, LoggerLike } from "@zignal/errors";
import { redactText, silentLogger, systemClock, toZignalError, ValidationError } from "@zignal/errors";
import type { RateLimiter } from "./rate-limiter.ts";
import { observeRequests } from "./request-observer.ts";
import { ReportHistory } from "./report-history.ts";
import { RequestWindow } from "./request-window.ts";
import type { PerformanceReport, ReportFormat } from "./performance-report.ts";
import { renderReport } from "./performance-report.ts";

/** What is asked of a connection pool; rest's `ConnectionPool` has it. */
export interface ConnectionPoolLike {
  getStats(): {
    readonly totalConnections: number;
    readonly activeConnections: number;
    readonly idleConnections: number;
    readonly connectionUtilization: number;
  };
}

/** What is asked of a request batcher; `batchEfficiency` of its statistics is used, where they have it. */
export interface RequestBatcherLike {
  getStats(): object;
}

export interface PerformanceMonitorOptions {
  /** @defaultValue none: its figures are left out of the report */
  connectionPool?: ConnectionPoolLike;
  /** @defaultValue none: batch efficiency is 0 */
  requestBatcher?: RequestBatcherLike;
  /** Gets the report of each {@link PerformanceMonitor.logReport}. @defaultValue a logger that drops everything */
  logger?: LoggerLike;
  /**
   * Count the calls of every `Rest` in this process by itself. Turn it off to count by
   * {@link PerformanceMonitor.recordRequest} alone. @defaultValue `true`
   */
  observe?: boolean;
  /** How often the plots of the HTML report get a point, in milliseconds; the last 360 are kept. @defaultValue `10_000` */
  sampleIntervalMs?: number;
  /** @defaultValue the machine's clock */
  clock?: Clock;
  /** Milliseconds since 1970. @defaultValue `Date.now` */
  timeOfDay?: () => number;
}

const maxSamples = 360;

/** The seven figures of the reference. */
export interface PerformanceMetrics {
  readonly totalRequests: number;
  readonly successfulRequests: number;
  readonly failedRequests: number;
  /** Waits for rate limits and retries included; 0 before the first. */
  readonly averageResponseTimeMs: number;
  /** Over the last minute. */
  readonly requestsPerSecond: number;
  /** Part of the requests sent on a connection that had been used before: 0 to 1. */
  readonly connectionReuseRate: number;
  /** What the request batcher says of itself: 0 to 1. */
  readonly batchEfficiency: number;
}

/** Figures about a bot's requests, and reports of them. */
export class PerformanceMonitor implements Disposable {
  readonly #options: PerformanceMonitorOptions;
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #window: RequestWindow;
  readonly #rateLimiters: RateLimiter[] = [];
  readonly #sections: { title: string; read: () => Readonly<Record<string, string | number>> }[] = [];
  readonly #stopObserving: () => void;
  readonly #history = new ReportHistory(maxSamples);
  readonly #sampleIntervalMs: number;
  #sampledAt: number;
  #sampling: ClockTimer | undefined;
  #counts = { succeeded: 0, failed: 0, totalTimeMs: 0, sent: 0, connected: 0 };

  /** @throws {ValidationError} if `sampleIntervalMs` is not above 0. */
  constructor(options: PerformanceMonitorOptions = {}) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#sampleIntervalMs = options.sampleIntervalMs ?? 10_000;
    if (!(this.#sampleIntervalMs > 0))
      throw ValidationError.of("sampleIntervalMs", `must be above 0 (was ${this.#sampleIntervalMs})`);
    this.#startedAt = this.#clock.now();
    this.#sampledAt = this.#startedAt;
    this.#sampleLater();
    this.#window = new RequestWindow(this.#startedAt);
    const observer = {
      onRequest: (durationMs: number, succeeded: boolean) => this.recordRequest({ durationMs, succeeded }),
      onSend: () => void this.#counts.sent++,
      onConnect: () => void this.#counts.connected++,
    };
    this.#stopObserving = options.observe === false ? ignore : observeRequests(observer, () => this.#clock.now());
  }

  /** Includes a rate limiter's state in the reports. */
  addRateLimiter(rateLimiter: RateLimiter): this {
    this.#rateLimiters.push(rateLimiter);
    return this;
  }

  /**
   * Includes figures of your own in the reports, read when one is made. A read that throws is told of in its place.
   * @param read - Labels and what stands beside them.
   */
  addSection(title: string, read: () => Readonly<Record<string, string | number>>): this {
    this.#sections.push({ title, read });
    return this;
  }

  /** Counts a request that was not made through `Rest`. @throws {ValidationError} if `durationMs` is not 0 or more. */
  recordRequest(request: { readonly durationMs: number; readonly succeeded: boolean }): void {
    const { durationMs, succeeded } = request;
    if (!(durationMs >= 0 && durationMs < Infinity))
      throw ValidationError.of("durationMs", `must be a number of 0 or more (was ${durationMs})`);
    if (succeeded) this.#counts.succeeded++;
    else this.#counts.failed++;
    this.#counts.totalTimeMs += durationMs;
    this.#window.add(this.#clock.now());
  }

  getMetrics(): PerformanceMetrics {
    const { succeeded, failed, totalTimeMs, sent, connected } = this.#counts;
    const total = succeeded + failed;
    return {
      totalRequests: total,
      successfulRequests: succeeded,
      failedRequests: failed,
      averageResponseTimeMs: total === 0 ? 0 : totalTimeMs / total,
      requestsPerSecond: this.#window.perSecond(this.#clock.now()),
      connectionReuseRate: sent === 0 ? 0 : Math.max(0, 1 - connected / sent),
      batchEfficiency: this.#batchEfficiency(),
    };
  }

  /** @throws {ValidationError} if there is no such format. */
  generateReport(options: { readonly format?: ReportFormat } = {}): string {
    return renderReport(this.#report(), options.format ?? "text");
  }

  /** Writes the figures to the logger. */
  logReport(): void {
    const { history: _history, ...report } = this.#report();
    (this.#options.logger ?? silentLogger).info(report, "Performance report");
  }

  /** Stops listening. The figures stay. */
  close(): void {
    this.#stopObserving();
    this.#sampling?.clear();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #sampleLater(): void {
    this.#sampling = this.#clock.setTimeout(() => {
      const now = this.#clock.now();
      this.#history.add(this.#counts, (now - this.#sampledAt) / 1_000, this.#timeOfDay(), residentMb());
      this.#sampledAt = now;
      this.#sampleLater();
    }, this.#sampleIntervalMs);
  }

  #timeOfDay(): number {
    return (this.#options.timeOfDay ?? Date.now)();
  }

  #report(): PerformanceReport {
    return {
      uptimeSeconds: (this.#clock.now() - this.#startedAt) / 1_000,
      memoryMb: residentMb(),
      metrics: this.getMetrics(),
      connectionPool: this.#options.connectionPool?.getStats(),
      rateLimiters: this.#rateLimiters.map((rateLimiter) => rateLimiter.getStats()),
      sections: this.#sections.map(({ title, read }) => ({ title, figures: figuresOf(read) })),
      generatedAt: this.#timeOfDay(),
      history: this.#history.samples,
    };
  }

  #batchEfficiency(): number {
    const stats = this.#options.requestBatcher?.getStats();
    if (stats === undefined || !("batchEfficiency" in stats)) return 0;
    const { batchEfficiency } = stats;
    return typeof batchEfficiency === "number" && Number.isFinite(batchEfficiency) ? batchEfficiency : 0;
  }
}

function figuresOf(read: () => Readonly<Record<string, string | number>>): Readonly<Record<string, string | number>> {
  try {
    return read();
  } catch (error) {
    return { "could not be read": redactText(toZignalError(error).message) };
  }
}

function residentMb(): number {
  return process.memoryUsage.rss() / 2 ** 20;
}

function ignore(): void {
  // Nothing was subscribed to.
}
