import type { EntityKind } from "../entities.ts";
import { entityKinds } from "../entities.ts";
import type { ChannelEvent } from "./channel-events.ts";
import { channelEvents } from "./channel-events.ts";
import type { EventHandlers } from "./event-handler.ts";
import type { GuildEvent } from "./guild-events.ts";
import { guildEvents } from "./guild-events.ts";
import type { HappeningEvent } from "./happening-events.ts";
import { happeningEvents } from "./happening-events.ts";
import type { MemberEvent } from "./member-events.ts";
import { memberEvents } from "./member-events.ts";
import type { MessageEvent } from "./message-events.ts";
import { messageEvents } from "./message-events.ts";
import type { PollEvent } from "./poll-events.ts";
import { pollEvents } from "./poll-events.ts";
import type { PresenceEvent } from "./presence-events.ts";
import { presenceEvents } from "./presence-events.ts";
import type { ReactionEvent } from "./reaction-events.ts";
import { reactionEvents } from "./reaction-events.ts";
import type { ThreadEvent } from "./thread-events.ts";
import { threadEvents } from "./thread-events.ts";

/** Every event that changes the cache. The others carry nothing that it keeps. */
export const allEvents: EventHandlers<HandledEvent> = {
  ...guildEvents,
  ...channelEvents,
  ...threadEvents,
  ...memberEvents,
  ...messageEvents,
  ...reactionEvents,
  ...pollEvents,
  ...presenceEvents,
  ...happeningEvents,
};

type HandledEvent =
  | GuildEvent
  | ChannelEvent
  | ThreadEvent
  | MemberEvent
  | MessageEvent
  | ReactionEvent
  | PollEvent
  | PresenceEvent
  | HappeningEvent;

const people: readonly EntityKind[] = ["members", "users"];

/** For each event, the kinds of which any has to be kept for the event to be of use. READY always is. */
const feeds: Record<Exclude<HandledEvent, "READY">, readonly EntityKind[]> = {
  USER_UPDATE: ["users"],
  GUILD_CREATE: entityKinds,
  GUILD_UPDATE: ["guilds", "roles", "emojis", "stickers"],
  GUILD_DELETE: entityKinds,
  GUILD_EMOJIS_UPDATE: ["emojis"],
  GUILD_STICKERS_UPDATE: ["stickers"],
  GUILD_ROLE_CREATE: ["roles"],
  GUILD_ROLE_UPDATE: ["roles"],
  GUILD_ROLE_DELETE: ["roles", "members"],
  CHANNEL_CREATE: ["channels"],
  CHANNEL_UPDATE: ["channels"],
  CHANNEL_DELETE: ["channels", "threads", "messages"],
  CHANNEL_PINS_UPDATE: ["channels", "threads"],
  CHANNEL_INFO: ["channels"],
  VOICE_CHANNEL_STATUS_UPDATE: ["channels"],
  VOICE_CHANNEL_START_TIME_UPDATE: ["channels"],
  THREAD_CREATE: ["threads", "channels"],
  THREAD_UPDATE: ["threads"],
  THREAD_DELETE: ["threads", "messages"],
  THREAD_LIST_SYNC: ["threads"],
  THREAD_MEMBER_UPDATE: ["threads"],
  THREAD_MEMBERS_UPDATE: ["threads", ...people],
  GUILD_MEMBER_ADD: ["guilds", ...people],
  GUILD_MEMBER_UPDATE: people,
  GUILD_MEMBER_REMOVE: ["guilds", ...people],
  GUILD_MEMBERS_CHUNK: people,
  GUILD_BAN_ADD: people,
  GUILD_BAN_REMOVE: people,
  PRESENCE_UPDATE: ["presences"],
  VOICE_STATE_UPDATE: ["voiceStates"],
  STAGE_INSTANCE_CREATE: ["stageInstances"],
  STAGE_INSTANCE_UPDATE: ["stageInstances"],
  STAGE_INSTANCE_DELETE: ["stageInstances"],
  GUILD_SCHEDULED_EVENT_CREATE: ["scheduledEvents"],
  GUILD_SCHEDULED_EVENT_UPDATE: ["scheduledEvents"],
  GUILD_SCHEDULED_EVENT_DELETE: ["scheduledEvents"],
  GUILD_SCHEDULED_EVENT_USER_ADD: ["scheduledEvents"],
  GUILD_SCHEDULED_EVENT_USER_REMOVE: ["scheduledEvents"],
  GUILD_SOUNDBOARD_SOUND_CREATE: ["soundboardSounds"],
  GUILD_SOUNDBOARD_SOUND_UPDATE: ["soundboardSounds"],
  GUILD_SOUNDBOARD_SOUND_DELETE: ["soundboardSounds"],
  GUILD_SOUNDBOARD_SOUNDS_UPDATE: ["soundboardSounds"],
  SOUNDBOARD_SOUNDS: ["soundboardSounds"],
  INTERACTION_CREATE: people,
  MESSAGE_CREATE: ["messages", "channels", "threads", ...people],
  MESSAGE_UPDATE: ["messages", ...people],
  MESSAGE_DELETE: ["messages"],
  MESSAGE_DELETE_BULK: ["messages"],
  MESSAGE_REACTION_ADD: ["messages"],
  MESSAGE_REACTION_REMOVE: ["messages"],
  MESSAGE_REACTION_REMOVE_ALL: ["messages"],
  MESSAGE_REACTION_REMOVE_EMOJI: ["messages"],
  MESSAGE_POLL_VOTE_ADD: ["messages"],
  MESSAGE_POLL_VOTE_REMOVE: ["messages"],
};

/** The kinds that an event feeds; `undefined` for an event that the cache has no use for. */
export function kindsFedBy(eventName: string): readonly EntityKind[] | "always" | undefined {
  if (eventName === "READY") return "always";
  return Object.hasOwn(feeds, eventName) ? feeds[eventName as keyof typeof feeds] : undefined;
}
