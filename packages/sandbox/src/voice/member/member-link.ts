import type { Clock, ClockTimer } from "@zignal/errors";
import { WebSocket } from "ws";
import { isRecord } from "../json-record.ts";
import type { EncryptionMode } from "../transport/transport-cipher.ts";
import type { VoiceAssignment } from "../voice-assignment.ts";
import { VoiceCloseCode, VoiceOpcode } from "../voice-opcodes.ts";
import { MemberDave } from "./member-dave.ts";
import type { DaveAnswer } from "./member-dave.ts";
import type { Hearing } from "./hearing.ts";
import { MemberMedia } from "./member-media.ts";

export interface MemberLinkOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly assignment: VoiceAssignment;
  readonly maxDaveVersion: number;
  /** @defaultValue the first on offer */
  readonly mode: EncryptionMode | undefined;
  readonly hearing: Hearing;
  /** Something changed: it may speak now, or not any more. */
  onChange(): void;
  /** It ended, and can not be resumed. */
  onEnd(code: number): void;
}

/** One voice session of a member, over as many WebSockets as it takes. */
export class MemberLink {
  readonly #options: MemberLinkOptions;
  readonly dave: MemberDave;
  readonly #users = new Set<string>();
  #socket: WebSocket;
  #media: MemberMedia | undefined;
  #heartbeat: ClockTimer | undefined;
  #sequence = -1;
  #ssrc = 0;
  #flags = 0;
  #ended = false;
  /** Does the present WebSocket carry the session? */
  #attached = false;
  /** Has Session Description arrived? */
  described = false;

  constructor(options: MemberLinkOptions) {
    this.#options = options;
    const { userId, channelId } = options.assignment;
    this.dave = new MemberDave(userId, channelId);
    this.#users.add(userId);
    this.#socket = this.#connect();
  }

  get ssrc(): number {
    return this.#ssrc;
  }

  get canSpeak(): boolean {
    return this.#attached && !this.#ended && this.dave.ready;
  }

  speaking(flags: number): void {
    this.#flags = flags;
    this.#send(VoiceOpcode.Speaking, { speaking: flags, delay: 0, ssrc: this.#ssrc });
  }

  /** @returns whether it could be sent. */
  sendFrame(frame: Buffer, encrypt: boolean): boolean {
    const sent = encrypt ? this.dave.encrypt(frame) : frame;
    if (!this.described || this.#ended || sent === undefined) return false;
    this.#media?.send(sent);
    return true;
  }

  close(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#heartbeat?.clear();
    this.#media?.close();
    this.#socket.close(1000);
    const { clock } = this.#options;
    const socket = this.#socket;
    // A server that has fallen silent does not answer a good-bye.
    clock.setTimeout(() => socket.terminate(), 500);
  }

  #connect(): WebSocket {
    const socket = new WebSocket(`ws://${this.#options.assignment.endpoint}/?v=8`, { perMessageDeflate: false });
    socket.on("message", (data: Buffer, isBinary: boolean) => {
      if (socket === this.#socket && !this.#ended) this.#receive(data, isBinary);
    });
    socket.on("close", (code: number) => {
      if (socket === this.#socket) this.#closed(code);
    });
    socket.on("error", () => socket.terminate());
    return socket;
  }

  #closed(code: number): void {
    this.#heartbeat?.clear();
    this.#attached = false;
    if (this.#ended) return;
    const resumable = (code < 4000 && code !== 1000) || code === VoiceCloseCode.ServerCrashed;
    if (resumable && this.described) {
      this.#socket = this.#connect();
      return;
    }
    this.#ended = true;
    this.#media?.close();
    this.#options.onEnd(code);
  }

  #send(op: number, d: unknown): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ op, d }));
  }

  #answer(answers: readonly DaveAnswer[]): void {
    for (const answer of answers) {
      if (answer.kind === "json") this.#send(answer.op, answer.d);
      else if (this.#socket.readyState === WebSocket.OPEN) {
        this.#socket.send(Buffer.concat([Buffer.from([answer.op]), answer.payload]));
      }
    }
    this.#options.hearing.retry();
    this.#options.onChange();
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (isBinary) {
      this.#sequence = data.readUInt16BE(0);
      this.#answer(this.dave.binary(data[2] ?? 0, data.subarray(3), [...this.#users]));
      return;
    }
    const message: unknown = JSON.parse(data.toString("utf8"));
    if (!isRecord(message)) return;
    if (typeof message["seq"] === "number") this.#sequence = message["seq"];
    this.#json(Number(message["op"]), isRecord(message["d"]) ? message["d"] : {});
  }

  #json(op: number, d: Record<string, unknown>): void {
    switch (op) {
      case VoiceOpcode.Hello:
        this.#hello(Number(d["heartbeat_interval"]));
        return;
      case VoiceOpcode.Ready:
        void this.#select(d);
        return;
      case VoiceOpcode.SessionDescription:
        this.#media?.begin(d["mode"] as EncryptionMode, Buffer.from(d["secret_key"] as number[]));
        this.described = this.#attached = true;
        this.#answer(this.dave.begin(Number(d["dave_protocol_version"])));
        return;
      case VoiceOpcode.Resumed:
        this.#attached = true;
        // What was announced into the gap is lost.
        if (this.#flags !== 0) this.speaking(this.#flags);
        this.#answer(this.dave.resumed());
        return;
      case VoiceOpcode.Speaking:
        this.#options.hearing.named(Number(d["ssrc"]), String(d["user_id"]));
        return;
      case VoiceOpcode.ClientsConnect:
        for (const userId of d["user_ids"] as string[]) this.#users.add(userId);
        return;
      case VoiceOpcode.ClientDisconnect:
        this.#users.delete(String(d["user_id"]));
        this.#options.hearing.left(String(d["user_id"]));
        return;
      case VoiceOpcode.DavePrepareTransition:
        this.#answer(this.dave.prepareTransition(Number(d["transition_id"]), Number(d["protocol_version"])));
        return;
      case VoiceOpcode.DaveExecuteTransition:
        this.dave.executeTransition(Number(d["transition_id"]));
        this.#answer([]);
        return;
      case VoiceOpcode.DavePrepareEpoch:
        this.#answer(this.dave.prepareEpoch(Number(d["epoch"]), Number(d["protocol_version"])));
        return;
      default:
    }
  }

  #hello(intervalMs: number): void {
    const beat = (): void => {
      this.#send(VoiceOpcode.Heartbeat, { t: Math.floor(this.#options.clock.now()), seq_ack: this.#sequence });
      this.#heartbeat = this.#options.clock.setTimeout(beat, intervalMs);
    };
    this.#heartbeat?.clear();
    this.#heartbeat = this.#options.clock.setTimeout(beat, intervalMs);
    const { guildId, sessionId, token, userId } = this.#options.assignment;
    const session = { server_id: guildId, session_id: sessionId, token };
    if (this.described) this.#send(VoiceOpcode.Resume, { ...session, seq_ack: this.#sequence });
    else {
      const max_dave_protocol_version = this.#options.maxDaveVersion;
      this.#send(VoiceOpcode.Identify, { ...session, user_id: userId, max_dave_protocol_version });
    }
  }

  async #select(ready: Record<string, unknown>): Promise<void> {
    this.#ssrc = Number(ready["ssrc"]);
    const { clock, random, hearing, mode } = this.#options;
    const target = { ip: String(ready["ip"]), port: Number(ready["port"]), ssrc: this.#ssrc };
    const media = new MemberMedia({
      clock,
      target,
      random,
      receive: (header, frame) => hearing.receive(header, frame),
    });
    this.#media?.close();
    this.#media = media;
    try {
      const own = await media.discover();
      const modes = ready["modes"] as EncryptionMode[];
      this.#send(VoiceOpcode.SelectProtocol, { protocol: "udp", data: { ...own, mode: mode ?? modes[0] } });
    } catch {
      this.#socket.close(4000, "IP discovery got no answer");
    }
  }
}
