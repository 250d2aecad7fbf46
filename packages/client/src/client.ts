import type { Cache } from "@zignal/cache";
import { ErrorContext, type ErrorHandler, GatewayError, type LoggerLike, systemClock } from "@zignal/errors";
import type { InteractionHandler } from "@zignal/interactions";
import type { Rest } from "@zignal/rest";
import type { GatewayDispatchPayload } from "@zignal/types";
import { BackgroundErrors } from "./background-errors.ts";
import { ClientEmitter } from "./client-emitter.ts";
import type { ClientGateway } from "./client-gateway.ts";
import { type ClientMonitor, MonitorSwitch } from "./client-monitor.ts";
import type { ClientOptions } from "./client-options.ts";
import { ClientVoice } from "./client-voice.ts";
import {
  createCache,
  createErrorHandler,
  createFlush,
  createGateway,
  createInteractions,
  createRest,
  isGiven,
  resolveIntents,
} from "./composition.ts";
import { type DisconnectOptions, keepsSessions } from "./disconnect-options.ts";
import { DispatchPath } from "./dispatch-path.ts";
import { EntityAccess } from "./entity-access.ts";
import { runEvery } from "./every-step.ts";
import { GatewayLinks } from "./gateway-links.ts";
import type { SubjectHost } from "./event-subjects.ts";
import { GuildArrival } from "./guild-arrival.ts";
import { warnOfMissingIntents } from "./intent-check.ts";
import { checkOptions } from "./option-checks.ts";
import { PendingWork } from "./pending-work.ts";
import { onSignal, type SignalOptions } from "./signal-handling.ts";
import { SingleFlight } from "./single-flight.ts";
import { stopParts } from "./stop-parts.ts";
import { stderrLogger } from "./stderr-logger.ts";
import type { Channel } from "./structures/channel.ts";
import type { Guild } from "./structures/guild.ts";
import type { Member } from "./structures/member.ts";
import type { Message } from "./structures/message.ts";
import { createStructureFactory } from "./structures/structure-factory.ts";
import type { User } from "./structures/user.ts";

/**
 * The whole library behind one door: gateway, cache, REST and interactions, wired together.
 *
 * @example
 * ```ts
 * const client = new Client({ token, intents: { guilds: true, guildMessages: true, messageContent: true } });
 * client.on("messageCreate", async (message) => {
 *   if (message.content === "!ping") await message.reply("Pong!");
 * });
 * await client.connect();
 * ```
 */
export class Client extends ClientEmitter {
  readonly rest: Rest;
  readonly gateway: ClientGateway;
  /** `undefined` when it is switched off. */
  readonly cache: Cache | undefined;
  readonly interactions: InteractionHandler;
  /** Loaded when a channel is joined for the first time. */
  readonly voice: ClientVoice;
  readonly errorHandler: ErrorHandler;
  readonly logger: LoggerLike;
  /** The intents' bits. */
  readonly intents: number;

  readonly #path: DispatchPath;
  readonly #gatewayLinks: GatewayLinks;
  /** Ends the waiting for components of what has gone. */
  readonly #observe = (payload: GatewayDispatchPayload): void => this.interactions.observe(payload);
  /** Where Discord does not let a shard back, the next `connect()` has something to do. */
  readonly #onShardEnd = (_shardId: number, { willReconnect }: { willReconnect: boolean }): void => {
    if (this.#isReady && !willReconnect) this.#connected = undefined;
  };
  readonly #host: SubjectHost;
  readonly #entities: EntityAccess;
  readonly #work = new PendingWork();
  readonly #drainTimeoutMs: number;
  readonly #flush: () => Promise<void>;
  readonly #guilds = new GuildArrival();
  readonly #guildsTimeoutMs: number;
  /** Of the `connect()` that is under way, or done. */
  #connected: Promise<void> | undefined;
  #isReady = false;
  #closing: Promise<void> | undefined;
  #disconnects = 0;
  /** Settled when no `disconnect()` is on its way to the gateway any more. Never rejects. */
  #stopped: Promise<unknown> = Promise.resolve();
  readonly #stopHandlingSignals: (() => void)[] = [];
  readonly #report: (error: unknown, context: ErrorContext) => void;
  readonly #monitor: MonitorSwitch;
  /** What the client made for itself, and so closes itself. */
  readonly #owned: { readonly rest: boolean; readonly cache: boolean };

  /**
   * @throws {ValidationError} naming each option that does not fit, before anything connects.
   * @throws {InvalidTokenError} if the token is missing or can not be one.
   */
  constructor(options: ClientOptions) {
    checkOptions(options);
    super(options.clock ?? systemClock);
    this.intents = resolveIntents(options);
    this.logger = options.logger ?? stderrLogger;
    this.errorHandler = createErrorHandler(options);
    ({ drainTimeoutMs: this.#drainTimeoutMs = 5000, guildsTimeoutMs: this.#guildsTimeoutMs = 5000 } = options);
    this.#flush = createFlush(options);
    this.#owned = { rest: !isGiven("rest", options.rest), cache: !isGiven("cache", options.cache) };
    const errors = new BackgroundErrors({
      errorHandler: this.errorHandler,
      logger: this.logger,
      tell: (error) => {
        const heard = this.bus.listenerCount("error") > 0;
        if (heard) this.bus.emit("error", error);
        return heard;
      },
    });
    const report = (this.#report = (error: unknown, context: ErrorContext): void => errors.report(error, context));
    this.rest = createRest(options, this.logger);
    this.cache = createCache(options);
    this.interactions = createInteractions(options, this.rest, this.logger, report);
    this.gateway = createGateway(options, this.rest, this.logger, (dispatch) => this.#wants(dispatch));
    this.#host = {
      rest: this.rest,
      cache: this.cache,
      make: createStructureFactory(() => this.#host),
      requestMembers: (request) => this.gateway.requestGuildMembers(request),
      interactionContext: (interaction) => this.interactions.contextFor(interaction),
    };
    this.#entities = new EntityAccess(this.#host, new SingleFlight());
    this.#path = new DispatchPath({
      guilds: this.#guilds,
      bus: this.bus,
      host: this.#host,
      interactions: this.interactions,
      rest: this.rest,
      onWork: (work) => this.#work.add(work),
      report,
    });
    this.voice = new ClientVoice({
      gateway: this.gateway,
      voice: options.voice,
      intents: this.intents,
      logger: this.logger,
      clock: this.clock,
      userId: () => this.#path.self?.user.id,
    });
    this.#gatewayLinks = new GatewayLinks(this.gateway, this.#path, this.bus, this.#work, report);
    this.gateway.on("dispatch", this.#observe);
    this.gateway.on("shardDisconnect", this.#onShardEnd);
    const { gateway, rest, cache, logger, clock } = this;
    this.#monitor = new MonitorSwitch({ gateway, rest, cache, logger, clock }, options.monitor);
  }

  /** The bot's own user, once a shard is ready. */
  get user(): User | undefined {
    const { self } = this.#path;
    return self === undefined ? undefined : this.#host.make.user(self.user);
  }

  /** The application's id, once a shard is ready. */
  get applicationId(): string | undefined {
    return this.#path.self?.applicationId;
  }

  /** What one can see of the client from outside, once `connect()` has started it; with the option `monitor`. */
  get monitor(): ClientMonitor | undefined {
    return this.#monitor.running;
  }

  /**
   * Connects all shards; resolves when each is ready and the cache has their guilds (see `guildsTimeoutMs`). Called again, it does
   * nothing more until `disconnect()`, or until Discord does not let a shard back.
   * @throws {InvalidTokenError} when Discord refuses the token.
   * @throws {GatewayError} when it refuses the intents or the shards; the message says what to change. Also once the
   * client is closed.
   * @throws {ZignalError} when the monitor can not listen on its port.
   */
  connect(): Promise<void> {
    if (this.#closing !== undefined) {
      return Promise.reject(new GatewayError("The client is closed: make a new one to connect again"));
    }
    if (this.#connected === undefined) {
      this.#isReady = false;
      const connected = this.#connect().catch((error: unknown) => {
        if (this.#connected === connected) this.#connected = undefined;
        throw error;
      });
      this.#connected = connected;
    }
    return this.#connected;
  }

  /**
   * Leaves voice, disconnects all shards, sends what waits to be folded, and waits for handlers, at most `drainTimeoutMs`. A `connect()`
   * that is called meanwhile begins when the shards are gone.
   */
  async disconnect(options: DisconnectOptions = {}): Promise<void> {
    const keepSessions = keepsSessions(options);
    this.#connected = undefined;
    this.#disconnects += 1;
    this.#guilds.giveUp();
    const drainUntil = this.clock.now() + this.#drainTimeoutMs;
    const stopping = stopParts(this, { keepSessions, drainTimeoutMs: this.#drainTimeoutMs });
    this.#stopped = Promise.allSettled([this.#stopped, stopping]);
    await stopping;
    this.#work.add(this.#flush());
    const left = await this.#work.drain(Math.max(0, drainUntil - this.clock.now()), this.clock);
    if (left > 0)
      this.logger.warn({ left, waitedMs: this.#drainTimeoutMs }, "handlers are still at work after the drain");
  }

  /**
   * Drops every connection and connects again; sessions are resumed. Resolves when all shards are ready again. A client that
   * is not connected connects.
   */
  async reconnect(): Promise<void> {
    if (this.#connected === undefined) await this.connect();
    else await this.gateway.reconnect();
  }

  /** Disconnects, ends every `waitFor` and every loop over events, and lets go of everything the client made for itself. */
  close(options: DisconnectOptions = {}): Promise<void> {
    this.#closing ??= this.#close(options);
    return this.#closing;
  }

  /**
   * Closes the client at SIGINT and SIGTERM: no new events, handlers finished, sockets closed. The process then ends by
   * itself, when nothing else holds it; a second signal ends it at once. A `connect()` that is under way rejects.
   * @returns what takes the listeners away again; `close()` does so too
   */
  handleSignals({ signals = ["SIGINT", "SIGTERM"], ...options }: SignalOptions = {}): () => void {
    if (this.#closing !== undefined) return () => {};
    const stop = onSignal(signals, () => {
      // Nobody waits for it: what goes wrong is told like an error of a handler.
      this.close(options).catch((error: unknown) => this.#report(error, new ErrorContext().with("event", "signal")));
    });
    this.#stopHandlingSignals.push(stop);
    return stop;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** From the cache, or else asked of Discord. */
  getGuild(guildId: string): Promise<Guild> {
    return this.#entities.guild(guildId);
  }

  /** From the cache, or else asked of Discord. */
  getChannel(channelId: string): Promise<Channel> {
    return this.#entities.channel(channelId);
  }

  /** From the cache, or else asked of Discord. */
  getUser(userId: string): Promise<User> {
    return this.#entities.user(userId);
  }

  /** From the cache, or else asked of Discord. */
  getMember(guildId: string, userId: string): Promise<Member> {
    return this.#entities.member(guildId, userId);
  }

  /** From the cache, or else asked of Discord. */
  getMessage(channelId: string, messageId: string): Promise<Message> {
    return this.#entities.message(channelId, messageId);
  }

  protected override onListenerFailure(error: unknown, event: string, parameters: readonly unknown[]): void {
    this.#path.onListenerFailure(error, event, parameters);
  }

  protected override onListenersChange(): void {
    this.#path.onListenersChange();
  }

  protected override onWork(work: Promise<void>): void {
    this.#work.add(work);
  }

  /** Does anybody need the body of this dispatch just now? */
  #wants(dispatch: string): boolean {
    return this.#path.wants(dispatch) || this.interactions.wants(dispatch) || this.voice.wants(dispatch);
  }

  async #connect(): Promise<void> {
    warnOfMissingIntents(this.bus.events, this.intents, this.logger);
    const disconnects = this.#disconnects;
    const checkStillWanted = (): void => {
      if (this.#disconnects !== disconnects) throw new GatewayError("disconnect() was called before all was ready");
    };
    await this.#stopped;
    checkStillWanted();
    await this.#monitor.start();
    checkStillWanted();
    await this.#gatewayLinks.connect();
    if (this.#guildsTimeoutMs > 0) {
      const missing = await this.#guilds.all(this.#guildsTimeoutMs, this.clock);
      if (missing > 0)
        this.logger.warn({ missing }, "guilds that Discord announced have not come: it may have an outage");
    }
    checkStillWanted();
    // A session that another process began is resumed without READY, which would have told.
    const self = this.#path.self ?? (await this.#path.askSelf());
    this.#isReady = true;
    this.bus.emit("ready", {
      user: this.#host.make.user(self.user),
      applicationId: self.applicationId,
      shardCount: this.gateway.shards.size,
      guildCount: this.#path.guildCount ?? this.cache?.getStats().guildsCount ?? 0,
    });
  }

  async #close(options: DisconnectOptions): Promise<void> {
    for (const stop of this.#stopHandlingSignals) stop();
    this.waiting.close();
    await runEvery([
      () => this.disconnect(options),
      () => this.#gatewayLinks.close(),
      () => this.gateway.off("dispatch", this.#observe),
      () => this.gateway.off("shardDisconnect", this.#onShardEnd),
      () => this.#monitor.close(),
      () => (this.#owned.rest ? this.rest.close({ drainTimeoutMs: this.#drainTimeoutMs }) : undefined),
      () => (this.#owned.cache ? this.cache?.close() : undefined),
    ]);
  }
}
