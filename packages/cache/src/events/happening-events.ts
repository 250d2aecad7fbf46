import type { APIGuildScheduledEvent, APISoundboardSound } from "@zignal/types";
import type { Contents } from "../contents.ts";
import { replaceSounds } from "../load-guild.ts";
import type { EventHandlers } from "./event-handler.ts";

export type HappeningEvent =
  | "STAGE_INSTANCE_CREATE"
  | "STAGE_INSTANCE_UPDATE"
  | "STAGE_INSTANCE_DELETE"
  | "GUILD_SCHEDULED_EVENT_CREATE"
  | "GUILD_SCHEDULED_EVENT_UPDATE"
  | "GUILD_SCHEDULED_EVENT_DELETE"
  | "GUILD_SCHEDULED_EVENT_USER_ADD"
  | "GUILD_SCHEDULED_EVENT_USER_REMOVE"
  | "GUILD_SOUNDBOARD_SOUND_CREATE"
  | "GUILD_SOUNDBOARD_SOUND_UPDATE"
  | "GUILD_SOUNDBOARD_SOUND_DELETE"
  | "GUILD_SOUNDBOARD_SOUNDS_UPDATE"
  | "SOUNDBOARD_SOUNDS";

/** Stages, scheduled events and soundboards. */
export const happeningEvents: EventHandlers<HappeningEvent> = {
  STAGE_INSTANCE_CREATE(contents, stage) {
    const previous = contents.ofGuilds.stageInstances.peek(stage.id);
    contents.setOfGuild("stageInstances", stage.guild_id, stage.id, stage);
    return previous;
  },

  STAGE_INSTANCE_UPDATE(contents, stage) {
    const previous = contents.ofGuilds.stageInstances.peek(stage.id);
    contents.setOfGuild("stageInstances", stage.guild_id, stage.id, stage);
    return previous;
  },

  STAGE_INSTANCE_DELETE(contents, { id }) {
    return contents.ofGuilds.stageInstances.delete(id);
  },

  GUILD_SCHEDULED_EVENT_CREATE(contents, event) {
    return setScheduledEvent(contents, event);
  },

  GUILD_SCHEDULED_EVENT_UPDATE(contents, event) {
    return setScheduledEvent(contents, event);
  },

  GUILD_SCHEDULED_EVENT_DELETE(contents, { id }) {
    return contents.ofGuilds.scheduledEvents.delete(id);
  },

  GUILD_SCHEDULED_EVENT_USER_ADD(contents, { guild_scheduled_event_id: id, user_id: userId }) {
    const isNew = contents.roster.joins(id, userId, false);
    return countUser(contents, id, isNew ? 1 : 0);
  },

  GUILD_SCHEDULED_EVENT_USER_REMOVE(contents, { guild_scheduled_event_id: id, user_id: userId }) {
    const isNew = contents.roster.leaves(id, userId);
    return countUser(contents, id, isNew ? -1 : 0);
  },

  GUILD_SOUNDBOARD_SOUND_CREATE(contents, sound) {
    return setSound(contents, sound);
  },

  GUILD_SOUNDBOARD_SOUND_UPDATE(contents, sound) {
    return setSound(contents, sound);
  },

  GUILD_SOUNDBOARD_SOUND_DELETE(contents, { sound_id: id }) {
    return contents.ofGuilds.soundboardSounds.delete(id);
  },

  GUILD_SOUNDBOARD_SOUNDS_UPDATE(contents, { guild_id: guildId, soundboard_sounds: sounds }) {
    const previous = contents.ofGuilds.soundboardSounds.inGuild(guildId);
    replaceSounds(contents, guildId, sounds);
    return previous;
  },

  SOUNDBOARD_SOUNDS(contents, { guild_id: guildId, soundboard_sounds: sounds }) {
    replaceSounds(contents, guildId, sounds);
    return undefined;
  },
};

/** `user_count`, which is only sent when asked for, is kept on over updates without it. */
function setScheduledEvent(contents: Contents, event: APIGuildScheduledEvent): APIGuildScheduledEvent | undefined {
  const previous = contents.ofGuilds.scheduledEvents.peek(event.id);
  const count = event.user_count ?? previous?.user_count;
  const counted = count === undefined ? event : { ...event, user_count: count };
  contents.setOfGuild("scheduledEvents", event.guild_id, event.id, counted);
  return previous;
}

function countUser(contents: Contents, id: string, change: number): APIGuildScheduledEvent | undefined {
  const event = contents.ofGuilds.scheduledEvents.peek(id);
  if (event?.user_count !== undefined && change !== 0) {
    const counted = { ...event, user_count: Math.max(0, event.user_count + change) };
    contents.setOfGuild("scheduledEvents", event.guild_id, id, counted);
  }
  return event;
}

function setSound(contents: Contents, sound: APISoundboardSound): APISoundboardSound | undefined {
  const { sound_id: id, guild_id: guildId } = sound;
  const previous = contents.ofGuilds.soundboardSounds.peek(id);
  if (guildId !== undefined) contents.setOfGuild("soundboardSounds", guildId, id, sound);
  return previous;
}
