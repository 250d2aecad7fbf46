import { getEventListeners } from "node:events";
import { fc, test } from "@fast-check/vitest";
import { FakeClock } from "@zignal/errors/testing";
import { describe, expect, it } from "vitest";
import { RateLimiter } from "../src/index.ts";

describe("RateLimiter", () => {
  it("lets a burst of its capacity through, then refillRate per second", async () => {
    const clock = new FakeClock();
    const limiter = new RateLimiter({ capacity: 3, refillRate: 2, clock });
    const times: number[] = [];
    for (let index = 0; index < 6; index++) void limiter.acquire().then(() => times.push(clock.now()));
    await clock.advance(10_000);
    expect(times).toEqual([0, 0, 0, 500, 1_000, 1_500]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("serves those who wait in their order, though a later one asks for less", async () => {
    const clock = new FakeClock();
    const limiter = new RateLimiter({ capacity: 5, refillRate: 1, clock });
    await limiter.acquire(5);
    const order: number[] = [];
    void limiter.acquire(3).then(() => order.push(3));
    void limiter.acquire(1).then(() => order.push(1));
    await clock.advance(2_000);
    expect(limiter.tryAcquire()).toBe(false);
    expect(order).toEqual([]);
    await clock.advance(2_000);
    expect(order).toEqual([3, 1]);
  });

  it("gives the place of one who gives up to the next, and leaves no listener", async () => {
    const clock = new FakeClock();
    const limiter = new RateLimiter({ capacity: 10, refillRate: 1, clock });
    await limiter.acquire(10);
    const abort = new AbortController();
    const given = limiter.acquire(10, { signal: abort.signal });
    const next = limiter.acquire(1).then(() => clock.now());
    await clock.advance(1_000);
    abort.abort(new Error("too long"));
    await expect(given).rejects.toThrow("too long");
    await expect(next).resolves.toBe(1_000);
    expect(getEventListeners(abort.signal, "abort")).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("keeps the others in the queue when one aborts in the turn in which it was served", async () => {
    const clock = new FakeClock();
    const limiter = new RateLimiter({ capacity: 2, refillRate: 1, clock });
    limiter.tryAcquire();
    const [large, small] = [new AbortController(), new AbortController()];
    const refused = limiter.acquire(2, { signal: large.signal }).catch((error: unknown) => error);
    const served = limiter.acquire(1, { signal: small.signal });
    const last = limiter.acquire(1).then(() => clock.now());
    large.abort(new Error("large"));
    small.abort(new Error("small"));
    expect(await refused).toMatchObject({ message: "large" });
    await served;
    expect(limiter.getStats().waiting).toBe(1);
    await clock.advance(1_000);
    await expect(last).resolves.toBe(1_000);
  });

  it("loses no tokens to a clock that is set back, nor gains more than its capacity by one that jumps ahead", () => {
    let now = 1_000_000;
    const clock = { now: () => now, setTimeout: () => ({ clear: () => undefined }) };
    const limiter = new RateLimiter({ capacity: 3, refillRate: 1, clock });
    limiter.tryAcquire(2);
    now = 0;
    expect(limiter.getStats().availableTokens).toBe(1);
    now = 1_000;
    expect(limiter.getStats().availableTokens).toBe(2);
    now = 1e12;
    expect(limiter.getStats().availableTokens).toBe(3);
  });

  it("tells what is left", () => {
    const clock = new FakeClock();
    const limiter = new RateLimiter({ capacity: 2, refillRate: 1, name: "search", clock });
    limiter.tryAcquire(2);
    limiter.tryAcquire();
    clock.advanceSync(500);
    expect(limiter.getStats()).toEqual({
      name: "search",
      capacity: 2,
      availableTokens: 0.5,
      waiting: 0,
      granted: 1,
      refused: 1,
    });
  });

  it("refuses what does not fit", async () => {
    expect(() => new RateLimiter({ capacity: 0, refillRate: 1 })).toThrow(/capacity/);
    expect(() => new RateLimiter({ capacity: 1, refillRate: 0 })).toThrow(/refillRate/);
    const limiter = new RateLimiter({ capacity: 2, refillRate: 1 });
    expect(() => limiter.tryAcquire(3)).toThrow(/tokens must be above 0 and at most the capacity of 2 \(was 3\)/);
    await expect(limiter.acquire(0)).rejects.toThrow(/tokens/);
  });

  test.prop([
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 1, max: 50 }),
    fc.array(fc.record({ waitMs: fc.integer({ min: 0, max: 500 }), tokens: fc.integer({ min: 1, max: 20 }) }), {
      maxLength: 60,
    }),
  ])(
    "never grants more than capacity + refillRate × time, in any window, and serves all in order",
    async (capacity, refillRate, asks) => {
      const clock = new FakeClock();
      const limiter = new RateLimiter({ capacity, refillRate, clock });
      const granted: { at: number; tokens: number; index: number }[] = [];
      const pending = asks.map(async ({ tokens: wanted }, index) => {
        const tokens = Math.min(wanted, capacity);
        await new Promise<void>((resolve) => {
          clock.setTimeout(
            resolve,
            asks.slice(0, index + 1).reduce((sum, { waitMs }) => sum + waitMs, 0),
          );
        });
        await limiter.acquire(tokens);
        granted.push({ at: clock.now(), tokens, index });
      });
      clock.setTimeout(() => undefined, 10_000_000);
      await clock.advance(10_000_000);
      await Promise.all(pending);
      expect(granted.map(({ index }) => index)).toEqual(asks.map((_ask, index) => index));
      granted.forEach((first, from) => {
        let sum = 0;
        for (const { at, tokens } of granted.slice(from)) {
          sum += tokens;
          expect(sum).toBeLessThanOrEqual(capacity + (refillRate * (at - first.at)) / 1_000 + 1e-6);
        }
      });
    },
  );
});
