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
  CachedChannel,
  CachedGuild,
  CachedMessage,
  CachedThread,
  VoiceChannelInfo,
} from "./entities.ts";
import { isPlainChannel, isThread } from "./entities.ts";
import { loadGuild } from "./load-guild.ts";
import { noteMember, notePeopleOf, noteUser } from "./people.ts";
import type { Counters } from "./statistics.ts";

/**
 * The operations by kind: `add…` puts in or merges, `get…` reads and counts as use, `remove…` takes out and returns what
 * was there. What comes out is in Discord's shape and must not be written to. What has an id of its own is looked up by
 * it; memberships by guild and user.
 */
export abstract class EntityOperations {
  protected readonly contents: Contents;
  protected readonly counters: Counters;

  protected constructor(contents: Contents, counters: Counters) {
    this.contents = contents;
    this.counters = counters;
  }

  /** Called after every change, to hold the limits. */
  protected abstract settle(): void;

  /** The bot's own user, once READY told. */
  get currentUser(): APIUser | undefined {
    return this.contents.selfId === undefined ? undefined : this.contents.users.peek(this.contents.selfId);
  }

  /** Adds a guild of the gateway or of the HTTP API. Lists in it (roles, channels, members, …) replace what is known. */
  addGuild(guild: APIGuild | GatewayGuildCreateDispatchData): void {
    loadGuild(this.contents, guild);
    this.settle();
  }

  /** A guild; with `unavailable: true` while an outage hides it. */
  getGuild(guildId: string): CachedGuild | undefined {
    return this.counters.found(this.contents.guilds.get(guildId));
  }

  /** Takes a guild away with everything of it. */
  removeGuild(guildId: string): CachedGuild | undefined {
    const guild = this.contents.guilds.peek(guildId);
    this.contents.removeGuild(guildId);
    return guild;
  }

  getAllGuilds(): CachedGuild[] {
    return [...this.contents.guilds.values()];
  }

  /** Guilds that an outage hides, and those that READY announced and that have not come yet. */
  getUnavailableGuilds(): APIUnavailableGuild[] {
    return this.contents.guilds.unavailableIds().map((id) => ({ id, unavailable: true }));
  }

  /** Walks all guilds, as they are when the walk starts. */
  guilds(): IterableIterator<CachedGuild> {
    return this.contents.guilds.values();
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
  getChannel(channelId: string): CachedChannel | CachedThread | undefined {
    return this.counters.found(this.contents.channels.get(channelId) ?? this.contents.threads.get(channelId));
  }

  /** Takes a channel away with its threads and their messages; or a thread. */
  removeChannel(channelId: string): CachedChannel | CachedThread | undefined {
    return this.contents.threads.has(channelId)
      ? this.contents.removeThread(channelId)
      : this.contents.removeChannel(channelId);
  }

  /** All channels that are no threads. */
  getAllChannels(): CachedChannel[] {
    return [...this.contents.channels.values()];
  }

  /** The channels of a guild that are no threads. */
  getGuildChannels(guildId: string): CachedChannel[] {
    return this.contents.channels.inGuild(guildId);
  }

  /** Walks all channels that are no threads. */
  channels(): IterableIterator<CachedChannel> {
    return this.contents.channels.values();
  }

  /** Status and beginning of what goes on in a voice channel, where Discord told. */
  getVoiceChannelInfo(channelId: string): VoiceChannelInfo | undefined {
    return this.contents.channels.voiceInfo(channelId);
  }

  addThread(thread: CachedThread): void {
    this.contents.setThread({ ...this.contents.threads.peek(thread.id), ...thread });
    this.settle();
  }

  getThread(threadId: string): CachedThread | undefined {
    return this.counters.found(this.contents.threads.get(threadId));
  }

  /** Takes a thread away with its messages. */
  removeThread(threadId: string): CachedThread | undefined {
    return this.contents.removeThread(threadId);
  }

  getAllThreads(): CachedThread[] {
    return [...this.contents.threads.values()];
  }

  getGuildThreads(guildId: string): CachedThread[] {
    return this.contents.threads.inGuild(guildId);
  }

  /** The threads of one channel. */
  getChannelThreads(channelId: string): CachedThread[] {
    const guildId = this.contents.channels.guildOf(channelId);
    const threads = guildId === undefined ? this.contents.threads.values() : this.contents.threads.inGuild(guildId);
    return [...threads].filter((thread) => thread.parent_id === channelId);
  }

  /** Walks all threads. */
  threads(): IterableIterator<CachedThread> {
    return this.contents.threads.values();
  }

  /** Adds a membership with its user; fields that are not sent stay as they are known. */
  addMember(guildId: string, member: APIGuildMember): void {
    noteMember(this.contents, guildId, member, member.user);
    this.settle();
  }

  getMember(guildId: string, userId: string): APIGuildMember | undefined {
    return this.counters.found(this.contents.members.get(guildId, userId));
  }

  removeMember(guildId: string, userId: string): APIGuildMember | undefined {
    return this.contents.members.delete(guildId, userId);
  }

  getGuildMembers(guildId: string): APIGuildMember[] {
    return this.contents.members.inGuild(guildId);
  }

  /** Walks the members of a guild, making each when it is its turn. */
  members(guildId: string): IterableIterator<APIGuildMember> {
    return this.contents.members.walkGuild(guildId);
  }

  /** Walks the members of all guilds; see {@link members} for those of one. */
  allMembers(): IterableIterator<APIGuildMember> {
    return this.contents.members.walk();
  }

  /** Adds a user; fields that are not sent stay as they are known. */
  addUser(user: APIUser): void {
    noteUser(this.contents, user);
    this.settle();
  }

  getUser(userId: string): APIUser | undefined {
    return this.counters.found(this.contents.users.get(userId));
  }

  /** Takes a user away, unless memberships still refer to it: it goes with the last of them. */
  removeUser(userId: string): APIUser | undefined {
    return this.contents.users.deleteLoose(userId);
  }

  getAllUsers(): APIUser[] {
    return [...this.contents.users.values()];
  }

  /** Walks all users. */
  users(): IterableIterator<APIUser> {
    return this.contents.users.values();
  }

  /** Adds a message, or replaces the one that is there; its author and mentions become known as well. */
  addMessage(message: CachedMessage): void {
    this.contents.setMessage(message, false);
    notePeopleOf(this.contents, message);
    this.settle();
  }

  getMessage(messageId: string): CachedMessage | undefined {
    return this.counters.found(this.contents.messages.get(messageId));
  }

  removeMessage(messageId: string): CachedMessage | undefined {
    return this.contents.messages.delete(messageId);
  }

  /**
   * The newest messages of a channel that are cached, oldest of them first.
   * @param limit - At most so many; a whole number of at least 1.
   * @throws {ValidationError} if `limit` is none.
   */
  getChannelMessages(channelId: string, limit: number = 50): CachedMessage[] {
    if (limit !== Infinity && (!Number.isInteger(limit) || limit < 1)) {
      throw ValidationError.of("limit", `must be a whole number of at least 1 (was ${limit})`);
    }
    return this.contents.messages.newest(channelId, limit);
  }

  getAllMessages(): CachedMessage[] {
    return [...this.contents.messages.values()];
  }

  /** Walks all messages. */
  messages(): IterableIterator<CachedMessage> {
    return this.contents.messages.values();
  }
}
