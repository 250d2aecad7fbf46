import { describe, expect, it } from "vitest";
import { StoreServer } from "./shared-rate-limit-store.ts";
import type { SimulationOptions } from "./simulated-discord.ts";
import { SimulatedDiscord } from "./simulated-discord.ts";

const fivePerSecond = { hash: "a", limit: 5, windowMs: 1000 };

/** Processes that share a store, and the store. */
function shared(options: Partial<SimulationOptions> & { perSecond?: number }): [SimulatedDiscord, StoreServer] {
  let server: StoreServer | undefined;
  const discord = new SimulatedDiscord({
    limitOf: () => fivePerSecond,
    latency: () => [20, 20],
    processes: 3,
    store: (clock) => (server ??= new StoreServer(clock, options.perSecond)).client(),
    ...options,
  });
  if (server === undefined) throw new Error("no store was made");
  return [discord, server];
}

/** Lets time pass, and promises settle, until every request has its answer. */
async function drain(discord: SimulatedDiscord, maxMs = 60_000): Promise<number> {
  const end = discord.clock.now() + maxMs;
  while (discord.clock.now() < end && discord.requests.some((one) => one.answeredAt === undefined && !one.refusal)) {
    await discord.clock.advance(1);
  }
  return Math.max(...discord.requests.map(({ answeredAt }) => answeredAt ?? Infinity));
}

describe("a rate-limit store that processes share", () => {
  it("lets them use up one bucket together, and none of them meets a 429 once one knows it", async () => {
    const [discord] = shared({});
    // One finds out what the bucket is called; each of the others has to ask once for itself.
    for (const process of [0, 1, 2]) discord.submit({ route: "r", process });
    await drain(discord);
    await discord.clock.advance(1_000);
    const startedAt = discord.clock.now();
    for (let i = 0; i < 60; i++) discord.submit({ route: "r", process: i % 3 });
    const endedAt = await drain(discord);
    expect(discord.rejected).toBe(0);
    // 60 at 5 a second are 12 windows; each loses a little to asking again, and not a window.
    expect(endedAt - startedAt).toBeLessThan(12 * 1000 * 1.15);
    for (const limiter of discord.limiters) expect(limiter.getStats()).toMatchObject({ waiting: 0, inFlight: 0 });
  });

  it("keeps them together under the global limit", async () => {
    const [discord] = shared({ limitOf: () => undefined, perSecond: 20 });
    for (let i = 0; i < 90; i++) discord.submit({ route: `r${i % 9}`, process: i % 3 });
    await drain(discord);
    const times = discord.departed.flatMap(({ departures }) => departures).toSorted((a, b) => a - b);
    expect(times).toHaveLength(90);
    // Departure follows the answer, which is a millisecond old.
    for (let i = 20; i < 90; i++) expect((times[i] ?? 0) - (times[i - 20] ?? 0)).toBeGreaterThanOrEqual(999);
  });

  it("holds all of them back when one meets the global limit", async () => {
    const [discord] = shared({ globalPerSecond: 8 });
    for (let i = 0; i < 10; i++) discord.submit({ route: `r${i}`, process: i % 3 });
    await drain(discord);
    const refused = discord.globalRejected;
    expect(refused).toBeLessThanOrEqual(2);
    for (let i = 0; i < 6; i++) discord.submit({ route: `r${i}`, process: i % 3 });
    await drain(discord);
    expect(discord.globalRejected).toBe(refused);
  });

  it.each([0.1, 0.3])("that fails %f of the time stalls nobody", async (share) => {
    const [discord, server] = shared({ limitOf: () => ({ hash: "a", limit: 1, windowMs: 200 }) });
    let count = 0;
    // Every question in turn is one that fails: also the one of the global limit, after the bucket's was answered.
    server.failing = () => (count++ * 7919) % 100 < share * 100;
    for (let i = 0; i < 12; i++) discord.submit({ route: "r", process: i % 3 });
    await drain(discord);
    expect(discord.requests.every(({ answeredAt }) => answeredAt !== undefined)).toBe(true);
    for (const limiter of discord.limiters) expect(limiter.getStats()).toMatchObject({ waiting: 0, inFlight: 0 });
  });

  it("that is away for the global limit alone does not lose what the bucket gave", async () => {
    const [discord, server] = shared({ processes: 1, limitOf: () => ({ hash: "a", limit: 1, windowMs: 200 }) });
    let count = 0;
    // The second question is the first of the global limit.
    server.failing = () => ++count === 2;
    discord.submit({ route: "r" });
    await drain(discord, 2_000);
    expect(discord.requests[0]?.answeredAt).toBeLessThan(1_000);
  });

  it("keeps the order of each process while its answers take now longer, now shorter", async () => {
    const [discord, server] = shared({});
    let turn = 0;
    server.latency = () => [2, 12, 6, 30][turn++ % 4] ?? 2;
    for (let i = 0; i < 45; i++) discord.submit({ route: "r", process: i % 3 });
    await drain(discord);
    for (const process of [0, 1, 2]) {
      const first = discord.requests.filter((one) => one.process === process).map(({ departures }) => departures[0]);
      expect(first).toEqual(first.toSorted((a, b) => (a ?? 0) - (b ?? 0)));
    }
    expect(discord.requests.every(({ answeredAt }) => answeredAt !== undefined)).toBe(true);
  });

  it("is told of requests that are withdrawn while it is asked: they take nobody's place", async () => {
    const [discord] = shared({ processes: 1, limitOf: () => ({ hash: "a", limit: 1, windowMs: 1000 }) });
    discord.submit({ route: "r" });
    await drain(discord);
    await discord.clock.advance(2_000);
    const gone = discord.submit({ route: "r" });
    discord.limiter.withdraw(gone);
    gone.answeredAt = 0;
    const startedAt = discord.clock.now();
    discord.submit({ route: "r" });
    expect((await drain(discord)) - startedAt).toBeLessThan(300);
  });
});
