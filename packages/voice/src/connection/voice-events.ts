import type { VoiceError } from "@zignal/errors";
import type { VoiceCloseAction } from "./close-codes.ts";

/** Half of what identifies a voice session: from VOICE_STATE_UPDATE. */
export interface VoiceMembership {
  readonly sessionId: string;
  readonly channelId: string;
}

/** The other half: from VOICE_SERVER_UPDATE. */
export interface VoiceServer {
  readonly token: string;
  /** Host, with port. */
  readonly endpoint: string;
}

/** Both halves, of the same join. */
export interface VoiceCredentials {
  readonly membership: VoiceMembership;
  readonly server: VoiceServer;
}

export type VoiceDeadline =
  | "signalling"
  | "opening"
  | "identifying"
  | "discovering"
  | "selecting"
  /** Not a limit: a connection that was ready for this long counts as a success. */
  | "settling"
  | "resuming"
  | "server";

export type VoiceEvent =
  /** The application wants to be in `channelId`: joins, or moves. */
  | { type: "join"; channelId: string }
  | { type: "leave" }
  /** VOICE_STATE_UPDATE of the own user. `channelId` is `null` outside of voice. */
  | { type: "voiceState"; sessionId: string; channelId: string | null }
  /** VOICE_SERVER_UPDATE. `endpoint` is `null` when the server went away. */
  | { type: "voiceServer"; token: string; endpoint: string | null }
  /** Opcode 4 could not be sent. */
  | { type: "signallingFailed"; error: VoiceError }
  /** READY on the main gateway: a new session there, which is in no voice channel. */
  | { type: "mainSessionStarted" }
  /** The socket is open. */
  | { type: "opened" }
  /** Opcode 8. */
  | { type: "hello"; heartbeatIntervalMs: number }
  /** Opcode 2. */
  | { type: "serverReady"; ssrc: number; ip: string; port: number; modes: readonly string[] }
  /** IP discovery was answered. */
  | { type: "discovered"; address: string; port: number }
  /** UDP can not be used, or no encryption mode fits. */
  | { type: "transportFailed"; error: VoiceError; fatal: boolean }
  /** Opcode 4. */
  | { type: "sessionDescription"; mode: string; secretKey: Uint8Array; daveVersion: number }
  /** Opcode 9. */
  | { type: "resumed" }
  | { type: "heartbeatDue" }
  /** Opcode 6. */
  | { type: "heartbeatAcknowledged" }
  /** The counter of nonces nears its end: this key may not be used much longer. */
  | { type: "keyExhausted" }
  /** The connection ended. */
  | { type: "closed"; code: number; reason: string; action: VoiceCloseAction }
  | { type: "waitOver" }
  | { type: "deadlinePassed"; for: VoiceDeadline };

export type VoiceEffect =
  /** Opcode 4 of the main gateway; `null` leaves the channel. */
  | { type: "sendVoiceState"; channelId: string | null }
  | { type: "openSocket"; endpoint: string }
  /** Leaves the socket without a word, so that the session can be resumed; nothing it still brings is heard. */
  | { type: "dropSocket" }
  /** Ends the socket with a close frame, and the voice session with it; nothing it still brings is heard. */
  | { type: "closeSocket" }
  | { type: "sendIdentify"; credentials: VoiceCredentials }
  | { type: "sendResume"; credentials: VoiceCredentials }
  | { type: "startHeartbeats"; intervalMs: number }
  | { type: "sendHeartbeat" }
  | { type: "openTransport"; ssrc: number; ip: string; port: number; modes: readonly string[] }
  | { type: "selectProtocol"; address: string; port: number }
  | { type: "startSession"; mode: string; secretKey: Uint8Array; daveVersion: number; channelId: string }
  /** The channel turned out to be another than the session was started for. */
  | { type: "changeChannel"; channelId: string }
  /** Ends transport and encryption: their keys are not used again. */
  | { type: "endSession" }
  | { type: "setDeadline"; for: VoiceDeadline }
  | { type: "clearDeadline" }
  /** Pauses before attempt number `attempt` (from 0, which does not pause). `why` another one is needed, if by a fault. */
  | { type: "wait"; attempt: number; why: VoiceError | undefined }
  | { type: "cancelWait" }
  | { type: "announceReady" }
  | { type: "announceResumed" }
  /** Nothing came of a move to the channel; the connection stays where it is. */
  | { type: "announceMoveFailed"; channelId: string; error: VoiceError }
  /** `error` is missing after `leave`. */
  | { type: "announceClosed"; error: VoiceError | undefined };

export interface VoiceLimits {
  /** Attempts to resume a session, in a row, before it is given up for a new one. */
  readonly maxResumes: number;
  /** New sessions in a row, none of which lasted, before the connection is given up. */
  readonly maxRejoins: number;
}
