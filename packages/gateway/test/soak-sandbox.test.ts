import { expect, it } from "vitest";
import { soak } from "./soak/soak.ts";

/** Of samples that jump, the middle one. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

it(
  "two minutes with a fault every second: every event that the sandbox sent was delivered once and in order, and the heap is flat",
  { timeout: 300_000 },
  async () => {
    const { events, faults, bots } = await soak({ durationMs: 120_000, seed: 20_260_101 });
    expect(Object.values(faults).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(45);
    expect(Object.keys(faults).length).toBeGreaterThanOrEqual(12);
    expect(events).toBeGreaterThan(1_000);
    for (const bot of bots) {
      expect(bot).toMatchObject({ difference: undefined, heard: events });
      expect(bot.resumes).toBeGreaterThan(20);
      expect(bot.reshards).toBeGreaterThan(0);
      const third = Math.floor(bot.heap.length / 3);
      expect(third).toBeGreaterThanOrEqual(2);
      expect(median(bot.heap.slice(-third)) - median(bot.heap.slice(third, 2 * third))).toBeLessThan(1_500_000);
    }
  },
);
