import type { LoggerLike } from "@zignal/errors";

/** What `Logger` of `@zignal/observability` has beside pino's methods: fields for all that is logged within a flow. */
export interface LogFlow {
  runWithContext<T>(fields: Readonly<Record<string, unknown>>, callback: () => T): T;
}

/** The logger's flow, if it has one. */
export function logFlowOf(logger: LoggerLike): LogFlow | undefined {
  return hasFlow(logger) ? logger : undefined;
}

function hasFlow(logger: LoggerLike & Partial<LogFlow>): logger is LoggerLike & LogFlow {
  return typeof logger.runWithContext === "function";
}
