import type { GatewayDispatchPayload } from "@zignal/types";
import type { DisconnectDetails } from "./shard-context.ts";
import type { ShardStats } from "./shard-stats.ts";

/** The events of a `Gateway`, with what their listeners are called with. */
export interface GatewayEvents {
  /** An event of Discord that is `wanted`; READY and RESUMED always. The object belongs to the listeners. */
  dispatch: [payload: GatewayDispatchPayload, shardId: number];
  /** A new session has started. */
  shardReady: [shardId: number];
  /** The session goes on; `replayed` events had been missed and were delivered now. */
  shardResumed: [shardId: number, replayed: number];
  shardDisconnect: [shardId: number, details: DisconnectDetails];
  /** Something went wrong: a listener threw, a store failed, or Discord does not allow to reconnect. */
  shardError: [error: Error, shardId: number];
  /** Discord refused a request over the gateway for now. Requests for members wait and try again by themselves. */
  rateLimited: [details: RateLimitedDetails, shardId: number];
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
}
