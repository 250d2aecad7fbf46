import type { Collection } from "./collection.ts";
import { textOf } from "../diagnostics.ts";

/** From `zignal:cache:evict`. What a cache holds is read from its statistics: see {@link BotSources}. */
export function collectCache(collection: Collection): void {
  const evictions = collection.counter("zignal_cache_evictions_total", "Entities that left for a limit or their age", [
    "kind",
    "reason",
  ]);
  collection.on("zignal:cache:evict", ({ kind, reason }) => {
    evictions.ofAll([textOf(kind, "unknown"), textOf(reason, "unknown")]).value += 1;
  });
}

/** From `zignal:errors:handle` and `zignal:errors:breaker`. */
export function collectErrors(collection: Collection): void {
  const errors = collection.counter("zignal_errors_total", "Errors that the error handler saw, by code and outcome", [
    "code",
    "outcome",
  ]);
  const breakers = collection.counter(
    "zignal_circuit_breaker_changes_total",
    "Circuit breakers that changed their state",
    ["name", "to"],
  );
  collection.on("zignal:errors:handle", ({ error, outcome }) => {
    const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
    errors.ofAll([textOf(code, "unknown"), textOf(outcome, "unknown")]).value += 1;
  });
  collection.on("zignal:errors:breaker", ({ name, to }) => {
    breakers.ofAll([textOf(name, "unnamed"), textOf(to, "unknown")]).value += 1;
  });
}
