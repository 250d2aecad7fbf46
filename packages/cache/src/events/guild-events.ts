import { Snowflakes } from "@zignal/types/snowflake";
import type { Contents } from "../contents.ts";
import { loadGuild, replaceEmojis, replaceList } from "../load-guild.ts";
import { noteUser } from "../people.ts";
import type { EventHandlers } from "./event-handler.ts";

export type GuildEvent =
  | "READY"
  | "USER_UPDATE"
  | "GUILD_CREATE"
  | "GUILD_UPDATE"
  | "GUILD_DELETE"
  | "GUILD_EMOJIS_UPDATE"
  | "GUILD_STICKERS_UPDATE"
  | "GUILD_ROLE_CREATE"
  | "GUILD_ROLE_UPDATE"
  | "GUILD_ROLE_DELETE";

/** The session, the guilds, and what of a guild is replaced as a whole. */
export const guildEvents: EventHandlers<GuildEvent> = {
  READY(contents, { user, guilds, shard }) {
    contents.setSelf(user);
    contents.roster.clear();
    const listed = new Set(guilds.map(({ id }) => id));
    for (const id of contents.guilds.knownIds()) {
      const ours = shard === undefined || Snowflakes.shardId(id, shard[1]) === shard[0];
      // A guild that a new session does not list was left while nobody was connected.
      if (ours && !listed.has(id)) contents.removeGuild(id);
    }
    for (const id of listed) markUnavailable(contents, id);
    return undefined;
  },

  USER_UPDATE(contents, user) {
    const previous = contents.users.peek(user.id);
    if (contents.selfId === undefined || contents.selfId === user.id) contents.setSelf(user);
    else noteUser(contents, user);
    return previous;
  },

  GUILD_CREATE(contents, guild) {
    const previous = contents.guilds.known(guild.id);
    // An outage hides guilds in this event, too: then only `id` and `unavailable` are there.
    if (guild.unavailable === true) markUnavailable(contents, guild.id);
    else {
      contents.roster.clear();
      loadGuild(contents, guild);
    }
    return previous;
  },

  GUILD_UPDATE(contents, guild) {
    const previous = contents.guilds.peek(guild.id);
    loadGuild(contents, guild);
    return previous;
  },

  GUILD_DELETE(contents, { id, unavailable }) {
    const previous = contents.guilds.known(id);
    if (unavailable === true) markUnavailable(contents, id);
    else contents.removeGuild(id);
    return previous;
  },

  GUILD_EMOJIS_UPDATE(contents, { guild_id: guildId, emojis }) {
    const previous = contents.ofGuilds.emojis.inGuild(guildId);
    replaceEmojis(contents, guildId, emojis);
    return previous;
  },

  GUILD_STICKERS_UPDATE(contents, { guild_id: guildId, stickers }) {
    const previous = contents.ofGuilds.stickers.inGuild(guildId);
    replaceList(contents, "stickers", guildId, stickers);
    return previous;
  },

  GUILD_ROLE_CREATE(contents, { guild_id: guildId, role }) {
    const previous = contents.ofGuilds.roles.peek(role.id);
    contents.setOfGuild("roles", guildId, role.id, role);
    return previous;
  },

  GUILD_ROLE_UPDATE(contents, { guild_id: guildId, role }) {
    const previous = contents.ofGuilds.roles.peek(role.id);
    contents.setOfGuild("roles", guildId, role.id, role);
    return previous;
  },

  GUILD_ROLE_DELETE(contents, { guild_id: guildId, role_id: roleId }) {
    contents.members.dropRole(guildId, roleId);
    return contents.ofGuilds.roles.delete(roleId);
  },
};

/** What the guild says of itself is kept; that it can not be reached now is noted. */
function markUnavailable(contents: Contents, id: string): void {
  const base = contents.guilds.base(id);
  if (base === undefined) contents.guilds.announce(id);
  else contents.guilds.set({ ...base, unavailable: true });
}
