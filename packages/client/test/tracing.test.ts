import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { collectBotMetrics, Logger, type LogRecord, Metrics, startTracing } from "@zignal/observability";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defineSlashCommand } from "../src/index.ts";
import { startBot } from "./bot.ts";

const exporter = new InMemorySpanExporter();

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
});
afterAll(() => {
  trace.disable();
  context.disable();
});

describe("a slash command", () => {
  it("is one trace, from its dispatch to its callback, whose id stands in the log", async () => {
    const records: LogRecord[] = [];
    const keep = (record: LogRecord): string => {
      records.push(record);
      return "";
    };
    const logger = new Logger({ handlers: [{ formatter: keep, output: { write: () => undefined } }] });
    using _tracing = await startTracing();
    await using bot = await startBot({ logger });
    const { client, sandbox } = bot;
    const ping = defineSlashCommand({
      name: "ping",
      description: "Answers",
      execute: async (ctx) => {
        await Promise.resolve();
        logger.info("Answering");
        await ctx.reply("Pong");
      },
    });
    client.interactions.registerSlashCommand(ping);
    await client.interactions.syncCommands({ guildId: sandbox.guildId });
    exporter.reset();
    await sandbox.user("alice").runCommand("ping");
    await client.disconnect();

    const finished = exporter.getFinishedSpans();
    const callback = finished.find(({ name }) => name.endsWith("/callback"));
    expect(callback?.attributes).toMatchObject({
      "http.request.method": "POST",
      "url.template": "/interactions/{interaction_id}/{interaction_token}/callback",
      "http.response.status_code": 204,
    });
    const parentOf = (child: ReadableSpan | undefined): ReadableSpan | undefined =>
      finished.find((span) => span.spanContext().spanId === child?.parentSpanContext?.spanId);
    expect(parentOf(callback)?.name).toBe("/ping");
    expect(parentOf(parentOf(callback))?.name).toBe("INTERACTION_CREATE");
    const dispatch = finished.find(({ name }) => name === "INTERACTION_CREATE");
    expect(dispatch?.spanContext().traceId).toBe(callback?.spanContext().traceId);
    expect(dispatch?.attributes).toMatchObject({ "discord.guild_id": sandbox.guildId, "discord.shard_id": 0 });

    const answering = records.find(({ message }) => message === "Answering");
    expect(answering?.fields).toMatchObject({
      trace_id: callback?.spanContext().traceId,
      event: "interactionCreate",
      shardId: 0,
      guildId: sandbox.guildId,
      channelId: sandbox.channels["general"],
      userId: sandbox.users["alice"],
    });
    expect(answering?.fields).toHaveProperty("interactionId");
  });
});

describe("collectBotMetrics", () => {
  it("sees a whole client at work", async () => {
    const metrics = new Metrics();
    using _collected = collectBotMetrics({ metrics });
    await using bot = await startBot();
    const { client, sandbox } = bot;
    client.on("messageCreate", async (message) => {
      if (message.content === "Hi") await message.reply("Hello");
    });
    const heard = client.waitFor("messageCreate", { filter: ({ content }) => content === "Hello" });
    await sandbox.user("alice").sendMessage(sandbox.channels["general"] ?? "", "Hi");
    await heard;
    await client.disconnect();
    const page = await metrics.text();
    for (const line of [
      'zignal_gateway_events_total{event="READY"} 1',
      'zignal_rest_requests_total{method="POST",route="/channels/{channel_id}/messages",status="200"} 1',
    ]) {
      expect(page.split("\n")).toContain(line);
    }
    expect(page).toMatch(/^zignal_handler_duration_seconds_count\{event="messageCreate"\} [1-9]/m);
  });
});
