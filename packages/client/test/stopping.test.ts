import { FakeClock } from "@zignal/errors/testing";
import { FileSessionStore } from "@zignal/gateway";
import { RequestBatcher } from "@zignal/rest";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Client, silentLogger, ValidationError } from "../src/index.ts";
import { createBot, optionsFor, startBot } from "./bot.ts";

describe("the last call decides", () => {
  it.each([false, true])(
    "connect() during a disconnect() connects afterwards (with a monitor: %s)",
    async (monitored) => {
      await using bot = await createBot({ logger: silentLogger, ...(monitored ? { monitor: { port: 0 } } : {}) });
      const { client } = bot;
      const first = client.connect().catch((error: unknown) => error);
      const disconnecting = client.disconnect();
      await client.connect();
      expect(await first).toMatchObject({ message: expect.stringContaining("disconnect() was called") as string });
      await disconnecting;
      expect(client.gateway.getStats().ready).toBe(1);
    },
  );

  it("reconnect() during a disconnect() does not resolve with a client that is going", async () => {
    await using bot = await startBot({ logger: silentLogger }, { limits: { gateway: { identifyIntervalMs: 0 } } });
    const { client } = bot;
    const disconnecting = client.disconnect({ keepSessions: true });
    await client.reconnect();
    await disconnecting;
    expect(client.gateway.getStats().ready).toBe(1);
  });

  it("close() at the beginning of connect() leaves neither the monitor's server nor its checks", async () => {
    await using bot = await createBot({ logger: silentLogger, monitor: { port: 0 } });
    const { client } = bot;
    const connecting = client.connect().catch((error: unknown) => error);
    await client.close();
    expect(await connecting).toMatchObject({ message: expect.stringContaining("disconnect() was called") as string });
    expect(client.gateway.getStats().ready).toBe(0);
    const url = client.monitor?.url;
    if (url !== undefined) await expect(fetch(`${url}/health`)).rejects.toThrow("fetch failed");
  });
});

describe("a shard that Discord does not let back", () => {
  it.each(["connect", "reconnect"] as const)(
    "is mended by %s(), which does not resolve before it is",
    async (method) => {
      await using bot = await startBot({ logger: silentLogger }, { limits: { gateway: { identifyIntervalMs: 0 } } });
      const { client, sandbox } = bot;
      const told = client.waitFor("error", { filter: ({ message }) => message.includes("disallowed intents") });
      sandbox.faults.cutGateway({ code: 4014 });
      expect((await told).message).toMatch(/guildMembers \("Server Members Intent"\).*Developer Portal/);
      expect(client.gateway.getStats().ready).toBe(0);
      const ready = client.waitFor("ready");
      await client[method]();
      expect(client.gateway.getStats().ready).toBe(1);
      await ready;
    },
  );
});

describe("a handler that never ends", () => {
  it("holds disconnect() up for drainTimeoutMs once, and not once more in the gateway", async () => {
    const clock = new FakeClock();
    await using bot = await startBot({ logger: silentLogger, clock, drainTimeoutMs: 0 });
    const { client, sandbox } = bot;
    const began = Promise.withResolvers<void>();
    client.on("messageCreate", () => {
      began.resolve();
      return new Promise<never>(() => {});
    });
    await sandbox.user("alice").sendMessage("general", "hello");
    await began.promise;
    const before = performance.now();
    await client.disconnect();
    // The gateway's own default is five seconds.
    expect(performance.now() - before).toBeLessThan(4_000);
  });
});

describe("requests that wait to be folded", () => {
  it("are sent before disconnect() resolves, and not when their time has come", async () => {
    const requestBatcher = new RequestBatcher({ maxWaitTimeMs: 60_000 });
    await using bot = await createBot({ requestBatcher });
    const client = new Client(
      optionsFor(bot.sandbox, { requestBatcher, rest: { baseUrl: bot.sandbox.restUrl, batch: true } }),
    );
    await client.connect();
    const channel = await client.getChannel(bot.sandbox.channels["general"] ?? "");
    const sent = await Promise.all(["1", "2", "3"].map((text) => channel.send(text)));
    let deleted = 0;
    const deletions = sent.map((message) => message.delete().then(() => (deleted += 1)));
    await client.disconnect();
    expect(deleted).toBe(3);
    await Promise.all(deletions);
    await client.close();
  });
});

describe("keepSession and keepSessions", () => {
  it.each([{ keepSession: true }, { keepSessions: true }, { keepSession: true, keepSessions: true }])(
    "%o: the next connect() resumes, and brings what happened meanwhile",
    async (options) => {
      await using bot = await startBot();
      const { client, sandbox } = bot;
      await client.disconnect(options);
      await sandbox.user("alice").sendMessage("general", "meanwhile");
      const heard = client.waitFor("messageCreate");
      await client.connect();
      expect((await heard).content).toBe("meanwhile");
      expect(sandbox.stats().gateway).toMatchObject({ identifies: 1, resumes: 1 });
    },
  );

  it("both that contradict each other, and what is not a boolean, are refused before anything is ended", async () => {
    await using bot = await startBot();
    const { client } = bot;
    await expect(client.disconnect({ keepSession: true, keepSessions: false })).rejects.toThrow(
      /keepSession is another/,
    );
    await expect(client.disconnect({ keepSessions: "yes" as unknown as boolean })).rejects.toThrow(ValidationError);
    expect(client.gateway.getStats().ready).toBe(1);
  });

  it("close({ keepSession }) leaves the session to the next process", async () => {
    const directory = await mkdtemp(path.join(tmpdir(), "zignal-keep-"));
    await using bot = await createBot();
    const { sandbox } = bot;
    const gateway = { url: sandbox.gatewayUrl, sessionStore: new FileSessionStore({ directory }) };
    const first = new Client(optionsFor(sandbox, { gateway }));
    await first.connect();
    await first.close({ keepSession: true });
    const second = new Client(optionsFor(sandbox, { gateway }));
    await second.connect();
    expect(sandbox.stats().gateway).toMatchObject({ identifies: 1, resumes: 1 });
    await second.close();
    await rm(directory, { recursive: true });
  });
});

describe("handleSignals()", () => {
  it("of a closed client listens to nothing, for nobody would take the listeners away", async () => {
    await using bot = await createBot();
    const before = process.listenerCount("SIGTERM");
    bot.client.handleSignals();
    bot.client.handleSignals();
    expect(process.listenerCount("SIGTERM")).toBe(before + 2);
    await bot.client.close();
    bot.client.handleSignals();
    expect(process.listenerCount("SIGTERM")).toBe(before);
  });

  it("names a signal that can not be listened to, and listens to none then", async () => {
    await using bot = await createBot();
    const before = process.listenerCount("SIGTERM");
    expect(() => bot.client.handleSignals({ signals: ["SIGTERM", "SIGKILL"] })).toThrow(/signals\[1\].*SIGKILL/);
    expect(process.listenerCount("SIGTERM")).toBe(before);
  });
});
