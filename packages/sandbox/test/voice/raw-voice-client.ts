import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { once } from "node:events";
import { WebSocket } from "ws";
import type { Sandbox } from "../../src/index.ts";
import { discoveryRequest, readDiscoveryReply } from "../../src/voice/transport/ip-discovery.ts";
import { buildRtp, frameOf, readRtpHeader } from "../../src/voice/transport/rtp.ts";
import { TransportCipher } from "../../src/voice/transport/transport-cipher.ts";
import type { EncryptionMode } from "../../src/voice/transport/transport-cipher.ts";

export interface Seat {
  guildId: string;
  userId: string;
  sessionId: string;
  token: string;
  endpoint: string;
}

export interface VoiceMessage {
  op: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test reads whatever arrived
  d: any;
  seq?: number;
}

/** Puts somebody into a channel without a connection. @returns what it takes to connect. */
export async function takeSeat(sandbox: Sandbox, userId: string, channel = "Voice Lounge"): Promise<Seat> {
  const { guildId } = sandbox;
  const told = sandbox.waitForEvent("VOICE_SERVER_UPDATE");
  const channelId = sandbox.channels[channel] ?? channel;
  const { session_id: sessionId } = sandbox.world.voiceStates.update(guildId, userId, { channelId });
  const { d } = await told;
  const { token, endpoint } = d as { token: string; endpoint: string };
  return { guildId, userId, sessionId, token, endpoint };
}

/** The least that speaks to a voice server: nothing hidden, nothing by itself. */
export class RawVoiceClient {
  readonly socket: WebSocket;
  readonly received: VoiceMessage[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  #seen = 0;
  #wake: (() => void)[] = [];

  constructor(endpoint: string, query = "?v=8") {
    this.socket = new WebSocket(`ws://${endpoint}/${query}`);
    this.socket.on("message", (data: Buffer, isBinary: boolean) => {
      this.received.push(
        isBinary
          ? { op: data[2] ?? -1, d: data.subarray(3), seq: data.readUInt16BE(0) }
          : (JSON.parse(data.toString()) as VoiceMessage),
      );
      for (const wake of this.#wake.splice(0)) wake();
    });
    this.socket.on("error", () => {});
    this.closed = new Promise((resolve) => {
      this.socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  send(op: number, d: unknown): void {
    this.socket.send(JSON.stringify({ op, d }));
  }

  sendBinary(op: number, payload: Uint8Array): void {
    this.socket.send(Buffer.concat([Buffer.from([op]), payload]));
  }

  /** The next message of this opcode that no earlier call has passed over. */
  async op(op: number): Promise<VoiceMessage> {
    for (;;) {
      while (this.#seen < this.received.length) {
        const message = this.received[this.#seen++];
        if (message?.op === op) return message;
      }
      await new Promise<void>((resolve) => {
        this.#wake.push(resolve);
      });
    }
  }

  get lastSeq(): number {
    return this.received.findLast(({ seq }) => seq !== undefined)?.seq ?? -1;
  }

  /** Everything the server has sent up to now has arrived once this resolves. */
  async flush(): Promise<void> {
    this.send(3, { t: 1, seq_ack: this.lastSeq });
    await this.op(6);
  }

  identify({ guildId, userId, sessionId, token }: Seat, extra: object = {}): void {
    this.send(0, {
      server_id: guildId,
      user_id: userId,
      session_id: sessionId,
      token,
      max_dave_protocol_version: 1,
      ...extra,
    });
  }

  async ready(seat: Seat, extra: object = {}): Promise<VoiceMessage["d"]> {
    await this.op(8);
    this.identify(seat, extra);
    return (await this.op(2)).d;
  }

  async close(code = 1000): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    this.socket.close(code);
    await this.closed;
  }
}

/** A client's datagrams. */
export class RawMedia {
  readonly socket: Socket = createSocket("udp4");
  readonly ssrc: number;
  readonly packets: Buffer[] = [];
  readonly #port: number;
  #cipher: TransportCipher | undefined;
  #sequence = 0;

  constructor(ready: { port: number; ssrc: number }) {
    this.ssrc = ready.ssrc;
    this.#port = ready.port;
    this.socket.bind(0, "127.0.0.1");
    this.socket.on("message", (packet) => this.packets.push(packet));
  }

  write(packet: Uint8Array): void {
    this.socket.send(packet, this.#port, "127.0.0.1");
  }

  async discover(): Promise<{ address: string; port: number }> {
    this.write(discoveryRequest(this.ssrc));
    const [reply] = (await once(this.socket, "message")) as [Buffer];
    const own = readDiscoveryReply(reply);
    if (own === undefined) throw new Error("no discovery reply");
    this.packets.length = 0;
    return own;
  }

  begin(description: { mode: EncryptionMode; secret_key: number[] }, firstNonce = 0): void {
    this.#cipher = new TransportCipher(description.mode, Buffer.from(description.secret_key), firstNonce);
  }

  seal(frame: Uint8Array, changes: { ssrc?: number; padding?: number; extension?: Uint8Array } = {}): Buffer {
    this.#sequence += 1;
    const { header, body } = buildRtp({
      sequence: this.#sequence,
      timestamp: this.#sequence * 960,
      ssrc: this.ssrc,
      frame,
      ...changes,
    });
    if (this.#cipher === undefined) throw new Error("begin() first");
    return this.#cipher.seal(header, body);
  }

  /** What has arrived, opened; `undefined` for what can not be. */
  opened(): ({ ssrc: number; sequence: number; frame: Buffer; first: number } | undefined)[] {
    return this.packets.map((packet) => {
      const header = readRtpHeader(packet);
      const body = header === undefined ? undefined : this.#cipher?.open(packet, header.clearSize);
      const frame = header === undefined || body === undefined ? undefined : frameOf(body, header);
      if (header === undefined || frame === undefined) return undefined;
      return { ssrc: header.ssrc, sequence: header.sequence, frame, first: packet[0] ?? 0 };
    });
  }

  close(): void {
    this.socket.close();
  }
}

export interface RawPeer {
  seat: Seat;
  client: RawVoiceClient;
  media: RawMedia;
  description: VoiceMessage["d"];
}

/** Connects somebody all the way to Session Description. */
export async function connectRaw(
  sandbox: Sandbox,
  userId: string,
  options: { mode?: EncryptionMode; channel?: string; identify?: object } = {},
): Promise<RawPeer> {
  const seat = await takeSeat(sandbox, userId, options.channel);
  const client = new RawVoiceClient(seat.endpoint);
  const ready = await client.ready(seat, options.identify);
  const media = new RawMedia(ready);
  const own = await media.discover();
  client.send(1, { protocol: "udp", data: { ...own, mode: options.mode ?? ready.modes[0] } });
  const description = (await client.op(4)).d;
  media.begin(description);
  return { seat, client, media, description };
}
