import type { Contents } from "../contents.ts";
import { noteMember, noteUser } from "../people.ts";
import { notePresence } from "./presence-events.ts";
import type { EventHandlers } from "./event-handler.ts";

export type MemberEvent =
  | "GUILD_MEMBER_ADD"
  | "GUILD_MEMBER_UPDATE"
  | "GUILD_MEMBER_REMOVE"
  | "GUILD_MEMBERS_CHUNK"
  | "GUILD_BAN_ADD"
  | "GUILD_BAN_REMOVE"
  | "INTERACTION_CREATE";

/** Memberships and the users in them. */
export const memberEvents: EventHandlers<MemberEvent> = {
  GUILD_MEMBER_ADD(contents, { guild_id: guildId, user, ...membership }) {
    const previous = contents.members.peek(guildId, user.id);
    if (contents.roster.joins(guildId, user.id, previous !== undefined)) changeMemberCount(contents, guildId, 1);
    noteMember(contents, guildId, membership, user);
    return previous;
  },

  GUILD_MEMBER_UPDATE(contents, { guild_id: guildId, user, ...membership }) {
    const previous = contents.members.peek(guildId, user.id);
    noteMember(contents, guildId, membership, user);
    return previous;
  },

  GUILD_MEMBER_REMOVE(contents, { guild_id: guildId, user }) {
    if (contents.roster.leaves(guildId, user.id)) changeMemberCount(contents, guildId, -1);
    const previous = contents.members.delete(guildId, user.id);
    contents.ofGuilds.presences.delete(user.id, guildId);
    contents.ofGuilds.voiceStates.delete(user.id, guildId);
    noteUser(contents, user);
    return previous;
  },

  GUILD_MEMBERS_CHUNK(contents, { guild_id: guildId, members, presences }) {
    for (const member of members) noteMember(contents, guildId, member, member.user);
    for (const presence of presences ?? []) notePresence(contents, { ...presence, guild_id: guildId });
    return undefined;
  },

  GUILD_BAN_ADD(contents, { user }) {
    noteUser(contents, user);
    return undefined;
  },

  GUILD_BAN_REMOVE(contents, { user }) {
    noteUser(contents, user);
    return undefined;
  },

  INTERACTION_CREATE(contents, interaction) {
    const { member, guild_id: guildId, user } = interaction;
    if (member !== undefined && guildId !== undefined) {
      // `permissions` are those of the channel the interaction came from, and no part of the membership.
      const { user: invoker, permissions: _permissions, ...membership } = member;
      noteMember(contents, guildId, membership, invoker);
    } else if (user !== undefined) noteUser(contents, user);
    return undefined;
  },
};

function changeMemberCount(contents: Contents, guildId: string, change: number): void {
  const base = contents.guilds.base(guildId);
  if (base?.member_count === undefined) return;
  contents.guilds.set({ ...base, member_count: Math.max(0, base.member_count + change) });
}
