import { channel } from "node:diagnostics_channel";
import { InteractionHandler } from "@zignal/interactions";
import type { APIInteraction } from "@zignal/types";
import { HealthMonitor, Logger, type LogRecord, PerformanceMonitor } from "@zignal/observability";
import { ConnectionPool, RequestBatcher, Rest } from "@zignal/rest";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Client } from "../src/index.ts";
import { optionsFor, startBot } from "./bot.ts";
import { createSandbox } from "@zignal/sandbox";

function formatter({ level, message, fields }: LogRecord): string {
  return JSON.stringify({ level, message, ...fields });
}

/** A Logger whose lines can be read. */
function readableLogger(): { logger: Logger; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const output = { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) };
  const logger = new Logger({ level: "debug", handlers: [{ formatter, output }] });
  opened.push(logger);
  return { logger, lines };
}

const opened: Logger[] = [];
afterEach(async () => {
  for (const logger of opened.splice(0)) await logger.close();
});

describe("the Logger of @zignal/observability", () => {
  it("says in every line that a handler logs, and in what it awaits, where the event happened", async () => {
    const { logger, lines } = readableLogger();
    await using bot = await startBot({ logger });
    const { client, sandbox } = bot;
    const done = Promise.withResolvers<void>();
    client.once("messageCreate", async (message) => {
      logger.info("heard");
      await message.react("👍");
      logger.info("reacted");
      done.resolve();
    });
    const alice = sandbox.user("alice");
    await alice.sendMessage("general", "hello");
    await done.promise;
    const where = {
      event: "messageCreate",
      shardId: 0,
      guildId: sandbox.guildId,
      channelId: sandbox.channels["general"],
      userId: alice.id,
    };
    for (const message of ["heard", "reacted"]) {
      expect(lines.find((line) => line["message"] === message)).toMatchObject(where);
    }
    logger.info("elsewhere");
    expect(lines.at(-1)).toEqual({ level: "info", message: "elsewhere" });
  });

  it("says for which interaction a handler of interactions logs, and what failed where", async () => {
    const { logger, lines } = readableLogger();
    await using bot = await startBot({ logger });
    const { client, sandbox } = bot;
    client.interactions.registerSlashCommand({
      name: "note",
      description: "Notes",
      execute: async (ctx) => {
        logger.info("noted");
        await ctx.reply("Noted");
        throw new Error("and then it broke");
      },
    });
    await client.interactions.syncCommands();
    const failed = client.waitFor("error");
    const alice = sandbox.user("alice");
    await alice.runCommand("note", {}, { channel: "general" });
    await failed;
    const where = { guildId: sandbox.guildId, channelId: sandbox.channels["general"], userId: alice.id, shardId: 0 };
    const noted = lines.find(({ message }) => message === "noted");
    expect(noted).toMatchObject(where);
    expect(noted?.["interactionId"]).toMatch(/^\d+$/);
    expect(lines.find(({ message }) => message === "and then it broke")).toMatchObject({ level: "error", ...where });
  });
});

describe("a Logger that no client was given", () => {
  it("knows whose event is being handled all the same, each of two clients its own", async () => {
    const { logger, lines } = readableLogger();
    await using one = await startBot();
    await using other = await startBot();
    for (const bot of [one, other]) {
      const heard = bot.client.waitFor("messageCreate");
      bot.client.on("messageCreate", async ({ content }) => {
        await new Promise(setImmediate);
        logger.child({ content }).info("heard");
      });
      await bot.sandbox.user("alice").sendMessage("general", `to ${bot.sandbox.guildId}`);
      await heard;
    }
    await vi.waitFor(() => expect(lines).toHaveLength(2));
    for (const [index, { sandbox }] of [one, other].entries()) {
      expect(lines[index]).toMatchObject({
        content: `to ${sandbox.guildId}`,
        event: "messageCreate",
        shardId: 0,
        guildId: sandbox.guildId,
        userId: sandbox.user("alice").id,
      });
    }
    await logger.close();
  });

  it("does not make dispatches dearer once it is closed, or silent", async () => {
    const channels = ["tracing:zignal:client:dispatch:start", "tracing:zignal:interactions:handle:start"];
    const followed = () => channels.map((name) => channel(name).hasSubscribers);
    const { logger } = readableLogger();
    const { logger: second } = readableLogger();
    expect(followed()).toEqual([true, true]);
    logger.setLevel("silent");
    logger.setLevel("silent");
    expect(followed()).toEqual([true, true]);
    await second.close();
    await second.close();
    expect(followed()).toEqual([false, false]);
    logger.setLevel("info");
    expect(followed()).toEqual([true, true]);
    await logger.close();
    expect(followed()).toEqual([false, false]);
  });
});

describe("interactions over HTTP", () => {
  it("tell every Logger whose they are, in their handler and in onError", async () => {
    const { logger, lines } = readableLogger();
    const rest = new Rest({ baseUrl: "http://127.0.0.1:9/api/v10", token: "x" });
    const onError = (): void => logger.error("it failed");
    const handler = new InteractionHandler({ rest, applicationId: "1", onError });
    handler.registerSlashCommand({
      name: "note",
      description: "Notes",
      execute: async (ctx) => {
        logger.info("noting");
        await ctx.reply("Noted");
        logger.runWithContext({ userId: undefined, step: 2 }, () => logger.info("noted"));
        throw new Error("and then it broke");
      },
    });
    const interaction = {
      id: "11",
      application_id: "1",
      type: 2,
      token: "t",
      version: 1,
      guild_id: "5",
      channel_id: "6",
      data: { id: "9", name: "note", type: 1 },
      member: { user: { id: "7", username: "alice" }, roles: [], permissions: "0" },
    };
    await handler.handle(interaction as unknown as APIInteraction, async () => undefined);
    logger.info("elsewhere");
    const where = { guildId: "5", channelId: "6", userId: "7", interactionId: "11" };
    expect(lines).toEqual([
      { level: "info", message: "noting", ...where },
      { level: "info", message: "noted", guildId: "5", channelId: "6", interactionId: "11", step: 2 },
      { level: "error", message: "it failed", ...where },
      { level: "info", message: "elsewhere" },
    ]);
    await logger.close();
    await rest.close();
  });
});

describe("the monitors of @zignal/observability", () => {
  it("read the figures of the client's parts", async () => {
    await using sandbox = await createSandbox();
    await using connectionPool = new ConnectionPool({ maxConnections: 5 });
    const requestBatcher = new RequestBatcher();
    using performance = new PerformanceMonitor({ connectionPool, requestBatcher });
    await using client = new Client(optionsFor(sandbox, { connectionPool, requestBatcher }));
    await client.connect();
    await client.getUser(sandbox.users["alice"] ?? "");
    await client.rest.users.getMyUser();
    const { totalRequests, successfulRequests } = performance.getMetrics();
    expect([totalRequests, successfulRequests]).toEqual([
      client.rest.getStats().requests,
      client.rest.getStats().requests,
    ]);
    expect(performance.generateReport({ format: "markdown" })).toContain("Connection");

    using health = new HealthMonitor();
    health.addHealthCheck("gateway", () => client.gateway.getStats().ready > 0);
    expect((await health.runChecks()).checks["gateway"]?.state).toBe("healthy");
    await client.disconnect();
    expect((await health.runChecks()).checks["gateway"]?.state).toBe("unhealthy");
  });
});

describe("a RequestBatcher", () => {
  it("that is given to the client folds the calls of its handlers", async () => {
    await using sandbox = await createSandbox();
    const requestBatcher = new RequestBatcher({ maxWaitTimeMs: 20 });
    const options = optionsFor(sandbox, { requestBatcher, rest: { baseUrl: sandbox.restUrl, batch: true } });
    await using client = new Client({ ...options, monitor: { port: 0 } });
    await client.connect();
    const channel = await client.getChannel(sandbox.channels["general"] ?? "");
    const sent = [await channel.send("one"), await channel.send("two"), await channel.send("three")];
    const deleted = sandbox.waitForEvent("MESSAGE_DELETE_BULK");
    await Promise.all(sent.map((message) => message.delete()));
    expect((await deleted).d).toMatchObject({ ids: sent.map(({ id }) => id) });
    const { batchEfficiency, requests, sent: sentRequests } = requestBatcher.getStats();
    expect(batchEfficiency).toBeGreaterThan(0);
    expect(client.rest.getStats().requestBatcher).toMatchObject({ batchEfficiency, requests });
    expect(client.monitor?.performance.getMetrics().batchEfficiency).toBe(batchEfficiency);
    const page = (await client.monitor?.metrics.text())?.split("\n");
    expect(page).toContain(`zignal_batcher_requests_total ${requests}`);
    expect(page).toContain(`zignal_batcher_sent_total ${sentRequests}`);
    expect(page).toContain(`zignal_batcher_efficiency_ratio ${batchEfficiency}`);
  });
});
