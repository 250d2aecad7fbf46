import { Intents } from "@zignal/types/intents";

const { bits } = Intents;

/**
 * The intents that bring an event in a guild: any one of them is enough. Events not listed always arrive.
 * @see {@link https://docs.discord.com/developers/events/gateway#list-of-intents | Discord Docs/List of Intents}
 */
const inGuilds: Readonly<Record<string, number>> = {
  GUILD_CREATE: bits.guilds,
  GUILD_UPDATE: bits.guilds,
  GUILD_DELETE: bits.guilds,
  GUILD_ROLE_CREATE: bits.guilds,
  GUILD_ROLE_UPDATE: bits.guilds,
  GUILD_ROLE_DELETE: bits.guilds,
  CHANNEL_CREATE: bits.guilds,
  CHANNEL_UPDATE: bits.guilds,
  CHANNEL_DELETE: bits.guilds,
  CHANNEL_PINS_UPDATE: bits.guilds,
  THREAD_CREATE: bits.guilds,
  THREAD_UPDATE: bits.guilds,
  THREAD_DELETE: bits.guilds,
  THREAD_LIST_SYNC: bits.guilds,
  THREAD_MEMBER_UPDATE: bits.guilds,
  THREAD_MEMBERS_UPDATE: bits.guilds | bits.guildMembers,
  STAGE_INSTANCE_CREATE: bits.guilds,
  STAGE_INSTANCE_UPDATE: bits.guilds,
  STAGE_INSTANCE_DELETE: bits.guilds,
  VOICE_CHANNEL_STATUS_UPDATE: bits.guilds,
  VOICE_CHANNEL_START_TIME_UPDATE: bits.guilds,
  GUILD_MEMBER_ADD: bits.guildMembers,
  GUILD_MEMBER_UPDATE: bits.guildMembers,
  GUILD_MEMBER_REMOVE: bits.guildMembers,
  GUILD_AUDIT_LOG_ENTRY_CREATE: bits.guildModeration,
  GUILD_BAN_ADD: bits.guildModeration,
  GUILD_BAN_REMOVE: bits.guildModeration,
  GUILD_EMOJIS_UPDATE: bits.guildExpressions,
  GUILD_STICKERS_UPDATE: bits.guildExpressions,
  GUILD_SOUNDBOARD_SOUND_CREATE: bits.guildExpressions,
  GUILD_SOUNDBOARD_SOUND_UPDATE: bits.guildExpressions,
  GUILD_SOUNDBOARD_SOUND_DELETE: bits.guildExpressions,
  GUILD_SOUNDBOARD_SOUNDS_UPDATE: bits.guildExpressions,
  GUILD_INTEGRATIONS_UPDATE: bits.guildIntegrations,
  INTEGRATION_CREATE: bits.guildIntegrations,
  INTEGRATION_UPDATE: bits.guildIntegrations,
  INTEGRATION_DELETE: bits.guildIntegrations,
  WEBHOOKS_UPDATE: bits.guildWebhooks,
  INVITE_CREATE: bits.guildInvites,
  INVITE_DELETE: bits.guildInvites,
  VOICE_CHANNEL_EFFECT_SEND: bits.guildVoiceStates,
  VOICE_STATE_UPDATE: bits.guildVoiceStates,
  PRESENCE_UPDATE: bits.guildPresences,
  MESSAGE_CREATE: bits.guildMessages,
  MESSAGE_UPDATE: bits.guildMessages,
  MESSAGE_DELETE: bits.guildMessages,
  MESSAGE_DELETE_BULK: bits.guildMessages,
  MESSAGE_REACTION_ADD: bits.guildMessageReactions,
  MESSAGE_REACTION_REMOVE: bits.guildMessageReactions,
  MESSAGE_REACTION_REMOVE_ALL: bits.guildMessageReactions,
  MESSAGE_REACTION_REMOVE_EMOJI: bits.guildMessageReactions,
  TYPING_START: bits.guildMessageTyping,
  GUILD_SCHEDULED_EVENT_CREATE: bits.guildScheduledEvents,
  GUILD_SCHEDULED_EVENT_UPDATE: bits.guildScheduledEvents,
  GUILD_SCHEDULED_EVENT_DELETE: bits.guildScheduledEvents,
  GUILD_SCHEDULED_EVENT_USER_ADD: bits.guildScheduledEvents,
  GUILD_SCHEDULED_EVENT_USER_REMOVE: bits.guildScheduledEvents,
  AUTO_MODERATION_RULE_CREATE: bits.autoModerationConfiguration,
  AUTO_MODERATION_RULE_UPDATE: bits.autoModerationConfiguration,
  AUTO_MODERATION_RULE_DELETE: bits.autoModerationConfiguration,
  AUTO_MODERATION_ACTION_EXECUTION: bits.autoModerationExecution,
  MESSAGE_POLL_VOTE_ADD: bits.guildMessagePolls,
  MESSAGE_POLL_VOTE_REMOVE: bits.guildMessagePolls,
};

const inDirectMessages: Readonly<Record<string, number>> = {
  MESSAGE_CREATE: bits.directMessages,
  MESSAGE_UPDATE: bits.directMessages,
  MESSAGE_DELETE: bits.directMessages,
  CHANNEL_PINS_UPDATE: bits.directMessages,
  MESSAGE_REACTION_ADD: bits.directMessageReactions,
  MESSAGE_REACTION_REMOVE: bits.directMessageReactions,
  MESSAGE_REACTION_REMOVE_ALL: bits.directMessageReactions,
  MESSAGE_REACTION_REMOVE_EMOJI: bits.directMessageReactions,
  TYPING_START: bits.directMessageTyping,
  MESSAGE_POLL_VOTE_ADD: bits.directMessagePolls,
  MESSAGE_POLL_VOTE_REMOVE: bits.directMessagePolls,
};

/** Do these intents bring the event? */
export function intentsBring(intents: number, event: string, place: "guild" | "direct"): boolean {
  const needed = (place === "guild" ? inGuilds : inDirectMessages)[event];
  return needed === undefined || (needed & intents) !== 0;
}
