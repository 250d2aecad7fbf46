import type { Cache } from "@zignal/cache";
import {
  type Clock,
  ErrorContext,
  ErrorHandler,
  type LoggerLike,
  silentLogger,
  systemClock,
  TimeoutError,
} from "@zignal/errors";
import type { InteractionHandler } from "@zignal/interactions";
import { Rest } from "@zignal/rest";
import type { GatewayDispatchPayload, GatewayReadyDispatchData } from "@zignal/types";
import type { ClientEvents } from "./client-events.ts";
import type { ClientGateway } from "./client-gateway.ts";
import type { ClientOptions } from "./client-options.ts";
import {
  checkToken,
  createCache,
  createGateway,
  createInteractions,
  createRest,
  resolveIntents,
} from "./composition.ts";
import { EntityAccess } from "./entity-access.ts";
import { EventBus, type Listener } from "./event-bus.ts";
import { eventName } from "./event-names.ts";
import { EventStream, type EventStreamOptions } from "./event-stream.ts";
import { previousOf, type SubjectHost, subjectOf } from "./event-subjects.ts";
import { describeMissingIntent, missingIntents } from "./intent-check.ts";
import { PendingWork } from "./pending-work.ts";
import { SingleFlight } from "./single-flight.ts";
import type { Channel } from "./structures/channel.ts";
import type { Guild } from "./structures/guild.ts";
import type { Member } from "./structures/member.ts";
import type { Message } from "./structures/message.ts";
import { createStructureFactory } from "./structures/structure-factory.ts";
import type { User } from "./structures/user.ts";

/** Events whose body the client itself needs, whoever listens. */
const ownEvents: ReadonlySet<string> = new Set(["READY", "RESUMED", "INTERACTION_CREATE"]);

export interface WaitForOptions<Arguments extends readonly unknown[]> {
  /** Takes only the event for which this is true. */
  filter?: (...parameters: Arguments) => boolean;
  /** How long to wait, in milliseconds. @defaultValue `60000` */
  timeoutMs?: number;
  signal?: AbortSignal;
}

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
  readonly #wanted = new Map<string, boolean>();
  readonly #host: SubjectHost;
  readonly #entities: EntityAccess;
  readonly #work = new PendingWork();
  readonly #clock: Clock;
  readonly #drainTimeoutMs: number;
  readonly #ownsRest: boolean;
  #self: { user: GatewayReadyDispatchData["user"]; applicationId: string } | undefined;

  /**
   * @throws {ValidationError} naming each option that does not fit, before anything connects.
   * @throws {InvalidTokenError} if the token is missing or can not be one.
   */
  constructor(options: ClientOptions) {
    checkToken(options.token);
    this.intents = resolveIntents(options);
    this.logger = options.logger ?? silentLogger;
    this.errorHandler = options.errorHandler ?? new ErrorHandler({ logger: this.logger });
    this.#clock = options.clock ?? systemClock;
    this.#drainTimeoutMs = options.drainTimeoutMs ?? 5000;
    this.#bus = new EventBus<ClientEvents>({
      onFailure: (error, event) => this.#report(error, new ErrorContext().with("event", event)),
      onPending: (work) => this.#work.add(work),
      onChange: () => this.#wanted.clear(),
    });
    this.#ownsRest = !(options.rest instanceof Rest);
    this.rest = createRest(options, this.errorHandler, this.logger);
    this.cache = createCache(options);
    this.interactions = createInteractions(options, this.rest, this.logger, (error, context) => {
      this.#report(error, context);
    });
    this.gateway = createGateway(options, this.rest, this.logger, (event) => this.#wants(event));
    this.#host = {
      rest: this.rest,
      cache: this.cache,
      make: createStructureFactory(() => this.#host),
      interactionContext: (interaction) => this.interactions.contextFor(interaction),
    };
    this.#entities = new EntityAccess(this.#host, new SingleFlight());
    this.#listenToGateway();
  }

  /** The bot's own user, once a shard is ready. */
  get user(): User | undefined {
    return this.#self === undefined ? undefined : this.#host.make.user(this.#self.user);
  }

  /** The application's id, once a shard is ready. */
  get applicationId(): string | undefined {
    return this.#self?.applicationId;
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
   * Resolves with the arguments of the next event that passes the filter.
   * @throws {TimeoutError} when the time is over; the signal's reason when it aborts.
   */
  waitFor<Name extends keyof ClientEvents>(
    event: Name,
    options: WaitForOptions<ClientEvents[Name]> = {},
  ): Promise<ClientEvents[Name]> {
    const { filter, timeoutMs = 60_000, signal } = options;
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      const listener = (...parameters: ClientEvents[Name]): void => {
        if (filter !== undefined && !filter(...parameters)) return;
        settle();
        resolve(parameters);
      };
      const onAbort = (): void => {
        settle();
        reject(signal?.reason);
      };
      const timer = this.#clock.setTimeout(() => {
        settle();
        reject(new TimeoutError(`waitFor("${event}")`, timeoutMs));
      }, timeoutMs);
      const settle = (): void => {
        timer.clear();
        signal?.removeEventListener("abort", onAbort);
        this.#bus.off(event, listener);
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#bus.on(event, listener);
    });
  }

  /**
   * The events of one name, for `for await`; each is the list of the listener's arguments. The buffer is bounded: by
   * default the oldest event gives way when the loop is slower than the events.
   */
  events<Name extends keyof ClientEvents>(
    event: Name,
    options: EventStreamOptions = {},
  ): EventStream<ClientEvents[Name]> {
    const listener = (...parameters: ClientEvents[Name]): void => stream.push(parameters);
    const stream = new EventStream<ClientEvents[Name]>(options, () => this.#bus.off(event, listener));
    if (options.signal?.aborted !== true) this.#bus.on(event, listener);
    return stream;
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
    await this.gateway.connect();
    this.#emitReady();
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

  /** Drops every connection and connects again; sessions are resumed. */
  async reconnect(): Promise<void> {
    await this.gateway.reconnect();
  }

  /** Disconnects, and lets go of everything the client made for itself. */
  async close(): Promise<void> {
    await this.disconnect();
    if (this.#ownsRest) await this.rest.close();
    this.cache?.close();
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

  #wants(dispatchName: string): boolean {
    let wanted = this.#wanted.get(dispatchName);
    if (wanted === undefined) {
      wanted =
        ownEvents.has(dispatchName) ||
        this.cache?.wants(dispatchName) === true ||
        this.#bus.listenerCount("raw") > 0 ||
        this.#bus.listenerCount(eventName(dispatchName) as keyof ClientEvents) > 0;
      this.#wanted.set(dispatchName, wanted);
    }
    return wanted;
  }

  #listenToGateway(): void {
    this.gateway.on("dispatch", (payload, shardId) => this.#dispatch(payload, shardId));
    this.gateway.on("shardReady", (shardId) => this.#bus.emit("shardReady", shardId));
    this.gateway.on("shardResumed", (shardId, replayed) => this.#bus.emit("shardResumed", shardId, replayed));
    this.gateway.on("shardDisconnect", (shardId, close) => this.#bus.emit("shardDisconnect", shardId, close));
    this.gateway.on("shardError", (error, shardId) => {
      this.#report(error, new ErrorContext().with("shardId", shardId));
    });
  }

  /** The way of every dispatch: the cache, the structure, the listeners, the interactions. */
  #dispatch(payload: GatewayDispatchPayload, shardId: number): void {
    const previous: unknown = this.cache?.apply(payload);
    if (payload.t === "READY") this.#onReady(payload.d);
    if (this.#bus.listenerCount("raw") > 0) this.#bus.emit("raw", payload, shardId);
    if (payload.t === "INTERACTION_CREATE") this.#work.add(this.interactions.handle(payload.d));

    const event = eventName(payload.t) as keyof ClientEvents;
    if (this.#bus.listenerCount(event) === 0 || payload.t === "READY" || payload.t === "RESUMED") return;
    const subject = subjectOf(payload, this.#host);
    const context = { shardId, previous: previousOf(payload, previous, this.#host), raw: payload.d };
    // The tables of event-subjects.ts make what ClientEvents says for this name; the compiler can not follow a name it does not know.
    this.#bus.emit(event, ...([subject, context] as unknown as ClientEvents[typeof event]));
  }

  #onReady({ user, application }: GatewayReadyDispatchData): void {
    this.#self = { user, applicationId: application.id };
    this.interactions.setApplicationId(application.id);
  }

  #emitReady(): void {
    const { user } = this;
    if (user === undefined || this.applicationId === undefined) return;
    this.#bus.emit("ready", {
      user,
      applicationId: this.applicationId,
      shardCount: this.gateway.shards.size,
      guildCount: this.cache?.getStats().guildsCount ?? 0,
    });
  }

  #report(error: unknown, context: ErrorContext): void {
    const handled = this.errorHandler.handle(error, context);
    // A listener of "error" that throws must not be reported to itself.
    if (context.extra["event"] !== "error") this.#bus.emit("error", handled);
  }
}
