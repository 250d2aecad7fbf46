import type { EntityKind } from "../entities.ts";
import type { ChannelEvent } from "./channel-events.ts";
import { channelEvents } from "./channel-events.ts";
import type { EventHandlers } from "./event-handler.ts";
import type { GuildEvent } from "./guild-events.ts";
import { guildEvents } from "./guild-events.ts";
import type { MemberEvent } from "./member-events.ts";
import { memberEvents } from "./member-events.ts";
import type { MessageEvent } from "./message-events.ts";
import { messageEvents } from "./message-events.ts";
import type { PollEvent } from "./poll-events.ts";
import { pollEvents } from "./poll-events.ts";
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
};

type HandledEvent = GuildEvent | ChannelEvent | ThreadEvent | MemberEvent | MessageEvent | ReactionEvent | PollEvent;

const people: readonly EntityKind[] = ["members", "users"];

/** For each event, the kinds of which any has to be kept for the event to be of use. READY always is. */
const feeds: Record<Exclude<HandledEvent, "READY">, readonly EntityKind[]> = {
  USER_UPDATE: ["users"],
  GUILD_CREATE: ["guilds", "channels", "threads", "roles", "members", "users", "messages"],
  GUILD_UPDATE: ["guilds", "roles"],
  GUILD_DELETE: ["guilds", "channels", "threads", "roles", "members", "users", "messages"],
  GUILD_EMOJIS_UPDATE: ["guilds"],
  GUILD_STICKERS_UPDATE: ["guilds"],
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
  PRESENCE_UPDATE: people,
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
