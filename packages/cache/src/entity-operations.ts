import { ValidationError } from "@zignal/errors";
import type {
  APIGuild,
  APIGuildMember,
  APIUnavailableGuild,
  APIUser,
  GatewayGuildCreateDispatchData,
} from "@zignal/types";
import type { Contents } from "./contents.ts";
import type {
  AnyChannel,
  CachedMessage,
  CachedThread,
  EntityKind,
  EntityOfKind,
  VoiceChannelInfo,
} from "./entities.ts";
import { isPlainChannel, isThread } from "./entities.ts";
import { loadGuild } from "./load-guild.ts";
import { noteMember, notePeopleOf, noteUser } from "./people.ts";
import type { FieldSelection, Kept, WholeEntities } from "./field-selection.ts";
import type { Counters } from "./statistics.ts";

/**
 * The operations by kind: `add…` puts in or merges, `get…` reads and counts as use, `remove…` takes out and returns what
 * was there. What comes out is in Discord's shape and must not be written to. What has an id of its own is looked up by
 * it; memberships by guild and user.
 */
export abstract class EntityOperations<Fields extends FieldSelection = WholeEntities> {
  protected contents: Contents;
  protected readonly counters: Counters;

  protected constructor(contents: Contents, counters: Counters) {
    this.contents = contents;
    this.counters = counters;
  }

  /** Called after every change, to hold the limits. */
  protected abstract settle(): void;

  /** What the tables hold has the chosen fields only, as {@link Kept} says and the tables' own types do not. */
  protected kept<Kind extends EntityKind>(kind: Kind, entity: EntityOfKind[Kind]): Kept<Fields, Kind>;
  protected kept<Kind extends EntityKind>(
    kind: Kind,
    entity: EntityOfKind[Kind] | undefined,
  ): Kept<Fields, Kind> | undefined;
  protected kept(_kind: EntityKind, entity: unknown): unknown {
    return entity;
  }

  protected allKept<Kind extends EntityKind>(kind: Kind, entities: EntityOfKind[Kind][]): Kept<Fields, Kind>[];
  protected allKept(_kind: EntityKind, entities: unknown): unknown {
    return entities;
  }

  protected walked<Kind extends EntityKind>(
    kind: Kind,
    entities: IterableIterator<EntityOfKind[Kind]>,
  ): IterableIterator<Kept<Fields, Kind>>;
  protected walked(_kind: EntityKind, entities: unknown): unknown {
    return entities;
  }

  /** The bot's own user, once READY told. */
  get currentUser(): Kept<Fields, "users"> | undefined {
    return this.kept(
      "users",
      this.contents.selfId === undefined ? undefined : this.contents.users.peek(this.contents.selfId),
    );
  }

  /** Adds a guild of the gateway or of the HTTP API. Lists in it (roles, channels, members, …) replace what is known. */
  addGuild(guild: APIGuild | GatewayGuildCreateDispatchData): void {
    loadGuild(this.contents, guild);
    this.settle();
  }

  /** A guild; with `unavailable: true` while an outage hides it. */
  getGuild(guildId: string): Kept<Fields, "guilds"> | undefined {
    return this.counters.found(this.kept("guilds", this.contents.guilds.get(guildId)));
  }

  /** Takes a guild away with everything of it. */
  removeGuild(guildId: string): Kept<Fields, "guilds"> | undefined {
    const guild = this.contents.guilds.peek(guildId);
    this.contents.removeGuild(guildId);
    return this.kept("guilds", guild);
  }

  getAllGuilds(): Kept<Fields, "guilds">[] {
    return this.allKept("guilds", [...this.contents.guilds.values()]);
  }

  /** Guilds that an outage hides, and those that READY announced and that have not come yet. */
  getUnavailableGuilds(): APIUnavailableGuild[] {
    return this.contents.guilds.unavailableIds().map((id) => ({ id, unavailable: true }));
  }

  /** Walks all guilds, as they are when the walk starts. */
  guilds(): IterableIterator<Kept<Fields, "guilds">> {
    return this.walked("guilds", this.contents.guilds.values());
  }

  /** Adds a channel of the gateway or of the HTTP API, or replaces it; a thread goes to the threads. */
  addChannel(channel: AnyChannel): void {
    if (isThread(channel)) this.addThread(channel);
    else if (isPlainChannel(channel)) {
      this.contents.setChannel(channel);
      this.settle();
    }
  }

  /** A channel or a thread. */
  getChannel(channelId: string): Kept<Fields, "channels"> | Kept<Fields, "threads"> | undefined {
    return this.counters.found(
      this.kept("channels", this.contents.channels.get(channelId)) ??
        this.kept("threads", this.contents.threads.get(channelId)),
    );
  }

  /** Takes a channel away with its threads and their messages; or a thread. */
  removeChannel(channelId: string): Kept<Fields, "channels"> | Kept<Fields, "threads"> | undefined {
    return this.contents.threads.has(channelId)
      ? this.kept("threads", this.contents.removeThread(channelId))
      : this.kept("channels", this.contents.removeChannel(channelId));
  }

  /** All channels that are no threads. */
  getAllChannels(): Kept<Fields, "channels">[] {
    return this.allKept("channels", [...this.contents.channels.values()]);
  }

  /** The channels of a guild that are no threads. */
  getGuildChannels(guildId: string): Kept<Fields, "channels">[] {
    return this.allKept("channels", this.contents.channels.inGuild(guildId));
  }

  /** Walks all channels that are no threads. */
  channels(): IterableIterator<Kept<Fields, "channels">> {
    return this.walked("channels", this.contents.channels.values());
  }

  /** Status and beginning of what goes on in a voice channel, where Discord told. */
  getVoiceChannelInfo(channelId: string): VoiceChannelInfo | undefined {
    return this.contents.channels.voiceInfo(channelId);
  }

  addThread(thread: CachedThread): void {
    this.contents.setThread({ ...this.contents.threads.peek(thread.id), ...thread });
    this.settle();
  }

  getThread(threadId: string): Kept<Fields, "threads"> | undefined {
    return this.counters.found(this.kept("threads", this.contents.threads.get(threadId)));
  }

  /** Takes a thread away with its messages. */
  removeThread(threadId: string): Kept<Fields, "threads"> | undefined {
    return this.kept("threads", this.contents.removeThread(threadId));
  }

  getAllThreads(): Kept<Fields, "threads">[] {
    return this.allKept("threads", [...this.contents.threads.values()]);
  }

  getGuildThreads(guildId: string): Kept<Fields, "threads">[] {
    return this.allKept("threads", this.contents.threads.inGuild(guildId));
  }

  /** The threads of one channel. */
  getChannelThreads(channelId: string): Kept<Fields, "threads">[] {
    const guildId = this.contents.channels.guildOf(channelId);
    const threads = guildId === undefined ? this.contents.threads.values() : this.contents.threads.inGuild(guildId);
    return this.allKept(
      "threads",
      [...threads].filter((thread) => thread.parent_id === channelId),
    );
  }

  /** Walks all threads. */
  threads(): IterableIterator<Kept<Fields, "threads">> {
    return this.walked("threads", this.contents.threads.values());
  }

  /** Adds a membership with its user; fields that are not sent stay as they are known. */
  addMember(guildId: string, member: APIGuildMember): void {
    noteMember(this.contents, guildId, member, member.user);
    this.settle();
  }

  getMember(guildId: string, userId: string): Kept<Fields, "members"> | undefined {
    return this.counters.found(this.kept("members", this.contents.members.get(guildId, userId)));
  }

  removeMember(guildId: string, userId: string): Kept<Fields, "members"> | undefined {
    return this.kept("members", this.contents.members.delete(guildId, userId));
  }

  getGuildMembers(guildId: string): Kept<Fields, "members">[] {
    return this.allKept("members", this.contents.members.inGuild(guildId));
  }

  /** Walks the members of a guild, making each when it is its turn. */
  members(guildId: string): IterableIterator<Kept<Fields, "members">> {
    return this.walked("members", this.contents.members.walkGuild(guildId));
  }

  /** Walks the members of all guilds; see {@link members} for those of one. */
  allMembers(): IterableIterator<Kept<Fields, "members">> {
    return this.walked("members", this.contents.members.walk());
  }

  /** Adds a user; fields that are not sent stay as they are known. */
  addUser(user: APIUser): void {
    noteUser(this.contents, user);
    this.settle();
  }

  getUser(userId: string): Kept<Fields, "users"> | undefined {
    return this.counters.found(this.kept("users", this.contents.users.get(userId)));
  }

  /** Takes a user away, unless memberships still refer to it: it goes with the last of them. */
  removeUser(userId: string): Kept<Fields, "users"> | undefined {
    return this.kept("users", this.contents.users.deleteLoose(userId));
  }

  getAllUsers(): Kept<Fields, "users">[] {
    return this.allKept("users", [...this.contents.users.values()]);
  }

  /** Walks all users. */
  users(): IterableIterator<Kept<Fields, "users">> {
    return this.walked("users", this.contents.users.values());
  }

  /** Adds a message, or replaces the one that is there; its author and mentions become known as well. */
  addMessage(message: CachedMessage): void {
    this.contents.setMessage(message, false);
    notePeopleOf(this.contents, message);
    this.settle();
  }

  getMessage(messageId: string): Kept<Fields, "messages"> | undefined {
    return this.counters.found(this.kept("messages", this.contents.messages.get(messageId)));
  }

  removeMessage(messageId: string): Kept<Fields, "messages"> | undefined {
    return this.kept("messages", this.contents.messages.delete(messageId));
  }

  /**
   * The newest messages of a channel that are cached, oldest of them first.
   * @param limit - At most so many; a whole number of at least 1.
   * @throws {ValidationError} if `limit` is none.
   */
  getChannelMessages(channelId: string, limit: number = 50): Kept<Fields, "messages">[] {
    if (limit !== Infinity && (!Number.isInteger(limit) || limit < 1)) {
      throw ValidationError.of("limit", `must be a whole number of at least 1 (was ${limit})`);
    }
    return this.allKept("messages", this.contents.messages.newest(channelId, limit));
  }

  getAllMessages(): Kept<Fields, "messages">[] {
    return this.allKept("messages", [...this.contents.messages.values()]);
  }

  /** Walks all messages. */
  messages(): IterableIterator<Kept<Fields, "messages">> {
    return this.walked("messages", this.contents.messages.values());
  }
}
