import type { Scenario, Size } from "../harness/scenario.ts";
import { runServer } from "../processes/run-server.ts";
import { runSubject } from "../processes/run-subject.ts";
import { restSubjectNames } from "../subjects/rest-subjects.ts";

const work = ({ quick }: Size): Record<string, number> => ({ channels: quick ? 10_000 : 100_000, concurrency: 50 });

/** What a library remembers of channels that it wrote to once. */
export const restMemory: Scenario = {
  name: "rest-memory",
  summary:
    "One message to each of 100,000 channels (quick: 10,000) over HTTP, after a tenth as many. What is in use after full " +
    "collections, less what was in use before. Buckets are full again after 100 ms. It is not a million, for a run would take minutes.",
  floor: "undici",
  subjects: restSubjectNames.filter((subject) => subject !== "undici dispatch"),
  metrics: [
    { key: "growthMiB", label: "growth of used memory, MiB", digits: 2 },
    { key: "bytesPerChannel", label: "bytes per channel", digits: 0 },
    { key: "cpuUs", label: "CPU per request, µs", digits: 1, comparedWithFloor: true },
    { key: "peakMemoryMiB", label: "peak memory, MiB", digits: 0 },
  ],
  rounds: ({ quick }) => (quick ? 1 : 3),
  parameters: work,
  prepare: async (size) => {
    const server = await runServer({ server: "rest", options: { resetAfterSeconds: 0.1 } });
    return {
      run: (subject, profile) =>
        runSubject({ workload: "rest-memory", subject, options: { port: server.port, ...work(size) }, profile }),
      close: () => server.close(),
    };
  },
};
