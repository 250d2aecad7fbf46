import { GatewayError, ValidationError } from "@zignal/errors";
import type {
  APISoundboardSound,
  GatewayChannelInfoChannel,
  GatewayDispatchPayload,
  GatewayRateLimitedDispatchData,
  GatewaySendPayload,
} from "@zignal/types";
import { Snowflakes } from "@zignal/types/snowflake";
import type { GatewayEvents, GatewayStats } from "./gateway-events.ts";
import { sumOfShards } from "./gateway-stats.ts";
import { parseGatewayUrl } from "./gateway-url.ts";
import type { RequestChannelInfoOptions, RequestSoundboardSoundsOptions } from "./guild-requests.ts";
import { GuildRequests, isRateLimited } from "./guild-requests.ts";
import { IsolatedEmitter } from "./isolated-emitter.ts";
import type { RequestGuildMembersOptions } from "./member-query.ts";
import type { GuildMembersResult } from "./member-requests.ts";
import type { EventNeed } from "./message-reader.ts";
import { eventNeed } from "./message-reader.ts";
import type { GatewayOptions, ResolvedGatewayOptions } from "./options.ts";
import { resolveGatewayOptions } from "./options.ts";
import { opcode } from "./payloads.ts";
import type { PresenceData, PresenceInput } from "./presence.ts";
import { presenceData } from "./presence.ts";
import type { ShardContext, ShardHost } from "./shard-context.ts";
import { ShardReadiness } from "./shard-readiness.ts";
import { Shard } from "./shard.ts";

/**
 * A bot's connection to Discord's gateway: one shard or many.
 *
 * No event of it has to be listened to: without a listener for `shardError` nothing is thrown.
 */
export class Gateway extends IsolatedEmitter<GatewayEvents> {
  readonly #options: ResolvedGatewayOptions;
  readonly #shards = new Map<number, Shard>();
  readonly #requests: GuildRequests;
  readonly #host: ShardHost;
  #shardCount = 0;
  #presence: PresenceData | undefined;
  /** Of the `connect()` that is under way, or done. */
  #connected: ShardReadiness | undefined;
  /** Of the `reconnect()`s that are under way. */
  readonly #reconnecting = new Set<ShardReadiness>();
  #disconnecting: Promise<void> | undefined;

  /** @throws {ValidationError} naming the option that does not fit. */
  constructor(options: GatewayOptions) {
    super((error, event) => this.#onListenerError(error, event));
    this.#options = resolveGatewayOptions(options);
    this.#presence = this.#options.presence;
    const { clock, random } = this.#options;
    this.#requests = new GuildRequests({
      clock,
      noncePrefix: Math.floor(random() * 2 ** 40).toString(36),
      send: async (guildId, payload) => await this.#shardOf(guildId).send(payload),
    });
    this.#host = this.#shardHost();
  }

  /** The shards that this gateway runs, by id; empty before `connect()` and after `disconnect()`. */
  get shards(): ReadonlyMap<number, Shard> {
    return this.#shards;
  }

  /** The number of shards that the bot has in all processes together; 0 before `connect()`. */
  get shardCount(): number {
    return this.#shardCount;
  }

  /**
   * Connects all shards, and resolves when each is ready or resumed. Failures that time may mend are tried again for
   * as long as it takes.
   * @throws {InvalidTokenError} when Discord refuses the token.
   * @throws {GatewayError} when Discord does not allow to reconnect (`recovery` names the remedy), or when
   * `disconnect()` is called meanwhile.
   */
  async connect(): Promise<void> {
    // Without a turn in between where there is nothing to wait for: a disconnect() right after this must find it.
    if (this.#disconnecting !== undefined) await this.#disconnecting;
    // Whoever calls again after a shard has failed wants it mended.
    const failed = [...this.#shards.values()].some(({ status }) => status === "failed");
    if (failed) await this.disconnect({ keepSessions: true });
    if (this.#connected === undefined) {
      const connected = new ShardReadiness([]);
      this.#connected = connected;
      this.#start(connected).catch((error: unknown) => this.#giveUp(connected, error));
    }
    await this.#connected.promise;
  }

  /**
   * Ends all connections and attempts nothing more; settles within seconds, whatever the other side does.
   * @param options.keepSessions - Leave the sessions alive at Discord and in the store, so that the next `connect()`,
   * of this process or another, resumes them. The bot stays online for some minutes. @defaultValue `false`
   */
  async disconnect({ keepSessions = false }: { keepSessions?: boolean } = {}): Promise<void> {
    this.#disconnecting ??= this.#stopAll(keepSessions).finally(() => {
      this.#disconnecting = undefined;
    });
    await this.#disconnecting;
  }

  /** Puts every shard on a new connection with its session, and resolves when all are ready again. */
  async reconnect(): Promise<void> {
    if (this.#shards.size === 0) return await this.connect();
    const shards = [...this.#shards.values()].filter(({ status }) => status !== "failed");
    const back = new ShardReadiness(shards.map(({ id }) => id));
    this.#reconnecting.add(back);
    for (const shard of shards) shard.restart();
    await back.promise.finally(() => this.#reconnecting.delete(back));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.disconnect();
  }

  /**
   * Sends a payload through a shard, once it is ready and the send limit allows; waiting survives reconnects.
   * @throws {ValidationError} when there is no such shard here, or the payload is longer than 4096 bytes.
   * @throws {GatewayError} when the shard ends before it was sent.
   */
  async send(shardId: number, payload: GatewaySendPayload): Promise<void> {
    await this.#shard(shardId).send(payload);
  }

  /**
   * Asks for members of a guild and collects all chunks.
   * @throws {ValidationError} when the options do not fit, or the guild belongs to a shard that is not here.
   * @throws {TimeoutError} when nothing comes for `timeoutMs`.
   */
  async requestGuildMembers(options: RequestGuildMembersOptions): Promise<GuildMembersResult> {
    return await this.#requests.members(options);
  }

  /**
   * Asks for what a guild's channels hold for the moment only: the status of voice channels, and since when they are in use.
   * @throws {ValidationError} when `guildId` is no snowflake, or belongs to a shard that is not here.
   * @throws {TimeoutError} when no answer comes for `timeoutMs`.
   */
  async requestChannelInfo(options: RequestChannelInfoOptions): Promise<GatewayChannelInfoChannel[]> {
    return await this.#requests.channelInfo(options);
  }

  /**
   * Asks for the sounds of a guild's soundboard.
   * @throws {ValidationError} when `guildId` is no snowflake, or belongs to a shard that is not here.
   * @throws {TimeoutError} when no answer comes for `timeoutMs`.
   */
  async requestSoundboardSounds(options: RequestSoundboardSoundsOptions): Promise<APISoundboardSound[]> {
    return await this.#requests.soundboardSounds(options);
  }

  /** Sets the presence on all shards, and for the sessions to come. */
  async setPresence(presence: PresenceInput): Promise<void> {
    const data = presenceData(presence);
    this.#presence = data;
    const ready = [...this.#shards.values()].filter(({ status }) => status !== "failed");
    await Promise.all(ready.map((shard) => shard.send({ op: opcode.presenceUpdate, d: data })));
  }

  getStats(): GatewayStats {
    return sumOfShards(
      [...this.#shards.values()].map((shard) => shard.getStats()),
      this.#shardCount,
    );
  }

  async #start(connected: ShardReadiness): Promise<void> {
    const { rest, identifyGate, shards, url } = this.#options;
    const info = await rest.gateway.getBotGateway();
    // disconnect() may have been called meanwhile.
    if (this.#connected !== connected) return;
    parseGatewayUrl(url ?? info.url, "url of GET /gateway/bot");
    const { total, remaining, reset_after: resetAfterMs, max_concurrency: maxConcurrency } = info.session_start_limit;
    identifyGate.update({ total, remaining, resetAfterMs, maxConcurrency });
    if (remaining < total / 10) {
      const fields = { remaining, total, resetAfterMs };
      this.#options.logger.warn(fields, "few session starts are left today: new sessions may have to wait");
    }
    const shardCount = shards === "auto" ? info.shards : typeof shards === "number" ? shards : shards.total;
    const ids = typeof shards === "object" ? shards.ids : Array.from({ length: shardCount }, (_, id) => id);
    this.#shardCount = shardCount;
    const context: ShardContext = {
      ...this.#options,
      url: url ?? info.url,
      shardCount,
      presence: () => this.#presence,
    };
    for (const id of ids) this.#shards.set(id, new Shard(id, context, this.#host));
    connected.expect(ids);
    for (const shard of this.#shards.values()) void shard.start();
  }

  /** Discord does not let a shard in, or nothing could be asked: `connect()` has failed as a whole. */
  #giveUp(connected: ShardReadiness, error: unknown): void {
    connected.fail(error);
    if (this.#connected === connected) void this.disconnect({ keepSessions: true });
  }

  async #stopAll(keepSessions: boolean): Promise<void> {
    const error = new GatewayError("disconnect() was called before this was done");
    this.#connected?.fail(error);
    this.#connected = undefined;
    for (const back of this.#reconnecting) back.fail(error);
    this.#requests.failAll(error);
    await Promise.all([...this.#shards.values()].map((shard) => shard.stop(keepSessions)));
    this.#shards.clear();
  }

  #shard(shardId: number): Shard {
    const shard = this.#shards.get(shardId);
    if (shard !== undefined) return shard;
    const known =
      this.#shards.size === 0 ? "call connect() first" : `this gateway runs ${[...this.#shards.keys()].join(", ")}`;
    throw ValidationError.of("shardId", `is no shard of this gateway (was ${shardId}): ${known}`);
  }

  #shardOf(guildId: string): Shard {
    if (this.#shardCount === 0) throw ValidationError.of("guildId", "has no shard yet: call connect() first");
    return this.#shard(Snowflakes.shardId(guildId, this.#shardCount));
  }

  #shardHost(): ShardHost {
    return {
      needsAll: () => this.#options.wanted === undefined && this.listenerCount("dispatch") > 0,
      need: (event) => this.#need(event),
      onDispatch: (payload, shardId, need) => this.#onDispatch(payload, shardId, need),
      onReady: (shardId) => {
        this.#onSession(shardId, true);
        this.tell("shardReady", shardId);
      },
      onResumed: (shardId, replayed) => {
        this.#onSession(shardId, false);
        this.tell("shardResumed", shardId, replayed);
      },
      onDisconnect: (shardId, details) => this.tell("shardDisconnect", shardId, details),
      onError: (error, shardId) => this.tell("shardError", asError(error), shardId),
      onFailed: (error, shardId) => this.#onFailed(error, shardId),
    };
  }

  #need(event: string): EventNeed {
    const forListeners = this.#isWanted(event) ? eventNeed.listeners : eventNeed.nobody;
    const forLibrary = this.#requests.awaits(event) ? eventNeed.library : eventNeed.nobody;
    return (forListeners | forLibrary) as EventNeed;
  }

  #isWanted(event: string): boolean {
    try {
      const { wanted } = this.#options;
      return this.listenerCount("dispatch") > 0 && (wanted === undefined || wanted(event));
    } catch (error) {
      this.tell("shardError", asError(error), -1);
      return true;
    }
  }

  #onDispatch(payload: GatewayDispatchPayload, shardId: number, need: EventNeed): void {
    if (need !== eventNeed.listeners) {
      this.#requests.onEvent(payload);
      if (isRateLimited(payload)) this.#onRateLimited(payload.d, shardId);
      if (need === eventNeed.library) return;
    }
    if (this.listenerCount("dispatch") !== 1) return this.tell("dispatch", payload, shardId);
    // The same as `tell`, written out for the one event that comes often.
    try {
      this.emit("dispatch", payload, shardId);
    } catch (error) {
      this.#onListenerError(error, "dispatch");
    }
  }

  #onRateLimited(
    { opcode: refused, retry_after: seconds, meta }: GatewayRateLimitedDispatchData,
    shardId: number,
  ): void {
    const retryAfterMs = Math.ceil(seconds * 1000);
    this.tell("rateLimited", { opcode: refused, retryAfterMs, guildId: meta.guild_id, nonce: meta.nonce }, shardId);
  }

  #onSession(shardId: number, isNew: boolean): void {
    this.#connected?.ready(shardId);
    for (const back of this.#reconnecting) back.ready(shardId);
    this.#requests.onSession((guildId) => Snowflakes.shardId(guildId, this.#shardCount) === shardId, isNew);
  }

  #onFailed(error: Error, shardId: number): void {
    this.#requests.failAll(error, (guildId) => Snowflakes.shardId(guildId, this.#shardCount) === shardId);
    for (const back of this.#reconnecting) back.fail(error);
    this.tell("shardError", error, shardId);
    if (this.#connected?.pending === true) this.#giveUp(this.#connected, error);
  }

  #onListenerError(error: unknown, event: keyof GatewayEvents): void {
    this.#options.logger.error({ err: error, event }, "a listener failed");
    // A failing listener of shardError has been told of enough.
    if (event !== "shardError") this.tell("shardError", asError(error), -1);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error
    ? error
    : new GatewayError(`Something that is no error was thrown: ${String(error)}`, { cause: error });
}
