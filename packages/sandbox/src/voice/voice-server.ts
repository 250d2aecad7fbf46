import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Clock } from "@zignal/errors";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import { ExternalSender } from "./dave/external-sender.ts";
import type { Certificate } from "./tls/self-signed-certificate.ts";
import { discoveryReply, readDiscovery } from "./transport/ip-discovery.ts";
import type { VoiceDisturbance } from "./voice-disturbance.ts";
import { VoiceCloseCode, VoiceOpcode } from "./voice-opcodes.ts";
import type { VoiceRefusal } from "./voice-opcodes.ts";
import type { VoiceOptions } from "./voice-options.ts";
import type { VoiceStats } from "./voice-stats.ts";
import { Call } from "./call.ts";
import { ClientMessages } from "./client-messages.ts";
import { listenDual } from "./dual-listener.ts";
import type { DualListener } from "./dual-listener.ts";
import { MediaRouter } from "./media-router.ts";
import { Network } from "./network.ts";
import { listenUdp } from "./udp-port.ts";
import type { UdpPort } from "./udp-port.ts";
import { VoiceHandshake } from "./voice-handshake.ts";
import type { ClientMessage } from "./voice-message.ts";
import type { Remote, VoiceSession } from "./voice-session.ts";
import { VoiceSessions } from "./voice-sessions.ts";
import { VoiceSocket } from "./voice-socket.ts";
import type { VoiceSocketHost } from "./voice-socket.ts";
import type { VoiceWorld } from "./voice-world.ts";

export interface VoiceServerOptions {
  readonly world: VoiceWorld;
  readonly clock: Clock;
  readonly host: string;
  /** The name under which clients reach the server, without the port. */
  readonly publicHost: string;
  readonly options: Required<VoiceOptions>;
  readonly certificate: Certificate;
  readonly disturbance: VoiceDisturbance;
  readonly stats: VoiceStats;
}

/** What clients send to keep their way through routers open: a counter of 8 bytes, or 4 of older ones. */
const keepAliveSizes: ReadonlySet<number> = new Set([4, 8]);

/** A voice server: WebSockets and datagrams of everybody in the channels that are assigned to it. */
export class VoiceServer implements VoiceSocketHost {
  readonly #options: VoiceServerOptions;
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 1 << 20 });
  readonly #connections = new Set<VoiceSocket>();
  readonly #sessions: VoiceSessions;
  readonly #messages: ClientMessages;
  readonly #router: MediaRouter;
  readonly #network: Network;
  readonly #sender: ExternalSender = new ExternalSender();
  readonly #calls = new Map<string, Call>();
  #handshake: VoiceHandshake | undefined;
  #listener: DualListener | undefined;
  #udp: UdpPort | undefined;
  #closed = false;
  readonly disturbance: VoiceDisturbance;

  constructor(options: VoiceServerOptions) {
    this.#options = options;
    this.disturbance = options.disturbance;
    const { clock, world, stats } = options;
    this.#sessions = new VoiceSessions({
      clock,
      timeoutMs: options.options.sessionTimeoutMs,
      onEnd: (session) => this.#ended(session),
    });
    this.#messages = new ClientMessages({
      modes: options.options.modes,
      callOf: (session) => this.#callOf(session),
      speaking: (session) => this.#router.announced(session),
      join: (session, describe) => this.#call(session.assignment.channelId).join(session, describe),
    });
    this.#network = new Network({ clock, random: () => world.random(), conditions: () => this.disturbance.network });
    this.#router = new MediaRouter({
      clock,
      stats,
      paddingEvery: options.options.paddingEvery,
      sessionBySsrc: (ssrc) => this.#sessions.bySsrc(ssrc),
      callOf: (session) => this.#callOf(session),
      moderation: ({ assignment }) => world.moderation(assignment.guildId, assignment.userId),
      send: (packet, to) => this.#send(packet, to),
    });
  }

  /** @throws {ZignalError} when the port is in use. */
  async listen(port: number): Promise<void> {
    const { host, certificate } = this.#options;
    const onUpgrade = this.#upgrade.bind(this);
    this.#listener = await listenDual({ port, host, certificate, onUpgrade });
    const receive = (packet: Buffer, from: Remote): void => this.#receive(packet, from);
    this.#udp = await listenUdp(this.#listener.port, host, receive).catch(async () => listenUdp(0, host, receive));
    this.#handshake = new VoiceHandshake({
      ...this.#options,
      sessions: this.#sessions,
      udpPort: this.#udp.port,
      serves: (endpoint) => endpoint === this.endpoint,
    });
  }

  /** What VOICE_SERVER_UPDATE names: `host:port`. */
  get endpoint(): string {
    return `${this.#options.publicHost}:${this.#listener?.port ?? 0}`;
  }

  get connections(): Iterable<VoiceSocket> {
    return this.#connections;
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  get sessions(): VoiceSessions {
    return this.#sessions;
  }

  get calls(): Iterable<Call> {
    return this.#calls.values();
  }

  get router(): MediaRouter {
    return this.#router;
  }

  /** Ends somebody's session, and says why. */
  end(session: VoiceSession, refusal: VoiceRefusal): void {
    this.#sessions.end(session);
    session.socket?.close(refusal);
  }

  onMessage(socket: VoiceSocket, message: ClientMessage): void {
    if (this.disturbance.loses(message.op)) return;
    const refusal = this.#answer(socket, message);
    if (refusal !== undefined) socket.close(refusal);
  }

  /** Who is sent away has nothing to come back to. */
  onClosing(socket: VoiceSocket, code: number): void {
    this.#options.stats.closed(code);
    const { session } = socket;
    if (session?.socket !== socket || code < 4000 || code === VoiceCloseCode.ServerCrashed) return;
    this.#sessions.end(session);
  }

  onClosed(socket: VoiceSocket, code: number, byServer: boolean): void {
    this.#connections.delete(socket);
    const { session } = socket;
    if (this.#closed || session === undefined || !session.detach(socket)) return;
    // A client that says good-bye ends its session; one that is gone may come back.
    if (!byServer && (code === 1000 || code === 1001)) this.#sessions.end(session);
    else this.#sessions.expireLater(session);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#sessions.close();
    for (const call of this.#calls.values()) call.close();
    for (const socket of this.#connections) socket.destroy();
    this.#sockets.close();
    await Promise.all([this.#listener?.close(), this.#udp?.close()]);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#connected(webSocket, request));
  }

  #connected(webSocket: WebSocket, request: IncomingMessage): void {
    const { clock, options } = this.#options;
    const socket = new VoiceSocket(webSocket, this, {
      clock,
      heartbeatIntervalMs: options.heartbeatIntervalMs,
      sendsPerMinute: options.sendsPerMinute,
      localAddress: request.socket.localAddress?.replace(/^::ffff:/, "") ?? "127.0.0.1",
    });
    this.#connections.add(socket);
    const version = new URL(request.url ?? "/", "ws://localhost").searchParams.get("v");
    if (version === "8") socket.open();
    else socket.close({ code: VoiceCloseCode.BadRequest, reason: "Only voice gateway version 8 is served: use ?v=8." });
  }

  #answer(socket: VoiceSocket, message: ClientMessage): VoiceRefusal | undefined {
    if (message.kind === "json" && message.op === VoiceOpcode.Identify) {
      return this.#handshake?.identify(socket, message.d);
    }
    if (message.kind === "json" && message.op === VoiceOpcode.Resume) return this.#handshake?.resume(socket, message.d);
    if (socket.session !== undefined) return this.#messages.answer(socket.session, message);
    return { code: VoiceCloseCode.NotAuthenticated, reason: "Not authenticated." };
  }

  #receive(packet: Buffer, from: Remote): void {
    const ssrc = readDiscovery(packet);
    if (ssrc !== undefined) {
      this.#discover(ssrc, from);
      return;
    }
    if (keepAliveSizes.has(packet.length)) {
      this.#udp?.send(packet, from);
      return;
    }
    const userId = this.#sessions.bySsrc(packet.length >= 12 ? packet.readUInt32BE(8) : 0)?.userId ?? "";
    this.#network.carry("toServer", userId, () => {
      if (!this.#closed) this.#router.receive(packet, from);
    });
  }

  #discover(ssrc: number, from: Remote): void {
    if (this.#sessions.bySsrc(ssrc) === undefined) return;
    this.#options.stats.count("discoveries");
    if (this.disturbance.discoveryReplies.take()) return;
    this.#udp?.send(discoveryReply(ssrc, from.address, from.port), from);
  }

  #send(packet: Buffer, to: VoiceSession): void {
    const remote = to.transport?.remote;
    if (remote === undefined) return;
    this.#network.carry("toClient", to.userId, () => this.#udp?.send(packet, remote));
  }

  #call(channelId: string): Call {
    const known = this.#calls.get(channelId);
    if (known !== undefined) return known;
    const { clock, options, stats, world } = this.#options;
    const call = new Call({
      channelId,
      // "Stage channels stay transport-only."
      daveVersion: world.isStage(channelId) ? 0 : options.daveVersion,
      sender: this.#sender,
      clock,
      transitionTimeoutMs: options.transitionTimeoutMs,
      disturbance: this.disturbance,
      stats,
    });
    this.#calls.set(channelId, call);
    return call;
  }

  #callOf(session: VoiceSession): Call | undefined {
    const call = this.#calls.get(session.assignment.channelId);
    return call?.has(session) === true ? call : undefined;
  }

  #ended(session: VoiceSession): void {
    const call = this.#callOf(session);
    if (call === undefined) return;
    call.leave(session);
    if (call.size > 0) return;
    call.close();
    this.#calls.delete(call.channelId);
  }
}
