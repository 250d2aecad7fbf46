import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider, type SpanProcessor } from "@opentelemetry/sdk-trace-base";

/** How much is looked at: nothing is even loaded, nothing is switched on, metrics, metrics and every span. */
export const observabilityModes = ["absent", "off", "metrics", "metrics and traces"] as const;

export type ObservabilityMode = (typeof observabilityModes)[number];

/** Switches observability on before the library is made. */
export async function startObservability(mode: ObservabilityMode): Promise<void> {
  if (mode === "absent") return;
  const { collectBotMetrics, Logger, startTracing } = await import("@zignal/observability");
  const logger = new Logger({ level: "silent" });
  if (mode === "off") return;
  collectBotMetrics({ metrics: logger.getMetrics() });
  if (mode === "metrics") return;
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [dropping] }));
  await startTracing();
}

/** Spans are made and ended, and go nowhere: what an exporter costs is its own. */
const dropping: SpanProcessor = {
  onStart: () => undefined,
  onEnd: () => undefined,
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};
