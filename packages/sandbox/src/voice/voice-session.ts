import { randomBytes } from "node:crypto";
import { TransportCipher } from "./transport/transport-cipher.ts";
import type { EncryptionMode } from "./transport/transport-cipher.ts";
import type { VoiceAssignment } from "./voice-assignment.ts";
import { NumberedMessages } from "./numbered-messages.ts";
import { UsedNonces } from "./used-nonces.ts";
import { encodeBinary, encodeJson } from "./voice-message.ts";
import type { VoiceSocket } from "./voice-socket.ts";

export interface Remote {
  readonly address: string;
  readonly port: number;
}

/** Nonces of the server, so that they never meet those of the client: both use the same key. */
const firstServerNonce = 0x8000_0000;

/** One client in one voice channel: it outlives its WebSockets, and keeps what they missed. */
export class VoiceSession {
  readonly assignment: VoiceAssignment;
  readonly ssrc: number;
  /** Highest version of DAVE that the client speaks. */
  readonly maxDaveVersion: number;
  readonly #messages: NumberedMessages;
  #socket: VoiceSocket | undefined;
  /** Set by Select Protocol. */
  transport: { readonly mode: EncryptionMode; readonly cipher: TransportCipher; readonly remote: Remote } | undefined;
  /** What the client announced last; `undefined` before the first time. */
  speaking: number | undefined;
  /** Whether it has ever announced that it speaks: who has not may send no audio. */
  hasSpoken = false;
  /** Of the client, under its present key. */
  usedNonces: UsedNonces = new UsedNonces();
  /** Packets forwarded to the client. */
  forwarded = 0;

  constructor(options: {
    assignment: VoiceAssignment;
    ssrc: number;
    maxDaveVersion: number;
    replayBufferSize: number;
    firstSequence: number;
  }) {
    this.assignment = options.assignment;
    this.ssrc = options.ssrc;
    this.maxDaveVersion = options.maxDaveVersion;
    this.#messages = new NumberedMessages(options.replayBufferSize, options.firstSequence);
  }

  get userId(): string {
    return this.assignment.userId;
  }

  get socket(): VoiceSocket | undefined {
    return this.#socket;
  }

  attach(socket: VoiceSocket): void {
    this.#socket = socket;
    socket.session = this;
  }

  /** Lets go of a socket; one that has been replaced lets go of nothing. */
  detach(socket: VoiceSocket): boolean {
    socket.session = undefined;
    if (this.#socket !== socket) return false;
    this.#socket = undefined;
    return true;
  }

  /** Begins a new key. @returns the key. */
  select(mode: EncryptionMode, remote: Remote): Buffer {
    const key = randomBytes(32);
    this.transport = { mode, remote, cipher: new TransportCipher(mode, key, firstServerNonce) };
    this.usedNonces = new UsedNonces();
    return key;
  }

  /** Sends a message that is sent again after a resume, when it was missed. */
  send(op: number, d: unknown): void {
    const message = this.#messages.add((seq) => encodeJson(op, d, seq));
    this.#socket?.send(message);
  }

  sendBinary(op: number, payload: Uint8Array): void {
    const message = this.#messages.add((seq) => encodeBinary(op, payload, seq));
    this.#socket?.send(message);
  }

  /** @returns `undefined` when something that was missed is no longer kept. */
  missedSince(acknowledged: number): readonly (string | Buffer)[] | undefined {
    return this.#messages.since(acknowledged);
  }
}
