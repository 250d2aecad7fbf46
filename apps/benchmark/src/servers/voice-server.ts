import { createCipheriv, randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import type { RemoteInfo, Socket } from "node:dgram";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";

export interface VoiceServerOptions {
  mode: "aead_aes256_gcm_rtpsize" | "aead_xchacha20_poly1305_rtpsize";
}

/** One client, from its Identify on. */
interface Session {
  readonly ssrc: number;
  readonly key: Buffer;
  remote: RemoteInfo | undefined;
}

const discoveryBytes = 74;

/**
 * The least of a voice server: gateway v8 without DAVE, and IP discovery; audio that comes is taken and dropped. `GET /speak?speakers=50&frames=500`
 * has that many users speak to everybody who is connected. Plain WebSockets and HTTP on one port.
 */
export async function startVoiceServer(options: Record<string, unknown>): Promise<number> {
  const { mode } = options as unknown as VoiceServerOptions;
  const sessions = new Map<number, Session>();
  const udp = createSocket("udp4");
  udp.on("message", (packet, remote) => onDatagram(udp, sessions, packet, remote));
  await new Promise<void>((resolve) => {
    udp.bind(0, "127.0.0.1", resolve);
  });

  const sockets = new WebSocketServer({ noServer: true });
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (url.pathname === "/speak") {
      speak(
        udp,
        sockets.clients,
        sessions,
        Number(url.searchParams.get("speakers")),
        Number(url.searchParams.get("frames")),
      );
    }
    if (url.pathname === "/reset") sessions.clear();
    response.end();
  });
  server.on("upgrade", (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (client) => serveClient(client, sessions, udp.address().port, mode));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return (server.address() as AddressInfo).port;
}

function serveClient(client: WebSocket, sessions: Map<number, Session>, udpPort: number, mode: string): void {
  const send = (op: number, d: unknown): void => client.send(JSON.stringify({ op, d }));
  let session: Session | undefined;
  send(8, { v: 8, heartbeat_interval: 30_000 });
  client.on("message", (data: Buffer, isBinary) => {
    if (isBinary) return;
    const { op, d } = JSON.parse(data.toString("utf8")) as { op: number; d: { t?: number } };
    if (op === 0) {
      session = { ssrc: sessions.size + 1, key: randomBytes(32), remote: undefined };
      sessions.set(session.ssrc, session);
      send(2, { ssrc: session.ssrc, ip: "127.0.0.1", port: udpPort, modes: [mode] });
    } else if (op === 1 && session !== undefined) {
      send(4, { mode, secret_key: [...session.key], dave_protocol_version: 0 });
    } else if (op === 3) {
      send(6, { t: d.t });
    }
  });
}

function onDatagram(udp: Socket, sessions: Map<number, Session>, packet: Buffer, remote: RemoteInfo): void {
  if (packet.length !== discoveryBytes || packet.readUInt16BE(0) !== 1) return;
  const session = sessions.get(packet.readUInt32BE(4));
  if (session !== undefined) session.remote = remote;
  const reply = Buffer.alloc(discoveryBytes);
  packet.copy(reply, 0, 0, 8);
  reply.writeUInt16BE(2, 0);
  reply.write(remote.address, 8, "latin1");
  reply.writeUInt16BE(remote.port, 72);
  udp.send(reply, remote.port, remote.address);
}

/** What everybody says: as long as a frame of 96 kbit/s. */
const frame: Buffer = Buffer.concat([Buffer.from([0xfc]), randomBytes(239)]);

/** Has users speak to all clients, 20 ms apart, with AES-256-GCM. */
function speak(
  udp: Socket,
  clients: Iterable<WebSocket>,
  sessions: Map<number, Session>,
  speakers: number,
  frames: number,
): void {
  for (const client of clients) {
    for (let speaker = 0; speaker < speakers; speaker++) {
      client.send(JSON.stringify({ op: 5, d: { user_id: userIdOf(speaker), ssrc: ssrcOf(speaker), speaking: 1 } }));
    }
  }
  let sent = 0;
  let nonce = 0;
  let startedAt = 0;
  const tick = (): void => {
    if (sent === 0) startedAt = performance.now();
    while (sent < frames && performance.now() - startedAt >= sent * 20) {
      for (const { key, remote } of sessions.values()) {
        if (remote === undefined) continue;
        for (let speaker = 0; speaker < speakers; speaker++) {
          udp.send(seal(key, ssrcOf(speaker), sent, nonce++), remote.port, remote.address);
        }
      }
      sent += 1;
    }
    if (sent < frames) setTimeout(tick, Math.max(0, startedAt + sent * 20 - performance.now()));
  };
  // The client has to hear of all of them first.
  setTimeout(tick, 200);
}

/** Identifiers of those who speak. */
export function userIdOf(speaker: number): string {
  return String(200_000_000_000_000_000n + BigInt(speaker));
}

function ssrcOf(speaker: number): number {
  return 10_000 + speaker;
}

function seal(key: Buffer, ssrc: number, sequence: number, nonce: number): Buffer {
  const header = Buffer.alloc(12);
  header[0] = 0x80;
  header[1] = 0x78;
  header.writeUInt16BE(sequence & 0xffff, 2);
  header.writeUInt32BE((sequence * 960) >>> 0, 4);
  header.writeUInt32BE(ssrc, 8);
  const iv = Buffer.alloc(12);
  iv.writeUInt32BE(nonce, 0);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(header);
  return Buffer.concat([header, cipher.update(frame), cipher.final(), cipher.getAuthTag(), iv.subarray(0, 4)]);
}
