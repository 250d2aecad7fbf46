import type {
  APIChannel,
  APIGuild,
  APIGuildMember,
  APIRole,
  APIThreadChannel,
  APIUser,
  GatewayChannelInfoChannel,
  GatewayMessageCreateDispatchData,
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

/** A message, with the `guild_id` and `member` that the gateway adds. Messages of the HTTP API fit as well. */
export type CachedMessage = GatewayMessageCreateDispatchData;

/** What is shown of a voice channel while people are in it: its status and when it began. */
export type VoiceChannelInfo = GatewayChannelInfoChannel;

/** The kinds of things the cache holds. */
export type EntityKind = "guilds" | "channels" | "threads" | "roles" | "members" | "users" | "messages";

/** What a filter of {@link EntityKind} is asked about. */
export interface EntityOfKind {
  guilds: CachedGuild;
  channels: CachedChannel;
  threads: CachedThread;
  roles: APIRole;
  members: APIGuildMember;
  users: APIUser;
  messages: CachedMessage;
}
