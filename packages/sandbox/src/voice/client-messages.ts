import { VoiceCloseCode, VoiceOpcode } from "./voice-opcodes.ts";
import type { VoiceRefusal } from "./voice-opcodes.ts";
import type { EncryptionMode } from "./transport/transport-cipher.ts";
import type { Call } from "./call.ts";
import { readSelectProtocol, readSpeaking, readTransitionId } from "./client-payloads.ts";
import type { ClientMessage } from "./voice-message.ts";
import type { VoiceSession } from "./voice-session.ts";

export interface ClientMessagesOptions {
  readonly modes: readonly EncryptionMode[];
  /** The call that a session is in; `undefined` before it has selected a protocol. */
  callOf(session: VoiceSession): Call | undefined;
  /** The session has said that it speaks. */
  speaking(session: VoiceSession): void;
  /** Brings a session into the call of its channel. */
  join(session: VoiceSession, describe: (daveVersion: number) => void): void;
}

const malformed: VoiceRefusal = { code: VoiceCloseCode.BadRequest, reason: "Bad request." };
const unknownOpcode: VoiceRefusal = { code: VoiceCloseCode.UnknownOpcode, reason: "Unknown opcode." };

/** Sent by Discord's own clients; nothing comes of them here. */
const ignored: ReadonlySet<number> = new Set([
  VoiceOpcode.Video,
  VoiceOpcode.MediaSinkWants,
  VoiceOpcode.ClientFlags,
  VoiceOpcode.ClientPlatform,
]);

/** What a client may send once it has a session. */
export class ClientMessages {
  readonly #options: ClientMessagesOptions;

  constructor(options: ClientMessagesOptions) {
    this.#options = options;
  }

  /** @returns why the connection must be closed. */
  answer(session: VoiceSession, message: ClientMessage): VoiceRefusal | undefined {
    return message.kind === "binary" ? this.#binary(session, message) : this.#json(session, message);
  }

  #binary(session: VoiceSession, { op, payload }: ClientMessage & { kind: "binary" }): VoiceRefusal | undefined {
    const dave = this.#options.callOf(session)?.dave;
    switch (op) {
      case VoiceOpcode.DaveKeyPackage:
        dave?.keyPackage(session.userId, payload);
        return undefined;
      case VoiceOpcode.DaveCommitWelcome:
        dave?.commit(session.userId, payload);
        return undefined;
      default:
        return unknownOpcode;
    }
  }

  #json(session: VoiceSession, { op, d }: ClientMessage & { kind: "json" }): VoiceRefusal | undefined {
    switch (op) {
      case VoiceOpcode.SelectProtocol:
        return this.#select(session, d);
      case VoiceOpcode.Speaking:
        return this.#speaking(session, d);
      case VoiceOpcode.DaveTransitionReady:
        return this.#transition(d, (id) => this.#options.callOf(session)?.dave.ready(session.userId, id));
      case VoiceOpcode.DaveInvalidCommitWelcome:
        return this.#transition(d, () => this.#options.callOf(session)?.dave.invalid(session.userId));
      case VoiceOpcode.VoiceBackendVersion:
        session.send(op, { voice: "0.11.0", rtc_worker: "0.4.11" });
        return undefined;
      default:
        return ignored.has(op) ? undefined : unknownOpcode;
    }
  }

  #select(session: VoiceSession, d: unknown): VoiceRefusal | undefined {
    const selected = readSelectProtocol(d);
    if (selected === undefined) return malformed;
    if (selected.protocol !== "udp") return { code: VoiceCloseCode.UnknownProtocol, reason: "Unknown protocol." };
    const mode = this.#options.modes.find((known) => known === selected.mode);
    if (mode === undefined) return { code: VoiceCloseCode.UnknownEncryptionMode, reason: "Unknown encryption mode." };
    const key = session.select(mode, selected.remote);
    const describe = (daveVersion: number): void =>
      session.send(VoiceOpcode.SessionDescription, {
        mode,
        secret_key: [...key],
        audio_codec: "opus",
        video_codec: "H264",
        media_session_id: session.assignment.token.slice(0, 16),
        dave_protocol_version: daveVersion,
      });
    const call = this.#options.callOf(session);
    // A second choice brings a new key, not a new place in the call.
    if (call === undefined) this.#options.join(session, describe);
    else describe(session.maxDaveVersion === 0 ? 0 : call.dave.version);
    return undefined;
  }

  #transition(d: unknown, act: (id: number) => void): VoiceRefusal | undefined {
    const id = readTransitionId(d);
    if (id === undefined) return malformed;
    act(id);
    return undefined;
  }

  #speaking(session: VoiceSession, d: unknown): VoiceRefusal | undefined {
    const announced = readSpeaking(d);
    if (announced === undefined) return malformed;
    if (announced.ssrc !== undefined && announced.ssrc !== session.ssrc) {
      return { code: VoiceCloseCode.BadRequest, reason: "Invalid SSRC." };
    }
    session.speaking = announced.speaking;
    this.#options.callOf(session)?.announceSpeaking(session);
    if (announced.speaking !== 0) {
      session.hasSpoken = true;
      this.#options.speaking(session);
    }
    return undefined;
  }
}
