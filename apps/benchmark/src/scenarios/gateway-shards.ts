import type { Scenario, Size } from "../harness/scenario.ts";
import { runServer } from "../processes/run-server.ts";
import { runSubject } from "../processes/run-subject.ts";
import type { ShardsSubjectName } from "../subjects/gateway-shards-subjects.ts";

const streams = ({ quick }: Size): { shards: number; warmUp: number; events: number } => ({
  shards: 16,
  warmUp: 500,
  events: quick ? 4000 : 20_000,
});

const everyWay: readonly ShardsSubjectName[] = [
  "zignal",
  "zignal on 2 workers",
  "discord.js",
  "discord.js on 2 workers",
];

/** What many shards cost, in one thread and in two. */
export const gatewayWorkers: Scenario = {
  name: "gateway-workers",
  summary:
    "16 shards that are sent events at once, over `zlib-stream`, in one thread and in two workers. Ours have their " +
    "listeners in the workers; those of @discordjs/ws hand every event to the main thread. The machine has two cores, " +
    "and the server takes its share of them.",
  subjects: everyWay,
  metrics: [
    { key: "wallUs", label: "wall per event, µs", digits: 2 },
    { key: "cpuUs", label: "CPU per event, µs", digits: 2 },
    { key: "peakMemoryMiB", label: "peak memory, MiB", digits: 0 },
  ],
  rounds: ({ quick }) => (quick ? 1 : 5),
  parameters: streams,
  prepare: async (size) => {
    const { shards, warmUp, events } = streams(size);
    const server = await runServer({
      server: "gateway",
      options: { compressions: ["none", "zlib-stream"], warmUp, events, shards },
    });
    const options = { port: server.port, shards, compressed: true, events };
    return {
      run: (subject, profile) => runSubject({ workload: "gateway-shards", subject, options, profile }),
      close: () => server.close(),
    };
  },
};

const amount = ({ quick }: Size): { shards: number } => ({ shards: quick ? 50 : 250 });

function idleScenario(name: string, compressed: boolean): Scenario {
  return {
    name,
    summary:
      `What an idle shard holds ${compressed ? "with the window of its `zlib-stream`" : "without compression"}: ` +
      "as many shards again as are connected already, after full collections. Used is the heap and what V8 knows of " +
      "outside of it; resident is what the process grew by, with everything else.",
    subjects: ["zignal", "discord.js"],
    metrics: [
      { key: "kibPerShard", label: "used per shard, KiB", digits: 1 },
      { key: "residentKibPerShard", label: "resident per shard, KiB", digits: 0 },
      { key: "cpuMsPerShard", label: "CPU to connect one, ms", digits: 2 },
    ],
    rounds: ({ quick }) => (quick ? 1 : 5),
    parameters: amount,
    prepare: async (size) => {
      const { shards } = amount(size);
      const compressions = compressed ? ["none", "zlib-stream"] : ["none"];
      const server = await runServer({ server: "gateway", options: { compressions, warmUp: 0, events: 0, shards } });
      const options = { port: server.port, shards, compressed, events: 0 };
      return {
        run: (subject, profile) => runSubject({ workload: "gateway-idle", subject, options, profile }),
        close: () => server.close(),
      };
    },
  };
}

/** Memory of shards that hear nothing. */
export const gatewayIdle: Scenario = idleScenario("gateway-idle", false);

/** The same with compression. */
export const gatewayIdleZlib: Scenario = idleScenario("gateway-idle-zlib", true);
