import type { Clock, LoggerLike } from "@zignal/errors";
import type { GatewayDispatchPayload } from "@zignal/types";
import type { Backoff } from "./backoff.ts";
import type { Compression } from "./decompression.ts";
import type { ShardMuteDetails } from "./gateway-events.ts";
import type { IdentifyGate } from "./identify-gate.ts";
import type { EventNeed } from "./message-reader.ts";
import type { PresenceData } from "./presence.ts";
import type { SendLimits } from "./send-limiter.ts";
import type { SessionStore } from "./session-store.ts";
import type { Deadline } from "./shard-events.ts";
import type { OpenSocket } from "./socket.ts";

/** How long a shard waits, in milliseconds. */
export interface ShardTimeouts {
  /** From opening a connection to HELLO. @defaultValue `15_000` */
  helloMs: number;
  /** From identify to READY; long, as Discord lets shards wait through an outage. @defaultValue `60_000` */
  readyMs: number;
  /** Without any message while events are replayed. @defaultValue `20_000` */
  resumedMs: number;
  /** For the other side's close frame on `disconnect()`. @defaultValue `1_000` */
  closeMs: number;
  /** After a heartbeat, time without a single byte: the connection is mute, and replaced. @defaultValue `20_000` */
  silentMs: number;
  /**
   * Time without an event while heartbeats are answered, after which the shard resumes on another connection. Off by
   * default: a bot in few guilds may hear nothing for hours. @defaultValue `Infinity`
   */
  quietMs: number;
}

export const defaultTimeouts: ShardTimeouts = {
  helloMs: 15_000,
  readyMs: 60_000,
  resumedMs: 20_000,
  closeMs: 1_000,
  silentMs: 20_000,
  quietMs: Number.POSITIVE_INFINITY,
};

/** What the shards of a gateway have in common. */
export interface ShardContext {
  readonly token: string;
  readonly intents: number;
  readonly shardCount: number;
  /** Where a first connection goes. */
  readonly url: string;
  readonly compression: Compression;
  readonly largeThreshold: number | undefined;
  /** The presence to identify with, as it is by then. */
  readonly presence: () => PresenceData | undefined;
  readonly identifyGate: IdentifyGate;
  readonly sessionStore: SessionStore;
  readonly maxFailedResumes: number;
  readonly timeouts: ShardTimeouts;
  readonly backoff: Backoff;
  readonly sendLimits: SendLimits;
  readonly openSocket: OpenSocket;
  readonly clock: Clock;
  readonly wallClock: () => number;
  readonly random: () => number;
  readonly logger: LoggerLike;
  readonly slowHandlerMs: number;
  readonly timeSynchronous: boolean;
  readonly drainTimeoutMs: number;
  /** Where the sequence number of what has been handled is written after each event; for another thread to read. */
  readonly progress?: ((shardId: number) => ShardProgress) | undefined;
}

/** What is known of a shard's progress when its thread has died. */
export interface ShardProgress {
  /** Another session; nothing is known of it until `write`. Empty for none yet. */
  begin(sessionId: string): void;
  /** The listeners are about to be called with an event. */
  enter(sequence: number): void;
  /** They have returned, and everything is handled up to here. */
  write(sequence: number): void;
}

/** Why, and whether for good, a connection ended. */
export interface DisconnectDetails {
  /** WebSocket close code; 1006 when there was none, and when this side dropped the connection. */
  code: number;
  reason: string;
  willReconnect: boolean;
}

/** Whom a shard tells. None of these may throw. */
export interface ShardHost {
  needsAll(): boolean;
  need(event: string): EventNeed;
  /**
   * @param text - The message that brought it, as JSON, where it is at hand.
   * @returns What settles, and never rejects, when the event is handled; `undefined` when it is.
   */
  onDispatch(
    payload: GatewayDispatchPayload,
    shardId: number,
    need: EventNeed,
    text: string | undefined,
  ): Promise<void> | undefined;
  /** A new session has started. */
  onReady(shardId: number): void;
  /** The session goes on; `replayed` events had been missed. */
  onResumed(shardId: number, replayed: number): void;
  onDisconnect(shardId: number, details: DisconnectDetails): void;
  onMute(shardId: number, details: ShardMuteDetails): void;
  /** Something went wrong that the shard mends by itself. */
  onError(error: unknown, shardId: number): void;
  /** Discord does not allow to reconnect. */
  onFailed(error: Error, shardId: number): void;
}

export function timeoutFor(deadline: Deadline, timeouts: ShardTimeouts): number {
  switch (deadline) {
    case "hello":
      return timeouts.helloMs;
    case "ready":
      return timeouts.readyMs;
    case "resumed":
      return timeouts.resumedMs;
    default:
      return timeouts.closeMs;
  }
}
