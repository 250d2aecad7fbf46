import type { Scenario, Size } from "../harness/scenario.ts";
import { runServer } from "../processes/run-server.ts";
import { runSubject } from "../processes/run-subject.ts";
import { uploadSubjectNames } from "../subjects/upload-subjects.ts";

const work = ({ quick }: Size): Record<string, number> => ({ megabytes: quick ? 50 : 100 });

/** What an upload takes of the client's memory. */
export const restUpload: Scenario = {
  name: "rest-upload",
  summary:
    "One file from a stream, uploaded with a message. Peers that take only buffers are given one. " +
    "The growth is of the largest resident set, after a small upload: most of it is chunks that were sent and wait for the " +
    "garbage collector, which each library and the floor have alike. Held is what is in use beyond what was before, looked at " +
    "after collections all along a second upload. The floor is `Pool.request` of undici with a generator.",
  floor: "undici",
  subjects: uploadSubjectNames,
  metrics: [
    { key: "growthMiB", label: "growth of peak memory, MiB", digits: 1, comparedWithFloor: true },
    { key: "heldMiB", label: "held, MiB", digits: 1 },
    { key: "cpuMs", label: "CPU, ms", digits: 0, comparedWithFloor: true },
    { key: "wallMs", label: "time, ms", digits: 0 },
  ],
  rounds: ({ quick }) => (quick ? 1 : 5),
  parameters: work,
  prepare: async (size) => {
    const server = await runServer({ server: "upload", options: {} });
    return {
      run: (subject, profile) =>
        runSubject({ workload: "rest-upload", subject, options: { port: server.port, ...work(size) }, profile }),
      close: () => server.close(),
    };
  },
};
