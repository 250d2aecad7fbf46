import type { Scenario, Size } from "../harness/scenario.ts";
import { runServer } from "../processes/run-server.ts";
import { runSubject } from "../processes/run-subject.ts";
import { interactionSubjectNames } from "../subjects/interaction-subjects.ts";

const work = ({ quick }: Size): Record<string, number> =>
  quick
    ? { warmUp: 500, paced: 400, flood: 2000, slow: 400 }
    : { warmUp: 5000, paced: 1000, flood: 20_000, slow: 1000 };

/** How fast commands are answered. */
export const interactions: Scenario = {
  name: "interactions",
  summary:
    "From INTERACTION_CREATE on the socket to the arrival of its callback, of a whole client: 200 a second; then a flood with 50 open " +
    "at a time; then 200 a second with an API that takes 50 ms. The floor is ws, JSON.parse and `Pool.request` of undici.",
  floor: "ws + undici",
  subjects: interactionSubjectNames,
  leftOut: [
    { name: "seyfert", reason: "Its commands are classes that it loads from files." },
    { name: "discordeno", reason: "Not tried: its client has to be told which properties to keep." },
  ],
  metrics: [
    { key: "p50Ms", label: "p50, ms", digits: 2, comparedWithFloor: true },
    { key: "p99Ms", label: "p99, ms", digits: 2 },
    { key: "sustainedPerSecond", label: "flood, per second", digits: 0, comparedWithFloor: true },
    { key: "cpuUs", label: "CPU each, µs", digits: 1, comparedWithFloor: true },
    { key: "slowPerSecond", label: "slow API, per second", digits: 0 },
    { key: "slowP99Ms", label: "slow API p99, ms", digits: 1 },
  ],
  rounds: ({ quick }) => (quick ? 1 : 5),
  parameters: work,
  prepare: async (size) => ({
    // A server of its own for each run: it takes one connection.
    run: async (subject, profile) => {
      const server = await runServer({ server: "interactions", options: {} });
      try {
        const options = { port: server.port, ...work(size) };
        return await runSubject({ workload: "answer-interactions", subject, options, profile });
      } finally {
        await server.close();
      }
    },
    close: async () => {},
  }),
};
