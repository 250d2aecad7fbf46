// Described here and not taken from `@zignal/observability`: that package is loaded, and need be installed, only where a
// client is monitored.

/** Values of a metric's labels, by name. */
export type MetricLabels = Readonly<Record<string, string | number>>;

/** What a metric is called and what it counts, for people. */
export interface MonitorMetricOptions {
  /** @defaultValue the name in words */
  help?: string;
  /** Names of its labels. @defaultValue none */
  labels?: readonly string[];
}

/** Metrics of one's own, beside those of the client: `Metrics` of `@zignal/observability`. */
export interface MonitorMetrics {
  counter(
    name: string,
    options?: MonitorMetricOptions,
  ): { inc(labels?: MetricLabels): void; add(value: number, labels?: MetricLabels): void };
  gauge(
    name: string,
    options?: MonitorMetricOptions,
  ): { set(value: number, labels?: MetricLabels): void; add(value: number, labels?: MetricLabels): void };
  histogram(
    name: string,
    buckets: readonly number[],
    options?: MonitorMetricOptions,
  ): { observe(value: number, labels?: MetricLabels): void };
  timer(
    name: string,
    options?: MonitorMetricOptions & { readonly buckets?: readonly number[] },
  ): { start(labels?: MetricLabels): (labels?: MetricLabels) => number };
  /** All of them, as Prometheus reads them. */
  text(): Promise<string>;
}

/** How things are: `HealthMonitor` of `@zignal/observability`. */
export interface MonitoredHealth {
  readonly status: "unknown" | "healthy" | "unhealthy";
  readonly checks: Readonly<
    Record<string, { readonly state: "unknown" | "healthy" | "unhealthy"; readonly message: string | undefined }>
  >;
}

/** Checks of one's own, beside those of the client: `HealthMonitor` of `@zignal/observability`. */
export interface MonitorHealth {
  /** @param check - Throws, rejects, or answers `false`, where something is wrong. */
  addHealthCheck(
    name: string,
    check: (context: { readonly signal: AbortSignal }) => unknown,
    intervalMs?: number,
  ): unknown;
  /** Runs all checks now. */
  runChecks(): Promise<MonitoredHealth>;
  status(): MonitoredHealth;
}

/** Figures and reports: `PerformanceMonitor` of `@zignal/observability`. */
export interface MonitorPerformance {
  getMetrics(): {
    readonly totalRequests: number;
    readonly successfulRequests: number;
    readonly failedRequests: number;
    readonly averageResponseTimeMs: number;
    readonly requestsPerSecond: number;
    readonly connectionReuseRate: number;
    readonly batchEfficiency: number;
  };
  generateReport(options?: { readonly format?: "text" | "markdown" | "json" | "html" }): string;
  /** Includes figures of your own in the reports. */
  addSection(title: string, read: () => Readonly<Record<string, string | number>>): unknown;
}
