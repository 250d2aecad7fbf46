import type { CloseAction } from "./close-codes.ts";
import type { Heard } from "./watchdog.ts";

/** What READY gives for coming back; the sequence number is kept beside it, as it moves with every event. */
export interface Session {
  readonly id: string;
  readonly resumeUrl: string;
}

export type ShardEvent =
  | { type: "start"; session: Session | undefined }
  | { type: "stop"; keepSession: boolean }
  /** The owner wants a new connection with the same session. */
  | { type: "restart" }
  | { type: "permitGranted" }
  | { type: "permitFailed" }
  | { type: "waitOver" }
  /** The deadline of `for` has passed. */
  | { type: "deadlinePassed"; for: Deadline }
  /** It is time for the next regular heartbeat. */
  | { type: "heartbeatDue" }
  | { type: "hello"; heartbeatIntervalMs: number }
  | { type: "ready"; session: Session }
  | { type: "resumed" }
  /** Opcode 1. */
  | { type: "heartbeatRequested" }
  /** Opcode 11. */
  | { type: "heartbeatAcknowledged" }
  /** Opcode 7. `again`: it keeps coming as soon as the shard is ready. */
  | { type: "reconnectRequested"; again?: boolean }
  /** Opcode 9. */
  | { type: "sessionInvalidated"; resumable: boolean }
  /** The watchdog heard nothing, or no events. */
  | { type: "muted"; heard: Heard }
  /** What arrived can not be read. `again`: as soon as the shard is ready, each time. */
  | { type: "corrupted"; again?: boolean }
  /** The connection ended. `shortLived`: it had been ready for only a moment. */
  | { type: "closed"; code: number; reason: string; action: CloseAction; shortLived: boolean };

export type Deadline = "hello" | "ready" | "resumed" | "close";

/** Why a shard pauses, which decides for how long. */
export type WaitReason = "backoff" | "invalidSession";

export type ShardEffect =
  | { type: "askPermit" }
  | { type: "releasePermit" }
  /** With a session: for resuming it, at its own URL or, when that keeps failing, at the first one. */
  | { type: "openConnection"; resumeUrl: string | undefined }
  | { type: "sendIdentify" }
  | { type: "sendResume"; session: Session }
  | { type: "startHeartbeats"; intervalMs: number }
  | { type: "sendHeartbeat" }
  | { type: "setDeadline"; for: Deadline }
  | { type: "clearDeadline" }
  /** Leave the connection at once, without waiting for the other side. Nothing it still brings is heard. */
  | { type: "dropConnection"; why: DropReason; willReconnect: boolean }
  /** Close with a close frame. */
  | { type: "closeConnection"; keepSession: boolean }
  | { type: "wait"; attempt: number; reason: WaitReason }
  | { type: "cancelWait" }
  | { type: "saveSession"; session: Session }
  | { type: "removeSession" }
  | { type: "announceReady" }
  | { type: "announceResumed" }
  | { type: "announceClosed"; code: number; reason: string; willReconnect: boolean }
  | { type: "announceStopped" }
  | { type: "announceFailed"; code: number; reason: string };

export type DropReason =
  | "heartbeat not acknowledged"
  | "nothing was heard"
  | "no events were heard"
  | "no HELLO in time"
  | "no READY in time"
  | "no RESUMED in time"
  | "reconnect requested by Discord"
  | "session invalidated"
  | "unreadable data"
  | "reconnect requested by the application"
  | "disconnect requested by the application";

export interface ShardLimits {
  /** Resumes that may fail in a row before the session is given up for a new one. */
  maxFailedResumes: number;
}
