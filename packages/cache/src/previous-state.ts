import type {
  APIEmoji,
  APIGuildMember,
  APIGuildScheduledEvent,
  APIRole,
  APISoundboardSound,
  APIStageInstance,
  APISticker,
  APIUnavailableGuild,
  APIUser,
  GatewayDispatchEvents,
  GatewayDispatchPayload,
} from "@zignal/types";
import type {
  CachedChannel,
  CachedGuild,
  CachedMessage,
  CachedPresence,
  CachedThread,
  CachedVoiceState,
  VoiceChannelInfo,
} from "./entities.ts";

/** Names of gateway events, as Discord writes them. */
export type GatewayEventName = `${GatewayDispatchEvents}`;

/** The body of each event, by the event's name. */
export type GatewayEventData = { [Payload in GatewayDispatchPayload as `${Payload["t"]}`]: Payload["d"] };

/** What was there before an event, by the event's name: the state that was replaced, or what was removed. */
export interface PreviousStates {
  USER_UPDATE: APIUser;
  /** Absent when the guild is new to the bot; `{ id, unavailable }` when READY announced it. */
  GUILD_CREATE: CachedGuild | APIUnavailableGuild;
  GUILD_UPDATE: CachedGuild;
  GUILD_DELETE: CachedGuild | APIUnavailableGuild;
  GUILD_EMOJIS_UPDATE: APIEmoji[];
  GUILD_STICKERS_UPDATE: APISticker[];
  GUILD_ROLE_CREATE: APIRole;
  GUILD_ROLE_UPDATE: APIRole;
  GUILD_ROLE_DELETE: APIRole;
  CHANNEL_CREATE: CachedChannel;
  CHANNEL_UPDATE: CachedChannel;
  CHANNEL_DELETE: CachedChannel;
  CHANNEL_PINS_UPDATE: CachedChannel | CachedThread;
  VOICE_CHANNEL_STATUS_UPDATE: VoiceChannelInfo;
  VOICE_CHANNEL_START_TIME_UPDATE: VoiceChannelInfo;
  THREAD_CREATE: CachedThread;
  THREAD_UPDATE: CachedThread;
  THREAD_DELETE: CachedThread;
  /** The threads that are gone since. */
  THREAD_LIST_SYNC: CachedThread[];
  THREAD_MEMBER_UPDATE: CachedThread;
  THREAD_MEMBERS_UPDATE: CachedThread;
  GUILD_MEMBER_ADD: APIGuildMember;
  GUILD_MEMBER_UPDATE: APIGuildMember;
  GUILD_MEMBER_REMOVE: APIGuildMember;
  PRESENCE_UPDATE: CachedPresence;
  VOICE_STATE_UPDATE: CachedVoiceState;
  STAGE_INSTANCE_CREATE: APIStageInstance;
  STAGE_INSTANCE_UPDATE: APIStageInstance;
  STAGE_INSTANCE_DELETE: APIStageInstance;
  GUILD_SCHEDULED_EVENT_CREATE: APIGuildScheduledEvent;
  GUILD_SCHEDULED_EVENT_UPDATE: APIGuildScheduledEvent;
  GUILD_SCHEDULED_EVENT_DELETE: APIGuildScheduledEvent;
  GUILD_SCHEDULED_EVENT_USER_ADD: APIGuildScheduledEvent;
  GUILD_SCHEDULED_EVENT_USER_REMOVE: APIGuildScheduledEvent;
  GUILD_SOUNDBOARD_SOUND_CREATE: APISoundboardSound;
  GUILD_SOUNDBOARD_SOUND_UPDATE: APISoundboardSound;
  GUILD_SOUNDBOARD_SOUND_DELETE: APISoundboardSound;
  /** The guild's sounds before. */
  GUILD_SOUNDBOARD_SOUNDS_UPDATE: APISoundboardSound[];
  MESSAGE_UPDATE: CachedMessage;
  MESSAGE_DELETE: CachedMessage;
  /** Those of the messages that were cached, oldest first. */
  MESSAGE_DELETE_BULK: CachedMessage[];
  MESSAGE_REACTION_ADD: CachedMessage;
  MESSAGE_REACTION_REMOVE: CachedMessage;
  MESSAGE_REACTION_REMOVE_ALL: CachedMessage;
  MESSAGE_REACTION_REMOVE_EMOJI: CachedMessage;
  MESSAGE_POLL_VOTE_ADD: CachedMessage;
  MESSAGE_POLL_VOTE_REMOVE: CachedMessage;
}

/** What {@link Cache.apply} returns for the event of this name. */
export type PreviousState<Name extends GatewayEventName> = Name extends keyof PreviousStates
  ? PreviousStates[Name] | undefined
  : undefined;

/** What {@link Cache.apply} returns for this payload. */
export type PreviousStateOf<Payload extends GatewayDispatchPayload> = Payload extends GatewayDispatchPayload
  ? PreviousState<`${Payload["t"]}`>
  : never;
