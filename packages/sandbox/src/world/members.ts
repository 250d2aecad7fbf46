import { unknown } from "./api-error.ts";
import { compareSnowflakes } from "./snowflakes.ts";
import type { User, UserStore } from "./users.ts";
import type { WorldContext } from "./world-context.ts";

/** A member, without the user, which is added when it is sent. */
export interface Member {
  readonly userId: string;
  nick: string | null;
  avatar: string | null;
  banner: string | null;
  roles: string[];
  readonly joined_at: string;
  premium_since: string | null;
  deaf: boolean;
  mute: boolean;
  flags: number;
  pending: boolean;
  communication_disabled_until: string | null;
}

/** A member as Discord sends it. */
export interface MemberPayload extends Omit<Member, "userId"> {
  user: User;
}

export type MemberChange = Partial<
  Pick<Member, "nick" | "roles" | "deaf" | "mute" | "flags" | "communication_disabled_until" | "avatar" | "banner">
>;

/** Who belongs to which guild. */
export class MemberStore {
  readonly #context: WorldContext;
  readonly #users: UserStore;
  readonly #byGuild = new Map<string, Map<string, Member>>();

  constructor(context: WorldContext, users: UserStore) {
    this.#context = context;
    this.#users = users;
  }

  /** Makes a user a member; one who is a member already stays as is. */
  add(guildId: string, userId: string, change: MemberChange = {}): Member {
    const existing = this.get(guildId, userId);
    if (existing !== undefined) return existing;
    const member: Member = {
      userId,
      nick: null,
      avatar: null,
      banner: null,
      roles: [],
      joined_at: this.#context.timestamp(),
      premium_since: null,
      deaf: false,
      mute: false,
      flags: 0,
      pending: false,
      communication_disabled_until: null,
      ...change,
    };
    let members = this.#byGuild.get(guildId);
    if (members === undefined) this.#byGuild.set(guildId, (members = new Map()));
    // Told before it is so: it is news for the others, who joins hears of the guild as a whole.
    this.#context.publish(
      "GUILD_MEMBER_ADD",
      { guild_id: guildId, ...this.payload(member) },
      { kind: "guild", guildId },
    );
    members.set(userId, member);
    return member;
  }

  get(guildId: string, userId: string): Member | undefined {
    return this.#byGuild.get(guildId)?.get(userId);
  }

  /** @throws {ApiError} 10007 */
  require(guildId: string, userId: string): Member {
    const member = this.get(guildId, userId);
    if (member === undefined) throw unknown("Member");
    return member;
  }

  has(guildId: string, userId: string): boolean {
    return this.get(guildId, userId) !== undefined;
  }

  count(guildId: string): number {
    return this.#byGuild.get(guildId)?.size ?? 0;
  }

  /** In the order of their ids. */
  list(guildId: string): Member[] {
    return [...(this.#byGuild.get(guildId)?.values() ?? [])].toSorted((a, b) => compareSnowflakes(a.userId, b.userId));
  }

  /** Ids of the guilds a user belongs to. */
  guildIdsOf(userId: string): string[] {
    return [...this.#byGuild].filter(([, members]) => members.has(userId)).map(([guildId]) => guildId);
  }

  update(guildId: string, userId: string, change: MemberChange): Member {
    const member = this.require(guildId, userId);
    Object.assign(member, change);
    this.#publishUpdate(guildId, member);
    return member;
  }

  addRole(guildId: string, userId: string, roleId: string): void {
    const member = this.require(guildId, userId);
    if (!member.roles.includes(roleId)) this.update(guildId, userId, { roles: [...member.roles, roleId] });
  }

  removeRole(guildId: string, userId: string, roleId: string): void {
    const member = this.require(guildId, userId);
    if (!member.roles.includes(roleId)) return;
    this.update(guildId, userId, { roles: member.roles.filter((id) => id !== roleId) });
  }

  /** Ends a membership: a leave, a kick or a ban. */
  remove(guildId: string, userId: string): void {
    this.require(guildId, userId);
    this.#byGuild.get(guildId)?.delete(userId);
    this.#context.publish(
      "GUILD_MEMBER_REMOVE",
      { guild_id: guildId, user: this.#users.require(userId) },
      { kind: "guild", guildId },
    );
    // Who left is no member any more, and hears it in another way.
    this.#context.publish("GUILD_DELETE", { id: guildId }, { kind: "user", userId });
  }

  /** A user's name or avatar changed: each guild hears it as a change of the member. */
  userChanged(userId: string): void {
    for (const guildId of this.guildIdsOf(userId)) {
      const member = this.get(guildId, userId);
      if (member !== undefined) this.#publishUpdate(guildId, member);
    }
  }

  payload(member: Member): MemberPayload {
    const { userId, ...rest } = member;
    return { user: this.#users.require(userId), ...rest, roles: [...member.roles] };
  }

  /** Without the user: as messages carry it beside their author. */
  partialPayload(member: Member): Omit<MemberPayload, "user"> {
    const { user: _user, ...rest } = this.payload(member);
    return rest;
  }

  forgetGuild(guildId: string): void {
    this.#byGuild.delete(guildId);
  }

  #publishUpdate(guildId: string, member: Member): void {
    this.#context.publish(
      "GUILD_MEMBER_UPDATE",
      { guild_id: guildId, ...this.payload(member) },
      { kind: "guild", guildId },
    );
  }
}
