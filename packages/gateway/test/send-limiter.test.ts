import { test as propertyTest, fc } from "@fast-check/vitest";
import { FakeClock } from "@zignal/errors/testing";
import { describe, expect, it } from "vitest";
import { discordSendLimits, SendLimiter } from "../src/send-limiter.ts";
import { Bench } from "./fake-socket.ts";

describe("the send limit", () => {
  it("lets what fits go at once, keeps room for presence, voice and heartbeats, and sends the rest when the window moves on", async () => {
    const clock = new FakeClock();
    const limiter = new SendLimiter(clock);
    const sent: string[] = [];
    limiter.reset();
    limiter.open();
    for (let n = 0; n < 150; n += 1) void limiter.send(() => sent.push("normal"), "normal");
    expect(sent).toHaveLength(104);
    for (let n = 0; n < 20; n += 1) void limiter.send(() => sent.push("high"), "high");
    expect(sent.filter((kind) => kind === "high")).toHaveLength(10);
    expect(limiter.queued).toBe(56);
    await clock.advance(59_999);
    expect(sent).toHaveLength(114);
    await clock.advance(1);
    expect(limiter.queued).toBe(0);
    expect(sent.slice(114, 124)).toEqual(Array.from({ length: 10 }, () => "high"));
  });

  it("counts heartbeats, identify and resume", () => {
    const limiter = new SendLimiter(new FakeClock());
    let sent = 0;
    limiter.open();
    for (let n = 0; n < 100; n += 1) limiter.count();
    for (let n = 0; n < 10; n += 1) void limiter.send(() => (sent += 1), "normal");
    expect(sent).toBe(4);
  });

  it("starts anew with a connection, and what waits survives", async () => {
    await using bench = new Bench();
    const first = await bench.connect();
    await bench.clock.advance(6_000);
    const sends = Array.from({ length: 150 }, async (_, n) => {
      await bench.gateway.send(0, { op: 31, d: { guild_ids: [String(n)] } });
    });
    const before = first.sent.length;
    first.end(1006);
    const second = await bench.opened(2);
    second.hello();
    expect(second.ops()).toEqual([6]);
    second.resumed(2);
    await Promise.all(sends);
    const ids = [...first.sent.slice(1), ...second.sent]
      .filter(({ op }) => op === 31)
      .map(({ d }) => (d as { guild_ids: string[] }).guild_ids[0]);
    expect(ids).toEqual(Array.from({ length: 150 }, (_, n) => String(n)));
    expect(before).toBeLessThan(120);
  });

  it("refuses a payload of more than 4096 bytes, and says so", async () => {
    await using bench = new Bench();
    const socket = await bench.connect();
    const ids = Array.from({ length: 200 }, (_, n) => `1234567890123456${n}`);
    await expect(bench.gateway.send(0, { op: 31, d: { guild_ids: ids } })).rejects.toThrow(
      /payload must be at most 4096 bytes as JSON \(opcode 31 has \d+\)/,
    );
    expect(socket.ops()).toEqual([2]);
  });

  it("names the shards there are when asked for one that is not", async () => {
    await using bench = new Bench();
    await expect(bench.gateway.send(0, { op: 1, d: 0 })).rejects.toThrow("call connect() first");
    await bench.connect();
    await expect(bench.gateway.send(3, { op: 1, d: 0 })).rejects.toThrow("this gateway runs 0");
  });
});

const action = fc.oneof(
  fc.record({ kind: fc.constantFrom("normal", "high", "count"), times: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ kind: fc.constant("pass"), times: fc.integer({ min: 1, max: 40_000 }) }),
);

propertyTest.prop([fc.array(action, { maxLength: 40 })])(
  "never more than 120 messages in any 60 seconds, and nothing is forgotten",
  async (actions) => {
    const clock = new FakeClock();
    const limiter = new SendLimiter(clock);
    const sentAt: number[] = [];
    let asked = 0;
    limiter.open();
    for (const { kind, times } of actions) {
      if (kind === "pass") clock.advanceSync(times);
      else if (kind === "count") {
        // As many as a heartbeat and a requested one could be.
        sentAt.push(clock.now());
        if (sentAt.filter((at) => at > clock.now() - 60_000).length > discordSendLimits.limit) sentAt.pop();
        else limiter.count();
      } else {
        for (let n = 0; n < times; n += 1) {
          asked += 1;
          void limiter.send(() => sentAt.push(clock.now()), kind === "high" ? "high" : "normal");
        }
      }
    }
    const counted = sentAt.length + limiter.queued - asked;
    clock.advanceSync(3_600_000);
    expect(limiter.queued).toBe(0);
    expect(sentAt).toHaveLength(asked + counted);
    const sorted = sentAt.toSorted((a, b) => a - b);
    for (const [index, at] of sorted.entries()) {
      const first = sorted[index - discordSendLimits.limit];
      if (first !== undefined) expect(at - first).toBeGreaterThanOrEqual(60_000);
    }
  },
);
