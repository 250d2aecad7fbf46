import type { VoicePacket } from "../../src/connection/voice-packet.ts";
import { numbered } from "../audio/signals.ts";

/** The packet with this number of a talk: 20 ms each, numbers and timestamps that wrap. */
export function packet(index: number, changes: Partial<VoicePacket> = {}): VoicePacket {
  return {
    ssrc: 7,
    userId: "alice",
    sequence: index & 0xffff,
    timestamp: (index * 960) >>> 0,
    opus: numbered(index & 0xffff),
    receivedAtMs: index * 20,
    ...changes,
  };
}

/** A generator of numbers from 0 to below 1 that gives the same ones each time. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    return state / 0x80000000;
  };
}
