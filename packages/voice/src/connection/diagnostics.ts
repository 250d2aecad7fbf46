import { channel } from "node:diagnostics_channel";
import type { LinkCounts } from "./link-counts.ts";

/** What is published on `zignal:voice:<operation>`. When nobody subscribes nothing is built. */
export interface VoiceDiagnostics {
  /** A state was entered. */
  state: { guildId: string; from: string; to: string };
  /** A heartbeat was answered; with what the connection has counted so far. */
  heartbeat: { guildId: string; latencyMs: number; counts: LinkCounts; lostPackets: number; jitterMs: number };
  /** A socket to a voice server ended. */
  disconnect: { guildId: string; code: number; reason: string };
  /** Encryption end to end changed: another version, or another group. */
  encryption: { guildId: string; version: number; epoch: bigint | undefined; ready: boolean };
  /** Audio begins to flow, or stops to. */
  canSend: { guildId: string; canSend: boolean };
}

type Publish = { readonly [Name in keyof VoiceDiagnostics]: Operation<VoiceDiagnostics[Name]> };

interface Operation<Message> {
  readonly hasSubscribers: boolean;
  publish(message: Message): void;
}

function operation<Message>(name: keyof VoiceDiagnostics): Operation<Message> {
  return channel(`zignal:voice:${name}`);
}

export const diagnostics: Publish = {
  state: operation("state"),
  heartbeat: operation("heartbeat"),
  disconnect: operation("disconnect"),
  encryption: operation("encryption"),
  canSend: operation("canSend"),
};
