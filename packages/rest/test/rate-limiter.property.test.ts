import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import type { SimulatedRequest } from "./simulated-discord.ts";
import { SimulatedDiscord } from "./simulated-discord.ts";

/** A stream of numbers in [0, 1) out of a seed, so that a failing run can be repeated. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

const limits = fc.record({ limit: fc.integer({ min: 1, max: 30 }), windowMs: fc.integer({ min: 800, max: 6000 }) });
const seeds = fc.integer({ min: 0, max: 2 ** 31 });

function expectAllAnswered(discord: SimulatedDiscord): void {
  expect(discord.requests.filter(({ answeredAt }) => answeredAt === undefined)).toHaveLength(0);
  expect(discord.limiter.getStats()).toMatchObject({ waiting: 0, inFlight: 0 });
}

/** Departures for the first time follow the order of submission, within a route, a resource and a priority. */
function expectFifo(requests: readonly SimulatedRequest[]): void {
  const last = new Map<string, number>();
  for (const { routeKey, major, priority, departures } of requests) {
    const lane = `${routeKey} ${major} ${priority}`;
    const first = departures[0] ?? Number.NaN;
    expect(first).toBeGreaterThanOrEqual(last.get(lane) ?? 0);
    last.set(lane, first);
  }
}

describe("against a simulated Discord", () => {
  test.prop([limits, fc.integer({ min: 1, max: 80 }), fc.integer({ min: 0, max: 250 }), seeds])(
    "a lone client never meets a 429, whatever the limit and the latency",
    ({ limit, windowMs }, count, jitter, seed) => {
      const random = randomFrom(seed);
      const discord = new SimulatedDiscord({
        limitOf: () => ({ hash: "h", limit, windowMs }),
        latency: () => [random() * jitter, random() * jitter],
      });
      for (let i = 0; i < count; i++) discord.submit({ route: "r", major: "1" });
      discord.drain();
      expectAllAnswered(discord);
      expect(discord.rejected).toBe(0);
      expectFifo(discord.requests);
    },
  );

  test.prop([
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 0, max: 200 }),
    fc.record({ spread: fc.constantFrom(0, 1, 5, 20, 60), isTailed: fc.boolean(), spikes: fc.constantFrom(0, 0.05) }),
    fc.integer({ min: 1, max: 6 }),
    seeds,
  ])(
    "windows that are opened early meet no 429, on steady and unsteady lines, in one bucket and in several",
    (limit, floor, { spread, isTailed, spikes }, majors, seed) => {
      const random = randomFrom(seed);
      const way = (): number => {
        if (random() < spikes) return floor + 400 * random();
        return floor + spread * (isTailed ? -Math.log(1 - random()) : random());
      };
      const discord = new SimulatedDiscord({
        limitOf: () => ({ hash: "h", limit, windowMs: 1000 }),
        latency: () => [way(), way()],
      });
      for (let i = 0; i < 12 * Math.max(limit, 4); i++) discord.submit({ route: "r", major: `${i % majors}` });
      discord.drain();
      expectAllAnswered(discord);
      expect(discord.rejected).toBe(0);
    },
  );

  test.prop([limits, fc.integer({ min: 1, max: 80 }), fc.integer({ min: 0, max: 12 })])(
    "a queue drains within 5 % of what the limit allows",
    ({ limit, windowMs }, count, latency) => {
      const discord = new SimulatedDiscord({
        limitOf: () => ({ hash: "h", limit, windowMs }),
        latency: () => [latency, latency],
      });
      for (let i = 0; i < count; i++) discord.submit({ route: "r" });
      const took = discord.drain();
      // Full windows one after the other, a probe to learn the limit, and the way there and back.
      const ideal = (Math.ceil(count / limit) - 1) * windowMs + 4 * latency;
      expect(took).toBeLessThanOrEqual(ideal * 1.05 + 1);
      expect(discord.rejected).toBe(0);
    },
  );

  test.prop([limits, limits, fc.integer({ min: 20, max: 80 }), fc.integer({ min: 100, max: 5000 }), seeds])(
    "a change of hash and limit midway stalls nobody, keeps the order, and costs no more than was on its way",
    (before, after, count, changesAt, seed) => {
      const random = randomFrom(seed);
      const discord = new SimulatedDiscord({
        limitOf: (_route, now) => (now < changesAt ? { hash: "before", ...before } : { hash: "after", ...after }),
        latency: () => [random() * 40, random() * 40],
      });
      for (let i = 0; i < count; i++) discord.submit({ route: "r" });
      discord.drain();
      expectAllAnswered(discord);
      expectFifo(discord.requests);
      expect(discord.rejected).toBeLessThanOrEqual(before.limit);
    },
  );

  test.prop([limits, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), seeds])(
    "other clients on the same bucket stall nobody",
    ({ limit, windowMs }, count, others, seed) => {
      const random = randomFrom(seed);
      const discord = new SimulatedDiscord({
        limitOf: () => ({ hash: "h", limit, windowMs }),
        latency: () => [random() * 60, random() * 60],
      });
      for (let i = 0; i < others; i++)
        discord.clock.setTimeout(() => discord.useElsewhere("r"), random() * 4 * windowMs);
      for (let i = 0; i < count; i++) discord.submit({ route: "r" });
      discord.drain();
      expectAllAnswered(discord);
      // Another client takes the place of at most one request that had left already.
      expect(discord.rejected).toBeLessThanOrEqual(2 * others);
    },
  );

  test.prop([limits, fc.integer({ min: 1, max: 60 }), seeds])(
    "lost answers stall nobody, and no more 429s come than answers were lost",
    ({ limit, windowMs }, count, seed) => {
      const random = randomFrom(seed);
      const discord = new SimulatedDiscord({
        limitOf: () => ({ hash: "h", limit, windowMs }),
        latency: () => [random() * 60, random() * 60],
        isLost: () => random() < 0.2,
      });
      for (let i = 0; i < count; i++) discord.submit({ route: "r" });
      discord.drain();
      expectAllAnswered(discord);
      expect(discord.rejected).toBeLessThanOrEqual(discord.lost);
    },
  );

  test.prop([
    fc.integer({ min: 1, max: 50 }),
    fc.integer({ min: 1, max: 200 }),
    fc.integer({ min: 1, max: 20 }),
    seeds,
  ])(
    "no second of the clock sees more departures than the global limit, across all buckets",
    (perSecond, count, routes, seed) => {
      const random = randomFrom(seed);
      const discord = new SimulatedDiscord({ limitOf: () => undefined, globalRequestsPerSecond: perSecond });
      for (let i = 0; i < count; i++) {
        const route = `r${Math.floor(random() * routes)}`;
        discord.clock.setTimeout(() => discord.submit({ route, priority: Math.floor(random() * 3) }), random() * 3000);
      }
      discord.clock.advanceSync(3001);
      discord.drain();
      const times = discord.departed.flatMap(({ departures }) => departures).toSorted((a, b) => a - b);
      for (let i = perSecond; i < times.length; i++) {
        expect((times[i] ?? 0) - (times[i - perSecond] ?? 0)).toBeGreaterThanOrEqual(1000);
      }
      expectAllAnswered(discord);
    },
  );
});
