import { ValidationError, VoiceError } from "@zignal/errors";
import type { GatewayDispatchPayload } from "@zignal/types";
import { Snowflakes } from "@zignal/types/snowflake";
import { AudioClock } from "./audio/audio-clock.ts";
import type { AudioPlayerOptions } from "./audio/player-options.ts";
import type { CreateDaveSession } from "./connection/dave/dave-session.ts";
import type { ResolvedManagerOptions, VoiceManagerOptions } from "./connection/manager-options.ts";
import { checkPositive, checkSnowflake, resolveManagerOptions } from "./connection/manager-options.ts";
import { NonceCounters } from "./connection/nonce-counter.ts";
import type { VoiceStatePayload } from "./connection/voice-gateway.ts";
import type { AudioReceiverOptions } from "./receive/audio-receiver.ts";
import { VoiceConnection } from "./voice-connection.ts";

/** How long `close()` waits for the main gateway to take the farewells, in milliseconds. */
const closeMs = 1_000;

export interface JoinVoiceChannelOptions {
  guildId: string;
  channelId: string;
  /** The bot's own user. @defaultValue the manager's */
  userId?: string;
  /** @defaultValue `false` */
  selfMute?: boolean;
  /** Deaf bots are sent no audio. @defaultValue `false` */
  selfDeaf?: boolean;
  /** For all steps together, in milliseconds. @defaultValue `30_000` */
  timeoutMs?: number;
  /** Gives up early. */
  signal?: AbortSignal;
}

interface Entry {
  readonly connection: VoiceConnection;
  selfMute: boolean;
  selfDeaf: boolean;
}

/** The bot's voice: one connection per guild, over any gateway that can send opcode 4 and hear its answers. */
export class VoiceManager {
  readonly #options: ResolvedManagerOptions;
  readonly #player: AudioPlayerOptions;
  readonly #receiver: AudioReceiverOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #nonces = new NonceCounters();
  readonly #farewells = new Set<Promise<void>>();
  readonly #onDispatch = (payload: GatewayDispatchPayload, shardId: number): void => this.#receive(payload, shardId);
  /** As it was when something was heard last. */
  #shardCount = 0;
  #userId: string | undefined;
  #dave: Promise<CreateDaveSession> | undefined;
  #audioClock: AudioClock | undefined;
  #closed = false;

  /** @throws {ValidationError} naming the option that does not fit. */
  constructor(options: VoiceManagerOptions) {
    this.#options = resolveManagerOptions(options);
    this.#player = options.player ?? {};
    this.#receiver = options.receiver ?? {};
    this.#userId = this.#options.userId;
    this.#options.gateway.on("dispatch", this.#onDispatch);
  }

  /** The connections that are there or being made, by guild. */
  get connections(): ReadonlyMap<string, VoiceConnection> {
    return new Map([...this.#entries].map(([guildId, { connection }]) => [guildId, connection]));
  }

  getConnection(guildId: string): VoiceConnection | undefined {
    return this.#entries.get(guildId)?.connection;
  }

  /**
   * Joins a voice channel, or moves there from another one of the guild. Resolves once audio can flow: transport works,
   * and in a call that is encrypted end to end its keys are there. A bot that is alone in such a channel counts as
   * ready too: there is nobody to share keys with, and what it plays waits until somebody comes.
   *
   * Joining where the bot is, or is about to be, gives the same connection.
   * @throws {ValidationError} naming the option that does not fit.
   * @throws {VoiceError} naming the step that failed (`context.extra.step` too).
   */
  async joinVoiceChannel(options: JoinVoiceChannelOptions): Promise<VoiceConnection> {
    const { channelId, signal, timeoutMs = 30_000, selfMute = false, selfDeaf = false } = options;
    const guildId = checkSnowflake("guildId", options.guildId);
    checkSnowflake("channelId", channelId);
    checkPositive("timeoutMs", timeoutMs);
    const userId = this.#ownUser(options.userId);
    this.#checkOpen();
    signal?.throwIfAborted();
    const createDaveSession = await this.#loadDave();
    this.#checkOpen();
    signal?.throwIfAborted();
    const entry = this.#entries.get(guildId) ?? this.#create(guildId, userId, createDaveSession);
    this.#setSelf(guildId, entry, channelId, selfMute, selfDeaf);
    await entry.connection.join(channelId, timeoutMs, signal);
    return entry.connection;
  }

  /** Leaves the guild's voice. Returns `false` when there was no connection. */
  leaveVoiceChannel(guildId: string): boolean {
    const entry = this.#entries.get(guildId);
    entry?.connection.leave();
    return entry !== undefined;
  }

  /** Leaves all channels and lets go of the gateway, which is not closed. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { connection } of this.#entries.values()) connection.leave();
    this.#options.gateway.off("dispatch", this.#onDispatch);
    if (this.#farewells.size === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = this.#options.clock.setTimeout(resolve, closeMs);
    await Promise.race([Promise.allSettled(this.#farewells), promise]);
    timer.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #ownUser(userId: string | undefined): string {
    if (userId !== undefined) return checkSnowflake("userId", userId);
    if (this.#userId !== undefined) return this.#userId;
    throw ValidationError.of("userId", "is not known: name it, or make the manager before the gateway connects");
  }

  #checkOpen(): void {
    if (this.#closed) throw new VoiceError("The voice manager is closed", { recovery: "Make a new one." });
    if (this.#options.gateway.shardCount > 0) return;
    throw new VoiceError("The main gateway is not connected", {
      recovery: "Connect it before you join a voice channel.",
    });
  }

  async #loadDave(): Promise<CreateDaveSession> {
    const loading = (this.#dave ??= this.#options.loadDave());
    try {
      return await loading;
    } catch (cause) {
      this.#dave = undefined;
      throw new VoiceError("@snazzah/davey, which encrypts calls end to end, can not be loaded", {
        cause,
        recovery: "Install it without leaving out optional dependencies: it has a package for each platform.",
      });
    }
  }

  #create(guildId: string, userId: string, createDaveSession: CreateDaveSession): Entry {
    const connection: VoiceConnection = new VoiceConnection({
      guildId,
      userId,
      context: { ...this.#options, createDaveSession, nonces: this.#nonces },
      host: {
        sendVoiceState: (channelId) => this.#sendVoiceState(guildId, entry, channelId),
        onClosed: () => {
          if (this.#entries.get(guildId) === entry) this.#entries.delete(guildId);
        },
      },
      playerOptions: () => this.#playerOptions(),
      receiverOptions: this.#receiver,
    });
    const entry: Entry = { connection, selfMute: false, selfDeaf: false };
    this.#entries.set(guildId, entry);
    this.#shardCount = this.#options.gateway.shardCount;
    return entry;
  }

  /** All players of a manager tick together, unless they were given a clock. */
  #playerOptions(): AudioPlayerOptions {
    const { clock } = this.#options;
    this.#audioClock ??= this.#player.audioClock ?? new AudioClock({ clock: this.#player.clock ?? clock });
    return { ...this.#player, audioClock: this.#audioClock };
  }

  #setSelf(guildId: string, entry: Entry, channelId: string, selfMute: boolean, selfDeaf: boolean): void {
    const changed = entry.selfMute !== selfMute || entry.selfDeaf !== selfDeaf;
    entry.selfMute = selfMute;
    entry.selfDeaf = selfDeaf;
    // In another channel the join itself tells.
    if (changed && entry.connection.channelId === channelId) this.#sendVoiceState(guildId, entry, channelId);
  }

  #sendVoiceState(guildId: string, { connection, selfMute, selfDeaf }: Entry, channelId: string | null): void {
    const payload = {
      op: 4 as const,
      d: { guild_id: guildId, channel_id: channelId, self_mute: selfMute, self_deaf: selfDeaf },
    };
    const sent = this.#send(guildId, payload).catch((cause: unknown) => {
      this.#options.logger.warn({ err: cause, guildId }, "the voice state could not be sent");
      if (channelId === null) return;
      const error = new VoiceError("The main gateway could not send the voice state", { cause, retryable: true });
      connection.link.apply({ type: "signallingFailed", error });
    });
    if (channelId !== null) return;
    this.#farewells.add(sent);
    void sent.finally(() => this.#farewells.delete(sent));
  }

  async #send(guildId: string, payload: VoiceStatePayload): Promise<void> {
    await this.#options.gateway.send(this.#shardOf(guildId), payload);
  }

  /** The shard that has the guild now; shards may have been replaced by more. */
  #shardOf(guildId: string): number {
    return Snowflakes.shardId(guildId, Math.max(1, this.#options.gateway.shardCount));
  }

  /** A new session of the main gateway is in no voice channel. */
  #rejoin(concerns: (guildId: string) => boolean): void {
    for (const [guildId, { connection }] of this.#entries) {
      if (concerns(guildId)) connection.link.apply({ type: "mainSessionStarted" });
    }
  }

  #receive(payload: GatewayDispatchPayload, shardId: number): void {
    const { shardCount } = this.#options.gateway;
    // Another set of shards has taken over, and the sessions of the one before have ended.
    if (shardCount !== this.#shardCount && this.#shardCount > 0) this.#rejoin(() => true);
    this.#shardCount = shardCount;
    switch (payload.t) {
      case "READY": {
        this.#userId = payload.d.user.id;
        this.#rejoin((guildId) => this.#shardOf(guildId) === shardId);
        break;
      }
      case "VOICE_STATE_UPDATE": {
        const { guild_id: guildId, user_id: userId, channel_id: channelId, session_id: sessionId } = payload.d;
        const entry = guildId === undefined ? undefined : this.#entries.get(guildId);
        if (entry?.connection.link.userId === userId) {
          entry?.connection.link.apply({ type: "voiceState", sessionId, channelId });
        }
        break;
      }
      case "VOICE_SERVER_UPDATE": {
        const { guild_id: guildId, token, endpoint } = payload.d;
        this.#entries.get(guildId)?.connection.link.apply({ type: "voiceServer", token, endpoint });
        break;
      }
      default:
    }
  }
}
