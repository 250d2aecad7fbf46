import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { resolveGatewayLimits } from "../src/gateway/gateway-options.ts";
import { IdentifyBudget } from "../src/gateway/identify-budget.ts";
import { ReplayBuffer } from "../src/gateway/replay-buffer.ts";
import { SendLimit } from "../src/gateway/send-limit.ts";

const gaps = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 60 });

describe("the send limit", () => {
  test.prop([gaps])("allows no more than its number in any window, and all that keep to it", (waits) => {
    const limit = new SendLimit(5, 60_000);
    const sent: number[] = [];
    let now = 0;
    for (const wait of waits) {
      now += wait;
      const within = sent.filter((at) => at > now - 60_000 + 250).length;
      expect(limit.allow(now)).toBe(within < 5);
      sent.push(now);
    }
  });

  it("forgives what the network did to a payload that left in time", () => {
    const limit = new SendLimit(1, 60_000);
    expect(limit.allow(10)).toBe(true);
    expect(limit.allow(59_900)).toBe(true);
    expect(limit.allow(60_000)).toBe(false);
  });
});

describe("the identify budget", () => {
  const options = { total: 10, maxConcurrency: 3, intervalMs: 5000 };

  test.prop([
    fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 6000 })), { maxLength: 30 }),
  ])("grants one identify per rate limit key and interval, and never more than the total of a day", (attempts) => {
    const budget = new IdentifyBudget(options);
    const granted: { key: number; at: number }[] = [];
    let now = 0;
    for (const [index, [shardId, wait]] of attempts.entries()) {
      now += wait;
      const outcome = budget.spend(shardId, now);
      if (index >= options.total) expect(outcome).toBe("exhausted");
      if (outcome === "granted") granted.push({ key: shardId % 3, at: now });
    }
    for (const [index, { key, at }] of granted.entries()) {
      const earlier = granted.slice(0, index).findLast((other) => other.key === key);
      if (earlier !== undefined) expect(at - earlier.at).toBeGreaterThanOrEqual(5000 - 250);
    }
    expect(budget.snapshot(now).remaining).toBe(Math.max(0, options.total - attempts.length));
  });

  it("is full again a day after its first identify", () => {
    const budget = new IdentifyBudget(options);
    budget.spend(0, 1000);
    expect(budget.snapshot(2000)).toEqual({ total: 10, remaining: 9, reset_after: 86_399_000, max_concurrency: 3 });
    expect(budget.snapshot(1000 + 86_400_000)).toMatchObject({ remaining: 10, reset_after: 0 });
  });
});

describe("the replay buffer", () => {
  test.prop([fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 60 }), fc.integer({ min: -2, max: 70 })])(
    "brings all that came after a sequence number, or says that it can not",
    (capacity, count, seq) => {
      const buffer = new ReplayBuffer(capacity);
      for (let index = 0; index < count; index++) buffer.add((number) => `${number}`);
      const found = buffer.since(seq);
      if (seq < 0 || seq > count) expect(found).toBe("invalid");
      else if (count - seq > capacity) expect(found).toBe("tooOld");
      else
        expect(found).toEqual(
          Array.from({ length: count - seq }, (_, index) => ({ seq: seq + 1 + index, text: `${seq + 1 + index}` })),
        );
    },
  );
});

describe("the limits of the gateway", () => {
  it("are Discord's unless told otherwise; undefined tells nothing", () => {
    const { resolved, wrong } = resolveGatewayLimits({ sendsPerMinute: 5, identifyIntervalMs: 0 });
    expect(resolved).toMatchObject({ sendsPerMinute: 5, identifyIntervalMs: 0, heartbeatIntervalMs: 41_250 });
    expect(wrong).toEqual([]);
  });
});
