import { once } from "node:events";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { createSandbox } from "@zignal/sandbox";
import { describe, expect, it } from "vitest";
import type { ShardMuteDetails } from "../src/index.ts";
import { Bench } from "./fake-socket.ts";
import { gatewayOn, MessageLog } from "./sandbox-client.ts";

describe("the watchdog", () => {
  it("reports and replaces a connection on which nothing at all follows a heartbeat, before the next is due", async () => {
    await using bench = new Bench({ random: () => 0 });
    const told: unknown[] = [];
    bench.gateway.on("shardMute", (shardId, details) => told.push([shardId, details]));
    const published: unknown[] = [];
    const hear = (message: unknown): void => void published.push(message);
    subscribe("zignal:gateway:mute", hear);
    const first = await bench.connect();
    await bench.clock.advance(0);
    await bench.clock.advance(19_000);
    expect(bench.gateway.getStats().latencyMs).toBe(19_000);
    expect(told).toEqual([]);
    await bench.clock.advance(1_000);
    unsubscribe("zignal:gateway:mute", hear);
    expect(told).toEqual([[0, { silentMs: 20_000, heard: "nothing" }]]);
    expect(published).toEqual([{ shardId: 0, silentMs: 20_000, heard: "nothing" }]);
    expect(first.terminated).toBe(true);
    const second = await bench.opened(2);
    second.hello();
    expect(second.ops()).toEqual([6]);
  });

  it("takes any byte for a sign of life, and leaves a missing answer to the next heartbeat", async () => {
    await using bench = new Bench({ random: () => 0 });
    const told: unknown[] = [];
    bench.gateway.on("shardMute", (...args) => told.push(args));
    const first = await bench.connect();
    await bench.clock.advance(10_000);
    first.dispatch(2);
    await bench.clock.advance(29_000);
    expect(bench.sockets).toHaveLength(1);
    await bench.clock.advance(1_000);
    expect(bench.sockets).toHaveLength(2);
    expect(told).toEqual([]);
  });

  it("hears nothing of heartbeats that are answered, for days", async () => {
    await using bench = new Bench({ random: () => 0.5 });
    const socket = await bench.connect();
    await bench.clock.advance(20_000);
    socket.ack();
    for (let beat = 0; beat < 1_000; beat += 1) {
      await bench.clock.advance(40_000);
      socket.ack();
    }
    expect(bench.sockets).toHaveLength(1);
  });

  it("with quietMs resumes a shard whose heartbeats are answered but that hears no events", async () => {
    await using bench = new Bench({ random: () => 0.5, timeouts: { quietMs: 600_000 } });
    const told: ShardMuteDetails[] = [];
    bench.gateway.on("shardMute", (_id, details) => told.push(details));
    const socket = await bench.connect();
    await bench.clock.advance(20_000);
    socket.ack();
    for (let beat = 0; beat < 14; beat += 1) {
      await bench.clock.advance(40_000);
      socket.ack();
      if (beat === 3) socket.dispatch(2);
    }
    expect(told).toEqual([]);
    for (let beat = 0; beat < 8; beat += 1) {
      await bench.clock.advance(40_000);
      socket.ack();
    }
    expect(told).toEqual([{ silentMs: 600_000, heard: "heartbeats" }]);
    expect(bench.sockets).toHaveLength(2);
  });

  it("tells of a sandbox that goes mute, whose latency grows until the shard is replaced and resumes", async () => {
    await using sandbox = await createSandbox({ limits: { gateway: { heartbeatIntervalMs: 1_000 } } });
    await using gateway = gatewayOn(sandbox, { timeouts: { silentMs: 300 } });
    const log = new MessageLog(gateway);
    await gateway.connect();
    const mute = once(gateway, "shardMute") as Promise<[number, ShardMuteDetails]>;
    const resumed = once(gateway, "shardResumed");
    sandbox.faults.muteGateway();
    await sandbox.user("alice").sendMessage("general", "into the void");
    const [shardId, details] = await mute;
    expect(shardId).toBe(0);
    expect(details.silentMs).toBeGreaterThanOrEqual(299);
    await resumed;
    await log.until("into the void");
    expect(log.contents).toEqual(["into the void"]);
  });
});
