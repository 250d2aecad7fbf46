import type { GatewayDispatchPayload } from "@zignal/types";
import { diagnostics } from "./diagnostics.ts";
import { EnvelopeReader } from "./envelope.ts";
import { mayBeJoined, splitJoined } from "./joined-messages.ts";
import { isReady, opcode } from "./payloads.ts";
import type { Session, ShardEvent } from "./shard-events.ts";

/** Who needs the body of an event: nobody, the listeners, the library itself, or both. */
export const eventNeed = { nobody: 0, listeners: 1, library: 2, both: 3 } as const;

export type EventNeed = (typeof eventNeed)[keyof typeof eventNeed];

export interface MessageReaderHost {
  /** Is every body needed? Then nothing is gained by looking at the envelope first. */
  needsAll(): boolean;
  /** Asked before the body is parsed; not for READY and RESUMED, which always are. */
  need(event: string): EventNeed;
  /**
   * An event that is needed. Must not throw.
   * @param text - The message that brought it, as JSON.
   */
  onDispatch(payload: GatewayDispatchPayload, need: EventNeed, text: string): void;
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
  /** Sequence number of the last event; 0 before the first. Whoever identifies sets it back to 0. */
  sequence = 0;
  /** Events that arrived, wanted or not. */
  events = 0;
  /** Events whose body was not parsed. */
  skipped = 0;
  /** Events that had been seen before, and were dropped. */
  duplicates = 0;
  readonly #shardId: number;
  readonly #host: MessageReaderHost;
  readonly #joinable: boolean;
  readonly #envelope = new EnvelopeReader();

  /**
   * @param joinable - Whether messages may arrive together, as in a compressed stream. Otherwise each has a socket
   * message of its own.
   */
  constructor(shardId: number, joinable: boolean, host: MessageReaderHost) {
    this.#shardId = shardId;
    this.#joinable = joinable;
    this.#host = host;
  }

  /** As they are told in a shard's statistics. */
  counts(): { sequence: number; events: number; skippedEvents: number; duplicateEvents: number } {
    const { sequence, events, skipped, duplicates } = this;
    return { sequence, events, skippedEvents: skipped, duplicateEvents: duplicates };
  }

  /** @throws {Error} when the message can not be read; the sequence number then stays where it was. */
  read(bytes: Buffer, length: number): void {
    const envelope = this.#envelope;
    if (this.#host.needsAll() || !envelope.read(bytes, length) || envelope.op !== opcode.dispatch) {
      return this.#readWhole(bytes, length);
    }
    const { event, sequence } = envelope;
    const need = this.#needOf(event);
    if (need !== eventNeed.nobody) return this.#readWhole(bytes, length, need);
    if (this.#joinable && mayBeJoined(bytes, length)) return this.#readWhole(bytes, length, need);
    this.#count(event, sequence, length, need);
  }

  /** Parses, and takes apart what does not parse because messages arrived together. */
  #readWhole(bytes: Buffer, length: number, known?: EventNeed): void {
    // Without arguments, node takes a shorter way.
    const text = length === bytes.length ? bytes.toString() : bytes.toString("utf8", 0, length);
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch (error) {
      const parts = splitJoined(text);
      if (parts === undefined) throw error;
      for (const part of parts) this.#take(JSON.parse(part), part, part.length);
      return;
    }
    this.#take(message, text, length, known);
  }

  #take(message: unknown, text: string, length: number, known?: EventNeed): void {
    if (typeof message !== "object" || message === null) throw new Error("A message that is no object");
    const { op, t, s } = message as RawMessage;
    if (typeof op !== "number") throw new Error("A message without an opcode");
    if (op !== opcode.dispatch) return this.#control(message);
    if (t === "RESUMED") return this.#takeResumed(message as GatewayDispatchPayload, length);
    if (typeof t !== "string" || typeof s !== "number") throw new Error("An event without name or sequence");
    const payload = message as GatewayDispatchPayload;
    const start: ShardEvent | undefined = isReady(payload)
      ? { type: "ready", session: readySession(payload.d) }
      : undefined;
    const need = known ?? (start === undefined ? this.#host.need(t) : eventNeed.both);
    if (!this.#count(t, s, length, need) || need === eventNeed.nobody) return;
    if (start === undefined) this.#host.onDispatch(payload, need, text);
    else this.#host.onSessionStart(payload, start);
  }

  /**
   * It ends the replay, and a shard that misses it waits in vain: one without a number of its own counts as well. A
   * lower number is another session's, whose events would all be taken for known ones.
   */
  #takeResumed(payload: GatewayDispatchPayload, length: number): void {
    const { s }: { s: unknown } = payload;
    const sequence = typeof s === "number" && s > 0 ? s : this.sequence;
    if (sequence === this.sequence) this.sequence -= 1;
    if (!this.#count("RESUMED", sequence, length, eventNeed.both)) return;
    this.#host.onSessionStart({ ...payload, s: sequence }, { type: "resumed" });
  }

  #needOf(event: string): EventNeed {
    return isSessionStart(event) ? eventNeed.both : this.#host.need(event);
  }

  /** @returns Whether the event is new. */
  #count(event: string, sequence: number, length: number, need: EventNeed): boolean {
    // A session may count from zero.
    if (sequence <= this.sequence && !(sequence === 0 && event === "READY")) {
      this.duplicates += 1;
      return false;
    }
    this.sequence = sequence;
    this.events += 1;
    if (need === eventNeed.nobody) this.skipped += 1;
    if (diagnostics.dispatch.hasSubscribers) {
      const wanted = need !== eventNeed.nobody;
      diagnostics.dispatch.publish({ shardId: this.#shardId, event, sequence, bytes: length, wanted });
    }
    return true;
  }

  #control({ op, d }: RawMessage): void {
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

function isSessionStart(event: string): boolean {
  return event === "READY" || event === "RESUMED";
}

function heartbeatInterval(data: unknown): number {
  const { heartbeat_interval: intervalMs } = (data ?? {}) as { heartbeat_interval?: unknown };
  if (typeof intervalMs === "number" && intervalMs > 0) return intervalMs;
  throw new Error("HELLO without a heartbeat interval");
}

function readySession(data: { session_id: string; resume_gateway_url: string }): Session {
  const { session_id: id, resume_gateway_url: resumeUrl } = data;
  if (typeof id !== "string") throw new Error("READY without a session");
  // Proxies leave the URL out; the first one resumes as well.
  return { id, resumeUrl: typeof resumeUrl === "string" ? resumeUrl : "" };
}
