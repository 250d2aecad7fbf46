import type { Scenario, Size } from "../harness/scenario.ts";
import { runServer } from "../processes/run-server.ts";
import { runSubject } from "../processes/run-subject.ts";
import { restSubjectNames } from "../subjects/rest-subjects.ts";

interface Work extends Record<string, number> {
  concurrency: number;
  warmUp: number;
  requests: number;
}

const work = (size: Size): Work =>
  size.quick ? { concurrency: 50, warmUp: 500, requests: 2000 } : { concurrency: 50, warmUp: 3000, requests: 20_000 };

/** What a request costs when no limit stands in its way. */
export const rest: Scenario = {
  name: "rest",
  summary:
    "HTTP throughput with limits that are never reached: messages created in 50 channels, one in flight in each. " +
    "The floor is `Pool.request` of undici and JSON.",
  floor: "undici",
  subjects: restSubjectNames,
  metrics: [
    { key: "cpuUs", label: "CPU per request, µs", digits: 1, comparedWithFloor: true },
    { key: "wallUs", label: "wall per request, µs", digits: 1 },
    { key: "peakMemoryMiB", label: "peak memory, MiB", digits: 0 },
  ],
  rounds: ({ quick }) => (quick ? 2 : 7),
  parameters: work,
  prepare: async (size) => {
    const server = await runServer({ server: "rest", options: {} });
    return {
      run: (subject, profile) =>
        runSubject({ workload: "rest-throughput", subject, options: { port: server.port, ...work(size) }, profile }),
      close: () => server.close(),
    };
  },
};
