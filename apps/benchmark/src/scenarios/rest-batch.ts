import type { Scenario, Size } from "../harness/scenario.ts";
import { runServer } from "../processes/run-server.ts";
import { runSubject } from "../processes/run-subject.ts";

const work = ({ quick }: Size): Record<string, number> => ({
  deletes: quick ? 200 : 1000,
  bans: quick ? 200 : 1000,
  limit: 10,
  windowMs: 125,
});

/** What folding requests saves. */
export const restBatch: Scenario = {
  name: "rest-batch",
  summary:
    "Deletes of messages in one channel, then bans in one guild, asked for one by one, with `RequestBatcher` and without. " +
    "Each route takes 10 in 125 ms, many times what is usual of Discord, so that the library's own 50 per second bind.",
  subjects: ["zignal", "zignal with batcher"],
  leftOut: [{ name: "peers", reason: "None of them folds requests: they make as many as zignal without a batcher." }],
  metrics: [
    { key: "deleteRequests", label: "requests to delete", digits: 0 },
    { key: "deleteMs", label: "time, ms", digits: 0 },
    { key: "banRequests", label: "requests to ban", digits: 0 },
    { key: "banMs", label: "time, ms", digits: 0 },
    { key: "refused", label: "answers 429", digits: 0 },
    { key: "cpuMs", label: "CPU, ms", digits: 0 },
  ],
  rounds: ({ quick }) => (quick ? 1 : 3),
  parameters: work,
  prepare: async (size) => {
    const { limit, windowMs, ...counts } = work(size);
    const server = await runServer({ server: "moderation", options: { limit, windowMs } });
    return {
      run: (subject, profile) =>
        runSubject({ workload: "rest-batch", subject, options: { port: server.port, ...counts }, profile }),
      close: () => server.close(),
    };
  },
};
