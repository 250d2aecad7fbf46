import { channel, tracingChannel } from "node:diagnostics_channel";
import { context, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Logger, startTracing } from "../src/index.ts";
import type { LogRecord, Tracing } from "../src/index.ts";

const exporter = new InMemorySpanExporter();
let tracing: Tracing;

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
});
afterAll(() => {
  trace.disable();
  context.disable();
});
beforeEach(async () => {
  tracing = await startTracing();
});
afterEach(() => {
  tracing.close();
  exporter.reset();
});

const dispatching = tracingChannel<object>("zignal:client:dispatch");
const handling = tracingChannel<object>("zignal:client:handle");
const requesting = tracingChannel<object>("zignal:rest:request");

function spans(): Map<string, ReadableSpan> {
  return new Map(exporter.getFinishedSpans().map((span) => [span.name, span]));
}

/** Makes a call as `@zignal/rest` does. */
async function request(end: object = { status: 200, attempts: 1, waitedMs: 0 }): Promise<void> {
  const message = { method: "POST", route: "/channels/{channel_id}/messages", attempts: 0, status: 0, waitedMs: 0 };
  requesting.start.publish(message);
  requesting.end.publish(message);
  await Promise.resolve();
  Object.assign(message, end);
  if ("error" in end) requesting.error.publish(message);
  requesting.asyncEnd.publish(message);
}

describe("startTracing", () => {
  it("nests the calls of a listener in it, and the listener in its dispatch", async () => {
    const place = { guildId: "1", channelId: "2" };
    let work: Promise<void> | undefined;
    dispatching.traceSync(
      () => {
        const listener = { event: "messageCreate", shardId: 3, place, isAsync: true };
        handling.start.runStores(listener, () => {
          work = (async () => {
            await Promise.resolve();
            await request();
            handling.asyncEnd.publish(listener);
          })();
        });
        handling.end.publish(listener);
      },
      { dispatch: "MESSAGE_CREATE", shardId: 3, place },
    );
    await work;
    const dispatch = spans().get("MESSAGE_CREATE");
    const listener = spans().get("on messageCreate");
    const call = spans().get("POST /channels/{channel_id}/messages");
    expect(dispatch?.parentSpanContext).toBeUndefined();
    expect(listener?.parentSpanContext?.spanId).toBe(dispatch?.spanContext().spanId);
    expect(call?.parentSpanContext?.spanId).toBe(listener?.spanContext().spanId);
    expect(dispatch?.attributes).toMatchObject({ "discord.shard_id": 3, "discord.guild_id": "1" });
    expect(call?.attributes).toMatchObject({ "http.response.status_code": 200, "http.request.method": "POST" });
  });

  it("lets spans of one's own find their place", () => {
    handling.start.runStores({ event: "messageCreate", isAsync: false }, () => {
      trace.getTracer("mine").startSpan("query").end();
      handling.end.publish({});
    });
    expect(spans().get("query")?.parentSpanContext).toBeDefined();
    expect(trace.getActiveSpan()).toBeUndefined();
  });

  it("marks what failed, and how often it was tried, without the tokens in an error", async () => {
    const token = "aW50ZXJhY3Rpb246MTIz.secret";
    const error = new Error(`POST https://discord.com/api/v10/webhooks/1/${token} failed`);
    await request({ status: 500, attempts: 3, waitedMs: 250, error });
    const call = spans().get("POST /channels/{channel_id}/messages");
    expect(call?.status.code).toBe(SpanStatusCode.ERROR);
    expect(call?.attributes).toMatchObject({ "http.request.resend_count": 2, "zignal.rest.waited_ms": 250 });
    expect(call?.events.map(({ name }) => name)).toEqual(["exception"]);
    expect(JSON.stringify([call?.status, call?.events, call?.attributes])).not.toContain(token);
  });

  it("gives each log record the ids of the span that it was written within", async () => {
    const records: LogRecord[] = [];
    const logger = new Logger({
      handlers: [
        {
          formatter: (record) => {
            records.push(record);
            return "";
          },
          output: { write: () => undefined },
        },
      ],
    });
    handling.start.runStores({ event: "messageCreate", isAsync: false }, () => {
      const ids = trace.getActiveSpan()?.spanContext();
      logger.info("inside");
      expect(records[0]?.fields).toMatchObject({ trace_id: ids?.traceId, span_id: ids?.spanId, trace_flags: "01" });
    });
    logger.info("outside");
    expect(records[1]?.fields).not.toHaveProperty("trace_id");
    tracing.close();
    trace.getTracer("mine").startActiveSpan("after", (span) => {
      logger.info("closed");
      span.end();
    });
    expect(records[2]?.fields).not.toHaveProperty("trace_id");
    await logger.close();
  });

  it("takes messages that are not what they should be, and leaves nothing behind when it is closed", () => {
    for (const name of ["dispatch", "handle"]) {
      const start = channel(`tracing:zignal:client:${name}:start`);
      for (const message of [undefined, null, 7, {}, { place: 1, shardId: "x" }])
        expect(start.runStores(message, () => 42)).toBe(42);
      channel(`tracing:zignal:client:${name}:end`).publish({});
    }
    tracing.close();
    for (const tracingOf of [dispatching, handling, requesting, tracingChannel("zignal:interactions:handle")])
      expect(tracingOf.hasSubscribers).toBe(false);
  });
});
