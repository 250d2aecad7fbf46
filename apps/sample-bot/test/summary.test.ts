import { describe, expect, it } from "vitest";
import { formatSummary, percentile } from "../src/summary.ts";

describe("percentile", () => {
  it("takes the nearest rank", () => {
    const values = [5, 1, 4, 2, 3, 6, 7, 8, 9, 10];
    expect(percentile(values, 0.5)).toBe(5);
    expect(percentile(values, 0.9)).toBe(9);
    expect(percentile(values, 0.99)).toBe(10);
    expect(percentile([7], 0.5)).toBe(7);
  });
});

describe("formatSummary", () => {
  it("tells failed steps from passed ones", () => {
    const [first] = formatSummary({
      steps: 3,
      failedSteps: 1,
      eventsReceived: 0,
      requests: 0,
      rateLimitWaits: 0,
      rateLimited: 0,
      requestsRetried: 0,
      reconnects: 0,
      cached: { guilds: 0, channels: 0, members: 0, users: 0, messages: 0 },
      latenciesMs: [],
    });
    expect(first).toMatch(/2 of 3$/);
  });
});
