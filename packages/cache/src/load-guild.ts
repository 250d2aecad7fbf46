import type { APIEmoji, APIGuild, GatewayGuildCreateDispatchData } from "@zignal/types";
import type { Contents } from "./contents.ts";
import type { EntityOfKind, GuildEntityKind } from "./entities.ts";
import { noteMember } from "./people.ts";

/** A guild of the gateway, or of the HTTP API, which has fewer lists. A list that is there replaces what is known. */
export function loadGuild(contents: Contents, guild: APIGuild | GatewayGuildCreateDispatchData): void {
  const sent: APIGuild & Partial<GatewayGuildCreateDispatchData> = guild;
  // Lists that have tables of their own are not kept twice.
  const {
    roles,
    emojis,
    stickers,
    channels,
    threads,
    members,
    presences,
    voice_states: voiceStates,
    stage_instances: stageInstances,
    guild_scheduled_events: events,
    soundboard_sounds: sounds,
    ...rest
  } = sent;
  const { id } = guild;
  const base = { ...contents.guilds.base(id), ...rest };
  // GUILD_CREATE without `unavailable` is how a guild comes back.
  if (rest.unavailable === undefined && channels !== undefined) delete base.unavailable;
  replaceList(contents, "roles", id, roles);
  replaceEmojis(contents, id, emojis);
  if (stickers !== undefined) replaceList(contents, "stickers", id, stickers);
  contents.setGuild(base);
  if (channels !== undefined) loadChannels(contents, id, channels);
  if (threads !== undefined) loadThreads(contents, id, threads);
  if (members !== undefined) loadMembers(contents, sent, members);
  if (presences !== undefined) loadPresences(contents, id, presences);
  if (voiceStates !== undefined) loadVoiceStates(contents, id, voiceStates);
  if (stageInstances !== undefined) replaceList(contents, "stageInstances", id, stageInstances);
  if (events !== undefined) replaceList(contents, "scheduledEvents", id, events);
  if (sounds !== undefined) replaceSounds(contents, id, sounds);
}

/** Replaces a guild's entities of a kind, in the list's order. */
export function replaceList<Kind extends GuildEntityKind>(
  contents: Contents,
  kind: Kind,
  guildId: string,
  list: readonly (EntityOfKind[Kind] & { id: string })[],
): void {
  contents.replaceOfGuild(
    kind,
    guildId,
    list.map((entity) => [entity.id, entity]),
  );
}

/** Emojis of a guild have an id; those that are only a character belong to none. */
export function replaceEmojis(contents: Contents, guildId: string, emojis: readonly APIEmoji[]): void {
  contents.replaceOfGuild(
    "emojis",
    guildId,
    emojis.flatMap((emoji): [string, APIEmoji][] => (emoji.id === null ? [] : [[emoji.id, emoji]])),
  );
}

export function replaceSounds(
  contents: Contents,
  guildId: string,
  sounds: readonly EntityOfKind["soundboardSounds"][],
): void {
  contents.replaceOfGuild(
    "soundboardSounds",
    guildId,
    sounds.map((sound) => [sound.sound_id, sound]),
  );
}

function loadChannels(contents: Contents, guildId: string, list: GatewayGuildCreateDispatchData["channels"]): void {
  const present = new Set(list.map(({ id }) => id));
  for (const id of contents.channels.idsInGuild(guildId)) if (!present.has(id)) contents.removeChannel(id, guildId);
  for (const channel of list) contents.setChannel({ ...channel, guild_id: guildId });
}

function loadThreads(contents: Contents, guildId: string, list: GatewayGuildCreateDispatchData["threads"]): void {
  const present = new Set(list.map(({ id }) => id));
  for (const id of contents.threads.idsInGuild(guildId)) if (!present.has(id)) contents.removeThread(id);
  for (const thread of list) contents.setThread({ ...thread, guild_id: guildId });
}

function loadMembers(
  contents: Contents,
  guild: APIGuild & Partial<GatewayGuildCreateDispatchData>,
  list: GatewayGuildCreateDispatchData["members"],
): void {
  if (guild.large === false && list.length === guild.member_count) {
    const present = new Set(list.map(({ user }) => user.id));
    for (const userId of contents.members.userIdsInGuild(guild.id)) {
      if (!present.has(userId)) contents.members.delete(guild.id, userId);
    }
  }
  for (const member of list) noteMember(contents, guild.id, member, member.user);
}

function loadPresences(contents: Contents, guildId: string, list: GatewayGuildCreateDispatchData["presences"]): void {
  contents.replaceOfGuild(
    "presences",
    guildId,
    list.map((presence) => {
      const { id } = presence.user;
      return [id, { ...presence, user: { id }, guild_id: guildId }];
    }),
  );
}

function loadVoiceStates(
  contents: Contents,
  guildId: string,
  list: GatewayGuildCreateDispatchData["voice_states"],
): void {
  contents.replaceOfGuild(
    "voiceStates",
    guildId,
    list.map((state) => {
      const { member: _member, ...own }: typeof state & { member?: unknown } = state;
      return [state.user_id, { ...own, guild_id: guildId }];
    }),
  );
}
