import type { ResourceLimits } from "node:worker_threads";
import { ValidationError } from "@zignal/errors";

/** Worker threads that run the shards and their handlers. */
export interface WorkerOptions {
  /** How many threads; the shards are dealt out among them. */
  count: number;
  /** The module that each loads. It calls {@link gatewayWorker}, and has the listeners. */
  script: URL | string;
  /** Handed to the module; anything that can be cloned. */
  workerData?: unknown;
  /** Arguments for node. @defaultValue those of this process */
  execArgv?: readonly string[];
  /** @defaultValue this process' environment */
  env?: NodeJS.ProcessEnv;
  /** Bounds for a thread's memory; one that passes them is restarted alone. @defaultValue node's */
  resourceLimits?: ResourceLimits;
  /** How often a worker is asked for a sign of life, and its statistics, in milliseconds. @defaultValue `1_000` */
  pingIntervalMs?: number;
  /** A worker that has not answered for so long is stuck, and restarted, in milliseconds. @defaultValue `30_000` */
  stuckAfterMs?: number;
  /** Time for the module to load and set itself up, in milliseconds. @defaultValue `60_000` */
  startTimeoutMs?: number;
}

export type ResolvedWorkerOptions = Required<
  Pick<WorkerOptions, "count" | "script" | "pingIntervalMs" | "stuckAfterMs" | "startTimeoutMs">
> &
  Pick<WorkerOptions, "workerData" | "execArgv" | "env" | "resourceLimits">;

/** @throws {ValidationError} naming the option that does not fit. */
export function resolveWorkerOptions(options: WorkerOptions): ResolvedWorkerOptions {
  const { count, script, pingIntervalMs = 1_000, stuckAfterMs = 30_000, startTimeoutMs = 60_000 } = options;
  const issues: { path: string; message: string }[] = [];
  if (!Number.isInteger(count) || count < 1) {
    issues.push({ path: "workers.count", message: `must be a whole number of at least 1 (was ${String(count)})` });
  }
  if (!(script instanceof URL) && (typeof script !== "string" || script === "")) {
    issues.push({
      path: "workers.script",
      message: 'must be the module that calls gatewayWorker(), such as new URL("./worker.js", import.meta.url)',
    });
  }
  for (const [name, value] of Object.entries({ pingIntervalMs, stuckAfterMs, startTimeoutMs })) {
    if (!(value > 0))
      issues.push({ path: `workers.${name}`, message: `must be above 0, in milliseconds (was ${value})` });
  }
  if (stuckAfterMs <= pingIntervalMs) {
    issues.push({ path: "workers.stuckAfterMs", message: `must be above workers.pingIntervalMs (${pingIntervalMs})` });
  }
  if (issues.length > 0) throw new ValidationError(issues);
  return { ...options, count, script, pingIntervalMs, stuckAfterMs, startTimeoutMs };
}
