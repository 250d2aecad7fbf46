import type { Stopwatch } from "../processes/subject-process.ts";
import type { Sample } from "../harness/scenario.ts";

/** Opens a subject, has it do its work, and takes the time of what counts. */
export type Workload = (subject: string, options: Record<string, unknown>, watch: Stopwatch) => Promise<Sample>;

/** Names of the workloads there are. */
export type WorkloadName =
  | "rest-throughput"
  | "rest-drain"
  | "rest-batch"
  | "rest-upload"
  | "rest-memory"
  | "cache-ingest"
  | "client-dispatch"
  | "build-messages"
  | "answer-interactions"
  | "gateway-dispatch"
  | "gateway-shards"
  | "gateway-idle"
  | "observed"
  | "voice-send"
  | "voice-receive";

const workloads: Record<WorkloadName, () => Promise<Workload>> = {
  "rest-throughput": async () => (await import("./rest-throughput.ts")).restThroughput,
  "rest-drain": async () => (await import("./rest-drain.ts")).restDrain,
  "rest-batch": async () => (await import("./rest-batch.ts")).restBatch,
  "rest-upload": async () => (await import("./rest-upload.ts")).restUpload,
  "rest-memory": async () => (await import("./rest-memory.ts")).restMemory,
  "cache-ingest": async () => (await import("./cache-ingest.ts")).cacheIngest,
  "client-dispatch": async () => (await import("./client-dispatch.ts")).clientDispatch,
  "build-messages": async () => (await import("./build-messages.ts")).buildMessages,
  "answer-interactions": async () => (await import("./answer-interactions.ts")).answerInteractions,
  "gateway-shards": async () => (await import("./gateway-shards.ts")).gatewayShards,
  "gateway-idle": async () => (await import("./gateway-shards.ts")).gatewayIdle,
  "gateway-dispatch": async () => (await import("./gateway-dispatch.ts")).gatewayDispatch,
  observed: async () => (await import("./observed.ts")).observed,
  "voice-send": async () => (await import("./voice-send.ts")).voiceSend,
  "voice-receive": async () => (await import("./voice-receive.ts")).voiceReceive,
};

/** Loads one workload, and only that. */
export async function loadWorkload(name: WorkloadName): Promise<Workload> {
  return await workloads[name]();
}
