import type { Clock, ClockTimer } from "@zignal/errors";
import type { WebSocket } from "ws";
import { SendLimit } from "../gateway/send-limit.ts";
import { isRecord } from "./json-record.ts";
import type { VoiceDisturbance } from "./voice-disturbance.ts";
import { VoiceCloseCode, VoiceOpcode } from "./voice-opcodes.ts";
import type { VoiceRefusal } from "./voice-opcodes.ts";
import { decodeClientMessage, encodeJson } from "./voice-message.ts";
import type { ClientMessage } from "./voice-message.ts";
import type { VoiceSession } from "./voice-session.ts";

export interface VoiceSocketHost {
  /** Any message but a heartbeat. */
  onMessage(socket: VoiceSocket, message: ClientMessage): void;
  /** The server closes the socket; its end comes later. */
  onClosing(socket: VoiceSocket, code: number): void;
  /** The socket is gone. `code` is the server's, or what the client closed it with, or `1006` when it just went away. */
  onClosed(socket: VoiceSocket, code: number, byServer: boolean): void;
  readonly disturbance: VoiceDisturbance;
}

export interface VoiceSocketOptions {
  clock: Clock;
  heartbeatIntervalMs: number;
  sendsPerMinute: number;
  /** The address of this machine by which the client came. */
  localAddress: string;
}

/** One WebSocket of a voice client: framing, heartbeats and the send limit. */
export class VoiceSocket {
  readonly #socket: WebSocket;
  readonly #host: VoiceSocketHost;
  readonly #options: VoiceSocketOptions;
  readonly #sendLimit: SendLimit;
  #deadline: ClockTimer | undefined;
  #muted = false;
  #closedWith: number | undefined;
  /** The session it carries, once it has identified or resumed. */
  session: VoiceSession | undefined;

  constructor(socket: WebSocket, host: VoiceSocketHost, options: VoiceSocketOptions) {
    this.#socket = socket;
    this.#host = host;
    this.#options = options;
    this.#sendLimit = new SendLimit(options.sendsPerMinute, 60_000);
    socket.on("message", (data: Buffer, isBinary: boolean) => this.#receive(data, isBinary));
    socket.on("close", (code: number) => this.#closed(code));
    socket.on("error", () => socket.terminate());
  }

  get localAddress(): string {
    return this.#options.localAddress;
  }

  /** Says Hello and begins to expect heartbeats. */
  open(): void {
    this.send(encodeJson(VoiceOpcode.Hello, { v: 8, heartbeat_interval: this.#options.heartbeatIntervalMs }));
    this.#expectHeartbeat();
  }

  send(message: string | Buffer): void {
    if (this.#muted || this.#closedWith !== undefined || this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(message);
  }

  close({ code, reason }: VoiceRefusal): void {
    if (this.#closedWith !== undefined) return;
    this.#closedWith = code;
    this.#deadline?.clear();
    // A close frame holds 123 bytes of reason.
    this.#socket.close(code, reason.slice(0, 100));
    this.#host.onClosing(this, code);
  }

  /** Ends it without a word, as when a cable is cut. */
  destroy(): void {
    this.#socket.terminate();
  }

  /** Neither reads nor writes any more, and stays open. */
  mute(): void {
    this.#muted = true;
    this.#deadline?.clear();
    this.#socket.pause();
  }

  unmute(): void {
    if (!this.#muted) return;
    this.#muted = false;
    this.#socket.resume();
    this.#expectHeartbeat();
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (this.#closedWith !== undefined) return;
    if (!this.#sendLimit.allow(this.#options.clock.now())) {
      this.close({ code: VoiceCloseCode.RateLimited, reason: "Disconnected: rate limited." });
      return;
    }
    const message = decodeClientMessage(data, isBinary);
    if (message === undefined) {
      this.close({ code: VoiceCloseCode.DecodeError, reason: "Failed to decode payload." });
    } else if (message.kind === "json" && message.op === VoiceOpcode.Heartbeat) this.#heartbeat(message.d);
    else this.#handle(message);
  }

  /** A fault of the sandbox itself must not take the process with it. */
  #handle(message: ClientMessage): void {
    try {
      this.#host.onMessage(this, message);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.close({ code: VoiceCloseCode.ServerCrashed, reason: `The sandbox failed: ${reason}` });
    }
  }

  #heartbeat(d: unknown): void {
    const nonce: unknown = isRecord(d) ? d["t"] : undefined;
    if (!Number.isInteger(nonce)) {
      this.close({ code: VoiceCloseCode.BadRequest, reason: "A heartbeat of version 8 is { t, seq_ack }." });
      return;
    }
    this.#expectHeartbeat();
    if (this.#host.disturbance.acknowledgesHeartbeat()) this.send(encodeJson(VoiceOpcode.HeartbeatAck, { t: nonce }));
  }

  /** Half an interval of grace covers the network. */
  #expectHeartbeat(): void {
    this.#deadline?.clear();
    if (this.#muted || this.#closedWith !== undefined) return;
    this.#deadline = this.#options.clock.setTimeout(
      () => this.close({ code: VoiceCloseCode.SessionTimeout, reason: "Session timeout." }),
      this.#options.heartbeatIntervalMs * 1.5,
    );
  }

  #closed(code: number): void {
    const closedWith = this.#closedWith;
    this.#closedWith ??= code;
    this.#deadline?.clear();
    this.#host.onClosed(this, closedWith ?? code, closedWith !== undefined);
  }
}
