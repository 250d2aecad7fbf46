import type { Clock, ClockTimer } from "@zignal/errors";
import type { WebSocket } from "ws";
import type { Disturbance } from "./gateway-disturbance.ts";
import type { ControlledConnection } from "./gateway-control.ts";
import { Opcode, CloseCode } from "./opcodes.ts";
import type { Refusal } from "./opcodes.ts";
import { decodePayload } from "./payload-decoding.ts";
import type { ReceivedPayload } from "./payload-decoding.ts";
import { createEncoder, PlainEncoder } from "./payload-encoder.ts";
import type { PayloadEncoder, TransportCompression } from "./payload-encoder.ts";
import { SendLimit } from "./send-limit.ts";
import type { Session, SessionLink } from "./session.ts";

/** What a connection asks of the gateway it belongs to. */
export interface ConnectionHost {
  /** A payload that is neither a heartbeat nor malformed. */
  onPayload(connection: Connection, payload: ReceivedPayload): void;
  /** A fault takes the session from the connection. */
  onInvalidated(connection: Connection, resumable: boolean): void;
  /** The socket is gone. `code` is what the app closed it with; `1006` when it just went away. */
  onClosed(connection: Connection, code: number): void;
  readonly disturbance: Disturbance;
}

export interface ConnectionOptions {
  clock: Clock;
  heartbeatIntervalMs: number;
  sendsPerMinute: number;
  compression: TransportCompression;
  /** Where the app can connect again. */
  resumeUrl: string;
}

/** One WebSocket of an app: framing, compression, heartbeats and the send limit. What payloads mean is decided above. */
export class Connection implements SessionLink, ControlledConnection {
  readonly #socket: WebSocket;
  readonly #host: ConnectionHost;
  readonly #options: ConnectionOptions;
  readonly #encoder: PayloadEncoder;
  readonly #sendLimit: SendLimit;
  #heartbeatDeadline: ClockTimer | undefined;
  /** What a fault holds back, in its order. */
  readonly #delayed: { dueAt: number; action: () => void }[] = [];
  #muted = false;
  #closing = false;
  /** The session that this connection carries, once it has identified or resumed. */
  session: Session | undefined;

  constructor(socket: WebSocket, host: ConnectionHost, options: ConnectionOptions) {
    this.#socket = socket;
    this.#host = host;
    this.#options = options;
    this.#encoder = createEncoder(options.compression);
    this.#sendLimit = new SendLimit(options.sendsPerMinute, 60_000);
    socket.on("message", (data: Buffer) => this.#receive(data));
    socket.on("close", (code: number) => this.#closed(code));
    socket.on("error", () => socket.terminate());
  }

  /** Where the app is told to resume: the address by which it has reached the sandbox. */
  get resumeUrl(): string {
    return this.#options.resumeUrl;
  }

  /** Says Hello and begins to expect heartbeats. */
  open(): void {
    this.send(Opcode.Hello, { heartbeat_interval: this.#options.heartbeatIntervalMs });
    this.#expectHeartbeat();
  }

  /** Sends what is no dispatch. */
  send(op: number, d: unknown): void {
    this.#write(JSON.stringify({ t: null, s: null, op, d }));
  }

  sendDispatch(text: string): void {
    this.#write(text);
  }

  /** Compresses larger payloads from now on, unless the transport does it already. */
  enablePayloadCompression(): void {
    if (this.#encoder instanceof PlainEncoder) this.#encoder.compressPayloads = true;
  }

  /** Ends the connection after everything written has gone out. */
  close({ code, reason }: Refusal): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#heartbeatDeadline?.clear();
    this.#later(() => this.#encoder.whenDrained(() => this.#socket.close(code, reason)));
  }

  /** The app has resumed its session elsewhere: this connection, often a dead one, has no use any more. */
  displace(): void {
    this.session = undefined;
    this.destroy();
  }

  /** Ends the connection without a word, as when a cable is cut. */
  destroy(): void {
    this.#socket.terminate();
  }

  invalidate(resumable: boolean): void {
    this.#host.onInvalidated(this, resumable);
  }

  /** Neither reads nor writes any more, and stays open: the half-open connection that a dead network leaves behind. */
  mute(): void {
    this.#muted = true;
    this.#heartbeatDeadline?.clear();
    this.#socket.pause();
  }

  /** Ends a mute: what the app sent in the meantime is read; what it missed comes only by a resume. */
  unmute(): void {
    if (!this.#muted) return;
    this.#muted = false;
    this.#socket.resume();
    this.#expectHeartbeat();
  }

  #write(text: string): void {
    if (this.#muted || this.#closing) return;
    this.#later(() => {
      if (this.#socket.readyState !== this.#socket.OPEN) return;
      this.#encoder.encode(text, (message) => this.#socket.send(message));
    });
  }

  /** Holds back what a fault delays, and keeps the order also when the delay ends. */
  #later(action: () => void): void {
    const { delayMs } = this.#host.disturbance;
    if (delayMs === 0 && this.#delayed.length === 0) {
      action();
      return;
    }
    this.#delayed.push({ dueAt: this.#options.clock.now() + delayMs, action });
    if (this.#delayed.length === 1) this.#wait();
  }

  /** One timer for the first in the queue: timers of their own could overtake each other. */
  #wait(): void {
    const [first] = this.#delayed;
    if (first === undefined) return;
    const { clock } = this.#options;
    clock.setTimeout(
      () => {
        const now = clock.now();
        for (let next = this.#delayed[0]; next !== undefined && next.dueAt <= now + 1; next = this.#delayed[0]) {
          this.#delayed.shift();
          next.action();
        }
        this.#wait();
      },
      Math.max(0, first.dueAt - clock.now()),
    );
  }

  #receive(data: Buffer): void {
    if (this.#closing) return;
    if (!this.#sendLimit.allow(this.#options.clock.now())) {
      this.close({ code: CloseCode.RateLimited, reason: "Rate limited." });
      return;
    }
    const decoded = decodePayload(data);
    if (!decoded.ok) this.close(decoded.refusal);
    else if (decoded.payload.op === Opcode.Heartbeat) this.#heartbeat();
    else this.#handle(decoded.payload);
  }

  /** A fault of the sandbox itself must not take the process with it: the app sees what Discord shows then. */
  #handle(payload: ReceivedPayload): void {
    try {
      this.#host.onPayload(this, payload);
    } catch (error) {
      const reason = `The sandbox failed: ${error instanceof Error ? error.message : String(error)}`;
      // A close frame holds 123 bytes of reason.
      this.close({ code: CloseCode.UnknownError, reason: reason.slice(0, 100) });
    }
  }

  #heartbeat(): void {
    this.#expectHeartbeat();
    if (this.#host.disturbance.acknowledgesHeartbeat()) this.send(Opcode.HeartbeatAck, null);
  }

  /** Half an interval of grace covers the network; after that the connection is closed, and the session can be resumed. */
  #expectHeartbeat(): void {
    this.#heartbeatDeadline?.clear();
    if (this.#muted || this.#closing) return;
    this.#heartbeatDeadline = this.#options.clock.setTimeout(
      () => this.close({ code: CloseCode.SessionTimedOut, reason: "Session timed out." }),
      this.#options.heartbeatIntervalMs * 1.5,
    );
  }

  #closed(code: number): void {
    const byServer = this.#closing;
    this.#closing = true;
    this.#heartbeatDeadline?.clear();
    this.#encoder.close();
    // A code that answers the server's own close frame is not the app's wish.
    this.#host.onClosed(this, byServer ? 1006 : code);
  }
}
