import type { LeftOut, Metric, Scenario, Size } from "../harness/scenario.ts";
import { runServer } from "../processes/run-server.ts";
import { runSubject } from "../processes/run-subject.ts";
import type { Compression } from "../servers/session-stream.ts";
import type { GatewaySubjectName } from "../subjects/gateway-subjects.ts";

interface Events extends Record<string, number> {
  warmUp: number;
  events: number;
}

const content = ({ quick }: Size): Events =>
  quick ? { warmUp: 5000, events: 20_000 } : { warmUp: 30_000, events: 120_000 };

const metrics: Metric[] = [
  { key: "cpuUs", label: "CPU per event, µs", digits: 2, comparedWithFloor: true },
  { key: "wallUs", label: "wall per event, µs", digits: 2 },
  { key: "peakMemoryMiB", label: "peak memory, MiB", digits: 0 },
];

interface GatewayScenario {
  name: string;
  summary: string;
  compression: Compression;
  unwanted?: boolean;
  subjects: readonly GatewaySubjectName[];
  leftOut?: readonly LeftOut[];
}

function gatewayScenario({ name, summary, compression, unwanted, subjects, leftOut }: GatewayScenario): Scenario {
  const compressions: Compression[] = compression === "none" ? ["none"] : ["none", compression];
  return {
    name,
    summary,
    floor: "ws",
    subjects,
    metrics,
    ...(leftOut === undefined ? {} : { leftOut }),
    rounds: ({ quick }) => (quick ? 2 : 7),
    parameters: content,
    prepare: async (size) => {
      const { warmUp, events } = content(size);
      const server = await runServer({ server: "gateway", options: { compressions, warmUp, events } });
      const options = { port: server.port, compression, events, unwanted: unwanted ?? false };
      return {
        run: (subject, profile) => runSubject({ workload: "gateway-dispatch", subject, options, profile }),
        close: () => server.close(),
      };
    },
  };
}

const noTransportCompression: LeftOut[] = [
  { name: "seyfert", reason: "Its shards have no transport compression." },
  { name: "eris", reason: "It needs the add-on zlib-sync, which has to be compiled." },
];

/** What an event costs on a plain connection. */
export const gateway: Scenario = gatewayScenario({
  name: "gateway",
  summary:
    "Raw dispatches, not compressed: messages, presences and typing notices, as fast as they are taken. " +
    "The floor is ws and JSON.parse.",
  compression: "none",
  subjects: ["ws", "zignal", "discord.js", "eris", "oceanic.js", "discordeno", "cloudstorm", "seyfert"],
});

/** What an event costs with `zlib-stream`. */
export const gatewayZlib: Scenario = gatewayScenario({
  name: "gateway-zlib",
  summary:
    "The same over `zlib-stream`, without add-ons. The floor is ws, node's own zlib handle driven synchronously, and JSON.parse.",
  compression: "zlib-stream",
  subjects: ["ws", "ws uncompressed", "zignal", "discord.js", "oceanic.js", "discordeno", "cloudstorm"],
  leftOut: noTransportCompression,
});

/** What an event costs with `zstd-stream`. */
export const gatewayZstd: Scenario = gatewayScenario({
  name: "gateway-zstd",
  summary: "The same over `zstd-stream`. The floor is ws, node's own zstd handle driven synchronously, and JSON.parse.",
  compression: "zstd-stream",
  subjects: ["ws", "ws uncompressed", "zignal", "oceanic.js", "discordeno"],
  leftOut: [
    { name: "discord.js", reason: "@discordjs/ws 2 has no zstd." },
    { name: "cloudstorm", reason: "It has no zstd." },
    { name: "eris", reason: "It has no zstd." },
    { name: "seyfert", reason: "Its shards have no transport compression." },
  ],
});

/** What an event costs that nobody wants. */
export const gatewayUnwanted: Scenario = gatewayScenario({
  name: "gateway-unwanted",
  summary:
    "Events that nobody wants, not compressed: `wanted` says no to all but the marks. The floor parses them, as every peer does.",
  compression: "none",
  unwanted: true,
  subjects: ["ws", "zignal"],
});
