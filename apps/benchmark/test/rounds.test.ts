import { describe, expect, it } from "vitest";
import { runRounds } from "../src/harness/rounds.ts";
import type { Scenario } from "../src/harness/scenario.ts";

function scenario(run: (subject: string, profile?: string) => Promise<Record<string, number>>) {
  let isOpen = false;
  const made: Scenario = {
    name: "made-up",
    summary: "",
    subjects: ["a", "b", "c"],
    metrics: [],
    rounds: () => 1,
    parameters: () => ({}),
    prepare: async () => {
      isOpen = true;
      return {
        run,
        close: async () => {
          isOpen = false;
        },
      };
    },
  };
  return { made, isOpen: () => isOpen };
}

const options = { size: { quick: true }, subjects: ["a", "b", "c"] };

describe("rounds", () => {
  it("run the subjects in turn, so that the load of the machine falls on all of them", async () => {
    const order: string[] = [];
    const { made } = scenario(async (subject) => {
      order.push(subject);
      return { value: order.length };
    });
    const results = await runRounds(made, { ...options, rounds: 2 });
    expect(order).toEqual(["a", "b", "c", "a", "b", "c"]);
    expect(results[1]).toEqual({ name: "b", samples: [{ value: 2 }, { value: 5 }], failures: [] });
  });

  it("keep a failed run with its reason, and go on with the others", async () => {
    const { made, isOpen } = scenario(async (subject) => {
      if (subject === "b") throw new Error("b fell over");
      return { value: 1 };
    });
    const results = await runRounds(made, { ...options, rounds: 1 });
    expect(results.map(({ samples }) => samples.length)).toEqual([1, 0, 1]);
    expect(results[1]?.failures).toEqual([{ round: 1, reason: "b fell over" }]);
    expect(isOpen()).toBe(false);
  });

  it("do not run a subject again that failed twice: some fail by never ending", async () => {
    let runs = 0;
    const { made } = scenario(async (subject) => {
      if (subject !== "c") return { value: 1 };
      runs += 1;
      throw new Error("no answer");
    });
    const results = await runRounds(made, { ...options, rounds: 5 });
    expect(runs).toBe(2);
    expect(results[0]?.samples).toHaveLength(5);
  });

  it("name one profile file per run", async () => {
    const profiles: (string | undefined)[] = [];
    const { made } = scenario(async (_subject, profile) => {
      profiles.push(profile);
      return {};
    });
    await runRounds(made, { ...options, subjects: ["ws, plain"], rounds: 1, profile: "/profiles" });
    expect(profiles[0]).toMatch(/made-up-ws-plain-1\.cpuprofile$/);
  });
});
