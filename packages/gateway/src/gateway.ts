import { GatewayError } from "@zignal/errors";
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
import type { RequestChannelInfoOptions, RequestSoundboardSoundsOptions } from "./guild-requests.ts";
import { GuildRequests, isRateLimited } from "./guild-requests.ts";
import { Handlers } from "./handlers.ts";
import type { AnyListener } from "./isolated-emitter.ts";
import { IsolatedEmitter } from "./isolated-emitter.ts";
import type { RequestGuildMembersOptions } from "./member-query.ts";
import { checkMayAsk, memberQuery } from "./member-query.ts";
import type { GuildMembersResult } from "./member-requests.ts";
import type { EventNeed } from "./message-reader.ts";
import { eventNeed } from "./message-reader.ts";
import type { GatewayOptions, ResolvedGatewayOptions } from "./options.ts";
import { resolveGatewayOptions } from "./options.ts";
import { sendText } from "./payloads.ts";
import type { PresenceData, PresenceInput } from "./presence.ts";
import { presenceData } from "./presence.ts";
import type { HeldDispatch } from "./resharding.ts";
import type { ShardContext, ShardHost } from "./shard-context.ts";
import { ShardControl } from "./shard-control.ts";
import type { ShardPlan, ShardRunner } from "./shard-set.ts";
import type { Shard } from "./shard.ts";
import { WorkerShards } from "./worker-shards.ts";

/**
 * A bot's connection to Discord's gateway: one shard or many, in this thread or in workers.
 *
 * No event of it has to be listened to: without a listener for `shardError` nothing is thrown.
 */
export class Gateway extends IsolatedEmitter<GatewayEvents> {
  readonly #options: ResolvedGatewayOptions;
  readonly #requests: GuildRequests;
  readonly #handlers: Handlers;
  readonly #control: ShardControl;
  #presence: PresenceData | undefined;
  /** Of `dispatch`; looked up anew when they have changed. */
  #listeners: readonly AnyListener[] | undefined;

  /**
   * @param progress - Where a worker's gateway writes how far its shards have got; not for other use.
   * @throws {InvalidTokenError} when the token can not be one.
   * @throws {ValidationError} naming the option that does not fit.
   */
  constructor(options: GatewayOptions, progress?: ShardContext["progress"]) {
    super((error, event) => this.#onListenerError(error, event));
    this.#options = resolveGatewayOptions(options);
    this.#presence = this.#options.presence;
    const { clock, random, intents } = this.#options;
    this.#requests = new GuildRequests({
      clock,
      intents,
      noncePrefix: Math.floor(random() * 2 ** 40).toString(36),
      send: async (guildId, payload) => {
        const runner = this.#running("guildId");
        await runner.send(Snowflakes.shardId(guildId, runner.plan.count), payload);
      },
    });
    this.#handlers = new Handlers({
      ...this.#options,
      emitter: this,
      onSlow: (details, shardId) => this.tell("slowHandler", details, shardId),
      onError: (error) => this.#onListenerError(error, "dispatch"),
    });
    this.#control = new ShardControl(
      { ...this.#options, progress },
      {
        shards: this.#shardHost(),
        presence: () => this.#presence,
        isWanted: (event) => this.#isWanted(event),
        onError: (error, shardId) => this.tell("shardError", asError(error), shardId),
        onRecommended: (recommended, current) => this.tell("reshardRecommended", recommended, current),
        onTakenOver: (held, before) => this.#onTakenOver(held, before),
        // By name and arguments as `tell` was called with in the worker.
        onTold: (event, args) => this.tell(event as "rateLimited", ...(args as GatewayEvents["rateLimited"])),
      },
    );
  }

  /** The shards that run in this thread, by id; empty before `connect()`, after `disconnect()`, and with workers. */
  get shards(): ReadonlyMap<number, Shard> {
    return this.#control.runner?.shards ?? noShards;
  }

  /** The number of shards that the bot has in all processes together; 0 before `connect()`. */
  get shardCount(): number {
    return this.#control.shardCount;
  }

  /**
   * Connects all shards, and resolves when each is ready or resumed. Failures that time may mend are tried again: of
   * connections for as long as it takes, of `GET /gateway/bot` for `infoPatienceMs`.
   * @throws {InvalidTokenError} when Discord refuses the token.
   * @throws {GatewayError} when Discord does not allow to reconnect (`recovery` names the remedy), or when
   * `disconnect()` is called meanwhile.
   */
  async connect(): Promise<void> {
    await this.#control.connect();
  }

  /**
   * Ends all connections and attempts nothing more; settles within seconds, whatever the other side does. No event
   * comes any more from the moment it is called, and asynchronous listeners that are at work may finish.
   * @param options.keepSessions - Leave the sessions alive at Discord and in the store, so that the next `connect()`,
   * of this process or another, resumes them: from the first event on that was not handled. The bot stays online for
   * some minutes. @defaultValue `false`
   * @param options.drainTimeoutMs - How long listeners may take, in milliseconds. @defaultValue the gateway's `drainTimeoutMs`
   */
  async disconnect({
    keepSessions = false,
    drainTimeoutMs = this.#options.drainTimeoutMs,
  }: { keepSessions?: boolean; drainTimeoutMs?: number } = {}): Promise<void> {
    const drained = this.#handlers.idle(drainTimeoutMs).then((running) => {
      if (running > 0) this.#options.logger.warn({ running, drainTimeoutMs }, "listeners are still at work");
      return this.#handlers.close();
    });
    this.#requests.failAll(new GatewayError("disconnect() was called before this was done"));
    await this.#control.disconnect(keepSessions, drained, drainTimeoutMs);
  }

  /** Puts every shard on a new connection with its session, and resolves when all are ready again. */
  async reconnect(): Promise<void> {
    await this.#control.reconnect();
  }

  /**
   * Changes the number of shards without a gap: new shards identify beside those that run, and take over when all are
   * ready. Each event is delivered once, and those of a guild in their order. Then `resharded` is told, and what was
   * left to be sent on the old shards is sent before their sessions end (voice connections end with them).
   * @param shards - How many, or as many as Discord recommends. @defaultValue `"auto"`
   * @throws {GatewayError} when the session starts that are left do not suffice, Discord refuses a new shard, or
   * `disconnect()` is called; the shards that run go on as before.
   * @throws {ValidationError} when it is no number of shards, or the one there is.
   */
  async reshard(shards: number | "auto" = "auto"): Promise<void> {
    await this.#control.reshard(shards);
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
    sendText(payload);
    await this.#running("shardId").send(shardId, payload);
  }

  /**
   * Asks for members of a guild, and resolves with all chunks together. Identical requests that are made meanwhile
   * share one; a rate limit of Discord's is waited for.
   * @throws {ValidationError} naming the option that does not fit; at once when everybody is asked for without the
   * intent guildMembers.
   * @throws {TimeoutError} when nothing comes for `timeoutMs`.
   */
  async requestGuildMembers(options: RequestGuildMembersOptions): Promise<GuildMembersResult> {
    const { runner } = this.#control;
    if (!(runner instanceof WorkerShards)) return await this.#requests.members(options);
    checkMayAsk(memberQuery(options), this.#options.intents);
    return (await runner.request("requestGuildMembers", options)) as GuildMembersResult;
  }

  /**
   * Asks for the voice status of a guild's channels.
   * @throws {ValidationError} when `guildId` is no snowflake, or there are no shards yet.
   * @throws {TimeoutError} when no answer comes for `timeoutMs`.
   */
  async requestChannelInfo(options: RequestChannelInfoOptions): Promise<GatewayChannelInfoChannel[]> {
    const { runner } = this.#control;
    if (!(runner instanceof WorkerShards)) return await this.#requests.channelInfo(options);
    return (await runner.request("requestChannelInfo", options)) as GatewayChannelInfoChannel[];
  }

  /**
   * Asks for the sounds of a guild's soundboard.
   * @throws {ValidationError} when `guildId` is no snowflake, or there are no shards yet.
   * @throws {TimeoutError} when no answer comes for `timeoutMs`.
   */
  async requestSoundboardSounds(options: RequestSoundboardSoundsOptions): Promise<APISoundboardSound[]> {
    const { runner } = this.#control;
    if (!(runner instanceof WorkerShards)) return await this.#requests.soundboardSounds(options);
    return (await runner.request("requestSoundboardSounds", options)) as APISoundboardSound[];
  }

  /** Sets the presence on all shards, and for the sessions to come. */
  async setPresence(presence: PresenceInput): Promise<void> {
    const data = presenceData(presence);
    this.#presence = data;
    // A shard that is about to take over identifies with it, or gets it when it is ready.
    this.#control.resharding?.next.setPresence(data).catch(() => undefined);
    await this.#control.runner?.setPresence(data);
  }

  /** What the shards have done; of shards in workers as it was told last (see `workers.pingIntervalMs`). */
  getStats(): GatewayStats {
    const { runner } = this.#control;
    const running = this.#handlers.running + (runner?.handlersElsewhere ?? 0);
    return sumOfShards(runner?.getStats() ?? [], this.shardCount, running);
  }

  #running(path: string): ShardRunner {
    return this.#control.running(path);
  }

  protected override listenersChanged(): void {
    this.#listeners = undefined;
  }

  #listening(): readonly AnyListener[] {
    this.#listeners ??= this.listenersOf("dispatch");
    return this.#listeners;
  }

  #shardHost(): ShardHost {
    return {
      needsAll: () => this.#options.wanted === undefined && this.#listening().length > 0,
      need: (event) => this.#need(event),
      onDispatch: (payload, shardId, need, text) => this.#onDispatch(payload, shardId, need, text),
      onReady: (shardId) => {
        this.#onSession(shardId, true);
        this.tell("shardReady", shardId);
      },
      onResumed: (shardId, replayed) => {
        this.#onSession(shardId, false);
        this.tell("shardResumed", shardId, replayed);
      },
      onDisconnect: (shardId, details) => this.tell("shardDisconnect", shardId, details),
      onMute: (shardId, details) => this.tell("shardMute", shardId, details),
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
    const { wanted } = this.#options;
    if (this.#listening().length === 0) return false;
    if (wanted === undefined) return true;
    try {
      return wanted(event);
    } catch (error) {
      this.tell("shardError", asError(error), -1);
      return true;
    }
  }

  #onDispatch(
    payload: GatewayDispatchPayload,
    shardId: number,
    need: EventNeed,
    text: string | undefined,
  ): Promise<void> | undefined {
    if (need !== eventNeed.listeners) {
      this.#requests.onEvent(payload);
      if (isRateLimited(payload)) this.#onRateLimited(payload.d, shardId);
      if (need === eventNeed.library) return undefined;
    }
    if (this.#control.isDoubled && !this.#control.isNews(payload, (skipped) => this.#handOut(skipped)))
      return undefined;
    return this.#handlers.run(this.#listening(), payload, shardId, text);
  }

  #handOut({ payload, shardId }: HeldDispatch): void {
    void this.#handlers.run(this.#listening(), payload, shardId, undefined);
  }

  #onTakenOver(held: readonly HeldDispatch[], { count }: ShardPlan): void {
    for (const dispatch of held) this.#handOut(dispatch);
    // What was asked on the old shards may never be answered.
    this.#requests.onSession(() => true, true);
    this.tell("resharded", this.shardCount, count);
  }

  #onRateLimited(
    { opcode: refused, retry_after: seconds, meta }: GatewayRateLimitedDispatchData,
    shardId: number,
  ): void {
    const retryAfterMs = Math.ceil(seconds * 1000);
    this.tell("rateLimited", { opcode: refused, retryAfterMs, guildId: meta.guild_id, nonce: meta.nonce }, shardId);
  }

  #onSession(shardId: number, isNew: boolean): void {
    this.#control.onSession(shardId);
    const { shardCount } = this;
    this.#requests.onSession((guildId) => Snowflakes.shardId(guildId, shardCount) === shardId, isNew);
  }

  #onFailed(error: Error, shardId: number): void {
    const { shardCount } = this;
    const isMended = this.#control.onFailed(error);
    if (!isMended) this.#requests.failAll(error, (guildId) => Snowflakes.shardId(guildId, shardCount) === shardId);
    this.tell("shardError", error, shardId);
    if (!isMended) this.#control.failConnect(error);
  }

  #onListenerError(error: unknown, event: keyof GatewayEvents): void {
    this.#options.logger.error({ err: error, event }, "a listener failed");
    // A failing listener of shardError has been told of enough.
    if (event !== "shardError") this.tell("shardError", asError(error), -1);
  }
}

const noShards: ReadonlyMap<number, Shard> = new Map();

function asError(error: unknown): Error {
  return error instanceof Error
    ? error
    : new GatewayError(`Something that is no error was thrown: ${String(error)}`, { cause: error });
}
