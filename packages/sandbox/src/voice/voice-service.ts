import type { Clock } from "@zignal/errors";
import { isRecord } from "./json-record.ts";
import { ChannelType } from "../world/channel-types.ts";
import type { WorldEvent } from "../world/events.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import type { World } from "../world/world.ts";
import type { VoiceMembers } from "./member/voice-members.ts";
import type { VoiceServer } from "./voice-server.ts";
import type { Moderation, VoiceWorld } from "./voice-world.ts";
import type { Certificate } from "./tls/self-signed-certificate.ts";
import type { VoiceAssignment } from "./voice-assignment.ts";
import { VoiceDisturbance } from "./voice-disturbance.ts";
import { VoiceCloseCode } from "./voice-opcodes.ts";
import type { VoiceRefusal } from "./voice-opcodes.ts";
import type { VoiceOptions } from "./voice-options.ts";
import { VoiceStats } from "./voice-stats.ts";
import type { VoiceStatsSnapshot } from "./voice-stats.ts";

export interface VoiceServiceOptions {
  readonly world: World;
  readonly clock: Clock;
  readonly host: string;
  /** The name under which clients reach this machine. */
  readonly publicHost: string;
  readonly options: Required<VoiceOptions>;
}

interface Seat {
  readonly guildId: string;
  readonly channelId: string;
  readonly userId: string;
  readonly sessionId: string;
  /** Set once a server is there. */
  assignment: VoiceAssignment | undefined;
}

const moved: VoiceRefusal = { code: VoiceCloseCode.Disconnected, reason: "Disconnected." };
const terminated: VoiceRefusal = { code: VoiceCloseCode.CallTerminated, reason: "Disconnected: call terminated." };

/**
 * Gives everybody who joins a voice channel a place on a voice server, and tells them (VOICE_SERVER_UPDATE). The server, and
 * all that belongs to it, is loaded when the first one joins.
 */
export class VoiceService {
  readonly #options: VoiceServiceOptions;
  readonly #seats = new Map<string, Seat>();
  readonly #tokens = new Set<string>();
  readonly #unsubscribe: () => void;
  /** Seats that were given in this turn. */
  readonly #fresh = new Set<Seat>();
  readonly disturbance: VoiceDisturbance = new VoiceDisturbance();
  readonly stats: VoiceStats = new VoiceStats();
  #server: VoiceServer | undefined;
  #starting: Promise<VoiceServer | undefined> | undefined;
  #certificate: Certificate | undefined;
  #membersLoading: Promise<VoiceMembers> | undefined;
  #members: VoiceMembers | undefined;
  #closed = false;

  constructor(options: VoiceServiceOptions) {
    this.#options = options;
    this.#unsubscribe = options.world.subscribe((event) => this.#hear(event));
  }

  /** The running voice server; `undefined` until the first join. */
  get server(): VoiceServer | undefined {
    return this.#server;
  }

  snapshot(): VoiceStatsSnapshot {
    return this.stats.snapshot(this.#server?.connectionCount ?? 0, this.#server?.sessions.size ?? 0);
  }

  assignment(guildId: string, userId: string): VoiceAssignment | undefined {
    return this.#seats.get(keyOf(guildId, userId))?.assignment;
  }

  /** The people who are in voice by themselves. */
  async members(): Promise<VoiceMembers> {
    this.#membersLoading ??= this.#loadMembers();
    return this.#membersLoading;
  }

  /** An app has asked for the channel that it is in already: without a connection, it is told its place anew. */
  requested(guildId: string, userId: string): void {
    const seat = this.#seats.get(keyOf(guildId, userId));
    if (seat === undefined || this.#fresh.has(seat)) return;
    if (this.#server?.sessions.ofUser(guildId, userId)?.socket !== undefined) return;
    this.#give({ ...seat, assignment: undefined });
  }

  /** Starts the server if need be. @returns its certificate, PEM. */
  async certificate(): Promise<string> {
    await this.#ready();
    return this.#certificate?.certificate ?? "";
  }

  /** Moves everybody to a new server. @param endFirst - Ends the old connections before the new place is told. */
  async move(endFirst: boolean): Promise<void> {
    const former = this.#server;
    this.#server = undefined;
    this.#starting = undefined;
    if (endFirst) endAll(former, terminated);
    // The port may be fixed, and still be held by the former one.
    await this.#ready(0);
    for (const seat of this.#seats.values()) this.#give({ ...seat, assignment: undefined });
    await this.#ready();
    endAll(former, terminated);
    await former?.close();
  }

  /** Says that the server went away (`endpoint: null`), and ends every connection. */
  lose(): void {
    for (const { guildId, userId } of this.#seats.values()) this.#tell(guildId, userId, "", null);
    endAll(this.#server, terminated);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#unsubscribe();
    this.#members?.close();
    await this.#starting?.catch(() => {});
    await this.#server?.close();
  }

  async #loadMembers(): Promise<VoiceMembers> {
    const { VoiceMembers: Members } = await import("./member/voice-members.ts");
    const { world, clock } = this.#options;
    this.#members = new Members({
      clock,
      started: async () => void (await this.#ready()),
      random: () => world.context.random(),
      assignment: (guildId, userId) => this.assignment(guildId, userId),
      rejoin: (guildId, userId) => {
        if (!this.#closed) this.requested(guildId, userId);
      },
      changeState: (guildId, userId, channelId, flags = {}) => {
        if (!this.#closed) world.voiceStates.update(guildId, userId, { channelId, ...flags });
      },
    });
    return this.#members;
  }

  async #ready(port: number = this.#options.options.port): Promise<VoiceServer | undefined> {
    this.#starting ??= this.#start(port).catch((error: unknown) => {
      // The next join tries again.
      this.#starting = undefined;
      throw error;
    });
    return this.#starting;
  }

  async #start(port: number): Promise<VoiceServer | undefined> {
    const { selfSignedCertificate } = await import("./tls/self-signed-certificate.ts");
    const { VoiceServer: Server } = await import("./voice-server.ts");
    if (this.#closed) return undefined;
    const { publicHost } = this.#options;
    const hosts = new Set([publicHost.replaceAll(/[[\]]/g, ""), "127.0.0.1", "::1", "localhost"]);
    this.#certificate ??= selfSignedCertificate([...hosts]);
    const server = new Server({
      ...this.#options,
      world: this.#view(),
      certificate: this.#certificate,
      disturbance: this.disturbance,
      stats: this.stats,
    });
    await server.listen(port);
    this.#server = server;
    return server;
  }

  #hear({ t, d }: WorldEvent): void {
    if (t === "CHANNEL_DELETE" && "id" in d) this.#channelGone(String(d.id));
    if (t !== "VOICE_STATE_UPDATE" || !isRecord(d)) return;
    const { guild_id: guildId, user_id: userId, channel_id: channelId, session_id: sessionId } = d;
    if (typeof guildId !== "string" || typeof userId !== "string" || typeof sessionId !== "string") return;
    const key = keyOf(guildId, userId);
    const seat = this.#seats.get(key);
    if (typeof channelId !== "string") {
      this.#seats.delete(key);
      this.#endSession(guildId, userId, moved);
      this.#members?.gone(guildId, userId);
    } else if (seat?.channelId !== channelId || seat.sessionId !== sessionId) {
      this.#give({ guildId, channelId, userId, sessionId, assignment: undefined });
    }
  }

  /** "Disconnect all clients due to call terminated (channel deleted, …)" */
  #channelGone(channelId: string): void {
    for (const seat of this.#seats.values()) {
      if (seat.channelId === channelId) this.#endSession(seat.guildId, seat.userId, terminated);
    }
  }

  #give(seat: Seat): void {
    const { guildId, userId } = seat;
    this.#endSession(guildId, userId, moved);
    this.#seats.set(keyOf(guildId, userId), seat);
    this.#fresh.add(seat);
    queueMicrotask(() => this.#fresh.delete(seat));
    this.#assign(seat).catch((error: Error) => process.emitWarning(error));
  }

  async #assign(seat: Seat): Promise<void> {
    const { guildId, channelId, userId, sessionId } = seat;
    const server = await this.#ready();
    if (server === undefined || this.#closed || this.#seats.get(keyOf(guildId, userId)) !== seat) return;
    const token = this.#options.world.context.randomText(16);
    this.#tokens.add(token);
    seat.assignment = { guildId, channelId, userId, sessionId, token, endpoint: server.endpoint, used: false };
    this.#tell(guildId, userId, token, server.endpoint);
  }

  #tell(guildId: string, userId: string, token: string, endpoint: string | null): void {
    if (this.disturbance.serverUpdates.take()) return;
    const d = { token, guild_id: guildId, endpoint };
    this.#options.world.context.publish("VOICE_SERVER_UPDATE", d, { kind: "user", userId });
    if (endpoint !== null) this.#members?.placed(guildId, userId);
  }

  #endSession(guildId: string, userId: string, refusal: VoiceRefusal): void {
    const session = this.#server?.sessions.ofUser(guildId, userId);
    if (session !== undefined) this.#server?.end(session, refusal);
  }

  #view(): VoiceWorld {
    const { world } = this.#options;
    return {
      knowsGuild: (guildId) => world.guilds.get(guildId) !== undefined,
      isStage: (channelId) => world.channels.get(channelId)?.type === ChannelType.GuildStageVoice,
      assignment: (guildId, userId) => this.assignment(guildId, userId),
      wasGiven: (token) => this.#tokens.has(token),
      moderation: (guildId, userId) => this.#moderation(guildId, userId),
      random: () => world.context.random(),
    };
  }

  #moderation(guildId: string, userId: string): Moderation {
    const { world } = this.#options;
    const state = world.voiceStates.get(guildId, userId);
    const channel = world.channels.get(state?.channel_id ?? "");
    if (state === undefined || channel === undefined) return { muted: true, deafened: true };
    const maySpeak = (world.permissions.inChannel(userId, channel) & PermissionBit.Speak) !== 0n;
    return { muted: state.mute || state.suppress || !maySpeak, deafened: state.deaf || state.self_deaf };
  }
}

function endAll(server: VoiceServer | undefined, refusal: VoiceRefusal): void {
  if (server === undefined) return;
  for (const session of server.sessions) server.end(session, refusal);
}

function keyOf(guildId: string, userId: string): string {
  return `${guildId}:${userId}`;
}
