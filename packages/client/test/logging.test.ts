import { HealthMonitor, Logger, type LogRecord, PerformanceMonitor } from "@zignal/observability";
import { ConnectionPool, RequestBatcher } from "@zignal/rest";
import { describe, expect, it } from "vitest";
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
  return { logger: new Logger({ level: "debug", handlers: [{ formatter, output }] }), lines };
}

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
    await using client = new Client(options);
    const channel = await client.getChannel(sandbox.channels["general"] ?? "");
    const sent = [await channel.send("one"), await channel.send("two"), await channel.send("three")];
    const deleted = sandbox.waitForEvent("MESSAGE_DELETE_BULK");
    await Promise.all(sent.map((message) => message.delete()));
    expect((await deleted).d).toMatchObject({ ids: sent.map(({ id }) => id) });
    expect(requestBatcher.getStats().batchEfficiency).toBeGreaterThan(0);
  });
});
