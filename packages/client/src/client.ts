import type { Cache } from "@zignal/cache";
import { type Clock, type ErrorContext, type ErrorHandler, type LoggerLike, systemClock } from "@zignal/errors";
import type { InteractionHandler } from "@zignal/interactions";
import type { Rest } from "@zignal/rest";
import type { APIUser } from "@zignal/types";
import { BackgroundErrors } from "./background-errors.ts";
import type { ClientEvents } from "./client-events.ts";
import type { ClientGateway } from "./client-gateway.ts";
import type { ClientOptions } from "./client-options.ts";
import {
  checkOptions,
  createCache,
  createErrorHandler,
  createGateway,
  createInteractions,
  createRest,
  isGiven,
  resolveIntents,
} from "./composition.ts";
import { DispatchPath } from "./dispatch-path.ts";
import { EntityAccess } from "./entity-access.ts";
import { EventBus, type Listener } from "./event-bus.ts";
import { GatewayLinks } from "./gateway-links.ts";
import type { EventStream, EventStreamOptions } from "./event-stream.ts";
import type { SubjectHost } from "./event-subjects.ts";
import { EventWaiting, type WaitForOptions } from "./event-waiting.ts";
import { describeMissingIntent, missingIntents } from "./intent-check.ts";
import { PendingWork } from "./pending-work.ts";
import { SingleFlight } from "./single-flight.ts";
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
export class Client {
  readonly rest: Rest;
  readonly gateway: ClientGateway;
  /** `undefined` when it is switched off. */
  readonly cache: Cache | undefined;
  readonly interactions: InteractionHandler;
  readonly errorHandler: ErrorHandler;
  readonly logger: LoggerLike;
  /** The intents' bits. */
  readonly intents: number;

  readonly #bus: EventBus<ClientEvents>;
  readonly #path: DispatchPath;
  readonly #gatewayLinks: GatewayLinks;
  readonly #waiting: EventWaiting<ClientEvents>;
  readonly #host: SubjectHost;
  readonly #entities: EntityAccess;
  readonly #work = new PendingWork();
  readonly #clock: Clock;
  readonly #drainTimeoutMs: number;
  #closing: Promise<void> | undefined;
  /** What the client made for itself, and so closes itself. */
  readonly #owned: { readonly rest: boolean; readonly cache: boolean };

  /**
   * @throws {ValidationError} naming each option that does not fit, before anything connects.
   * @throws {InvalidTokenError} if the token is missing or can not be one.
   */
  constructor(options: ClientOptions) {
    checkOptions(options);
    this.intents = resolveIntents(options);
    this.logger = options.logger ?? stderrLogger;
    this.errorHandler = createErrorHandler(options);
    this.#clock = options.clock ?? systemClock;
    this.#drainTimeoutMs = options.drainTimeoutMs ?? 5000;
    this.#owned = { rest: !isGiven("rest", options.rest), cache: !isGiven("cache", options.cache) };
    this.#bus = new EventBus<ClientEvents>({
      onFailure: (error, event, parameters) => this.#path.onListenerFailure(error, event, parameters),
      onPending: (work) => this.#work.add(work),
      onChange: () => this.#path.onListenersChange(),
    });
    this.#waiting = new EventWaiting(this.#bus, this.#clock);
    const errors = new BackgroundErrors({
      errorHandler: this.errorHandler,
      logger: this.logger,
      tell: (error) => {
        const heard = this.#bus.listenerCount("error") > 0;
        if (heard) this.#bus.emit("error", error);
        return heard;
      },
    });
    const report = (error: unknown, context: ErrorContext): void => errors.report(error, context);
    this.rest = createRest(options, this.logger);
    this.cache = createCache(options);
    this.interactions = createInteractions(options, this.rest, this.logger, report);
    this.gateway = createGateway(options, this.rest, this.logger, (dispatch) => this.#path.wants(dispatch));
    this.#host = {
      rest: this.rest,
      cache: this.cache,
      make: createStructureFactory(() => this.#host),
      interactionContext: (interaction) => this.interactions.contextFor(interaction),
    };
    this.#entities = new EntityAccess(this.#host, new SingleFlight());
    this.#path = new DispatchPath({
      bus: this.#bus,
      host: this.#host,
      interactions: this.interactions,
      logger: this.logger,
      onWork: (work) => this.#work.add(work),
      report,
    });
    this.#gatewayLinks = new GatewayLinks(this.gateway, this.#path, this.#bus, report);
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

  on<Name extends keyof ClientEvents>(event: Name, listener: Listener<ClientEvents[Name]>): this {
    this.#bus.on(event, listener);
    return this;
  }

  once<Name extends keyof ClientEvents>(event: Name, listener: Listener<ClientEvents[Name]>): this {
    this.#bus.once(event, listener);
    return this;
  }

  off<Name extends keyof ClientEvents>(event: Name, listener: Listener<ClientEvents[Name]>): this {
    this.#bus.off(event, listener);
    return this;
  }

  /**
   * Resolves with the next event that passes the filter: with what the event is about, or, `withContext`, with the list of
   * a listener's arguments.
   * @throws {TimeoutError} when the time is over; the signal's reason when it aborts; what the filter throws.
   * @throws {GatewayError} when the client is closed meanwhile.
   */
  waitFor<Name extends keyof ClientEvents>(
    event: Name,
    options: WaitForOptions<ClientEvents[Name]> & { withContext: true },
  ): Promise<ClientEvents[Name]>;
  waitFor<Name extends keyof ClientEvents>(
    event: Name,
    options?: WaitForOptions<ClientEvents[Name]>,
  ): Promise<ClientEvents[Name][0]>;
  async waitFor<Name extends keyof ClientEvents>(
    event: Name,
    options: WaitForOptions<ClientEvents[Name]> & { withContext?: boolean } = {},
  ): Promise<ClientEvents[Name] | ClientEvents[Name][0]> {
    const parameters = await this.#waiting.next(event, options);
    return options.withContext === true ? parameters : parameters[0];
  }

  /**
   * The events of one name, for `for await`: what each event is about, or, `withContext`, the list of a listener's
   * arguments. The buffer is bounded: by default the oldest event gives way when the loop is slower than the events. The
   * loop ends with its signal, with `break`, and when the client is closed.
   */
  events<Name extends keyof ClientEvents>(
    event: Name,
    options: EventStreamOptions & { withContext: true },
  ): EventStream<ClientEvents[Name]>;
  events<Name extends keyof ClientEvents>(
    event: Name,
    options?: EventStreamOptions,
  ): EventStream<ClientEvents[Name][0]>;
  events<Name extends keyof ClientEvents>(
    event: Name,
    options: EventStreamOptions & { withContext?: boolean } = {},
  ): EventStream<ClientEvents[Name] | ClientEvents[Name][0]> {
    const all = options.withContext === true;
    return this.#waiting.stream(event, options, (parameters) => (all ? parameters : parameters[0]));
  }

  /**
   * Connects all shards; resolves when each is ready.
   * @throws {InvalidTokenError} when Discord refuses the token.
   * @throws {GatewayError} when it refuses the intents or the shards; the message says what to change.
   */
  async connect(): Promise<void> {
    for (const missing of missingIntents(this.#bus.events, this.intents)) {
      this.logger.warn({ event: missing.event, intents: missing.intents }, describeMissingIntent(missing));
    }
    await this.#gatewayLinks.connect();
    // A session that another process began is resumed without READY, which would have told.
    const self = this.#path.self ?? (await this.#fetchSelf());
    this.#bus.emit("ready", {
      user: this.#host.make.user(self.user),
      applicationId: self.applicationId,
      shardCount: this.gateway.shards.size,
      guildCount: this.#path.guildCount ?? this.cache?.getStats().guildsCount ?? 0,
    });
  }

  /**
   * Disconnects all shards, and waits for the handlers that are at work, at most `drainTimeoutMs`.
   * @param options.keepSessions - Leaves the sessions open, so that the next `connect()` resumes them.
   */
  async disconnect(options: { keepSessions?: boolean } = {}): Promise<void> {
    await this.gateway.disconnect(options);
    const left = await this.#work.drain(this.#drainTimeoutMs, this.#clock);
    if (left > 0)
      this.logger.warn({ left, waitedMs: this.#drainTimeoutMs }, "handlers are still at work after the drain");
  }

  /** Drops every connection and connects again; sessions are resumed. Resolves when all shards are ready again. */
  async reconnect(): Promise<void> {
    await this.gateway.reconnect();
  }

  /** Disconnects, ends every `waitFor` and every loop over events, and lets go of everything the client made for itself. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
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

  async #close(): Promise<void> {
    this.#waiting.close();
    await this.disconnect();
    this.#gatewayLinks.close();
    if (this.#owned.rest) await this.rest.close();
    if (this.#owned.cache) this.cache?.close();
  }

  async #fetchSelf(): Promise<{ user: APIUser; applicationId: string }> {
    const [user, application] = await Promise.all([
      this.rest.users.getMyUser(),
      this.rest.applications.getMyApplication(),
    ]);
    return this.#path.setSelf(user, application.id);
  }
}
