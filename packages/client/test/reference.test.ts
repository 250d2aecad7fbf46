import { Logger, PerformanceMonitor, RateLimiter } from "@zignal/observability";
import { ConnectionPool, RequestBatcher } from "@zignal/rest";
import { createSandbox } from "@zignal/sandbox";
import { describe, expect, it } from "vitest";
import { Client, ErrorHandler, HttpError } from "../src/index.ts";

// What the reference's sections "Core Client" and "Migration Guide" show.

describe("the reference's core client", () => {
  it("takes pool, batcher, error handler and logger, tells the four events, connects, reconnects and disconnects", async () => {
    await using sandbox = await createSandbox();
    await using connectionPool = new ConnectionPool({ maxConnections: 20, maxIdleTimeMs: 30_000 });
    const logger = new Logger({ handlers: [] });
    await using client = new Client({
      token: sandbox.token,
      intents: { guilds: true, guildMessages: true, voiceStates: true },
      connectionPool,
      requestBatcher: new RequestBatcher({ maxBatchSize: 100, maxWaitTimeMs: 10 }),
      errorHandler: new ErrorHandler({ logger }),
      logger,
      rest: { baseUrl: sandbox.restUrl },
      gateway: { url: sandbox.gatewayUrl },
    });
    const told: string[] = [];
    client.on("ready", ({ user }) => told.push(`ready ${user.username}`));
    client.on("messageCreate", (message) => told.push(`message ${message.author.username}`));
    client.on("interactionCreate", async (interaction) => {
      told.push(`interaction ${interaction.user.username}`);
      if (interaction.interaction.type === 2) await interaction.reply("Pong!");
    });
    client.on("voiceStateUpdate", (state) => told.push(`voice ${state.channelId ?? "none"}`));
    client.interactions.registerSlashCommand({ name: "ping", description: "Pong", execute: () => {} });

    await client.connect();
    await client.interactions.syncCommands();
    const alice = sandbox.user("alice");
    const spoke = client.waitFor("messageCreate");
    await alice.sendMessage("general", "hello");
    await spoke;
    const moved = client.waitFor("voiceStateUpdate");
    await alice.joinVoice("Voice Lounge");
    await moved;
    await alice.runCommand("ping", {}, { channel: "general" });
    await client.reconnect();
    const again = client.waitFor("messageCreate", { filter: ({ author }) => author.id === alice.id });
    await alice.sendMessage("general", "still there?");
    await again;
    await client.disconnect();
    expect(told.filter((line) => !line.includes("Zignal Bot") || line.startsWith("ready"))).toEqual([
      "ready Zignal Bot",
      "message alice",
      `voice ${sandbox.channels["Voice Lounge"] ?? ""}`,
      "interaction alice",
      "message alice",
    ]);
    expect(connectionPool.getStats().totalConnections).toBeGreaterThan(0);
  });
});

describe("the reference's migration guide", () => {
  it("adds a pool, error handling and a performance monitor, one after the other", async () => {
    await using sandbox = await createSandbox();
    const basic = { token: sandbox.token, intents: { guilds: true }, rest: { baseUrl: sandbox.restUrl } } as const;
    await using before = new Client(basic);
    expect((await before.getGuild(sandbox.guildId)).name).toBe("Zignal Lab");

    await using connectionPool = new ConnectionPool({ maxConnections: 20, maxIdleTimeMs: 30_000 });
    const requestBatcher = new RequestBatcher();
    const errorHandler = new ErrorHandler({ recovery: { maxRetries: 3 } });
    await using client = new Client({ ...basic, connectionPool, requestBatcher, errorHandler });
    using monitor = new PerformanceMonitor({ connectionPool, requestBatcher });
    monitor.addRateLimiter(new RateLimiter({ capacity: 1000, refillRate: 100 }));

    const failure: unknown = await client.getGuild("1").catch((error: unknown) => {
      errorHandler.handleError(error);
      return error;
    });
    expect(failure).toBeInstanceOf(HttpError);
    expect(errorHandler.getStats().total).toBe(1);
    await errorHandler.execute(({ signal }) => client.rest.guilds.getGuild(sandbox.guildId, { signal }));
    expect(monitor.getMetrics()).toMatchObject({ totalRequests: 2, successfulRequests: 1, failedRequests: 1 });
    expect(monitor.generateReport()).toMatch(/1000/);
  });
});
