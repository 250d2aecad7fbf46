import { describe, expect, it } from "vitest";
import { scenarios } from "../src/scenarios/scenarios.ts";

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))("scenario %s", (_name, scenario) => {
  it("has its floor among its subjects, and each subject once", () => {
    expect(new Set(scenario.subjects).size).toBe(scenario.subjects.length);
    if (scenario.floor !== undefined) expect(scenario.subjects).toContain(scenario.floor);
  });

  it("has subjects that --only can name", () => {
    expect(scenario.subjects.filter((name) => name.includes(","))).toEqual([]);
  });

  it("does less work when it is to be quick", () => {
    expect(scenario.rounds({ quick: true })).toBeLessThanOrEqual(scenario.rounds({ quick: false }));
  });
});
