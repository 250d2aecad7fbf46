import type { Cache } from "@zignal/cache";
import type { Clock, LoggerLike } from "@zignal/errors";
import type { Metrics } from "@zignal/observability";
import type { Rest } from "@zignal/rest";
import type { ClientGateway } from "./client-gateway.ts";
import type { MonitorHealth, MonitorMetrics, MonitorPerformance } from "./monitor-parts.ts";
import { loadOptional } from "./optional-package.ts";

/** Where the figures are served. */
export interface ClientMonitorOptions {
  /** `0` takes a free one. @defaultValue `9464` */
  port?: number;
  /** Address to listen on. @defaultValue `"127.0.0.1"`: this machine only, as there is no password */
  host?: string;
}

/** What one can see of a client from outside: `/metrics` (Prometheus' text), `/health` and `/ready` (JSON), `/report` (a page). */
export interface ClientMonitor {
  readonly url: string;
  readonly port: number;
  /** Those of the logger, where it has any: one's own appear on the same page. */
  readonly metrics: MonitorMetrics;
  readonly health: MonitorHealth;
  /** `generateReport({ format })` tells of requests, the gateway and the cache. */
  readonly performance: MonitorPerformance;
  close(): Promise<void>;
}

/** What is looked at. */
export interface MonitoredParts {
  readonly gateway: ClientGateway;
  readonly rest: Rest;
  readonly cache: Cache | undefined;
  readonly logger: LoggerLike;
  readonly clock: Clock;
}

/** So long a gateway may be without all its shards. */
const patienceMs = 60_000;

/**
 * @throws {ValidationError} if the port is none.
 * Rejects with a {@link ZignalError} if it can not listen there, or `@zignal/observability` is not installed.
 */
async function startMonitor(parts: MonitoredParts, options: ClientMonitorOptions): Promise<ClientMonitor> {
  // Loaded only where somebody wants to look.
  const observability = await loadOptional(
    "@zignal/observability",
    "The option monitor",
    () => import("@zignal/observability"),
  );
  const { gateway, rest, cache, logger } = parts;
  const metrics = metricsOf(logger) ?? new observability.Metrics();
  const isReady = (): boolean => {
    const { ready, shards } = gateway.getStats();
    return shards.length > 0 && ready === shards.length;
  };
  const health = new observability.HealthMonitor({ logger });
  const performance = new observability.PerformanceMonitor({
    logger,
    connectionPool: { getStats: () => rest.getStats().connectionPool },
    requestBatcher: { getStats: () => rest.getStats().requestBatcher ?? {} },
  });
  for (const [title, read] of sectionsOf(parts)) performance.addSection(title, read);
  const server = await observability
    .serveMonitoring({ ...options, metrics, healthMonitor: health, performanceMonitor: performance, isReady })
    .catch((error: unknown) => {
      performance.close();
      throw error;
    });
  const collected = observability.collectBotMetrics({ metrics, rest, ...(cache === undefined ? {} : { cache }) });
  health.addHealthCheck("gateway", isWell(isReady, parts.clock));
  const close = async (): Promise<void> => {
    health.close();
    performance.close();
    collected.close();
    await server.close();
  };
  return { url: server.url, port: server.port, metrics, health, performance, close };
}

/** The monitor of one client, where its options ask for one: started once, closed once, in whatever order that is asked for. */
export class MonitorSwitch {
  readonly #parts: MonitoredParts;
  readonly #options: ClientMonitorOptions | undefined;
  #starting: Promise<void> | undefined;
  #running: ClientMonitor | undefined;

  constructor(parts: MonitoredParts, options: ClientMonitorOptions | undefined) {
    this.#parts = parts;
    this.#options = options;
  }

  get running(): ClientMonitor | undefined {
    return this.#running;
  }

  /** @throws as {@link startMonitor}; it can then be started again. */
  async start(): Promise<void> {
    const options = this.#options;
    if (options === undefined) return;
    this.#starting ??= (async () => {
      this.#running = await startMonitor(this.#parts, options);
    })();
    try {
      await this.#starting;
    } catch (error) {
      this.#starting = undefined;
      throw error;
    }
  }

  async close(): Promise<void> {
    // One that could not start has told whoever started it.
    await this.#starting?.catch(() => undefined);
    await this.#running?.close();
  }
}

type Figures = Readonly<Record<string, string | number>>;

/** What the report tells beside requests. */
function sectionsOf({
  gateway,
  rest,
  cache,
}: MonitoredParts): readonly (readonly [title: string, read: () => Figures])[] {
  const ofGateway = (): Figures => {
    const { shards, ready, latencyMs, events, identifies, resumes } = gateway.getStats();
    return {
      Shards: shards.length,
      Ready: ready,
      "Highest latency": latencyMs === undefined ? "unknown" : `${latencyMs.toFixed(0)} ms`,
      Events: events,
      Identifies: identifies,
      Resumes: resumes,
    };
  };
  const ofLimits = (): Figures => {
    const { rateLimited, retried, invalidRequests, rateLimiter } = rest.getStats();
    return {
      "429s": rateLimited,
      Repeats: retried,
      "Calls that wait": rateLimiter.waiting,
      "Answers towards a ban": invalidRequests,
    };
  };
  const sections: [string, () => Figures][] = [
    ["Gateway", ofGateway],
    ["Rate limits", ofLimits],
  ];
  if (cache !== undefined) {
    sections.push([
      "Cache",
      () => {
        const { totalItems, memoryUsageMb, hitRate, guildsCount, membersCount, messagesCount } = cache.getStats();
        return {
          Entities: totalItems,
          Memory: `${memoryUsageMb.toFixed(1)} MB`,
          "Hit rate": `${(hitRate * 100).toFixed(1)} %`,
          Guilds: guildsCount,
          Members: membersCount,
          Messages: messagesCount,
        };
      },
    ]);
  }
  return sections;
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
