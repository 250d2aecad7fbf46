import { FakeClock } from "@zignal/errors/testing";
import { describe, expect, it } from "vitest";
import { Client, type GatewayDispatchPayload, silentLogger } from "../src/index.ts";
import { createBot, optionsFor, startBot } from "./bot.ts";
import { recordingLogger } from "./recording-logger.ts";

describe("connect", () => {
  it("resolves when every shard is ready, and tells who the bot is", async () => {
    await using bot = await createBot({ gateway: { shards: 2 } }, { maxConcurrency: 2 });
    const { client, sandbox } = bot;
    // The sandbox's address has to be there beside the number of shards.
    const own = new Client(optionsFor(sandbox, { gateway: { url: sandbox.gatewayUrl, shards: 2 } }));
    const ready = own.waitFor("ready");
    const shards: number[] = [];
    own.on("shardReady", (shardId) => shards.push(shardId));
    expect(own.user).toBeUndefined();
    await own.connect();
    expect(new Set(shards)).toEqual(new Set([0, 1]));
    expect(await ready).toMatchObject({ shardCount: 2, guildCount: 1, applicationId: sandbox.applicationId });
    expect(own.user?.id).toBe(sandbox.botId);
    expect(own.applicationId).toBe(sandbox.applicationId);
    await own.close();
    expect(client.user).toBeUndefined();
  });

  it("called twice connects once, and tells `ready` once; after a disconnect() once more", async () => {
    await using bot = await createBot();
    const { client, sandbox } = bot;
    let ready = 0;
    client.on("ready", () => (ready += 1));
    await Promise.all([client.connect(), client.connect()]);
    await client.connect();
    expect([ready, sandbox.stats().gateway.identifies]).toEqual([1, 1]);
    await client.disconnect();
    await client.connect();
    expect([ready, sandbox.stats().gateway.identifies]).toEqual([2, 2]);
  });

  it("can be called again after it has failed", async () => {
    await using bot = await createBot({ logger: silentLogger });
    const { client, sandbox } = bot;
    sandbox.faults.failNext(404, { match: { route: "/gateway/bot" } });
    await expect(client.connect()).rejects.toThrow(/gateway/);
    await client.connect();
    expect(client.user?.id).toBe(sandbox.botId);
  });

  it("tells the guilds that the session began with as announced before", async () => {
    await using bot = await createBot();
    const { client, sandbox } = bot;
    const heard = client.waitFor("guildCreate", { withContext: true });
    await client.connect();
    const [guild, { previous }] = await heard;
    expect([guild.id, previous]).toEqual([sandbox.guildId, { id: sandbox.guildId, unavailable: true }]);
  });

  it("parses the events that somebody listens to, and no others; listeners that come later get theirs", async () => {
    await using bot = await createBot({ cache: false });
    const { client, sandbox } = bot;
    const parsed: string[] = [];
    client.gateway.on("dispatch", ({ t }: GatewayDispatchPayload) => parsed.push(t));
    await client.connect();
    const alice = sandbox.user("alice");
    await alice.sendMessage("general", "nobody hears this");
    const heard = client.waitFor("typingStart");
    await alice.typing("general");
    await heard;
    expect(parsed).toEqual(["READY", "TYPING_START"]);

    const late = client.waitFor("messageCreate");
    await alice.sendMessage("general", "somebody hears this");
    expect((await late).content).toBe("somebody hears this");
    const again = client.waitFor("typingStart");
    await alice.sendMessage("general", "nobody again");
    await alice.typing("general");
    await again;
    expect(parsed).toEqual(["READY", "TYPING_START", "MESSAGE_CREATE", "TYPING_START"]);
  });
});

describe("reconnect and a lost connection", () => {
  it("resume the session, and nothing is lost or told twice", async () => {
    await using bot = await startBot();
    const { client, sandbox } = bot;
    const alice = sandbox.user("alice");
    const heard: string[] = [];
    client.on("messageCreate", ({ content }) => heard.push(content));
    await client.reconnect();
    await alice.sendMessage("general", "one");
    const resumed = client.waitFor("shardResumed", { withContext: true });
    const lost = client.waitFor("shardDisconnect", { withContext: true });
    sandbox.faults.cutGateway();
    const last = client.waitFor("messageCreate", { filter: ({ content }) => content === "three" });
    await alice.sendMessage("general", "two");
    await alice.sendMessage("general", "three");
    expect((await lost)[1].willReconnect).toBe(true);
    expect((await resumed)[0]).toBe(0);
    await last;
    expect(heard).toEqual(["one", "two", "three"]);
    expect(sandbox.stats().gateway).toMatchObject({ identifies: 1, resumes: 2 });
  });
});

describe("disconnect", () => {
  it("takes no new events, and waits for the handlers that are at work", async () => {
    await using bot = await startBot();
    const { client, sandbox } = bot;
    const alice = sandbox.user("alice");
    const gate = Promise.withResolvers<void>();
    const heard: string[] = [];
    const began = Promise.withResolvers<void>();
    client.on("messageCreate", async ({ content }) => {
      began.resolve();
      await gate.promise;
      heard.push(content);
    });
    await alice.sendMessage("general", "before");
    await began.promise;
    let done = false;
    const disconnecting = client.disconnect().then(() => (done = true));
    await alice.sendMessage("general", "after");
    await client.rest.users.getMyUser();
    expect(done).toBe(false);
    gate.resolve();
    await disconnecting;
    expect(heard).toEqual(["before"]);
    expect(client.gateway.shards.size).toBe(0);
  });

  it("stops waiting for a handler that never ends after drainTimeoutMs, and says so", async () => {
    const logger = recordingLogger();
    const clock = new FakeClock();
    await using bot = await createBot({ logger, clock, drainTimeoutMs: 50 });
    const { client, sandbox } = bot;
    const began = Promise.withResolvers<void>();
    client.on("messageCreate", () => {
      began.resolve();
      return new Promise(() => {});
    });
    await client.connect();
    await sandbox.user("alice").sendMessage("general", "for ever");
    await began.promise;
    const disconnecting = client.disconnect();
    await expect.poll(() => clock.pendingTimers).toBe(1);
    await clock.advance(50);
    await disconnecting;
    expect(logger.lines.map(({ message }) => message)).toContain("handlers are still at work after the drain");
    // close() waits once more.
    const closing = client.close();
    await expect.poll(() => clock.pendingTimers).toBe(1);
    await clock.advance(50);
    await closing;
    expect(clock.pendingTimers).toBe(0);
  });

  it("with keepSessions lets the next connect() resume, and what happened meanwhile arrives", async () => {
    await using bot = await startBot();
    const { client, sandbox } = bot;
    await client.disconnect({ keepSessions: true });
    await sandbox.user("alice").sendMessage("general", "meanwhile");
    const heard = client.waitFor("messageCreate");
    const ready = client.waitFor("ready");
    await client.connect();
    expect((await heard).content).toBe("meanwhile");
    expect((await ready).user.id).toBe(sandbox.botId);
    expect(sandbox.stats().gateway).toMatchObject({ identifies: 1, resumes: 1 });
  });

  it("can be called without a connection, twice, and while connecting", async () => {
    await using bot = await createBot();
    const { client } = bot;
    await client.disconnect();
    const connecting = client.connect().catch((reason: unknown) => reason);
    await Promise.all([client.disconnect(), client.disconnect()]);
    expect(String(await connecting)).toContain("disconnect() was called");
    await client.connect();
    expect(client.user?.isBot).toBe(true);
  });
});

describe("close", () => {
  it("can be called twice, and ends what the client made for itself", async () => {
    await using bot = await startBot();
    await bot.client.close();
    await bot.client.close();
    await expect(bot.client.rest.users.getMyUser()).rejects.toThrow(/clos/);
  });
});
