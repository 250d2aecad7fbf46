import type { GatewayDispatchPayload } from "@zignal/types";
import type { DisconnectDetails } from "./shard-context.ts";
import type { ShardStats } from "./shard-stats.ts";
import type { Heard } from "./watchdog.ts";

/** The events of a `Gateway`, with what their listeners are called with. */
export interface GatewayEvents {
  /** An event of Discord that is `wanted`; READY and RESUMED always. The object belongs to the listeners. `text` is the message that brought it, where it is at hand. */
  dispatch: [payload: GatewayDispatchPayload, shardId: number, text: string | undefined];
  /** A new session has started. */
  shardReady: [shardId: number];
  /** The session goes on; `replayed` events had been missed and were delivered now. */
  shardResumed: [shardId: number, replayed: number];
  shardDisconnect: [shardId: number, details: DisconnectDetails];
  /** Nothing was heard of a connection, and the shard goes on with another; `shardDisconnect` follows. */
  shardMute: [shardId: number, details: ShardMuteDetails];
  /** A listener of `dispatch` has been at work for longer than `slowHandlerMs`. */
  slowHandler: [details: SlowHandlerDetails, shardId: number];
  /** Another set of shards has taken over. */
  resharded: [shardCount: number, before: number];
  /** With `shards: "auto"`: Discord recommends more shards than there are; see `Gateway.reshard`. */
  reshardRecommended: [shardCount: number, current: number];
  /** A worker has died, or was stuck and ended. Another takes its place, and its shards resume. */
  workerLost: [worker: number, details: WorkerLostDetails];
  /** Something went wrong: a listener threw, a store failed, or Discord does not allow to reconnect. */
  shardError: [error: Error, shardId: number];
  /** Discord refused a request over the gateway for now. Requests for members wait and try again by themselves. */
  rateLimited: [details: RateLimitedDetails, shardId: number];
}

export interface ShardMuteDetails {
  /** For how long, in milliseconds. */
  silentMs: number;
  /** Nothing at all, or answers to heartbeats and no events (only with `timeouts.quietMs`). */
  heard: Heard;
}

export interface SlowHandlerDetails {
  /** Name of the event, such as `MESSAGE_CREATE`. */
  event: string;
  /** For how long it has been at work so far, in milliseconds. */
  elapsedMs: number;
  /** It did not return meanwhile, and held up everything else; else it is asynchronous and still at work. */
  blocking: boolean;
}

export interface WorkerLostDetails {
  error: Error;
  shardIds: readonly number[];
}

export interface RateLimitedDetails {
  /** Of the payload that was refused, such as 8 for Request Guild Members. */
  opcode: number;
  /** Milliseconds until it may be sent again. */
  retryAfterMs: number;
  guildId: string | undefined;
  nonce: string | undefined;
}

/** What a gateway's shards have done together, and each of them. */
export interface GatewayStats {
  shards: ShardStats[];
  /** The number of shards in all processes together. */
  shardCount: number;
  /** Shards of this gateway that are ready. */
  ready: number;
  /** The highest of the shards' latencies, in milliseconds. */
  latencyMs: number | undefined;
  events: number;
  identifies: number;
  resumes: number;
  bytesIn: number;
  bytesOut: number;
  /** Asynchronous listeners of `dispatch` that are at work. */
  runningHandlers: number;
}
