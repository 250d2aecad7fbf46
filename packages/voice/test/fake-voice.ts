import { EventEmitter } from "node:events";
import { FakeClock } from "@zignal/errors/testing";
import type { GatewayDispatchPayload } from "@zignal/types";
import { createAesGcmCipher } from "../src/connection/aes-gcm-cipher.ts";
import { discoveryRequest } from "../src/connection/ip-discovery.ts";
import { writeRtpHeader } from "../src/connection/rtp.ts";
import { trailerBytes } from "../src/connection/transport-cipher.ts";
import type {
  CreateDaveSession,
  JoinVoiceChannelOptions,
  UdpListener,
  VoiceConnection,
  VoiceManagerOptions,
  VoiceSocketListener,
  VoiceStatePayload,
} from "../src/index.ts";
import { VoiceManager } from "../src/index.ts";

export const guildId = "100";
export const channelId = "200";
export const botId = "300";
export const secretKey: Uint8Array = new Uint8Array(32).fill(9);
const ownSsrc = 11;

const noDave: CreateDaveSession = () => {
  throw new Error("this call has no DAVE");
};

type Listener = (payload: GatewayDispatchPayload, shardId: number) => void;

/** A main gateway that the test speaks for. */
export class FakeMainGateway {
  shardCount = 1;
  readonly sent: VoiceStatePayload["d"][] = [];
  readonly emitter: EventEmitter = new EventEmitter();
  /** What sending rejects with. */
  failure: Error | undefined;

  async send(_shardId: number, payload: VoiceStatePayload): Promise<void> {
    this.sent.push(payload.d);
    if (this.failure !== undefined) throw this.failure;
  }

  on(event: "dispatch", listener: Listener): void {
    this.emitter.on(event, listener);
  }

  off(event: "dispatch", listener: Listener): void {
    this.emitter.off(event, listener);
  }

  dispatch(t: string, d: object): void {
    this.emitter.emit("dispatch", { op: 0, s: 1, t, d }, 0);
  }

  /** The channels that were asked for, `null` for leaving. */
  get asked(): (string | null)[] {
    return this.sent.map(({ channel_id }) => channel_id);
  }
}

/** A voice gateway's end of a socket. */
export class FakeVoiceSocket {
  readonly url: string;
  readonly listener: VoiceSocketListener;
  readonly sent: { op: number; d: unknown }[] = [];
  readonly binary: Buffer[] = [];
  closedWith: number | undefined;
  terminated = false;

  constructor(url: string, listener: VoiceSocketListener) {
    this.url = url;
    this.listener = listener;
  }

  send(data: string | Uint8Array): void {
    if (typeof data === "string") this.sent.push(JSON.parse(data) as { op: number; d: unknown });
    else this.binary.push(Buffer.from(data));
  }

  close(code: number): void {
    this.closedWith = code;
  }

  terminate(): void {
    this.terminated = true;
  }

  get isOver(): boolean {
    return this.terminated || this.closedWith !== undefined;
  }

  ops(): number[] {
    return this.sent.map(({ op }) => op);
  }

  receive(op: number, d: unknown, seq?: number): void {
    this.listener.onMessage(Buffer.from(JSON.stringify({ op, d, seq })), false);
  }

  hello(intervalMs = 10_000): void {
    this.listener.onOpen();
    this.receive(8, { heartbeat_interval: intervalMs });
  }

  end(code: number, reason = ""): void {
    this.listener.onClose(code, reason);
  }
}

/** A voice server's UDP. */
export class FakeUdp {
  readonly listener: UdpListener;
  readonly sent: Buffer[] = [];
  closed = false;

  constructor(listener: UdpListener) {
    this.listener = listener;
  }

  send(packet: Buffer): void {
    this.sent.push(packet);
  }

  close(): void {
    this.closed = true;
  }

  /** The packets with audio. */
  get packets(): Buffer[] {
    return this.sent.filter(([first]) => first === 0x80);
  }

  discovered(): void {
    const reply = discoveryRequest(ownSsrc);
    reply.writeUInt16BE(2, 0);
    reply.write("1.2.3.4", 8);
    reply.writeUInt16BE(5_000, 72);
    this.listener.onMessage(reply);
  }

  /** An RTCP report on what was sent from here: a quarter was lost, jitter is 2 ms. */
  report(nonce: number): void {
    const clear = Buffer.of(0x81, 201, 0, 7, 0, 0, 0, 1);
    const block = Buffer.alloc(24);
    block.writeUInt32BE(ownSsrc, 0);
    block.writeUInt8(64, 4);
    block.writeIntBE(5, 5, 3);
    block.writeUInt32BE(96, 12);
    const packet = Buffer.alloc(clear.length + block.length + trailerBytes);
    packet.set(clear);
    createAesGcmCipher(secretKey).seal(packet, clear, block, nonce);
    this.listener.onMessage(packet);
  }

  /** A packet of somebody else. */
  audio(ssrc: number, sequence: number, opus: Uint8Array, nonce: number = sequence, first = 0x80): void {
    const packet = Buffer.alloc(12 + opus.length + trailerBytes);
    writeRtpHeader(packet, sequence, sequence * 960, ssrc);
    packet[0] = first;
    createAesGcmCipher(secretKey).seal(packet, packet.subarray(0, 12), opus, nonce);
    this.listener.onMessage(packet);
  }
}

/** A voice manager on a fake clock, and everything that it opens. */
export class VoiceBench implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly gateway = new FakeMainGateway();
  readonly sockets: FakeVoiceSocket[] = [];
  readonly udps: FakeUdp[] = [];
  readonly manager: VoiceManager;

  constructor(options: Partial<VoiceManagerOptions> = {}) {
    this.manager = new VoiceManager({
      gateway: this.gateway,
      userId: botId,
      clock: this.clock,
      random: () => 0.5,
      loadDave: async () => noDave,
      openSocket: (url, listener) => {
        const socket = new FakeVoiceSocket(url, listener);
        this.sockets.push(socket);
        return socket;
      },
      openUdpSocket: (_ip, _port, listener) => {
        const udp = new FakeUdp(listener);
        this.udps.push(udp);
        queueMicrotask(() => listener.onOpen());
        return udp;
      },
      ...options,
    });
  }

  get socket(): FakeVoiceSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("no socket was opened");
    return socket;
  }

  get udp(): FakeUdp {
    const udp = this.udps.at(-1);
    if (udp === undefined) throw new Error("no UDP was opened");
    return udp;
  }

  join(options: Partial<JoinVoiceChannelOptions> = {}): Promise<VoiceConnection> {
    return this.manager.joinVoiceChannel({ guildId, channelId, ...options });
  }

  voiceState(sessionId: string, channel: string | null = channelId, userId = botId): void {
    this.gateway.dispatch("VOICE_STATE_UPDATE", {
      guild_id: guildId,
      channel_id: channel,
      user_id: userId,
      session_id: sessionId,
    });
  }

  voiceServer(token: string, endpoint: string | null = "voice.test:1"): void {
    this.gateway.dispatch("VOICE_SERVER_UPDATE", { guild_id: guildId, token, endpoint });
  }

  async settle(): Promise<void> {
    await this.clock.advance(0);
  }

  /** Takes the socket that was opened last from Hello to the session. */
  async handshake(daveVersion = 0, key: Uint8Array = secretKey): Promise<void> {
    this.socket.hello();
    this.socket.receive(2, { ssrc: ownSsrc, ip: "127.0.0.1", port: 9, modes: ["aead_aes256_gcm_rtpsize"] });
    await this.settle();
    this.udp.discovered();
    await this.settle();
    const d = { mode: "aead_aes256_gcm_rtpsize", secret_key: [...key], dave_protocol_version: daveVersion };
    this.socket.receive(4, d);
    await this.settle();
  }

  /** A connection that is ready, in a call without DAVE. */
  async connected(daveVersion = 0): Promise<VoiceConnection> {
    const joining = this.join();
    await this.settle();
    this.voiceState("s1");
    this.voiceServer("t1");
    await this.handshake(daveVersion);
    // Alone in an encrypted call.
    if (daveVersion > 0) await this.clock.advance(250);
    return await joining;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.manager.close();
  }
}
