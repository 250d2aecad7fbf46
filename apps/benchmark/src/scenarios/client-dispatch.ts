import type { Scenario, Size } from "../harness/scenario.ts";
import { runServer } from "../processes/run-server.ts";
import { runSubject } from "../processes/run-subject.ts";
import { clientSubjectNames } from "../subjects/client-subjects.ts";

const content = ({ quick }: Size): { warmUp: number; events: number } =>
  quick ? { warmUp: 5000, events: 20_000 } : { warmUp: 20_000, events: 100_000 };

/** What a message costs a whole client. */
export const clientDispatch: Scenario = {
  name: "client-dispatch",
  summary:
    "MESSAGE_CREATE in known guilds and channels by known members, over an uncompressed socket to the listener of a whole client " +
    "with its cache, as each is by default. The floor is ws and JSON.parse.",
  floor: "ws",
  subjects: clientSubjectNames,
  leftOut: [{ name: "discordeno", reason: "It has no cache." }],
  metrics: [
    { key: "cpuUs", label: "CPU per message, µs", digits: 2, comparedWithFloor: true },
    { key: "wallUs", label: "wall per message, µs", digits: 2 },
    { key: "peakMemoryMiB", label: "peak memory, MiB", digits: 0 },
  ],
  rounds: ({ quick }) => (quick ? 2 : 7),
  parameters: content,
  prepare: async (size) => {
    const { warmUp, events } = content(size);
    const server = await runServer({
      server: "gateway",
      options: { compressions: ["none"], warmUp, events, forClients: true },
    });
    return {
      run: (subject, profile) =>
        runSubject({ workload: "client-dispatch", subject, options: { port: server.port, events }, profile }),
      close: () => server.close(),
    };
  },
};
