import type { Clock } from "@zignal/errors";
import { FakeClock } from "@zignal/errors/testing";
import { describe, expect, it } from "vitest";
import type { RateLimitStore } from "../src/index.ts";
import { MemoryRateLimitStore } from "../src/index.ts";
import { HeadStart } from "../src/rate-limit/head-start.ts";
import type { RequestDescription, SimulatedRequest } from "./simulated-discord.ts";
import { SimulatedDiscord } from "./simulated-discord.ts";

const fivePerSecond = { hash: "a", limit: 5, windowMs: 1000 };

function departuresOf(discord: SimulatedDiscord): number[] {
  return discord.requests.map((request) => request.departures[0] ?? Number.NaN);
}

describe("the global limit", () => {
  it("counts a request from when it is written: a burst that waits for its connections does not meet the next one", () => {
    const clock = new FakeClock();
    const store = new MemoryRateLimitStore({ clock, globalRequestsPerSecond: 3 });
    for (let i = 0; i < 3; i++) expect(store.takeGlobal()).toBe(0);
    clock.advanceSync(150);
    for (let i = 0; i < 2; i++) store.writtenGlobal(150);
    clock.advanceSync(850);
    // The third was written at once.
    expect(store.takeGlobal()).toBe(0);
    expect(store.takeGlobal()).toBe(150);
    clock.advanceSync(150);
    for (let i = 0; i < 2; i++) expect(store.takeGlobal()).toBe(0);
    expect(store.takeGlobal()).toBe(850);
  });

  it("is not confused by a request that is written more than a second late", () => {
    const clock = new FakeClock();
    const store = new MemoryRateLimitStore({ clock, globalRequestsPerSecond: 1 });
    expect(store.takeGlobal()).toBe(0);
    clock.advanceSync(1000);
    expect(store.takeGlobal()).toBe(0);
    clock.advanceSync(500);
    store.writtenGlobal(1500);
    expect(store.takeGlobal()).toBe(500);
  });
});

describe("a bucket", () => {
  it("is discovered by one request, then filled with as many as Discord says are left", () => {
    const discord = new SimulatedDiscord({ limitOf: () => fivePerSecond, latency: () => [50, 50] });
    for (let i = 0; i < 7; i++) discord.submit({ route: "r" });
    discord.drain();
    expect(departuresOf(discord).slice(0, 5)).toEqual([0, 100, 100, 100, 100]);
    expect(discord.rejected).toBe(0);
  });

  it("lets everything go when answers name no limit", () => {
    const discord = new SimulatedDiscord({ limitOf: () => undefined, latency: () => [10, 10] });
    for (let i = 0; i < 100; i++) discord.submit({ route: "r" });
    expect(discord.drain()).toBe(40);
  });

  it("is counted apart for each top-level resource", () => {
    const discord = new SimulatedDiscord({ limitOf: () => fivePerSecond });
    for (let i = 0; i < 5; i++) for (const major of ["1", "2"]) discord.submit({ route: "r", major });
    expect(discord.drain()).toBeLessThan(10);
  });

  it("is shared by routes that Discord answers with the same hash, once it has answered both", () => {
    const discord = new SimulatedDiscord({ limitOf: () => fivePerSecond, latency: () => [5, 5] });
    discord.submit({ route: "r" });
    discord.submit({ route: "s" });
    discord.drain();
    for (let i = 0; i < 40; i++) discord.submit({ route: i % 2 === 0 ? "r" : "s" });
    discord.drain();
    expect(discord.rejected).toBe(0);
  });
});

describe("drain times", () => {
  it("take 20 a second at 100 ms of latency in at most 1.06 of the ideal, without a 429", () => {
    const ways = [
      [50, 50],
      [100, 0],
      [0, 100],
    ] as const;
    for (const [latency, count] of ways.flatMap((way) => [[way, 60] as const, [way, 100] as const])) {
      const discord = new SimulatedDiscord({
        limitOf: () => ({ hash: "a", limit: 20, windowMs: 1000 }),
        latency: () => [...latency],
      });
      for (let i = 0; i < count; i++) discord.submit({ route: "r" });
      const ideal = (count / 20 - 1) * 1000 + 100;
      expect(discord.drain() / ideal).toBeLessThan(1.06);
      expect(discord.rejected).toBe(0);
    }
  });
});

/** A bucket of one per second; `ways` are those of each request, the last one's for all that follow. */
function onePerSecond(ways: readonly (readonly [there: number, back: number])[]): SimulatedDiscord {
  let next = 0;
  return new SimulatedDiscord({
    limitOf: () => ({ hash: "a", limit: 1, windowMs: 1000 }),
    latency: () => {
      const [there, back] = ways[Math.min(next, ways.length - 1)] ?? [0, 0];
      next += 1;
      return [there, back];
    },
  });
}

describe("the next window", () => {
  const answers = { bucket: "a", limit: 1, remaining: 0, resetAfterMs: 1000 };

  it("costs one 429 when the line has become faster all of a sudden, and none after that", () => {
    const slow = Array.from({ length: 20 }, () => [100, 100] as const);
    const discord = onePerSecond([...slow, [20, 20]]);
    for (let i = 0; i < 60; i++) discord.submit({ route: "r" });
    discord.drain();
    expect(discord.rejected).toBe(1);
  });

  it("keeps a place for a request of the last one that has not been answered: it may arrive in this one", () => {
    let sent = 0;
    const discord = new SimulatedDiscord({
      limitOf: () => ({ hash: "a", limit: 3, windowMs: 1000 }),
      // The third is on its way for longer than its window lasts.
      latency: () => (++sent === 3 ? [1100, 400] : [50, 50]),
    });
    for (let i = 0; i < 9; i++) discord.submit({ route: "r" });
    discord.drain();
    expect(discord.rejected).toBe(0);
    expect(discord.requests.every(({ answeredAt }) => answeredAt !== undefined)).toBe(true);
  });

  it("is not opened early by time that a request spent waiting for its connection", () => {
    const discord = onePerSecond([[5, 5]]);
    // Each connects anew, which takes three ways there and back before it is written.
    for (let i = 0; i < 40; i++) discord.submit({ route: "r", connectingMs: 300 });
    discord.drain();
    expect(discord.rejected).toBe(0);
    const late = onePerSecond([[5, 5]]);
    for (let i = 0; i < 20; i++) late.submit({ route: "r", connectingMs: 300 });
    for (let i = 0; i < 20; i++) late.submit({ route: "r" });
    late.drain();
    expect(late.rejected).toBe(0);
  });

  it("is not opened early when the answers' times contradict each other", () => {
    const clock = new FakeClock();
    const store = new MemoryRateLimitStore({ clock, globalRequestsPerSecond: Infinity });
    for (let i = 0; i < 40; i++) {
      expect(store.take("b")).toBe(0);
      clock.advanceSync(100);
      // Whole seconds: the window may end up to a second later or sooner than it says.
      store.settle("b", 100, { ...answers, limit: 2, remaining: 1, resetAfterMs: 2000 }, 100);
      clock.advanceSync(900);
      expect(store.take("b")).toBe(0);
      clock.advanceSync(100);
      store.settle("b", 100, { ...answers, limit: 2, resetAfterMs: 2000 }, 100);
      expect(store.take("b")).toBeGreaterThanOrEqual(1000);
      clock.advanceSync(2100);
    }
  });
});

describe("limits that the headers do not tell of", () => {
  const roomy = { bucket: "a", limit: 5, remaining: 3, resetAfterMs: 1000 };

  it("hold back requests of the same kind only", () => {
    const discord = new SimulatedDiscord({ limitOf: () => fivePerSecond });
    const renaming = discord.submit({ route: "r", variant: "name" });
    renaming.ticket.place = "sent";
    discord.limiter.limited(renaming, "user", 600_000, roomy);
    discord.limiter.submit(renaming);
    discord.clock.advanceSync(5_000);
    const other = discord.submit({ route: "r" });
    discord.clock.advanceSync(1_000);
    expect(other.answeredAt).toBeDefined();
    expect(renaming.departures).toHaveLength(1);
    discord.clock.advanceSync(594_000);
    expect(renaming.departures).toHaveLength(2);
  });

  it("of a shared resource hold back the route there, and nothing elsewhere", () => {
    const discord = new SimulatedDiscord({ limitOf: () => fivePerSecond });
    const hit = discord.submit({ route: "r", major: "1" });
    hit.ticket.place = "sent";
    discord.limiter.limited(hit, "shared", 10_000, roomy);
    const there = discord.submit({ route: "r", major: "1", variant: "x" });
    const elsewhere = discord.submit({ route: "r", major: "2" });
    discord.clock.advanceSync(9_999);
    expect([there.departures.length, elsewhere.departures.length]).toEqual([0, 1]);
    discord.clock.advanceSync(1_001);
    expect(there.departures).toHaveLength(1);
  });
});

describe("order", () => {
  it("is by priority, then by submission, across buckets that wait for the global limit", () => {
    const discord = new SimulatedDiscord({ limitOf: () => undefined, globalRequestsPerSecond: 1 });
    const names = ["first", "low", "high", "middle", "low too"];
    for (const [index, priority] of [0, 0, 9, 5, 0].entries()) discord.submit({ route: names[index] ?? "", priority });
    discord.drain();
    expect(discord.departed.map(({ routeKey }) => routeKey)).toEqual(["first", "high", "middle", "low", "low too"]);
  });

  it("is kept strictly, also on the way, when one request of a route may be in flight", () => {
    const discord = new SimulatedDiscord({
      limitOf: () => fivePerSecond,
      latency: () => [5, 5],
      maxInFlightPerBucket: 1,
    });
    for (let i = 0; i < 5; i++) discord.submit({ route: "r" });
    expect(discord.drain()).toBe(50);
    expect(departuresOf(discord)).toEqual([0, 10, 20, 30, 40]);
  });
});

describe("a request that does not wait", () => {
  it("leaves no timer behind when it is refused or withdrawn: nothing is to be woken, and the process may end", () => {
    const discord = new SimulatedDiscord({ limitOf: () => fivePerSecond, latency: () => [5, 5] });
    for (let i = 0; i < 5; i++) discord.submit({ route: "r" });
    discord.drain();
    const impatient = discord.request({ route: "r" });
    impatient.rejectInsteadOfWait = true;
    discord.limiter.submit(impatient);
    expect(impatient.refusal).toMatchObject({ scope: "user" });
    expect(discord.clock.pendingTimers).toBe(0);

    const withdrawn = discord.submit({ route: "r" });
    expect(discord.clock.pendingTimers).toBe(1);
    discord.limiter.withdraw(withdrawn);
    expect(discord.clock.pendingTimers).toBe(0);
  });

  it("says when it is the global limit that it would have waited for, and leaves no timer behind then either", () => {
    const fifty = { ...fivePerSecond, limit: 50 };
    const discord = new SimulatedDiscord({ limitOf: () => fifty, latency: () => [5, 5], globalRequestsPerSecond: 2 });
    for (let i = 0; i < 2; i++) discord.submit({ route: "r" });
    discord.drain();
    const impatient = discord.request({ route: "r" });
    impatient.rejectInsteadOfWait = true;
    discord.limiter.submit(impatient);
    expect(impatient.refusal).toMatchObject({ scope: "global" });
    expect(discord.clock.pendingTimers).toBe(0);
  });
});

function expectOthersAnswered(discord: SimulatedDiscord, count: number): void {
  expect(discord.requests.filter(({ answeredAt }) => answeredAt !== undefined)).toHaveLength(count);
  expect(discord.limiter.getStats()).toMatchObject({ waiting: 0, inFlight: 0 });
  expect(discord.clock.pendingTimers).toBe(0);
}

function impatient(discord: SimulatedDiscord, of: RequestDescription): SimulatedRequest {
  const request = discord.request(of);
  request.rejectInsteadOfWait = true;
  discord.limiter.submit(request);
  return request;
}

describe("a request that does not wait, behind others that do", () => {
  it("is refused at once, though it is not its turn", () => {
    const discord = new SimulatedDiscord({ limitOf: () => fivePerSecond, latency: () => [5, 5] });
    for (let i = 0; i < 8; i++) discord.submit({ route: "r" });
    discord.clock.advanceSync(30);
    expect(impatient(discord, { route: "r" }).refusal).toMatchObject({ scope: "user" });
    discord.drain();
    expectOthersAnswered(discord, 8);
  });

  it("is refused as soon as the answer tells that the queue has to wait", () => {
    const discord = new SimulatedDiscord({ limitOf: () => fivePerSecond, latency: () => [50, 50] });
    for (let i = 0; i < 8; i++) discord.submit({ route: "r" });
    const request = impatient(discord, { route: "r" });
    expect(request.refusal).toBeUndefined();
    discord.clock.advanceSync(101);
    expect(request.refusal).toMatchObject({ scope: "user" });
    discord.drain();
    expectOthersAnswered(discord, 8);
  });

  it("is refused at once when they wait for the global limit, in its bucket or in others", () => {
    const discord = new SimulatedDiscord({
      limitOf: () => undefined,
      latency: () => [5, 5],
      globalRequestsPerSecond: 2,
    });
    for (const route of ["r", "r", "r", "r", "s"]) discord.submit({ route });
    discord.clock.advanceSync(30);
    for (const route of ["r", "s", "t"]) {
      expect(impatient(discord, { route }).refusal).toMatchObject({ scope: "global" });
    }
    discord.drain();
    expectOthersAnswered(discord, 5);
  });

  it("is sent where nothing is in its way", () => {
    const discord = new SimulatedDiscord({ limitOf: () => fivePerSecond, latency: () => [5, 5] });
    for (let i = 0; i < 3; i++) discord.submit({ route: "r" });
    const request = impatient(discord, { route: "r" });
    discord.drain();
    expect(request.answeredAt).toBeLessThan(50);
  });
});

describe("a head start", () => {
  it("is taken on a steady line, and on no other", () => {
    const steady = new HeadStart();
    for (let i = 0; i < 20; i++) steady.sample(100 + (i % 3), Infinity, 0);
    expect(steady.ms).toBeGreaterThan(60);
    expect(steady.ms).toBeLessThan(100);
    const unsteady = new HeadStart();
    for (let i = 0; i < 64; i++) unsteady.sample(100 + 60 * (i % 2), Infinity, 0);
    expect(unsteady.ms).toBe(0);
  });

  it("is not taken for what a burst held up: on a fast line its answers come late, but steadily", () => {
    const burst = new HeadStart();
    for (let i = 0; i < 40; i++) burst.sample(36 + (i % 10), Infinity, 39);
    expect(burst.ms).toBe(0);
  });

  it("is taken behind a slow line though requests travel together", () => {
    const burst = new HeadStart();
    for (let i = 0; i < 20; i++) burst.sample(102 + (i % 3), Infinity, 18);
    expect(burst.ms).toBeGreaterThan(40);
  });

  it("is not taken while a busy server answers steadily but later than it could", () => {
    const headStart = new HeadStart();
    headStart.sample(2, Infinity, 0);
    for (let i = 0; i < 100; i++) headStart.sample(10, Infinity, 0);
    expect(headStart.ms).toBe(0);
  });
});

describe("a store that answers later", () => {
  /** Counts in memory, but as a server would: in a promise. */
  class DistantStore implements RateLimitStore {
    readonly #near: MemoryRateLimitStore;
    failures = 0;
    constructor(clock: Clock, globalRequestsPerSecond: number) {
      this.#near = new MemoryRateLimitStore({ clock, globalRequestsPerSecond });
    }
    async take(bucket: string): Promise<number> {
      if (this.failures-- > 0) throw new Error("store is away");
      return this.#near.take(bucket);
    }
    async takeGlobal(): Promise<number> {
      return this.#near.takeGlobal();
    }
    async settle(...args: Parameters<RateLimitStore["settle"]>): Promise<void> {
      this.#near.settle(...args);
      if (this.failures-- > 0) throw new Error("store is away");
    }
    async move(...args: Parameters<RateLimitStore["move"]>): Promise<void> {
      this.#near.move(...args);
    }
    async blockGlobal(ms: number): Promise<void> {
      this.#near.blockGlobal(ms);
    }
  }

  it("is waited for: limits hold, the order is kept, its failures are outlived", async () => {
    let store: DistantStore | undefined;
    const discord = new SimulatedDiscord({
      limitOf: () => fivePerSecond,
      latency: () => [10, 10],
      store: (clock) => (store = new DistantStore(clock, 4)),
    });
    if (store !== undefined) store.failures = 2;
    for (let i = 0; i < 20; i++) discord.submit({ route: "r" });
    for (let i = 0; i < 100 && discord.limiter.getStats().waiting > 0; i++) await discord.clock.advance(100);
    await discord.clock.advance(1_000);
    expect(discord.requests.every(({ answeredAt }) => answeredAt !== undefined)).toBe(true);
    expect(discord.rejected).toBe(0);
    const departures = departuresOf(discord);
    expect(departures).toEqual(departures.toSorted((a, b) => a - b));
    for (let i = 4; i < 20; i++) expect((departures[i] ?? 0) - (departures[i - 4] ?? 0)).toBeGreaterThanOrEqual(1000);
  });
});
