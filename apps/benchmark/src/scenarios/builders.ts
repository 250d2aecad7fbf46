import type { Scenario, Size } from "../harness/scenario.ts";
import { runSubject } from "../processes/run-subject.ts";
import { builderSubjectNames } from "../subjects/builder-subjects.ts";

const work = ({ quick }: Size): Record<string, number> =>
  quick ? { warmUp: 2000, messages: 5000 } : { warmUp: 20_000, messages: 50_000 };

/** What it costs to build a message. */
export const builders: Scenario = {
  name: "builders",
  summary:
    "A message with an embed of three fields and three buttons, built and serialised; all build the same. The floor is an object literal.",
  floor: "object literal",
  subjects: builderSubjectNames,
  leftOut: [
    { name: "eris", reason: "It has no builders." },
    { name: "oceanic.js", reason: "It has no builders; @oceanicjs/builders is another package." },
  ],
  metrics: [
    { key: "cpuUs", label: "CPU per message, µs", digits: 2, comparedWithFloor: true },
    { key: "wallUs", label: "wall per message, µs", digits: 2 },
  ],
  rounds: ({ quick }) => (quick ? 2 : 7),
  parameters: work,
  prepare: async (size) => ({
    run: (subject, profile) => runSubject({ workload: "build-messages", subject, options: work(size), profile }),
    close: async () => {},
  }),
};
