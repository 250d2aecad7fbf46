import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Reading } from "../gathered-metrics.ts";
import type { Collection } from "./collection.ts";

const nanosecondsPerSecond = 1e9;
/** The finest that node's own histogram samples with little cost, in milliseconds. */
const resolutionMs = 20;

/** Memory, CPU and event-loop delay of this process, under the names that dashboards for node know. */
export function collectProcess(collection: Collection): void {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  collection.onClose(() => void delay.disable());
  const percentiles = ["50", "99", "100"] as const;
  collection.read(
    "gauge",
    "zignal_event_loop_delay_seconds",
    "What a timer is late by, since the last time this page was made",
    ["percentile"],
    () => {
      const readings = percentiles.map((percentile): Reading => [
        secondsLate(delay.percentile(Number(percentile))),
        [percentile],
      ]);
      delay.reset();
      return readings;
    },
  );
  collection.read("counter", "process_cpu_seconds_total", "CPU time, user and system", [], () => {
    const { user, system } = process.cpuUsage();
    return [[(user + system) / 1e6, []]];
  });
  collection.gauge("process_resident_memory_bytes", "Resident memory", () => process.memoryUsage.rss());
  collection.gauge("nodejs_heap_size_used_bytes", "Memory of JavaScript objects", () => process.memoryUsage().heapUsed);
  collection.gauge(
    "nodejs_external_memory_bytes",
    "Memory of buffers and other things outside the heap",
    () => process.memoryUsage().external,
  );
  const startedAt = Math.round(Date.now() / 1_000 - process.uptime());
  collection.gauge("process_start_time_seconds", "When the process began, in seconds since 1970", () => startedAt);
}

/** A timer that is on time counts as the resolution: what is beyond it is the delay. */
function secondsLate(nanoseconds: number): number {
  // Without a sample it is not a number.
  return Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / nanosecondsPerSecond - resolutionMs / 1_000) : 0;
}
