import type { GatewayDispatchEvents, GatewayDispatchPayload, IntentName } from "@zignal/types";

/** The name of a dispatch as the gateway has it, such as `MESSAGE_CREATE`. */
export type DispatchName = `${GatewayDispatchEvents}`;

/** `MESSAGE_CREATE` as `messageCreate`. */
export type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}${Capitalize<CamelCase<Tail>>}`
  : Lowercase<Name>;

type PayloadOf<Name extends DispatchName, Payload = GatewayDispatchPayload> = Payload extends { t: infer Type }
  ? Type extends string
    ? Name extends `${Type}`
      ? Payload
      : never
    : never
  : never;

/** The body (`d`) of a dispatch. */
export type DispatchData<Name extends DispatchName> = PayloadOf<Name> extends { d: infer Data } ? Data : undefined;

/**
 * Which intents bring an event; any one of them does. An event that is not here comes whatever the intents.
 * @see {@link https://docs.discord.com/developers/events/gateway#list-of-intents | Discord Docs/List of Intents}
 */
export const intentsByEvent: { readonly [Name in DispatchName]?: readonly IntentName[] } = {
  GUILD_CREATE: ["guilds"],
  GUILD_UPDATE: ["guilds"],
  GUILD_DELETE: ["guilds"],
  GUILD_ROLE_CREATE: ["guilds"],
  GUILD_ROLE_UPDATE: ["guilds"],
  GUILD_ROLE_DELETE: ["guilds"],
  CHANNEL_CREATE: ["guilds"],
  CHANNEL_UPDATE: ["guilds"],
  CHANNEL_DELETE: ["guilds"],
  CHANNEL_PINS_UPDATE: ["guilds", "directMessages"],
  THREAD_CREATE: ["guilds"],
  THREAD_UPDATE: ["guilds"],
  THREAD_DELETE: ["guilds"],
  THREAD_LIST_SYNC: ["guilds"],
  THREAD_MEMBER_UPDATE: ["guilds"],
  THREAD_MEMBERS_UPDATE: ["guilds", "guildMembers"],
  STAGE_INSTANCE_CREATE: ["guilds"],
  STAGE_INSTANCE_UPDATE: ["guilds"],
  STAGE_INSTANCE_DELETE: ["guilds"],
  VOICE_CHANNEL_STATUS_UPDATE: ["guilds"],
  VOICE_CHANNEL_START_TIME_UPDATE: ["guilds"],
  GUILD_MEMBER_ADD: ["guildMembers"],
  GUILD_MEMBER_UPDATE: ["guildMembers"],
  GUILD_MEMBER_REMOVE: ["guildMembers"],
  GUILD_AUDIT_LOG_ENTRY_CREATE: ["guildModeration"],
  GUILD_BAN_ADD: ["guildModeration"],
  GUILD_BAN_REMOVE: ["guildModeration"],
  GUILD_EMOJIS_UPDATE: ["guildExpressions"],
  GUILD_STICKERS_UPDATE: ["guildExpressions"],
  GUILD_SOUNDBOARD_SOUND_CREATE: ["guildExpressions"],
  GUILD_SOUNDBOARD_SOUND_UPDATE: ["guildExpressions"],
  GUILD_SOUNDBOARD_SOUND_DELETE: ["guildExpressions"],
  GUILD_SOUNDBOARD_SOUNDS_UPDATE: ["guildExpressions"],
  GUILD_INTEGRATIONS_UPDATE: ["guildIntegrations"],
  INTEGRATION_CREATE: ["guildIntegrations"],
  INTEGRATION_UPDATE: ["guildIntegrations"],
  INTEGRATION_DELETE: ["guildIntegrations"],
  WEBHOOKS_UPDATE: ["guildWebhooks"],
  INVITE_CREATE: ["guildInvites"],
  INVITE_DELETE: ["guildInvites"],
  VOICE_CHANNEL_EFFECT_SEND: ["guildVoiceStates"],
  VOICE_STATE_UPDATE: ["guildVoiceStates"],
  PRESENCE_UPDATE: ["guildPresences"],
  MESSAGE_CREATE: ["guildMessages", "directMessages"],
  MESSAGE_UPDATE: ["guildMessages", "directMessages"],
  MESSAGE_DELETE: ["guildMessages", "directMessages"],
  MESSAGE_DELETE_BULK: ["guildMessages"],
  MESSAGE_REACTION_ADD: ["guildMessageReactions", "directMessageReactions"],
  MESSAGE_REACTION_REMOVE: ["guildMessageReactions", "directMessageReactions"],
  MESSAGE_REACTION_REMOVE_ALL: ["guildMessageReactions", "directMessageReactions"],
  MESSAGE_REACTION_REMOVE_EMOJI: ["guildMessageReactions", "directMessageReactions"],
  TYPING_START: ["guildMessageTyping", "directMessageTyping"],
  GUILD_SCHEDULED_EVENT_CREATE: ["guildScheduledEvents"],
  GUILD_SCHEDULED_EVENT_UPDATE: ["guildScheduledEvents"],
  GUILD_SCHEDULED_EVENT_DELETE: ["guildScheduledEvents"],
  GUILD_SCHEDULED_EVENT_USER_ADD: ["guildScheduledEvents"],
  GUILD_SCHEDULED_EVENT_USER_REMOVE: ["guildScheduledEvents"],
  AUTO_MODERATION_RULE_CREATE: ["autoModerationConfiguration"],
  AUTO_MODERATION_RULE_UPDATE: ["autoModerationConfiguration"],
  AUTO_MODERATION_RULE_DELETE: ["autoModerationConfiguration"],
  AUTO_MODERATION_ACTION_EXECUTION: ["autoModerationExecution"],
  MESSAGE_POLL_VOTE_ADD: ["guildMessagePolls", "directMessagePolls"],
  MESSAGE_POLL_VOTE_REMOVE: ["guildMessagePolls", "directMessagePolls"],
};

const eventNames = new Map<string, string>();

/** `MESSAGE_CREATE` as `messageCreate`; an event that Discord adds tomorrow has a name too. */
export function eventName(dispatch: string): string {
  let name = eventNames.get(dispatch);
  if (name === undefined) {
    name = dispatch.toLowerCase().replaceAll(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
    eventNames.set(dispatch, name);
  }
  return name;
}

/** `messageCreate` as `MESSAGE_CREATE`. */
export function dispatchName(event: string): string {
  return event.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
