import type { Message } from "../diagnostics.ts";
import type { Count, Distribution } from "../series.ts";
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
  // Every call settles; a WeakMap costs the garbage collector more than the call's own figures.
  const startTimes = new Map<Message, number>();
  collection.gauge("zignal_rest_open_requests", "Calls that have not settled", () => startTimes.size);

  /** What is counted of one route, found by two lookups rather than by making a key of all labels for every call. */
  const routes = new Map<string, Map<string, RouteSeries>>();
  const seriesOf = (route: string, method: string): RouteSeries => {
    const known = routes.get(route)?.get(method);
    if (known !== undefined) return known;
    const series = { duration: durations.ofAll([method, route]), wait: waits.of(route), statuses: new Map() };
    if (routes.size < maxRemembered) {
      const methods = routes.get(route) ?? new Map<string, RouteSeries>();
      routes.set(route, methods.set(method, series));
    }
    return series;
  };

  collection.on("tracing:zignal:rest:request:start", (trace) => void startTimes.set(trace, collection.now()));
  collection.on("tracing:zignal:rest:request:asyncEnd", (trace) => {
    const startedAt = startTimes.get(trace);
    // It began before anybody listened.
    if (startedAt === undefined) return;
    startTimes.delete(trace);
    const method = textOf(trace["method"], "unknown");
    const route = textOf(trace["route"], "unknown");
    const status = numberOf(trace["status"]) ?? 0;
    const series = seriesOf(route, method);
    let count = series.statuses.get(status);
    if (count === undefined) {
      count = requests.ofAll([method, route, status === 0 ? "none" : String(status)]);
      series.statuses.set(status, count);
    }
    count.value += 1;
    if (trace["error"] !== undefined) failed.value += 1;
    series.duration.observe((collection.now() - startedAt) / 1_000);
    series.wait.observe((numberOf(trace["waitedMs"]) ?? 0) / 1_000);
  });
  collection.on("zignal:rest:ratelimit", (event) => {
    rateLimits.ofAll([textOf(event["route"], "unknown"), textOf(event["scope"], "unknown")]).value += 1;
  });
  collection.on("zignal:rest:retry", (notice) => {
    retries.of(textOf(notice["route"], "unknown")).value += 1;
  });
}

const waitBounds: readonly number[] = [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** Far above the routes that Discord has. */
const maxRemembered = 2_000;

interface RouteSeries {
  readonly duration: Distribution;
  readonly wait: Distribution;
  readonly statuses: Map<number, Count>;
}
