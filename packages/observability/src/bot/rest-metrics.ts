import type { Message } from "../diagnostics.ts";
import type { Collection } from "./collection.ts";
import { numberOf, textOf } from "../diagnostics.ts";

/** From the channels of `@zignal/rest`: `tracing:zignal:rest:request`, `zignal:rest:ratelimit`, `zignal:rest:retry`. */
export function collectRest(collection: Collection): void {
  const requests = collection.counter(
    "zignal_rest_requests_total",
    "Calls that have settled; status none where there was no answer",
    ["method", "route", "status"],
  );
  const failed = collection.count("zignal_rest_failed_requests_total", "Calls that were rejected");
  const durations = collection.seconds(
    "zignal_rest_request_duration_seconds",
    "From the call to its end, waits and repeats included",
    ["method", "route"],
  );
  const waits = collection.seconds(
    "zignal_rest_wait_seconds",
    "What calls waited for rate limits and between repeats",
    ["route"],
    waitBounds,
  );
  const rateLimits = collection.counter("zignal_rest_rate_limits_total", "Answers with 429", ["route", "scope"]);
  const retries = collection.counter("zignal_rest_retries_total", "Repeats after failures", ["route"]);
  const startTimes = new WeakMap<Message, number>();
  let open = 0;
  collection.gauge("zignal_rest_open_requests", "Calls that have not settled", () => open);

  collection.on("tracing:zignal:rest:request:start", (trace) => {
    open += 1;
    startTimes.set(trace, collection.now());
  });
  collection.on("tracing:zignal:rest:request:asyncEnd", (trace) => {
    const startedAt = startTimes.get(trace);
    // It began before anybody listened.
    if (startedAt === undefined) return;
    startTimes.delete(trace);
    open -= 1;
    const method = textOf(trace["method"], "unknown");
    const route = textOf(trace["route"], "unknown");
    const status = numberOf(trace["status"]) ?? 0;
    requests.ofAll([method, route, status === 0 ? "none" : String(status)]).value += 1;
    if (trace["error"] !== undefined) failed.value += 1;
    durations.ofAll([method, route]).observe((collection.now() - startedAt) / 1_000);
    waits.of(route).observe((numberOf(trace["waitedMs"]) ?? 0) / 1_000);
  });
  collection.on("zignal:rest:ratelimit", (event) => {
    rateLimits.ofAll([textOf(event["route"], "unknown"), textOf(event["scope"], "unknown")]).value += 1;
  });
  collection.on("zignal:rest:retry", (notice) => {
    retries.of(textOf(notice["route"], "unknown")).value += 1;
  });
}

const waitBounds: readonly number[] = [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
