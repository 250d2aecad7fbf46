import type { Scenario, Size } from "../harness/scenario.ts";
import { runServer } from "../processes/run-server.ts";
import { runSubject } from "../processes/run-subject.ts";
import { restSubjectNames } from "../subjects/rest-subjects.ts";

interface Work extends Record<string, number> {
  channels: number;
  concurrency: number;
}

function memory(
  scenario: Pick<Scenario, "name" | "summary" | "subjects">,
  channels: (size: Size) => number,
  rounds: number,
): Scenario {
  const work = (size: Size): Work => ({ channels: channels(size), concurrency: 50 });
  return {
    ...scenario,
    floor: "undici",
    metrics: [
      { key: "growthMiB", label: "growth of used memory, MiB", digits: 2 },
      { key: "bytesPerChannel", label: "bytes per channel", digits: 0 },
      { key: "cpuUs", label: "CPU per request, µs", digits: 1, comparedWithFloor: true },
      { key: "peakMemoryMiB", label: "peak memory, MiB", digits: 0 },
    ],
    rounds: ({ quick }) => (quick ? 1 : rounds),
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
}

const how =
  "over HTTP, after a tenth as many. What is in use after full collections, less what was in use before. " +
  "Buckets are full again after 100 ms.";

/** What a library remembers of channels that it wrote to once. */
export const restMemory: Scenario = memory(
  {
    name: "rest-memory",
    summary: `One message to each of 100,000 channels (quick: 10,000) ${how}`,
    subjects: restSubjectNames.filter((subject) => subject !== "undici dispatch"),
  },
  ({ quick }) => (quick ? 10_000 : 100_000),
  3,
);

/** The same for very many, which takes minutes. */
export const restMillion: Scenario = memory(
  {
    name: "rest-million",
    summary: `One message to each of a million channels (quick: 50,000) ${how} Only this library and the floor, for it takes minutes.`,
    subjects: ["undici", "zignal"],
  },
  ({ quick }) => (quick ? 50_000 : 1_000_000),
  1,
);
