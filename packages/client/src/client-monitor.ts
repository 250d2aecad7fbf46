import type { Cache } from "@zignal/cache";
import type { Clock, ErrorHandler, LoggerLike } from "@zignal/errors";
import type { HealthMonitor, Metrics, PerformanceMonitor } from "@zignal/observability";
import type { Rest } from "@zignal/rest";
import type { ClientGateway } from "./client-gateway.ts";

/** Where the figures are served. */
export interface ClientMonitorOptions {
  /** `0` takes a free one. @defaultValue `9464` */
  port?: number;
  /** Address to listen on. @defaultValue `"127.0.0.1"`: this machine only, as there is no password */
  host?: string;
}

/** What one can see of a client from outside: `/metrics` (Prometheus' text), `/health` and `/ready` (JSON). */
export interface ClientMonitor {
  readonly url: string;
  readonly port: number;
  /** Those of the logger, where it has any: one's own appear on the same page. */
  readonly metrics: Metrics;
  readonly health: HealthMonitor;
  /** `generateReport({ format })` tells of all requests. */
  readonly performance: PerformanceMonitor;
  close(): Promise<void>;
}

/** What is looked at. */
export interface MonitoredParts {
  readonly gateway: ClientGateway;
  readonly rest: Rest;
  readonly cache: Cache | undefined;
  readonly errorHandler: ErrorHandler;
  readonly logger: LoggerLike;
  readonly clock: Clock;
  /** Handlers that are at work. */
  readonly pendingHandlers: () => number;
}

/** So long a gateway may be without all its shards. */
const patienceMs = 60_000;

/** A figure by its name, what it is, and how it is read. */
type Figure = readonly [name: string, help: string, read: () => number];

/** @throws {ValidationError} if the port is none. Rejects with a {@link ZignalError} if it can not listen there. */
export async function startMonitor(parts: MonitoredParts, options: ClientMonitorOptions): Promise<ClientMonitor> {
  // Loaded only where somebody wants to look.
  const observability = await import("@zignal/observability");
  const { gateway, rest, logger } = parts;
  const metrics = metricsOf(logger) ?? new observability.Metrics();
  const figures = new Figures(metrics, parts);
  const isReady = (): boolean => {
    const { ready, shards } = gateway.getStats();
    return shards.length > 0 && ready === shards.length;
  };
  const health = new observability.HealthMonitor({ logger });
  const server = await observability.serveMonitoring({
    ...options,
    metrics: {
      contentType: metrics.contentType,
      text: async () => {
        figures.update();
        return metrics.text();
      },
    },
    healthMonitor: health,
    isReady,
  });
  const performance = new observability.PerformanceMonitor({
    logger,
    connectionPool: { getStats: () => rest.getStats().connectionPool },
  });
  health.addHealthCheck("gateway", isWell(isReady, parts.clock));
  const close = async (): Promise<void> => {
    health.close();
    performance.close();
    await server.close();
  };
  return { url: server.url, port: server.port, metrics, health, performance, close };
}

/** A gateway that is on its way, or for a moment cut off, is not ready, but well: alerts are for what lasts. */
function isWell(isReady: () => boolean, clock: Clock): () => boolean {
  let lastReadyAt = clock.now();
  return () => {
    if (isReady()) lastReadyAt = clock.now();
    return clock.now() - lastReadyAt < patienceMs;
  };
}

function metricsOf(logger: LoggerLike & { getMetrics?: () => Metrics }): Metrics | undefined {
  return logger.getMetrics?.();
}

/** Reads the figures of a client's parts into metrics, when they are asked for. */
class Figures {
  readonly #updates: (() => void)[];

  constructor(metrics: Metrics, parts: MonitoredParts) {
    const gauges = gaugesOf(parts).map(([name, help, read]) => {
      const gauge = metrics.gauge(`zignal_${name}`, { help });
      return () => gauge.set(read());
    });
    const counters = countersOf(parts).map(([name, help, read]) => {
      const counter = metrics.counter(`zignal_${name}_total`, { help });
      let counted = 0;
      return () => {
        const now = read();
        // The shards of a new connect() begin to count anew.
        counter.add(now >= counted ? now - counted : now);
        counted = now;
      };
    });
    this.#updates = [...gauges, ...counters];
  }

  update(): void {
    for (const update of this.#updates) update();
  }
}

function gaugesOf({ gateway, rest, cache, pendingHandlers }: MonitoredParts): Figure[] {
  const figures: Figure[] = [
    ["gateway_shards", "Shards of this process", () => gateway.getStats().shards.length],
    ["gateway_shards_ready", "Shards that are ready", () => gateway.getStats().ready],
    [
      "gateway_latency_seconds",
      "The highest of the shards' latencies",
      () => (gateway.getStats().latencyMs ?? 0) / 1000,
    ],
    ["rest_open_requests", "Calls that have not settled", () => rest.getStats().open],
    ["pending_handlers", "Handlers that are at work", pendingHandlers],
  ];
  if (cache === undefined) return figures;
  return [
    ...figures,
    ["cache_items", "Cached entities", () => cache.getStats().totalItems],
    ["cache_memory_megabytes", "What they take", () => cache.getStats().memoryUsageMb],
    ["cache_hit_ratio", "Part of the lookups that found something", () => cache.getStats().hitRate],
  ];
}

function countersOf({ gateway, rest, errorHandler }: MonitoredParts): Figure[] {
  return [
    ["gateway_events", "Events received", () => gateway.getStats().events],
    ["gateway_identifies", "Sessions started", () => gateway.getStats().identifies],
    ["gateway_resumes", "Sessions taken up again", () => gateway.getStats().resumes],
    ["rest_requests", "Calls", () => rest.getStats().requests],
    ["rest_failed_requests", "Calls that failed", () => rest.getStats().failed],
    ["rest_rate_limits", "Answers with 429", () => rest.getStats().rateLimited],
    ["errors", "Errors that no caller was there to hear of", () => errorHandler.getStats().total],
  ];
}
