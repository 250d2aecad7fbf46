import type { Compression } from "../servers/session-stream.ts";

/** Where the library is to connect, and how. */
export interface GatewayTarget {
  /** Port of the gateway on 127.0.0.1; it answers `GET /api/v10/gateway/bot` as well. */
  port: number;
  compression: Compression;
  /** Names of the events that will come: what a client has to switch off to hand out raw dispatches only. */
  eventNames: readonly string[];
  /** The only events that anybody wants; all if not given. */
  wanted: readonly string[] | undefined;
}

/** Told of each raw dispatch (op 0) that the library hands out. */
export type OnDispatch = (name: string | null | undefined) => void;

/** Connects one shard of a library: one file in `gateway/` for each. */
export type ConnectGatewaySubject = (target: GatewayTarget, onDispatch: OnDispatch) => unknown;

/** What `GET /gateway/bot` answers, for libraries that are given it. */
export function gatewayInformation(port: number): {
  url: string;
  shards: number;
  session_start_limit: { total: number; remaining: number; reset_after: number; max_concurrency: number };
} {
  return {
    url: `ws://127.0.0.1:${port}/`,
    shards: 1,
    session_start_limit: { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 },
  };
}
