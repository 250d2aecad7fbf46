import type { APIUser } from "@zignal/types";
import { Census } from "./census.ts";
import { CompactTable } from "./compact/compact-table.ts";
import type { CompactTableOptions } from "./compact/compact-table-options.ts";
import { RecordStore } from "./compact/record-store.ts";
import type {
  CachedChannel,
  CachedMessage,
  CachedThread,
  EntityKind,
  EntityOfKind,
  GuildEntityKind,
} from "./entities.ts";
import { guildEntityKinds } from "./entities.ts";
import type { CacheLimits } from "./limits.ts";
import type { KeepPolicies, KeepPolicy, ResolvedCacheOptions } from "./options.ts";
import { Roster } from "./roster.ts";
import { ChannelTable } from "./tables/channel-table.ts";
import type { GuildBase, GuildParts } from "./tables/guild-table.ts";
import { GuildTable } from "./tables/guild-table.ts";
import { MemberTable } from "./tables/member-table.ts";
import { MessageTable } from "./tables/message-table.ts";
import { UserTable } from "./tables/user-table.ts";

type GuildEntityTables = { readonly [Kind in GuildEntityKind]: CompactTable<EntityOfKind[Kind]> };

/** All tables of a cache, and what holds between them: who belongs to whom, what is kept, what goes with what. */
export class Contents {
  readonly store: RecordStore = new RecordStore();
  readonly census: Census;
  readonly guilds: GuildTable;
  readonly channels: ChannelTable<CachedChannel>;
  readonly threads: ChannelTable<CachedThread>;
  readonly users: UserTable;
  readonly members: MemberTable;
  readonly messages: MessageTable;
  /** Roles, emojis, voice states, …: what belongs to a guild, and nothing else hangs on it. */
  readonly ofGuilds: GuildEntityTables;
  readonly roster: Roster = new Roster();
  readonly keep: KeepPolicies;
  limits: CacheLimits;
  #selfId: string | undefined;
  #generation = 0;

  constructor({ limits, keep, fields, maxAgeMs, clock }: ResolvedCacheOptions) {
    this.limits = limits;
    this.keep = keep;
    this.census = new Census(limits);
    const basics = (kind: EntityKind): Omit<CompactTableOptions, "key"> => ({
      store: this.store,
      onCount: this.census.counterOf(kind),
      leftOut: fields[kind] && { kept: fields[kind] },
      clock: maxAgeMs[kind] === undefined ? undefined : clock,
    });
    const guildPart = (kind: EntityKind): CompactTableOptions => ({
      ...basics(kind),
      key: "guild",
      onChange: (guildId) => this.guilds.touchParts(guildId),
    });
    this.guilds = new GuildTable(basics("guilds"), (guildId) => this.#partsOf(guildId));
    this.channels = new ChannelTable(basics("channels"));
    this.threads = new ChannelTable(basics("threads"));
    this.users = new UserTable(basics("users"));
    this.members = new MemberTable(this.users, basics("members"));
    this.messages = new MessageTable(basics("messages"));
    this.ofGuilds = {
      roles: new CompactTable(guildPart("roles")),
      emojis: new CompactTable(guildPart("emojis")),
      stickers: new CompactTable(guildPart("stickers")),
      presences: new CompactTable({ ...basics("presences"), key: "guildAndId" }),
      voiceStates: new CompactTable({ ...basics("voiceStates"), key: "guildAndId" }),
      stageInstances: new CompactTable({ ...basics("stageInstances"), key: "guild" }),
      scheduledEvents: new CompactTable({ ...basics("scheduledEvents"), key: "guild" }),
      soundboardSounds: new CompactTable({ ...basics("soundboardSounds"), key: "guild" }),
    };
  }

  /** Id of the bot's own user, once READY told. */
  get selfId(): string | undefined {
    return this.#selfId;
  }

  /** How often it was cleared. */
  get generation(): number {
    return this.#generation;
  }

  /** The bot's own user is kept whatever the limits say. */
  setSelf(user: APIUser): void {
    this.users.set(user.id, undefined, { ...this.users.peek(user.id), ...user });
    if (this.#selfId === user.id) return;
    this.users.retainUser(user.id);
    if (this.#selfId !== undefined) this.users.releaseUser(this.#selfId);
    this.#selfId = user.id;
  }

  setGuild(base: GuildBase): void {
    if (accepts(this.keep.guilds, () => ({ ...base, ...this.#partsOf(base.id) }))) this.guilds.set(base);
    else this.guilds.delete(base.id);
  }

  setChannel(channel: CachedChannel): void {
    if (accepts(this.keep.channels, () => channel)) this.channels.set(channel);
    else this.channels.delete(channel.id);
  }

  setThread(thread: CachedThread): void {
    if (accepts(this.keep.threads, () => thread)) this.threads.set(thread);
    else this.threads.delete(thread.id);
  }

  /** @param id - The entity's own id; of presences and voice states the user's. */
  setOfGuild<Kind extends GuildEntityKind>(kind: Kind, guildId: string, id: string, value: EntityOfKind[Kind]): void {
    const table: CompactTable<EntityOfKind[Kind]> = this.ofGuilds[kind];
    const policy: KeepPolicy<EntityOfKind[Kind]> | undefined = this.keep[kind];
    if (accepts(policy, () => value)) table.set(id, guildId, value);
    else table.delete(id, guildId);
  }

  /** Replaces a guild's entities of a kind by those of the list, in its order. */
  replaceOfGuild<Kind extends GuildEntityKind>(
    kind: Kind,
    guildId: string,
    list: readonly (readonly [id: string, entity: EntityOfKind[Kind]])[],
  ): void {
    const table: CompactTable<EntityOfKind[Kind]> = this.ofGuilds[kind];
    const present = new Set(list.map(([id]) => id));
    const before = table.idsInGuild(guildId);
    const staying = before.filter((id) => present.has(id));
    // What is new comes last; another order is only had by beginning anew.
    const inOrder = staying.every((id, index) => list[index]?.[0] === id);
    for (const id of before) if (!inOrder || !present.has(id)) table.delete(id, guildId);
    for (const [id, entity] of list) this.setOfGuild(kind, guildId, id, entity);
  }

  /** Adds a message, or replaces the one that is there. */
  setMessage(message: CachedMessage, sinceCreation: boolean): void {
    const row = this.messages.find(message.id);
    if (row >= 0) this.replaceMessage(row, message);
    else if (accepts(this.keep.messages, () => message)) this.addMessage(message, sinceCreation);
  }

  /**
   * Adds a message that is not here, and that is to be kept.
   * @param text - The dispatch that brought it, as JSON.
   */
  addMessage(message: CachedMessage, sinceCreation: boolean, text?: string): void {
    const { channel_id: channelId } = message;
    const guildId = message.guild_id ?? this.channels.guildOf(channelId) ?? this.threads.guildOf(channelId);
    this.messages.add(message, sinceCreation, guildId, this.limits.maxMessagesPerChannel, text);
  }

  /** Puts a changed message in the place of the one before, which counts as used. */
  replaceMessage(row: number, message: CachedMessage): void {
    if (accepts(this.keep.messages, () => message)) {
      this.messages.replace(row, message);
      this.messages.touch(row);
    } else this.messages.delete(message.id);
  }

  /** A message was sent: its channel says so, and counts as used. */
  noteLastMessage(channelId: string, messageId: string): void {
    const home = this.messages.homeOf(channelId);
    if (home !== undefined && home.row >= 0 && this.channels.noteMessageAt(home.row, home, messageId)) return;
    const row = this.channels.noteMessage(channelId, messageId);
    if (row < 0) this.threads.noteMessage(channelId, messageId);
    else if (home !== undefined) {
      home.row = row;
      this.channels.readId(row, home);
    }
  }

  /** Takes a channel, which itself need not be cached, away with its threads and their messages. */
  removeChannel(id: string, guildId: string | undefined = this.channels.guildOf(id)): CachedChannel | undefined {
    if (guildId !== undefined) {
      for (const thread of this.threads.inGuild(guildId)) if (thread.parent_id === id) this.removeThread(thread.id);
    }
    this.messages.deleteChannel(id);
    return this.channels.delete(id);
  }

  /** Takes a thread away with its messages. */
  removeThread(id: string): CachedThread | undefined {
    this.messages.deleteChannel(id);
    return this.threads.delete(id);
  }

  /** Takes a guild away with everything of it. */
  removeGuild(guildId: string): void {
    for (const id of this.threads.idsInGuild(guildId)) this.removeThread(id);
    for (const id of this.channels.idsInGuild(guildId)) this.removeChannel(id, guildId);
    this.messages.deleteGuild(guildId);
    this.members.deleteGuild(guildId);
    for (const kind of guildEntityKinds) this.ofGuilds[kind].deleteGuild(guildId);
    this.guilds.delete(guildId);
  }

  clear(): void {
    this.#generation += 1;
    this.guilds.clear();
    this.channels.clear();
    this.threads.clear();
    this.members.clear();
    this.users.clear();
    this.messages.clear();
    for (const kind of guildEntityKinds) this.ofGuilds[kind].clear();
    this.store.clear();
    this.census.clear();
    this.roster.clear();
    this.#selfId = undefined;
  }

  #partsOf(guildId: string): GuildParts {
    return {
      roles: this.ofGuilds.roles.inGuild(guildId),
      emojis: this.ofGuilds.emojis.inGuild(guildId),
      stickers: this.ofGuilds.stickers.inGuild(guildId),
    };
  }
}

/** Is the entity, which is only made if a filter has to see it, to be kept? */
export function accepts<T>(policy: KeepPolicy<T> | undefined, entity: () => T): boolean {
  if (policy === undefined || policy === "all") return true;
  return policy !== "none" && policy(entity());
}
