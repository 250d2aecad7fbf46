import type { Reading } from "../gathered-metrics.ts";
import type { Collection } from "./collection.ts";
import { numberOf } from "../diagnostics.ts";

/** Anything with statistics, such as `Rest`, `RequestBatcher` or `Cache`. Fields that it does not have are left out. */
export interface StatisticsSource {
  getStats(): object;
}

/** Parts whose present state no channel tells: it is read when the page is made. */
export interface BotSources {
  /** For its connection pool, queues, its request batcher and the invalid-request guard. */
  readonly rest?: StatisticsSource;
  /** Where it is not the one that `rest` was given. */
  readonly requestBatcher?: StatisticsSource;
  /** For how much it holds, what that takes, and its hit rate. */
  readonly cache?: StatisticsSource;
}

type Read = (...path: readonly string[]) => number | undefined;

/** The page has one metric of a name, however many bots there are in the process: their numbers are added. */
export class SourceMetrics {
  readonly #sources = new Set<BotSources>();

  constructor(collection: Collection) {
    const sum = (part: keyof BotSources, ...path: string[]): number | undefined =>
      total(this.#readersOf(part).map((read) => read(...path)));
    collection.read("gauge", "zignal_rest_connections", "Connections of the pool, by state", ["state"], () =>
      present([
        [sum("rest", "connectionPool", "activeConnections"), "active"],
        [sum("rest", "connectionPool", "idleConnections"), "idle"],
      ]),
    );
    collection.gauge("zignal_rest_invalid_requests", "Answers of the last ten minutes that count towards a ban", () =>
      sum("rest", "invalidRequests"),
    );
    collection.gauge("zignal_rest_waiting_requests", "Calls that wait for a rate limit", () =>
      sum("rest", "rateLimiter", "waiting"),
    );
    for (const [state, help] of [
      ["requests", "Requests given to the batcher"],
      ["sent", "Requests that the batcher sent in their place"],
    ] as const) {
      collection.read("counter", `zignal_batcher_${state}_total`, help, [], () =>
        present([[total(this.#batchers().map((read) => read(state)))]]),
      );
    }
    collection.gauge("zignal_batcher_efficiency_ratio", "Part of the requests that did not have to be sent", () =>
      mean(this.#batchers().map((read) => read("batchEfficiency"))),
    );
    collection.read("gauge", "zignal_cache_items", "Cached entities, by kind", ["kind"], () =>
      present(cacheKinds.map((kind) => [sum("cache", `${kind}Count`), kind])),
    );
    collection.gauge("zignal_cache_memory_bytes", "What cached entities take", () => {
      const megabytes = sum("cache", "memoryUsageMb");
      return megabytes === undefined ? undefined : megabytes * 1e6;
    });
    collection.gauge("zignal_cache_hit_ratio", "Part of the lookups that found something", () =>
      mean(this.#readersOf("cache").map((read) => read("hitRate"))),
    );
  }

  /** @returns takes them out again. */
  add(sources: BotSources): () => void {
    this.#sources.add(sources);
    return () => void this.#sources.delete(sources);
  }

  #readersOf(part: keyof BotSources): Read[] {
    return [...this.#sources].flatMap((sources) => {
      const source = sources[part];
      return source === undefined ? [] : [readerOf(source.getStats())];
    });
  }

  #batchers(): Read[] {
    return [...this.#sources].flatMap(({ rest, requestBatcher }) => {
      const stats = requestBatcher?.getStats() ?? fieldOf(rest?.getStats(), "requestBatcher");
      return stats === undefined ? [] : [readerOf(stats)];
    });
  }
}

const cacheKinds: readonly string[] = [
  "guilds",
  "channels",
  "threads",
  "roles",
  "members",
  "users",
  "messages",
  "emojis",
  "stickers",
  "presences",
  "voiceStates",
  "stageInstances",
  "scheduledEvents",
  "soundboardSounds",
];

function readerOf(stats: unknown): Read {
  return (...path) => numberOf(path.reduce<unknown>(fieldOf, stats));
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? new Map(Object.entries(value)).get(name) : undefined;
}

function total(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
}

function mean(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function present(readings: readonly (readonly [value: number | undefined, ...labels: string[]])[]): Reading[] {
  return readings.flatMap(([value, ...labels]) => (value === undefined ? [] : [[value, labels] as const]));
}
