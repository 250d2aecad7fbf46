import type { APIRole, APIUser } from "@zignal/types";
import type { CachedChannel, CachedMessage, CachedThread, EntityKind } from "./entities.ts";
import type { CacheLimits, KeepPolicies, ResolvedCacheOptions } from "./options.ts";
import { Roster } from "./roster.ts";
import { ChannelTable } from "./tables/channel-table.ts";
import { EntityTable } from "./tables/entity-table.ts";
import type { EntityTableOptions } from "./tables/entity-table.ts";
import type { GuildBase } from "./tables/guild-table.ts";
import { GuildTable } from "./tables/guild-table.ts";
import type { Membership } from "./tables/member-table.ts";
import { MemberTable } from "./tables/member-table.ts";
import type { MessageRecord } from "./tables/message-table.ts";
import { MessageTable } from "./tables/message-table.ts";
import type { PartialUser } from "./tables/user-table.ts";
import { UserTable } from "./tables/user-table.ts";

/** All tables of a cache, and what holds between them: who belongs to whom, what is kept, what goes with what. */
export class Contents {
  readonly guilds: GuildTable;
  readonly channels: ChannelTable<CachedChannel>;
  readonly threads: ChannelTable<CachedThread>;
  readonly roles: EntityTable<APIRole>;
  readonly users: UserTable;
  readonly members: MemberTable;
  readonly messages: MessageTable;
  readonly roster: Roster = new Roster();
  readonly keep: KeepPolicies;
  limits: CacheLimits;
  #selfId: string | undefined;

  constructor({ limits, keep, maxAgeMs, clock }: ResolvedCacheOptions) {
    this.limits = limits;
    this.keep = keep;
    const aging = (kind: EntityKind): EntityTableOptions => (maxAgeMs[kind] === undefined ? {} : { clock });
    this.guilds = new GuildTable({ ...aging("guilds"), rolesOf: (guildId) => this.roles.inGuild(guildId) });
    this.channels = new ChannelTable(aging("channels"));
    this.threads = new ChannelTable(aging("threads"));
    this.roles = new EntityTable({ ...aging("roles"), onChange: (guildId) => this.guilds.touch(guildId) });
    this.users = new UserTable(aging("users"));
    this.members = new MemberTable(this.users, aging("members"));
    this.messages = new MessageTable(aging("messages"));
  }

  /** Id of the bot's own user, once READY told. */
  get selfId(): string | undefined {
    return this.#selfId;
  }

  /** The bot's own user is kept whatever the limits say. */
  setSelf(user: APIUser): void {
    this.users.set({ ...this.users.peek(user.id), ...user });
    if (this.#selfId === user.id) return;
    this.users.retain(user.id);
    if (this.#selfId !== undefined) this.users.release(this.#selfId);
    this.#selfId = user.id;
  }

  setGuild(base: GuildBase): void {
    if (this.#accepts(this.keep.guilds, { ...base, roles: this.roles.inGuild(base.id) })) this.guilds.set(base);
    else this.guilds.delete(base.id);
  }

  setChannel(channel: CachedChannel): void {
    if (this.#accepts(this.keep.channels, channel)) this.channels.set(channel);
    else this.channels.delete(channel.id);
  }

  setThread(thread: CachedThread): void {
    if (this.#accepts(this.keep.threads, thread)) this.threads.set(thread);
    else this.threads.delete(thread.id);
  }

  setRole(guildId: string, role: APIRole): void {
    if (this.#accepts(this.keep.roles, role)) this.roles.set(role.id, guildId, role);
    else this.roles.delete(role.id);
  }

  /** Merges what was sent into what is known. A user of whom too little was sent, and nothing is known, is left out. */
  setUser(user: PartialUser): void {
    const known = this.users.peek(user.id);
    if (known === undefined) {
      if (isWhole(user) && this.#accepts(this.keep.users, user)) this.users.set(user);
    } else if (!sameFields(known, user)) this.users.set({ ...known, ...user });
    else this.users.get(user.id);
  }

  /** Merges what was sent into what is known of a membership and its user. */
  setMember(guildId: string, sent: Partial<Membership>, user: APIUser): void {
    const { keep, users, members } = this;
    const known = members.membership(guildId, user.id);
    if (known !== undefined && sameFields(known, sent)) {
      members.touch(guildId, user.id);
      this.setUser(user);
      return;
    }
    const membership = { ...known, ...sent } as Membership;
    if (!this.#accepts(keep.members, { ...membership, user })) {
      members.delete(guildId, user.id);
      this.setUser(user);
      return;
    }
    users.set({ ...users.peek(user.id), ...user });
    members.set(guildId, user.id, membership);
    if (this.limits.maxMembersPerGuild !== Infinity) members.trimGuild(guildId, this.limits.maxMembersPerGuild);
  }

  /** Adds a message, or replaces the one that is there. */
  setMessage(message: CachedMessage, sinceCreation: boolean): void {
    const record = this.messages.get(message.id);
    if (!this.#accepts(this.keep.messages, message)) {
      this.messages.delete(message.id);
    } else if (record === undefined) {
      const { channel_id: channelId } = message;
      const guildId = message.guild_id ?? this.channels.guildOf(channelId) ?? this.threads.guildOf(channelId);
      this.messages.add({ message, sinceCreation, tally: undefined }, guildId, this.limits.maxMessagesPerChannel);
    } else record.message = message;
  }

  /** Puts a changed message in the place of the one before. */
  replaceMessage(record: MessageRecord, message: CachedMessage): void {
    if (this.#accepts(this.keep.messages, message)) record.message = message;
    else this.messages.delete(message.id);
  }

  /** A message was sent: its channel says so, and counts as used. */
  noteLastMessage(channelId: string, messageId: string): void {
    if (!this.channels.noteMessage(channelId, messageId)) this.threads.noteMessage(channelId, messageId);
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
    this.guilds.delete(guildId);
    this.roles.deleteGuild(guildId);
  }

  clear(): void {
    this.guilds.clear();
    this.channels.clear();
    this.threads.clear();
    this.roles.clear();
    this.members.clear();
    this.users.clear();
    this.messages.clear();
    this.roster.clear();
    this.#selfId = undefined;
  }

  #accepts<T>(policy: "all" | "none" | ((entity: T) => boolean) | undefined, entity: T): boolean {
    return policy === undefined || policy === "all" || (policy !== "none" && policy(entity));
  }
}

function isWhole(user: PartialUser): user is APIUser {
  return user.username !== undefined && user.discriminator !== undefined && user.avatar !== undefined;
}

/** Does `known` already say everything that `sent` says? */
function sameFields(known: object, sent: object): boolean {
  for (const name in sent) {
    const before: unknown = Reflect.get(known, name);
    const now: unknown = Reflect.get(sent, name);
    if (before !== now && !sameJson(before, now)) return false;
  }
  return true;
}

function sameJson(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object") return false;
  return JSON.stringify(a) === JSON.stringify(b);
}
