import type { APIGatewayBotInfo } from "@zignal/types";
import type { GatewayEvents } from "./gateway-events.ts";
import type { GatewayOptions } from "./options.ts";
import type { StoredSession } from "./session-store.ts";
import type { ShardStats } from "./shard-stats.ts";
import type { WireError } from "./worker-errors.ts";

/** Options of a gateway that a worker's own is made with: those that can be cloned. */
export type WorkerGatewayOptions = Pick<
  GatewayOptions,
  | "token"
  | "intents"
  | "compression"
  | "presence"
  | "largeThreshold"
  | "url"
  | "timeouts"
  | "backoff"
  | "sendLimits"
  | "maxFailedResumes"
  | "slowHandlerMs"
  | "drainTimeoutMs"
>;

/** What a worker is started with, as its `workerData`. */
export interface WorkerStart {
  zignal: "gateway-worker";
  options: WorkerGatewayOptions;
  shards: { total: number; ids: number[] };
  info: APIGatewayBotInfo;
  /** See `SharedProgress`. */
  progress: SharedArrayBuffer;
  /** The user's own. */
  data: unknown;
}

/** Events of a worker's gateway that are told by the gateway in the main thread as well. */
export const forwarded: readonly Forwarded[] = [
  "shardReady",
  "shardResumed",
  "shardDisconnect",
  "shardMute",
  "shardError",
  "slowHandler",
  "rateLimited",
];

export type Forwarded = Extract<
  keyof GatewayEvents,
  "shardReady" | "shardResumed" | "shardDisconnect" | "shardMute" | "shardError" | "slowHandler" | "rateLimited"
>;

/** What the main thread may call of a worker's gateway. */
export type WorkerMethod =
  | "send"
  | "setPresence"
  | "requestGuildMembers"
  | "requestChannelInfo"
  | "requestSoundboardSounds"
  | "restart"
  | "disconnect";

export type ToWorker =
  | { type: "call"; id: number; method: WorkerMethod; args: unknown[] }
  | { type: "ping"; id: number }
  /** The answer to `acquire`: the permit is this worker's, or the gate failed. */
  | { type: "permit"; id: number; error: WireError | undefined }
  /** The answer to `load`, `save` and `remove`. */
  | { type: "stored"; id: number; session: StoredSession | undefined; error: WireError | undefined };

export type FromWorker =
  /** The user's module has set itself up. */
  | { type: "started" }
  /** It could not. */
  | { type: "failed"; error: WireError }
  | { type: "reply"; id: number; value: unknown; error: WireError | undefined }
  | { type: "pong"; id: number; stats: ShardStats[]; runningHandlers: number }
  | { type: "tell"; event: Forwarded; args: unknown[]; error: WireError | undefined }
  | { type: "acquire"; id: number; shardId: number }
  /** The permit was used, given back, or is not waited for any more. */
  | { type: "permitOver"; id: number; identified: boolean }
  | { type: "load"; id: number; shardId: number; shardCount: number }
  | { type: "save"; id: number; session: StoredSession }
  | { type: "remove"; id: number; shardId: number; shardCount: number };
