import { channel } from "node:diagnostics_channel";
import { CacheError } from "@zignal/errors";
import type { GatewayDispatchPayload } from "@zignal/types";
import { ChangeTracker } from "./change-tracker.ts";
import { Contents } from "./contents.ts";
import { GuildEntityOperations } from "./guild-entity-operations.ts";
import { allEvents, kindsFedBy } from "./events/all-events.ts";
import { Eviction } from "./eviction.ts";
import type { FieldSelection, WholeEntities } from "./field-selection.ts";
import type { CacheLimits } from "./limits.ts";
import { changeLimits } from "./limits.ts";
import type { CacheOptions, FieldOptions, ResolvedCacheOptions } from "./options.ts";
import { resolveCacheOptions } from "./options.ts";
import { memberPermissions, permissionsInChannel } from "./permissions.ts";
import type { PreviousStateOf } from "./previous-state.ts";
import { readSnapshot } from "./snapshot/read-snapshot.ts";
import { writeSnapshot } from "./snapshot/write-snapshot.ts";
import type { CacheStats } from "./statistics.ts";
import { Counters, statistics } from "./statistics.ts";
import { sweep, Sweeper } from "./sweeper.ts";

/** Gets `{ event, previous }` for each event that was applied. */
const applyChannel = channel("zignal:cache:apply");

/** Gets `{ kind, reason }` for each entity that left because of a limit or its age. */
const evictChannel = channel("zignal:cache:evict");

/**
 * Guilds and all that is in them, users and messages, kept in step with the gateway's events. Everything is synchronous
 * and in memory, and bounded unless told otherwise.
 */
export class Cache<Fields extends FieldSelection = WholeEntities> extends GuildEntityOperations<Fields> {
  readonly #options: ResolvedCacheOptions;
  readonly #sweeper: Sweeper | undefined;
  #eviction: Eviction;
  readonly #fields: Fields | undefined;
  /** So that a snapshot does not take the place of what came while it was read. */
  #changes = 0;
  #lastName = "";
  #lastHandler: Handler | undefined;

  /** @throws {ValidationError} naming each option that does not fit. */
  constructor(options: CacheOptions & FieldOptions<Fields> = {}) {
    const resolved = resolveCacheOptions(options);
    const counters = new Counters();
    super(new Contents(resolved), counters);
    this.#options = resolved;
    this.#fields = options.fields;
    this.#eviction = this.#evictionOf(this.contents);
    const ages = Object.keys(resolved.maxAgeMs).length > 0;
    this.#sweeper = ages ? new Sweeper(resolved.clock, resolved.sweepIntervalMs, this) : undefined;
  }

  /**
   * Applies a gateway event and returns what was there before: the state that was replaced, or what was removed;
   * `undefined` where there was nothing, or the event carries nothing that is kept. Applying an event a second time
   * changes nothing.
   * @param text - The dispatch as Discord sent it, as JSON, where it is at hand: a message is then kept as this text, which
   * costs less than to keep the object, and made again when asked for.
   */
  apply<Payload extends GatewayDispatchPayload>(payload: Payload, text?: string): PreviousStateOf<Payload, Fields> {
    const name: string = payload.t;
    // A table lookup loses that this handler takes this payload's data; `EventHandlers` has checked each pair.
    // Most events are of the kind of the one before: to compare two names takes less than to hash a new one.
    if (name !== this.#lastName) {
      this.#lastName = name;
      this.#lastHandler = handlers.get(name) as Handler | undefined;
    }
    const handler = this.#lastHandler;
    if (handler === undefined) return undefined as PreviousStateOf<Payload, Fields>;
    this.#changes += 1;
    const previous = handler(this.contents, payload.d, text);
    this.#eviction.enforce();
    if (applyChannel.hasSubscribers) applyChannel.publish({ event: name, previous });
    return previous as PreviousStateOf<Payload, Fields>;
  }

  /** Does the cache have use for this event, given what it is to keep? For the gateway, to skip what nobody needs. */
  wants(eventName: string): boolean {
    const kinds = kindsFedBy(eventName);
    if (kinds === undefined || kinds === "always") return kinds !== undefined;
    return kinds.some((kind) => this.#options.keep[kind] !== "none");
  }

  /**
   * Changes limits; those not named stay. What is too much leaves at once.
   * @throws {ValidationError} naming each limit that does not fit.
   */
  setLimits(changes: Partial<CacheLimits>): void {
    const limits = changeLimits(this.contents.limits, changes);
    this.contents.limits = limits;
    this.contents.census.setLimits(limits);
    this.contents.messages.trimChannels(limits.maxMessagesPerChannel);
    this.contents.members.trimAllGuilds(limits.maxMembersPerGuild);
    this.settle();
  }

  /** The fields that were chosen, by kind. Kinds that are not here are kept whole. */
  get fields(): Fields | undefined {
    return this.#fields;
  }

  /** The limits as they are. */
  get limits(): Readonly<CacheLimits> {
    return { ...this.contents.limits };
  }

  /**
   * What a member may do in a guild as a whole, as bits: `Permissions.toNames` names them.
   * @param nowMs - The time of day in milliseconds, as a time-out ends some day. @defaultValue now
   * @returns `undefined` where the guild, the member or one of its roles is not cached.
   * @see {@link https://docs.discord.com/developers/topics/permissions#permission-hierarchy | Discord Docs/Permissions}
   */
  getMemberPermissions(guildId: string, userId: string, nowMs: number = Date.now()): bigint | undefined {
    return memberPermissions(this.contents, guildId, userId, nowMs);
  }

  /**
   * What a member may do in a channel or thread, as bits: roles, overwrites, administrator, owner, time-out, and what is
   * implicitly denied. A thread has the overwrites of its channel, and its own permission to send messages.
   * @param nowMs - The time of day in milliseconds. @defaultValue now
   * @returns `undefined` where the channel, the channel of the thread, the guild, the member or one of its roles is not
   * cached, and for channels of no guild.
   * @see {@link https://docs.discord.com/developers/topics/permissions#permission-overwrites | Discord Docs/Permission Overwrites}
   */
  getChannelPermissions(channelId: string, userId: string, nowMs: number = Date.now()): bigint | undefined {
    return permissionsInChannel(this.contents, channelId, userId, nowMs);
  }

  getStats(): CacheStats {
    return statistics(this.contents, this.counters);
  }

  /** Removes everything that was not used for longer than its kind's `maxAgeMs`, at once. It also happens by itself. */
  sweep(): void {
    this.sweepUntil(Infinity);
  }

  /** Forgets everything, the figures of {@link getStats} included. Options and limits stay. */
  clear(): void {
    this.#changes += 1;
    this.contents.clear();
    this.counters.reset();
  }

  /**
   * Everything in it as bytes, to be piped to a file or kept elsewhere: the state of the moment when the first chunk is asked
   * for, while events go on being applied. No turn takes longer than a few milliseconds. Read it to its end or end it
   * (`return()`): until then, what changes is copied first.
   *
   * @example
   * await pipeline(cache.snapshot(), createWriteStream("cache.snapshot"));
   * @throws {CacheError} (while it is read) when the cache is cleared meanwhile.
   */
  snapshot(): AsyncGenerator<Uint8Array, void, void> {
    return writeSnapshot(this.contents);
  }

  /**
   * Puts what a snapshot says in the place of everything that is here, once it has been read to its end; until then, and
   * when it can not be, the cache stays as it was. Options and limits are those of this cache: what they leave no room for
   * is not taken. Restore before connecting.
   * @param source - The bytes of {@link snapshot}, in chunks of any size: a `Readable`, for instance.
   * @throws {CacheError} when it is no snapshot, damaged, cut off, or of another version; and when the cache changed meanwhile.
   */
  async restore(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    const changes = this.#changes;
    const contents = new Contents({ ...this.#options, limits: this.contents.limits });
    const eviction = this.#evictionOf(contents);
    await readSnapshot(source, contents, eviction);
    if (this.#changes !== changes) {
      throw new CacheError("The cache changed while the snapshot was being read, and stays as it is; restore it first");
    }
    contents.limits = this.contents.limits;
    contents.census.setLimits(contents.limits);
    this.contents = contents;
    this.#eviction = eviction;
    this.settle();
  }

  /** Ends the sweeping. What is cached can still be read. */
  close(): void {
    this.#sweeper?.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** @internal For stores that follow what happens here. `restore` must not be called any more. */
  trackChanges(): ChangeTracker {
    return new ChangeTracker(this.contents);
  }

  /** @internal One turn of the sweeper. */
  sweepUntil(deadlineMs: number): boolean {
    return sweep(this.#eviction, this.#options, deadlineMs);
  }

  #evictionOf(contents: Contents): Eviction {
    return new Eviction(contents, (kind, reason) => {
      this.counters.evictions += 1;
      if (evictChannel.hasSubscribers) evictChannel.publish({ kind, reason });
    });
  }

  protected override settle(): void {
    this.#changes += 1;
    this.#eviction.enforce(true);
  }
}

type Handler = (contents: Contents, data: unknown, text: string | undefined) => unknown;

const handlers: ReadonlyMap<string, unknown> = new Map<string, unknown>(Object.entries(allEvents));
