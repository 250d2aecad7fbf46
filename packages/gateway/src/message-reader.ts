import type { GatewayDispatchPayload } from "@zignal/types";
import { diagnostics } from "./diagnostics.ts";
import { EnvelopeReader } from "./envelope.ts";
import { isReady, opcode } from "./payloads.ts";
import type { Session, ShardEvent } from "./shard-events.ts";

export interface MessageReaderHost {
  /** Is the body of this event needed? READY and RESUMED are parsed without asking. */
  wants(event: string): boolean;
  /** An event that is wanted. Must not throw. */
  onDispatch(payload: GatewayDispatchPayload): void;
  /** READY or RESUMED, and what it means for the shard. */
  onSessionStart(payload: GatewayDispatchPayload, event: ShardEvent): void;
  /** A message other than an event. */
  onControl(event: ShardEvent): void;
}

/** What has been parsed of a message. */
interface RawMessage {
  op?: unknown;
  d?: unknown;
  s?: unknown;
  t?: unknown;
}

/** Reads gateway messages: the envelope first, the body only when someone needs it. Keeps the sequence number. */
export class MessageReader {
  /** Sequence number of the last event; 0 before the first. */
  sequence = 0;
  /** Events that arrived, wanted or not. */
  events = 0;
  /** Events whose body was not parsed. */
  skipped = 0;
  /** Events that had been seen before, and were dropped. */
  duplicates = 0;
  readonly #shardId: number;
  readonly #host: MessageReaderHost;
  readonly #envelope = new EnvelopeReader();

  constructor(shardId: number, host: MessageReaderHost) {
    this.#shardId = shardId;
    this.#host = host;
  }

  /** @throws {Error} when the message can not be read; the sequence number then stays where it was. */
  read(bytes: Buffer, length: number): void {
    const envelope = this.#envelope;
    if (envelope.read(bytes, length)) {
      if (envelope.op === opcode.dispatch) {
        this.#dispatch(envelope.event, envelope.sequence, bytes, length, undefined);
      } else this.#control(envelope.op, parse(bytes, length));
      return;
    }
    const message = parse(bytes, length);
    if (message.op === opcode.dispatch) {
      if (typeof message.t !== "string" || typeof message.s !== "number")
        throw new Error("An event without name or sequence");
      this.#dispatch(message.t, message.s, bytes, length, message);
    } else this.#control(message.op, message);
  }

  #dispatch(event: string, sequence: number, bytes: Buffer, length: number, message: RawMessage | undefined): void {
    const host = this.#host;
    const startsSession = event === "READY" || event === "RESUMED";
    const wanted = startsSession || host.wants(event);
    // Parsed before anything is counted, so that what can not be read is asked for again.
    const payload = wanted ? ((message ?? parse(bytes, length)) as GatewayDispatchPayload) : undefined;
    if (sequence <= this.sequence && event !== "READY") {
      this.duplicates += 1;
      return;
    }
    this.sequence = sequence;
    this.events += 1;
    if (diagnostics.dispatch.hasSubscribers) {
      diagnostics.dispatch.publish({ shardId: this.#shardId, event, sequence, bytes: length, wanted });
    }
    if (payload === undefined) this.skipped += 1;
    else if (startsSession) host.onSessionStart(payload, sessionEvent(payload));
    else host.onDispatch(payload);
  }

  #control(op: unknown, { d }: RawMessage): void {
    const host = this.#host;
    switch (op) {
      case opcode.heartbeat:
        return host.onControl({ type: "heartbeatRequested" });
      case opcode.reconnect:
        return host.onControl({ type: "reconnectRequested" });
      case opcode.invalidSession:
        return host.onControl({ type: "sessionInvalidated", resumable: d === true });
      case opcode.hello:
        return host.onControl({ type: "hello", heartbeatIntervalMs: heartbeatInterval(d) });
      case opcode.heartbeatAck:
        return host.onControl({ type: "heartbeatAcknowledged" });
      default:
      // Something newer than this package: nothing that it would need.
    }
  }
}

function parse(bytes: Buffer, length: number): RawMessage {
  const message: unknown = JSON.parse(bytes.toString("utf8", 0, length));
  if (typeof message !== "object" || message === null) throw new Error("A message that is no object");
  return message;
}

function heartbeatInterval(data: unknown): number {
  const { heartbeat_interval: intervalMs } = (data ?? {}) as { heartbeat_interval?: unknown };
  if (typeof intervalMs === "number" && intervalMs > 0) return intervalMs;
  throw new Error("HELLO without a heartbeat interval");
}

function sessionEvent(payload: GatewayDispatchPayload): ShardEvent {
  return isReady(payload) ? { type: "ready", session: readySession(payload.d) } : { type: "resumed" };
}

function readySession(data: { session_id: string; resume_gateway_url: string }): Session {
  const { session_id: id, resume_gateway_url: resumeUrl } = data;
  if (typeof id !== "string" || typeof resumeUrl !== "string") throw new Error("READY without a session");
  return { id, resumeUrl };
}
