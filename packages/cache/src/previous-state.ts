import type { APIUnavailableGuild, GatewayDispatchEvents, GatewayDispatchPayload } from "@zignal/types";
import type { VoiceChannelInfo } from "./entities.ts";
import type { FieldSelection, Kept, WholeEntities } from "./field-selection.ts";

/** Names of gateway events, as Discord writes them. */
export type GatewayEventName = `${GatewayDispatchEvents}`;

/** The body of each event, by the event's name. */
export type GatewayEventData = { [Payload in GatewayDispatchPayload as `${Payload["t"]}`]: Payload["d"] };

/** What was there before an event, by the event's name: the state that was replaced, or what was removed. */
export interface PreviousStates<Fields extends FieldSelection = WholeEntities> {
  USER_UPDATE: Kept<Fields, "users">;
  /** Absent when the guild is new to the bot; `{ id, unavailable }` when READY announced it. */
  GUILD_CREATE: Kept<Fields, "guilds"> | APIUnavailableGuild;
  GUILD_UPDATE: Kept<Fields, "guilds">;
  GUILD_DELETE: Kept<Fields, "guilds"> | APIUnavailableGuild;
  GUILD_EMOJIS_UPDATE: Kept<Fields, "emojis">[];
  GUILD_STICKERS_UPDATE: Kept<Fields, "stickers">[];
  GUILD_ROLE_CREATE: Kept<Fields, "roles">;
  GUILD_ROLE_UPDATE: Kept<Fields, "roles">;
  GUILD_ROLE_DELETE: Kept<Fields, "roles">;
  CHANNEL_CREATE: Kept<Fields, "channels">;
  CHANNEL_UPDATE: Kept<Fields, "channels">;
  CHANNEL_DELETE: Kept<Fields, "channels">;
  CHANNEL_PINS_UPDATE: Kept<Fields, "channels"> | Kept<Fields, "threads">;
  VOICE_CHANNEL_STATUS_UPDATE: VoiceChannelInfo;
  VOICE_CHANNEL_START_TIME_UPDATE: VoiceChannelInfo;
  THREAD_CREATE: Kept<Fields, "threads">;
  THREAD_UPDATE: Kept<Fields, "threads">;
  THREAD_DELETE: Kept<Fields, "threads">;
  /** The threads that are gone since. */
  THREAD_LIST_SYNC: Kept<Fields, "threads">[];
  THREAD_MEMBER_UPDATE: Kept<Fields, "threads">;
  THREAD_MEMBERS_UPDATE: Kept<Fields, "threads">;
  GUILD_MEMBER_ADD: Kept<Fields, "members">;
  GUILD_MEMBER_UPDATE: Kept<Fields, "members">;
  GUILD_MEMBER_REMOVE: Kept<Fields, "members">;
  PRESENCE_UPDATE: Kept<Fields, "presences">;
  VOICE_STATE_UPDATE: Kept<Fields, "voiceStates">;
  STAGE_INSTANCE_CREATE: Kept<Fields, "stageInstances">;
  STAGE_INSTANCE_UPDATE: Kept<Fields, "stageInstances">;
  STAGE_INSTANCE_DELETE: Kept<Fields, "stageInstances">;
  GUILD_SCHEDULED_EVENT_CREATE: Kept<Fields, "scheduledEvents">;
  GUILD_SCHEDULED_EVENT_UPDATE: Kept<Fields, "scheduledEvents">;
  GUILD_SCHEDULED_EVENT_DELETE: Kept<Fields, "scheduledEvents">;
  GUILD_SCHEDULED_EVENT_USER_ADD: Kept<Fields, "scheduledEvents">;
  GUILD_SCHEDULED_EVENT_USER_REMOVE: Kept<Fields, "scheduledEvents">;
  GUILD_SOUNDBOARD_SOUND_CREATE: Kept<Fields, "soundboardSounds">;
  GUILD_SOUNDBOARD_SOUND_UPDATE: Kept<Fields, "soundboardSounds">;
  GUILD_SOUNDBOARD_SOUND_DELETE: Kept<Fields, "soundboardSounds">;
  /** The guild's sounds before. */
  GUILD_SOUNDBOARD_SOUNDS_UPDATE: Kept<Fields, "soundboardSounds">[];
  MESSAGE_UPDATE: Kept<Fields, "messages">;
  MESSAGE_DELETE: Kept<Fields, "messages">;
  /** Those of the messages that were cached, oldest first. */
  MESSAGE_DELETE_BULK: Kept<Fields, "messages">[];
  MESSAGE_REACTION_ADD: Kept<Fields, "messages">;
  MESSAGE_REACTION_REMOVE: Kept<Fields, "messages">;
  MESSAGE_REACTION_REMOVE_ALL: Kept<Fields, "messages">;
  MESSAGE_REACTION_REMOVE_EMOJI: Kept<Fields, "messages">;
  MESSAGE_POLL_VOTE_ADD: Kept<Fields, "messages">;
  MESSAGE_POLL_VOTE_REMOVE: Kept<Fields, "messages">;
}

/** What {@link Cache.apply} returns for the event of this name. */
export type PreviousState<
  Name extends GatewayEventName,
  Fields extends FieldSelection = WholeEntities,
> = Name extends keyof PreviousStates ? PreviousStates<Fields>[Name] | undefined : undefined;

/** What {@link Cache.apply} returns for this payload. */
export type PreviousStateOf<
  Payload extends GatewayDispatchPayload,
  Fields extends FieldSelection = WholeEntities,
> = Payload extends GatewayDispatchPayload ? PreviousState<`${Payload["t"]}`, Fields> : never;
