import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Clock } from "@zignal/errors";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import type { WorldEvent } from "../world/events.ts";
import { AppRequests } from "./app-requests.ts";
import { Connection } from "./connection.ts";
import type { ConnectionHost } from "./connection.ts";
import { readConnectionParameters } from "./connection-parameters.ts";
import { eventFor } from "./event-visibility.ts";
import { GatewayDisturbance } from "./gateway-disturbance.ts";
import type { GatewayControl } from "./gateway-control.ts";
import type { GatewayLimits } from "./gateway-options.ts";
import { GatewayStats } from "./gateway-stats.ts";
import type { GatewayStatsSnapshot } from "./gateway-stats.ts";
import type { GatewayWorld } from "./gateway-world.ts";
import { Handshake } from "./handshake.ts";
import type { BudgetOwner } from "./handshake.ts";
import type { SessionStartLimit } from "./identify-budget.ts";
import { CloseCode, Opcode } from "./opcodes.ts";
import type { ReceivedPayload } from "./payload-decoding.ts";
import { withEndpointFor } from "./voice-endpoint.ts";
import { SessionRegistry } from "./session-registry.ts";
import type { Session } from "./session.ts";

export interface GatewayServerOptions {
  world: GatewayWorld;
  clock: Clock;
  limits: Required<GatewayLimits>;
  /** The gateway's URL for who reaches it under this `Host`. */
  urlFor: (host: string | undefined) => string;
}

/** The gateway: takes WebSocket upgrades, keeps sessions, and sends each event of the world to the sessions that see it. */
export class GatewayServer implements ConnectionHost, GatewayControl {
  readonly #options: GatewayServerOptions;
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 1 << 20 });
  readonly #connections = new Set<Connection>();
  readonly #sessions: SessionRegistry;
  readonly #handshake: Handshake;
  readonly #requests: AppRequests;
  readonly #stats = new GatewayStats();
  readonly #unsubscribe: () => void;
  /** Events that a fault brings only after another. */
  #waiting: { after: string; event: WorldEvent }[] = [];
  #closed = false;
  /** What faults do to all connections. */
  readonly disturbance: GatewayDisturbance = new GatewayDisturbance();

  constructor(options: GatewayServerOptions) {
    this.#options = options;
    const { world, clock, limits } = options;
    this.#sessions = new SessionRegistry({
      clock,
      timeoutMs: limits.sessionTimeoutMs,
      onEnd: (session) => this.#sessionEnded(session),
    });
    this.#handshake = new Handshake({
      ...options,
      disturbance: this.disturbance,
      sessions: this.#sessions,
      stats: this.#stats,
      endAllOf: (applicationId) => this.#endAllOf(applicationId),
    });
    this.#requests = new AppRequests({ world, clock, limits });
    this.#unsubscribe = world.subscribe((event) => this.#publish(event));
  }

  /** Every open connection. */
  get connections(): Iterable<Connection> {
    return this.#connections;
  }

  /** What `GET /gateway/bot` tells an application about starting sessions. */
  sessionStartLimit(application: BudgetOwner): SessionStartLimit {
    return this.#handshake.sessionStartLimit(application);
  }

  stats(): GatewayStatsSnapshot {
    return this.#stats.snapshot(this.#connections.size, this.#sessions.size);
  }

  /** Takes over an HTTP upgrade whose path belongs to the gateway. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#connected(webSocket, request));
  }

  /** Takes the session from a connection (op 9). Only a resumable one can be resumed afterwards, here or elsewhere. */
  onInvalidated(connection: Connection, resumable: boolean): void {
    const { session } = connection;
    connection.session = undefined;
    connection.send(Opcode.InvalidSession, resumable);
    if (session === undefined || !session.detach(connection)) return;
    if (resumable) this.#sessions.expireLater(session);
    else this.#sessions.end(session);
  }

  onPayload(connection: Connection, payload: ReceivedPayload): void {
    switch (payload.op) {
      case Opcode.Identify:
        this.#handshake.identify(connection, payload.d);
        return;
      case Opcode.Resume:
        this.#handshake.resume(connection, payload.d);
        return;
      default:
    }
    if (!this.#requests.knows(payload.op)) {
      connection.close({ code: CloseCode.UnknownOpcode, reason: "Unknown opcode." });
    } else if (connection.session === undefined) {
      connection.close({ code: CloseCode.NotAuthenticated, reason: "Not authenticated." });
    } else {
      const refusal = this.#requests.answer(connection.session, payload);
      if (refusal !== undefined) connection.close(refusal);
    }
  }

  onClosed(connection: Connection, code: number): void {
    this.#connections.delete(connection);
    const { session } = connection;
    if (this.#closed || session === undefined || !session.detach(connection)) return;
    // "When you close the connection with close code 1000 or 1001, your session will be invalidated."
    if (code === 1000 || code === 1001) this.#sessions.end(session);
    else this.#sessions.expireLater(session);
  }

  /** Ends every connection and session. */
  close(): void {
    this.#closed = true;
    this.#unsubscribe();
    this.#sessions.close();
    for (const connection of this.#connections) connection.destroy();
    this.#sockets.close();
  }

  #connected(webSocket: WebSocket, request: IncomingMessage): void {
    const { clock, limits, urlFor } = this.#options;
    const { compression, refusal } = readConnectionParameters(request.url ?? "/");
    const connection = new Connection(webSocket, this, {
      clock,
      compression,
      heartbeatIntervalMs: limits.heartbeatIntervalMs,
      sendsPerMinute: limits.sendsPerMinute,
      resumeUrl: urlFor(request.headers.host),
    });
    this.#connections.add(connection);
    this.#stats.connectionOpened();
    if (refusal !== undefined) connection.close(refusal);
    else if (this.disturbance.muteNew) connection.mute();
    else connection.open();
  }

  #publish(event: WorldEvent): void {
    if (this.disturbance.withholds(event.t)) return;
    const after = this.disturbance.later.get(event.t);
    if (after !== undefined) {
      this.#waiting.push({ after, event });
      return;
    }
    this.#dispatch(event);
    const due = this.#waiting.filter((entry) => entry.after === event.t);
    this.#waiting = this.#waiting.filter((entry) => !due.includes(entry));
    for (const entry of due) this.#dispatch(entry.event);
  }

  #dispatch(event: WorldEvent): void {
    // Most sessions see the same payload: it is serialised once for all of them.
    const serialised = new Map<object, string>();
    for (const session of this.#sessions) {
      const viewer = { botId: session.botId, ...session.identity };
      const seen = eventFor(viewer, event, this.#options.world);
      if (seen === undefined) continue;
      const d = event.t === "VOICE_SERVER_UPDATE" ? withEndpointFor(seen, session.link?.resumeUrl) : seen;
      let json = serialised.get(d);
      if (json === undefined) serialised.set(d, (json = JSON.stringify(d)));
      session.dispatch(event.t, json);
      this.#stats.dispatched(event.t);
    }
  }

  #endAllOf(applicationId: string): void {
    for (const session of this.#sessions) {
      if (session.identity.application.id === applicationId) this.#sessions.end(session);
    }
    for (const connection of this.#connections) {
      if (connection.session?.identity.application.id !== applicationId) continue;
      connection.close({ code: CloseCode.AuthenticationFailed, reason: "Authentication failed." });
    }
  }

  #sessionEnded(session: Session): void {
    this.#options.world.leaveVoice(session.botId, session.id);
    for (const other of this.#sessions) if (other.botId === session.botId) return;
    this.#options.world.setPresence(session.botId, { status: "offline", activities: [] });
  }
}
