import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createSandbox } from "@zignal/sandbox";
import { describe, expect, it } from "vitest";
import type { Compression } from "../src/index.ts";
import { SessionChild } from "./session-child.ts";
import { gatewayOn, MessageLog } from "./sandbox-client.ts";

describe("on the sandbox", () => {
  it.for<Compression>(["none", "zlib-stream", "zstd-stream"])("receives what people do (%s)", async (compression) => {
    await using sandbox = await createSandbox();
    await using gateway = gatewayOn(sandbox, { compression });
    const log = new MessageLog(gateway);
    await gateway.connect();
    await sandbox.user("alice").sendMessage("general", "hello, wörld ☃");
    await log.until("hello, wörld ☃");
    const [stats] = gateway.getStats().shards;
    expect(stats).toMatchObject({ status: "ready", identifies: 1, resumes: 0 });
    if (compression === "none") expect(stats?.compressionRatio).toBe(1);
    else expect(stats?.compressionRatio).toBeGreaterThan(1);
  });

  it("collects the members of a guild in chunks, and by more ids than fit one request", async () => {
    await using sandbox = await createSandbox({ members: 250, limits: { gateway: { membersPerChunk: 100 } } });
    await using gateway = gatewayOn(sandbox);
    await gateway.connect();
    const { guildId } = sandbox;
    const all = await gateway.requestGuildMembers({ guildId });
    expect(all.members.length).toBeGreaterThanOrEqual(254);
    const userIds = all.members.map(({ user }) => user.id);
    const byId = await gateway.requestGuildMembers({ guildId, userIds: [...userIds, "1"] });
    expect(byId.members.map(({ user }) => user.id).toSorted()).toEqual(userIds.toSorted());
    expect(byId.notFound).toEqual(["1"]);
  });

  it("runs several shards, each with its own connection, and only the guild's shard hears of the guild", async () => {
    await using sandbox = await createSandbox({ maxConcurrency: 4 });
    await using gateway = gatewayOn(sandbox, { shards: 4 });
    const heard: number[] = [];
    gateway.on("dispatch", ({ t }, shardId) => {
      if (t === "MESSAGE_CREATE") heard.push(shardId);
    });
    const log = new MessageLog(gateway);
    await gateway.connect();
    expect(sandbox.stats().gateway).toMatchObject({ connections: 4, identifies: 4 });
    await sandbox.user("alice").sendMessage("general", "hello");
    await log.until("hello");
    expect(heard).toEqual([Number((BigInt(sandbox.guildId) >> 22n) % 4n)]);
    await gateway.reconnect();
    expect(gateway.getStats()).toMatchObject({ ready: 4, identifies: 4, resumes: 4 });
  });

  it("is refused with a reason: a wrong token, intents that are not enabled, a shard that does not exist", async () => {
    await using sandbox = await createSandbox({ privilegedIntents: 0, limits: { gateway: { identifyIntervalMs: 0 } } });
    await using wrong = gatewayOn(sandbox, { token: "nobody" });
    await expect(wrong.connect()).rejects.toMatchObject({ name: expect.stringMatching(/Error$/) as string });
    await using disallowed = gatewayOn(sandbox);
    await expect(disallowed.connect()).rejects.toMatchObject({ name: "GatewayError", closeCode: 4014 });
  });

  it("notices that the server has gone mute, and resumes on a new connection with nothing lost", async () => {
    await using sandbox = await createSandbox({ limits: { gateway: { heartbeatIntervalMs: 1_000 } } });
    await using gateway = gatewayOn(sandbox);
    const log = new MessageLog(gateway);
    await gateway.connect();
    const resumed = once(gateway, "shardResumed");
    sandbox.faults.muteGateway();
    await sandbox.user("alice").sendMessage("general", "into the void");
    await resumed;
    await log.until("into the void");
    expect(log.contents).toEqual(["into the void"]);
    expect(sandbox.stats().gateway).toMatchObject({ identifies: 1, resumes: 1 });
  });

  it("hands out every event once and in order through a storm of faults", async () => {
    await using sandbox = await createSandbox({ limits: { gateway: { identifyIntervalMs: 0 } } });
    await using gateway = gatewayOn(sandbox);
    const log = new MessageLog(gateway);
    await gateway.connect();
    const alice = sandbox.user("alice");
    const sent: string[] = [];
    const faults = [
      () => sandbox.faults.cutGateway(),
      () => sandbox.faults.reconnect(),
      () => sandbox.faults.cutGateway({ code: 4000 }),
      () => sandbox.faults.requestHeartbeat(),
      () => sandbox.faults.cutGateway({ code: 1001 }),
      () => sandbox.faults.cutGateway({ code: 1011 }),
    ];
    for (let n = 0; n < 300; n += 1) {
      if (n % 25 === 24) faults[Math.floor(n / 25) % faults.length]?.();
      sent.push(`message ${n}`);
      await alice.sendMessage("general", `message ${n}`);
      // Real time, for connections to come and go in between.
      await sleep(5);
    }
    await log.until("message 299");
    expect(log.contents).toEqual(sent);
    expect(sandbox.stats().gateway.identifies).toBe(1);
    expect(gateway.getStats().resumes).toBeGreaterThan(5);
  });

  it("5: a process that is killed as soon as it is ready is followed by one that resumes", async () => {
    const directory = await mkdtemp(path.join(tmpdir(), "zignal-killed-"));
    await using sandbox = await createSandbox();
    try {
      using first = new SessionChild(sandbox, directory);
      await first.until("ready");
      const ended = once(first.process, "exit");
      first.process.kill("SIGKILL");
      await ended;
      await sandbox.user("alice").sendMessage("general", "while nobody was there");
      using second = new SessionChild(sandbox, directory);
      await second.until("while nobody was there");
      expect(sandbox.stats().gateway).toMatchObject({ identifies: 1, resumes: 1 });
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  it("4: a process that is killed in the middle of a burst is followed by one that resumes, and nothing is missing", async () => {
    const directory = await mkdtemp(path.join(tmpdir(), "zignal-killed-"));
    await using sandbox = await createSandbox();
    const alice = sandbox.user("alice");
    try {
      using first = new SessionChild(sandbox, directory);
      await first.until("ready");
      for (let n = 0; n < 60; n += 1) await alice.sendMessage("general", `message ${n}`);
      await first.until("message 20");
      const ended = once(first.process, "exit");
      first.process.kill("SIGKILL");
      for (let n = 60; n < 100; n += 1) await alice.sendMessage("general", `message ${n}`);
      await ended;

      using second = new SessionChild(sandbox, directory);
      await second.until("resumed");
      const seen = new Set([...first.lines, ...second.lines]);
      expect(Array.from({ length: 100 }, (_, n) => `message ${n}`).filter((line) => !seen.has(line))).toEqual([]);
      const numbers = second.lines.filter((line) => line.startsWith("message")).map((line) => Number(line.slice(8)));
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      expect(sandbox.stats().gateway).toMatchObject({ identifies: 1, resumes: 1 });
      const over = once(second.process, "exit");
      second.process.send("stop");
      expect(await over).toEqual([0, null]);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
