import { channel } from "node:diagnostics_channel";

/** What is published on `zignal:gateway:<operation>`. When nobody subscribes nothing is built. */
export interface GatewayDiagnostics {
  /** A state was entered. */
  state: { shardId: number; from: string; to: string };
  /** An event arrived; `wanted` tells whether its body was parsed. */
  dispatch: { shardId: number; event: string; sequence: number; bytes: number; wanted: boolean };
  /** A heartbeat was answered. */
  heartbeat: { shardId: number; latencyMs: number };
  /** A payload was handed to the socket (identify, resume and heartbeats too). */
  send: { shardId: number; op: number; bytes: number };
  /** A connection ended or was given up. `code` is 1006 when this side dropped it. */
  disconnect: { shardId: number; connection: number; code: number; reason: string; willReconnect: boolean };
  /** A connection has gone mute and is replaced. */
  mute: { shardId: number; silentMs: number; heard: "nothing" | "heartbeats" };
  /** The identify gate of this process learned, or spent, what is left of the day's session starts. */
  budget: { remaining: number; total: number; resetAfterMs: number };
  /** A listener has been at work for longer than `slowHandlerMs`; a blocking one held up everything else. */
  slowHandler: { shardId: number; event: string; elapsedMs: number; blocking: boolean };
}

type Publish = { readonly [Name in keyof GatewayDiagnostics]: Operation<GatewayDiagnostics[Name]> };

interface Operation<Message> {
  readonly hasSubscribers: boolean;
  publish(message: Message): void;
}

function operation<Message>(name: keyof GatewayDiagnostics): Operation<Message> {
  return channel(`zignal:gateway:${name}`);
}

export const diagnostics: Publish = {
  state: operation("state"),
  dispatch: operation("dispatch"),
  heartbeat: operation("heartbeat"),
  send: operation("send"),
  disconnect: operation("disconnect"),
  mute: operation("mute"),
  budget: operation("budget"),
  slowHandler: operation("slowHandler"),
};
