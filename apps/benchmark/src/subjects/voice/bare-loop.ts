import { createCipheriv, createDecipheriv } from "node:crypto";
import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { once } from "node:events";
import sodium from "sodium-native";
import { OggOpusDemuxer } from "@zignal/voice";
import { WebSocket } from "ws";
import type { VoiceSubjectConnection, VoiceTarget } from "../voice-subject.ts";
import { botId, channelId, guildIdOf } from "../voice-subject.ts";

interface Stream {
  readonly socket: Socket;
  readonly ssrc: number;
  readonly key: Buffer;
  readonly mode: VoiceTarget["mode"];
  frames: readonly Uint8Array[];
  next: number;
}

const streams: Stream[] = [];
let isTicking = false;

/** No library: the handshake by hand, then node:crypto (or sodium-native), node:dgram, and one timer for all streams. */
export async function connectBareLoop(target: VoiceTarget, index: number): Promise<VoiceSubjectConnection> {
  const stream = await shakeHands(target, index);
  return {
    play: (ogg) => {
      stream.frames = [...new OggOpusDemuxer().push(ogg)];
      streams.push(stream);
      if (!isTicking) tick(performance.now());
    },
    listen: (_userIds, onFrame) => {
      stream.socket.on("message", (packet) => {
        if (packet[1] === 0x78 && open(stream.key, packet).length > 0) onFrame();
      });
    },
  };
}

function tick(dueAt: number): void {
  isTicking = true;
  for (const stream of streams) {
    const frame = stream.frames[stream.next];
    if (frame !== undefined) stream.socket.send(seal(stream, frame));
    stream.next += 1;
  }
  if (streams.every(({ frames, next }) => next >= frames.length)) return;
  const next = dueAt + 20;
  setTimeout(() => tick(next), next - performance.now());
}

function seal({ ssrc, key, mode, next }: Stream, frame: Uint8Array): Buffer {
  const packet = Buffer.alloc(12 + frame.length + 16 + 4);
  packet[0] = 0x80;
  packet[1] = 0x78;
  packet.writeUInt16BE(next & 0xffff, 2);
  packet.writeUInt32BE((next * 960) >>> 0, 4);
  packet.writeUInt32BE(ssrc, 8);
  packet.writeUInt32BE(next, packet.length - 4);
  const header = packet.subarray(0, 12);
  if (mode === "aead_xchacha20_poly1305_rtpsize") {
    const nonce = Buffer.alloc(24);
    nonce.writeUInt32BE(next, 0);
    sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
      packet.subarray(12, packet.length - 4),
      Buffer.from(frame.buffer, frame.byteOffset, frame.length),
      header,
      null,
      nonce,
      key,
    );
    return packet;
  }
  const iv = Buffer.alloc(12);
  iv.writeUInt32BE(next, 0);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  cipher.setAAD(header);
  packet.set(cipher.update(frame), 12);
  cipher.final();
  packet.set(cipher.getAuthTag(), 12 + frame.length);
  return packet;
}

function open(key: Buffer, packet: Buffer): Buffer {
  const iv = Buffer.alloc(12);
  packet.copy(iv, 0, packet.length - 4);
  const decipher = createDecipheriv("aes-256-gcm", key, iv);
  decipher.setAAD(packet.subarray(0, 12));
  decipher.setAuthTag(packet.subarray(packet.length - 20, packet.length - 4));
  const plain = decipher.update(packet.subarray(12, packet.length - 20));
  decipher.final();
  return plain;
}

async function shakeHands({ port, mode }: VoiceTarget, index: number): Promise<Stream> {
  const gateway = new WebSocket(`ws://127.0.0.1:${port}/?v=8`);
  const send = (op: number, d: unknown): void => gateway.send(JSON.stringify({ op, d }));
  const messages = new Map<number, PromiseWithResolvers<Record<string, unknown>>>(
    [2, 4].map((op) => [op, Promise.withResolvers()]),
  );
  gateway.on("message", (data: Buffer) => {
    const { op, d } = JSON.parse(String(data)) as { op: number; d: Record<string, unknown> };
    messages.get(op)?.resolve(d);
  });
  await once(gateway, "open");
  const identify = { server_id: guildIdOf(index), channel_id: channelId, user_id: botId, session_id: "session" };
  send(0, { ...identify, token: "token", max_dave_protocol_version: 1 });
  const ready = (await messages.get(2)?.promise) as { ssrc: number; ip: string; port: number };
  const socket = createSocket("udp4");
  socket.connect(ready.port, ready.ip);
  await once(socket, "connect");
  const discovery = Buffer.alloc(74);
  discovery.writeUInt16BE(1, 0);
  discovery.writeUInt16BE(70, 2);
  discovery.writeUInt32BE(ready.ssrc, 4);
  socket.send(discovery);
  await once(socket, "message");
  send(1, { protocol: "udp", data: { address: "127.0.0.1", port: socket.address().port, mode } });
  const description = (await messages.get(4)?.promise) as { secret_key: number[] };
  send(5, { speaking: 1, delay: 0, ssrc: ready.ssrc });
  return { socket, ssrc: ready.ssrc, key: Buffer.from(description.secret_key), mode, frames: [], next: 0 };
}
