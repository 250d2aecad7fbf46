import { describe, expect, it } from "vitest";
import { SimulatedDiscord } from "./simulated-discord.ts";

const fivePerSecond = { hash: "a", limit: 5, windowMs: 1000 };

function departuresOf(discord: SimulatedDiscord): number[] {
  return discord.requests.map((request) => request.departures[0] ?? Number.NaN);
}

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
  it("take 20 a second at 100 ms of latency in at most 1.10 of the ideal, without a 429", () => {
    for (const latency of [
      [50, 50],
      [100, 0],
      [0, 100],
    ] as const) {
      const discord = new SimulatedDiscord({
        limitOf: () => ({ hash: "a", limit: 20, windowMs: 1000 }),
        latency: () => [...latency],
      });
      for (let i = 0; i < 100; i++) discord.submit({ route: "r" });
      const ideal = 4 * 1000 + 100;
      expect(discord.drain() / ideal).toBeLessThan(1.06);
      expect(discord.rejected).toBe(0);
    }
  });
});
