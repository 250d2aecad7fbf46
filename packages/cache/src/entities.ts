import type {
  APIChannel,
  APIEmoji,
  APIGuild,
  APIGuildChannel,
  APIGuildMember,
  APIGuildScheduledEvent,
  APIRole,
  APISoundboardSound,
  APIStageInstance,
  APISticker,
  APIThreadChannel,
  APIUser,
  APIVoiceState,
  GatewayChannelInfoChannel,
  GatewayMessageCreateDispatchData,
  GatewayPresenceUpdate,
} from "@zignal/types";

/**
 * A guild as `GUILD_CREATE` sent it and later events changed it, without the lists that have tables of their own
 * (channels, threads, members, presences, voice states, …). Roles, emojis and stickers are in it.
 */
export type CachedGuild = APIGuild & {
  joined_at?: string;
  large?: boolean;
  /** `true` while an outage hides the guild: what was known of it is kept. */
  unavailable?: boolean;
  /** Counted on with every member that joins or leaves. */
  member_count?: number;
};

/** A channel that is no thread. `guild_id` is filled in where Discord leaves it to the context. */
export type CachedChannel = Exclude<APIChannel, APIThreadChannel>;

/** A thread; `member` is there when the bot has joined it. */
export type CachedThread = APIThreadChannel;

/** What the HTTP API calls a channel: threads as well, and what its lists of guild channels hold. */
export type AnyChannel = APIChannel | APIGuildChannel;

/** A message, with the `guild_id` and `member` that the gateway adds. Messages of the HTTP API fit as well. */
export type CachedMessage = GatewayMessageCreateDispatchData;

/** A presence. Of its user only the id is kept; the rest, where it was sent, has gone to the user. */
export type CachedPresence = GatewayPresenceUpdate;

/** A voice state with its `guild_id`, without the member, who has gone to the members. */
export type CachedVoiceState = APIVoiceState & { guild_id: string };

/** What is shown of a voice channel while people are in it: its status and when it began. */
export type VoiceChannelInfo = GatewayChannelInfoChannel;

/** Each kind of thing the cache holds, with its type. */
export interface EntityOfKind {
  guilds: CachedGuild;
  channels: CachedChannel;
  threads: CachedThread;
  roles: APIRole;
  members: APIGuildMember;
  users: APIUser;
  messages: CachedMessage;
  emojis: APIEmoji;
  stickers: APISticker;
  presences: CachedPresence;
  voiceStates: CachedVoiceState;
  stageInstances: APIStageInstance;
  scheduledEvents: APIGuildScheduledEvent;
  soundboardSounds: APISoundboardSound;
}

/** The kinds of things the cache holds. */
export type EntityKind = keyof EntityOfKind;

/** Kinds that belong to a guild and that nothing else hangs on. */
export type GuildEntityKind =
  | "roles"
  | "emojis"
  | "stickers"
  | "presences"
  | "voiceStates"
  | "stageInstances"
  | "scheduledEvents"
  | "soundboardSounds";

/** All kinds. */
export const entityKinds: readonly EntityKind[] = [
  "guilds",
  "channels",
  "threads",
  "roles",
  "members",
  "users",
  "messages",
  "emojis",
  "stickers",
  "presences",
  "voiceStates",
  "stageInstances",
  "scheduledEvents",
  "soundboardSounds",
];

/** All kinds that belong to a guild and that nothing else hangs on. */
export const guildEntityKinds: readonly GuildEntityKind[] = [
  "roles",
  "emojis",
  "stickers",
  "presences",
  "voiceStates",
  "stageInstances",
  "scheduledEvents",
  "soundboardSounds",
];

/** Is it a thread? Discord numbers the types of threads 10 to 12. */
export function isThread(channel: AnyChannel): channel is CachedThread {
  const type: number = channel.type;
  return type >= 10 && type <= 12;
}

/** Is it a channel that is no thread? Of what the HTTP API lists, the types name only what all channels have. */
export function isPlainChannel(channel: AnyChannel): channel is CachedChannel {
  return !isThread(channel);
}
