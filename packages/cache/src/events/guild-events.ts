import { Snowflakes } from "@zignal/types/snowflake";
import type { APIGuild, GatewayGuildCreateDispatchData } from "@zignal/types";
import type { Contents } from "../contents.ts";
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
    else contents.setUser(user);
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
    const base = contents.guilds.base(guildId);
    if (base !== undefined) contents.setGuild({ ...base, emojis });
    return base?.emojis;
  },

  GUILD_STICKERS_UPDATE(contents, { guild_id: guildId, stickers }) {
    const base = contents.guilds.base(guildId);
    if (base !== undefined) contents.setGuild({ ...base, stickers });
    return base?.stickers;
  },

  GUILD_ROLE_CREATE(contents, { guild_id: guildId, role }) {
    const previous = contents.roles.peek(role.id);
    contents.setRole(guildId, role);
    return previous;
  },

  GUILD_ROLE_UPDATE(contents, { guild_id: guildId, role }) {
    const previous = contents.roles.peek(role.id);
    contents.setRole(guildId, role);
    return previous;
  },

  GUILD_ROLE_DELETE(contents, { guild_id: guildId, role_id: roleId }) {
    contents.members.dropRole(guildId, roleId);
    return contents.roles.delete(roleId);
  },
};

/** What the guild says of itself is kept; that it can not be reached now is noted. */
function markUnavailable(contents: Contents, id: string): void {
  const base = contents.guilds.base(id);
  if (base === undefined) contents.guilds.announce(id);
  else contents.guilds.set({ ...base, unavailable: true });
}

/** A guild of the gateway, or of the HTTP API, which has fewer lists. A list that is there replaces what is known. */
export function loadGuild(contents: Contents, guild: APIGuild | GatewayGuildCreateDispatchData): void {
  const sent: APIGuild & Partial<GatewayGuildCreateDispatchData> = guild;
  // Lists that have tables of their own are not kept twice.
  const {
    roles,
    channels,
    threads,
    members,
    presences: _presences,
    voice_states: _voiceStates,
    stage_instances: _stageInstances,
    guild_scheduled_events: _events,
    soundboard_sounds: _sounds,
    ...rest
  } = sent;
  const { id } = guild;
  replaceAll(contents.roles.idsInGuild(id), roles, (role) => contents.roles.delete(role));
  for (const role of roles) contents.setRole(id, role);
  const base = { ...contents.guilds.base(id), ...rest };
  // GUILD_CREATE without `unavailable` is how a guild comes back.
  if (rest.unavailable === undefined && channels !== undefined) delete base.unavailable;
  contents.setGuild(base);
  replaceAll(contents.channels.idsInGuild(id), channels, (channel) => contents.removeChannel(channel));
  for (const channel of channels ?? []) contents.setChannel({ ...channel, guild_id: id });
  replaceAll(contents.threads.idsInGuild(id), threads, (thread) => contents.removeThread(thread));
  for (const thread of threads ?? []) contents.setThread({ ...thread, guild_id: id });
  if (members === undefined) return;
  if (sent.large === false && members.length === sent.member_count) {
    const present = new Set(members.map(({ user }) => user.id));
    for (const userId of contents.members.userIdsInGuild(id)) {
      if (!present.has(userId)) contents.members.delete(id, userId);
    }
  }
  for (const { user, ...membership } of members) contents.setMember(id, membership, user);
}

/** Removes what is known and not in `list`. */
function replaceAll(
  knownIds: string[],
  list: readonly { id: string }[] | undefined,
  remove: (id: string) => void,
): void {
  if (list === undefined || knownIds.length === 0) return;
  const present = new Set(list.map(({ id }) => id));
  for (const id of knownIds) if (!present.has(id)) remove(id);
}
