import type { AudioPlayerStats } from "./audio/player-events.ts";
import type { DaveStats } from "./connection/dave/dave-statistics.ts";
import type { LinkCounts } from "./connection/link-counts.ts";
import type { ReceptionReport } from "./connection/rtcp.ts";
import type { EncryptionMode } from "./connection/transport-cipher.ts";
import type { VoiceStatus } from "./connection/voice-state.ts";
import type { AudioReceiverStats } from "./receive/audio-receiver.ts";

/** What a voice connection has done so far, over all of its sessions. */
export interface VoiceStats extends LinkCounts {
  status: VoiceStatus;
  /** Of the packets in the session that is there; `undefined` without one. */
  encryptionMode: EncryptionMode | undefined;
  /** Time between the last heartbeat and its answer, in milliseconds; `undefined` before the first. */
  latencyMs: number | undefined;
  /** Time that a UDP keep-alive took to come back, in milliseconds; `undefined` where the server does not send them back. */
  udpRoundTripMs: number | undefined;
  /** Packets of others that did not come. */
  lostPackets: number;
  /** The highest interarrival jitter of all streams that are heard, in milliseconds. */
  jitterMs: number;
  /** What the server says of the packets it got from here (RTCP); `undefined` where it says nothing. */
  receptionReport: ReceptionReport | undefined;
  /** Of the connection's own player; `undefined` while it has played nothing. */
  player: AudioPlayerStats | undefined;
  /** What was heard, after the jitter buffer: late, concealed, and more. */
  receiver: AudioReceiverStats;
  dave: DaveStats;
}
