import { Intents } from "@zignal/types/intents";
import type { Clock } from "@zignal/errors";
import type { Connection } from "./connection.ts";
import { shardOf } from "./event-visibility.ts";
import type { GatewayDisturbance } from "./gateway-disturbance.ts";
import type { GatewayLimits } from "./gateway-options.ts";
import type { GatewayStats } from "./gateway-stats.ts";
import type { GatewayApplication, GatewayWorld } from "./gateway-world.ts";
import { guildCreateFor } from "./guild-create.ts";
import { bareToken, readIdentify } from "./identify.ts";
import type { Identity } from "./identify.ts";
import { IdentifyBudget } from "./identify-budget.ts";
import type { SessionStartLimit } from "./identify-budget.ts";
import { CloseCode, Opcode } from "./opcodes.ts";
import { isRecord } from "./payload-decoding.ts";
import type { SessionRegistry } from "./session-registry.ts";
import { Session } from "./session.ts";

export interface HandshakeOptions {
  world: GatewayWorld;
  clock: Clock;
  limits: Required<GatewayLimits>;
  sessions: SessionRegistry;
  stats: GatewayStats;
  disturbance: Pick<GatewayDisturbance, "refusesResume">;
  /** Ends all sessions of an application. */
  endAllOf: (applicationId: string) => void;
}

/** Whose session starts are counted. */
export type BudgetOwner = Pick<GatewayApplication, "id" | "maxConcurrency">;

/** Identify and Resume: from a fresh connection to one that carries a session. */
export class Handshake {
  readonly #options: HandshakeOptions;
  readonly #budgets = new Map<string, IdentifyBudget>();

  constructor(options: HandshakeOptions) {
    this.#options = options;
  }

  sessionStartLimit(application: BudgetOwner): SessionStartLimit {
    return this.#budget(application).snapshot(this.#options.clock.now());
  }

  /** @see {@link https://docs.discord.com/developers/events/gateway#identifying | Discord Docs/Identifying} */
  identify(connection: Connection, d: unknown): void {
    const { world, clock, limits, stats, endAllOf } = this.#options;
    if (connection.session !== undefined) {
      connection.close({ code: CloseCode.AlreadyAuthenticated, reason: "Already authenticated." });
      return;
    }
    const outcome = readIdentify(d, (token) => world.applicationByToken(token));
    if (!outcome.ok) {
      connection.close(outcome.refusal);
      return;
    }
    const { identity } = outcome;
    const { application, shard } = identity;
    if (this.#guildIds(identity).length > limits.guildsPerShard) {
      connection.close({ code: CloseCode.ShardingRequired, reason: "Sharding required." });
      return;
    }
    switch (this.#budget(application).spend(shard[0], clock.now())) {
      case "exhausted":
        // "All active sessions for the app will be terminated, the bot token will be reset."
        endAllOf(application.id);
        world.resetToken(application.id);
        connection.close({ code: CloseCode.AuthenticationFailed, reason: "Session start limit spent: token reset." });
        return;
      case "tooSoon":
        stats.invalidSession();
        connection.send(Opcode.InvalidSession, false);
        return;
      case "granted":
        stats.identified();
        this.#begin(connection, identity);
    }
  }

  /** @see {@link https://docs.discord.com/developers/events/gateway#resuming | Discord Docs/Resuming} */
  resume(connection: Connection, d: unknown): void {
    const { world, sessions, stats, disturbance } = this.#options;
    if (connection.session !== undefined) {
      connection.close({ code: CloseCode.AlreadyAuthenticated, reason: "Already authenticated." });
      return;
    }
    if (!isResume(d)) {
      connection.close({ code: CloseCode.DecodeError, reason: "Error while decoding payload." });
      return;
    }
    const session = sessions.get(d.session_id);
    if (session === undefined || disturbance.refusesResume()) {
      if (session !== undefined) sessions.end(session);
      this.#refuseResume(connection);
      return;
    }
    if (world.applicationByToken(bareToken(d.token))?.id !== session.identity.application.id) {
      connection.close({ code: CloseCode.AuthenticationFailed, reason: "Authentication failed." });
      return;
    }
    const missed = session.buffer.since(d.seq);
    if (missed === "invalid") {
      sessions.end(session);
      connection.close({ code: CloseCode.InvalidSeq, reason: "Invalid seq." });
      return;
    }
    if (missed === "tooOld") {
      sessions.end(session);
      this.#refuseResume(connection);
      return;
    }
    this.#attach(connection, session);
    for (const { text } of missed) connection.sendDispatch(text);
    stats.resumed(missed.length);
    session.dispatch("RESUMED", "{}");
  }

  #refuseResume(connection: Connection): void {
    this.#options.stats.invalidSession();
    connection.send(Opcode.InvalidSession, false);
  }

  #begin(connection: Connection, identity: Identity): void {
    const { world, limits, sessions } = this.#options;
    const { application, shard, intents } = identity;
    const session = new Session(identity, limits.replayBufferSize);
    sessions.add(session);
    this.#attach(connection, session);
    const guildIds = this.#guildIds(identity);
    const ready = {
      v: 10,
      user: world.user(session.botId),
      guilds: guildIds.map((id) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: connection.resumeUrl,
      ...(identity.sharded ? { shard } : {}),
      application: { id: application.id, flags: application.flags },
    };
    session.dispatch("READY", JSON.stringify(ready));
    if ((intents & Intents.bits.guilds) !== 0) {
      for (const guildId of guildIds) {
        const viewer = { botId: session.botId, ...identity };
        const guild = guildCreateFor(viewer, world.guildCreatePayload(guildId, session.botId));
        session.dispatch("GUILD_CREATE", JSON.stringify(guild));
      }
    }
    world.setPresence(session.botId, identity.presence ?? { status: "online", activities: [] });
  }

  /** A session has one connection: an older one, which the app has given up, is closed. */
  #attach(connection: Connection, session: Session): void {
    const { link } = session;
    session.attach(connection);
    connection.session = session;
    if (session.identity.compress) connection.enablePayloadCompression();
    this.#options.sessions.keep(session);
    link?.displace();
  }

  #guildIds({ application, shard: [id, count] }: Identity): readonly string[] {
    return this.#options.world.guildIdsOf(application.botId).filter((guildId) => shardOf(guildId, count) === id);
  }

  #budget({ id, maxConcurrency }: BudgetOwner): IdentifyBudget {
    let budget = this.#budgets.get(id);
    if (budget === undefined) {
      const { sessionStarts, identifyIntervalMs } = this.#options.limits;
      budget = new IdentifyBudget({ total: sessionStarts, maxConcurrency, intervalMs: identifyIntervalMs });
      this.#budgets.set(id, budget);
    }
    return budget;
  }
}

function isResume(d: unknown): d is { token: string; session_id: string; seq: number } {
  if (!isRecord(d)) return false;
  return typeof d["token"] === "string" && typeof d["session_id"] === "string" && typeof d["seq"] === "number";
}
