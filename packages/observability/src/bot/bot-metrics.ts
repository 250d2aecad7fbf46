import type { Clock } from "@zignal/errors";
import { systemClock } from "@zignal/errors";
import type { Metrics } from "../metrics.ts";
import { collectCache, collectErrors } from "./cache-metrics.ts";
import { Collection } from "./collection.ts";
import { collectGateway } from "./gateway-metrics.ts";
import { collectHandlers, collectInteractions } from "./handler-metrics.ts";
import { collectProcess } from "./process-metrics.ts";
import { collectRest } from "./rest-metrics.ts";
import type { BotSources } from "./source-metrics.ts";
import { SourceMetrics } from "./source-metrics.ts";
import { collectVoice } from "./voice-metrics.ts";

export interface BotMetricsOptions extends BotSources {
  /** Where they appear, such as `logger.getMetrics()`. */
  readonly metrics: Metrics;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock;
}

/** What is collected, until it is closed. */
export interface BotMetrics extends Disposable {
  close(): void;
}

/** One collection a page, however many ask for it: the channels are the process's own, and would be counted twice. */
interface Shared {
  readonly collection: Collection;
  readonly sources: SourceMetrics;
  users: number;
}

const collections = new WeakMap<Metrics, Shared>();

/**
 * Counts what the other packages of Zignal do in this process, by their diagnostics channels: they need not know. Requests
 * by route and status, waits and 429s, events by type, reconnects, what handlers and interactions take, evictions, voice,
 * memory and event-loop delay. What no channel tells is read from the given parts when the page is made.
 * @throws {ValidationError} if one of the metrics has a name that is there already.
 *
 * @example
 * ```ts
 * const metrics = new Metrics();
 * const collected = collectBotMetrics({ metrics, rest, cache });
 * await serveMonitoring({ metrics });
 * ```
 */
export function collectBotMetrics({ metrics, clock = systemClock, ...sources }: BotMetricsOptions): BotMetrics {
  const shared = collections.get(metrics) ?? start(metrics, clock);
  shared.users += 1;
  const removeSources = shared.sources.add(sources);
  let isClosed = false;
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    removeSources();
    shared.users -= 1;
    if (shared.users > 0) return;
    collections.delete(metrics);
    shared.collection.close();
  };
  return { close, [Symbol.dispose]: close };
}

function start(metrics: Metrics, clock: Clock): Shared {
  const collection = new Collection(metrics, clock);
  try {
    for (const collect of collectors) collect(collection);
    const shared = { collection, sources: new SourceMetrics(collection), users: 0 };
    collections.set(metrics, shared);
    return shared;
  } catch (error) {
    // A name is taken: nothing may stay half there.
    collection.close();
    throw error;
  }
}

const collectors: readonly ((collection: Collection) => void)[] = [
  collectRest,
  collectGateway,
  collectHandlers,
  collectInteractions,
  collectCache,
  collectErrors,
  collectVoice,
  collectProcess,
];
