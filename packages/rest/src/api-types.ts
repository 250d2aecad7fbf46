// What Discord's API description has and discord-api-types has not yet: names follow the description's.
import type {
  APIApplication,
  APIAttachment,
  APIChannel,
  APIMessage,
  APIThreadMember,
  APIUser,
  MessageType,
  RESTPostAPIChannelMessageJSONBody,
  Snowflake,
} from "@zignal/types";
import type { FileInput } from "@zignal/types";

/** A body without fields. */
export type EmptyBody = Record<string, never>;

/** `POST /applications/{application_id}/attachment` */
export interface ApplicationAttachmentFormBody {
  file: FileInput;
}

export interface ApplicationAttachmentResult {
  attachment: APIAttachment & { application?: APIApplication };
}

/** Who may accept an invite. */
export interface InviteTargetUsers {
  /** A CSV file with a single column of user ids. */
  target_users_file?: FileInput;
}

/** `POST /guilds/{guild_id}/stickers` */
export interface GuildStickerFormBody {
  /** 2 to 30 characters. */
  name: string;
  /** Name of the standard emoji that the sticker stands for, at most 200 characters. */
  tags: string;
  /** Empty, or 2 to 100 characters. */
  description?: string | null;
  /** PNG, APNG, GIF or Lottie JSON of at most 512 KiB. */
  file: FileInput;
}

/** `POST /users/@me/channels` with several recipients. */
export interface GroupDMJSONBody {
  /** Bearer tokens of users who granted the scope `gdm.join`. */
  access_tokens: string[];
  /** User id to nickname. */
  nicks?: Record<Snowflake, string>;
}

/** `GET /channels/{channel_id}/threads/search` */
export interface ThreadSearchQuery {
  name?: string;
  slop?: number;
  min_id?: Snowflake;
  max_id?: Snowflake;
  tag?: Snowflake | Snowflake[];
  tag_setting?: "match_all" | "match_some";
  archived?: boolean;
  sort_by?: "relevance" | "creation_time" | "last_message_time" | "archive_time";
  sort_order?: "asc" | "desc";
  limit?: number;
  offset?: number;
}

export interface ThreadSearchResult {
  threads: APIChannel[];
  members: APIThreadMember[];
  has_more: boolean;
  first_messages?: APIMessage[];
  total_results: number;
}

/** `GET /guilds/{guild_id}/new-member-welcome` */
export interface GuildNewMemberWelcome {
  guild_id: Snowflake;
  enabled: boolean;
  welcome_message?: { author_ids: Snowflake[]; message: string };
  new_member_actions: {
    channel_id: Snowflake;
    /** `0`: read the channel, `1`: talk in it. */
    action_type: 0 | 1;
    title: string;
    description: string;
    emoji?: GuildSettingsEmoji;
    icon?: string;
  }[];
  resource_channels: {
    channel_id: Snowflake;
    title: string;
    description: string;
    emoji?: GuildSettingsEmoji;
    icon?: string;
  }[];
}

export interface GuildSettingsEmoji {
  id: Snowflake | null;
  name: string | null;
  animated: boolean;
}

export type GuildJoinRequestStatus = "STARTED" | "SUBMITTED" | "REJECTED" | "APPROVED";

/** `GET /guilds/{guild_id}/requests` */
export interface GuildJoinRequestsQuery {
  status?: GuildJoinRequestStatus;
  limit?: number;
  before?: Snowflake;
  after?: Snowflake;
}

export interface GuildJoinRequestsResult {
  total?: number;
  guild_join_requests?: GuildJoinRequest[];
}

export interface GuildJoinRequest {
  id: Snowflake;
  /** ISO 8601. */
  created_at: string;
  reviewed_at: string | null;
  application_status: GuildJoinRequestStatus | null;
  rejection_reason: string | null;
  guild_id: Snowflake;
  user_id: Snowflake;
  user?: APIUser | null;
  form_responses?: GuildJoinFormResponse[] | null;
  actioned_by_user?: APIUser | null;
}

export interface GuildJoinFormResponse {
  field_type: string;
  label?: string;
  description?: string;
  required?: boolean;
  placeholder?: string;
  choices?: string[];
  values?: string[];
  response?: string | number | boolean;
}

/** `PATCH /guilds/{guild_id}/requests/{request_id}` */
export interface GuildJoinRequestActionJSONBody {
  action?: GuildJoinRequestStatus;
  rejection_reason?: string | null;
}

/** `PATCH …/scheduled-events/{id}/exceptions/{id}` */
export interface GuildScheduledEventExceptionPatchJSONBody {
  /** ISO 8601. */
  scheduled_start_time?: string | null;
  scheduled_end_time?: string | null;
  is_canceled?: boolean | null;
}

/** `POST …/scheduled-events/{id}/exceptions` */
export interface GuildScheduledEventExceptionJSONBody extends GuildScheduledEventExceptionPatchJSONBody {
  /** When the occurrence would have started, ISO 8601. */
  original_scheduled_start_time: string;
}

export interface GuildScheduledEventException {
  event_id: Snowflake;
  event_exception_id: Snowflake;
  scheduled_start_time: string | null;
  scheduled_end_time: string | null;
  is_canceled: boolean;
}

/** `GET …/scheduled-events/{id}/users/counts` */
export interface GuildScheduledEventUserCountsQuery {
  guild_scheduled_event_exception_ids?: Snowflake[];
}

export interface GuildScheduledEventUserCounts {
  guild_scheduled_event_count: number;
  /** By id of the exception. */
  guild_scheduled_event_exception_counts: Record<Snowflake, number>;
}

/** `GET /skus/{sku_id}/subscriptions/{subscription_id}` */
export interface SKUSubscriptionQuery {
  /** Required unless the call is authorised by the user. */
  user_id?: Snowflake;
}

/** `GET /users/@me/applications/{application_id}/entitlements` */
export interface CurrentUserEntitlementsQuery {
  sku_ids?: string | Snowflake[];
  exclude_consumed?: boolean;
}

/** Any metadata of a lobby or its members: at most 25 keys of at most 1024 characters in all. */
export type LobbyMetadata = Record<string, string>;

/** What a moderation service said about a message, as flat text fields. */
export type ModerationMetadata = Record<string, string>;

export interface Lobby {
  id: Snowflake;
  application_id: Snowflake;
  metadata: LobbyMetadata | null;
  members: LobbyMember[];
  linked_channel?: APIChannel;
  flags: number;
  override_event_webhooks_url?: string | null;
}

export interface LobbyMember {
  id: Snowflake;
  metadata: LobbyMetadata | null;
  flags: number;
  additional_name?: string;
}

export interface LobbyMemberJSONBody {
  metadata?: LobbyMetadata | null;
  flags?: number | null;
  additional_name?: string | null;
}

export interface LobbyMemberUpdate extends LobbyMemberJSONBody {
  id: Snowflake;
  /** Take the member out of the lobby. */
  remove_member?: boolean | null;
}

/** `POST /lobbies` */
export interface LobbyJSONBody {
  /** Seconds after which an empty lobby is closed, 5 to 604800. */
  idle_timeout_seconds?: number | null;
  metadata?: LobbyMetadata | null;
  members?: { id: Snowflake; metadata?: LobbyMetadata | null; flags?: number | null }[] | null;
  flags?: number | null;
  override_event_webhooks_url?: string | null;
}

/** `PATCH /lobbies/{lobby_id}` */
export type LobbyPatchJSONBody = LobbyJSONBody;

/** `PUT /lobbies` */
export interface LobbyJoinJSONBody {
  /** Whoever knows it may join; at most 250 characters. */
  secret: string;
  idle_timeout_seconds?: number | null;
  lobby_metadata?: LobbyMetadata | null;
  member_metadata?: LobbyMetadata | null;
  flags?: number | null;
}

/** `PATCH /lobbies/{lobby_id}/channel-linking`; without `channel_id` the link is removed. */
export interface LobbyChannelLinkJSONBody {
  channel_id?: Snowflake | null;
}

export interface LobbyInvite {
  code: string;
}

/** `GET /lobbies/{lobby_id}/messages` */
export interface LobbyMessagesQuery {
  /** 1 to 200. */
  limit?: number;
}

/** `POST /lobbies/{lobby_id}/messages` */
export type LobbyMessageJSONBody = RESTPostAPIChannelMessageJSONBody;

export interface LobbyMessage {
  id: Snowflake;
  type: MessageType;
  content: string;
  lobby_id: Snowflake;
  channel_id: Snowflake;
  author: APIUser;
  lobby_member?: { additional_name: string };
  metadata?: LobbyMetadata;
  moderation_metadata?: ModerationMetadata;
  flags: number;
  application_id?: Snowflake;
}

/** `GET /oauth2/keys`: a JSON Web Key Set. */
export interface OAuth2PublicKeys {
  keys: { kty: string; use: string; kid: string; n: string; e: string; alg: string }[];
}

/** `GET /oauth2/userinfo`: OpenID claims. */
export interface OpenIdUserInfo {
  sub: string;
  email?: string | null;
  email_verified?: boolean;
  preferred_username?: string;
  nickname?: string | null;
  picture?: string;
  locale?: string;
}

export type ExternalAuthType =
  | "OIDC"
  | "EPIC_ONLINE_SERVICES_ACCESS_TOKEN"
  | "EPIC_ONLINE_SERVICES_ID_TOKEN"
  | "STEAM_SESSION_TICKET"
  | "UNITY_SERVICES_ID_TOKEN"
  | "DISCORD_BOT_ISSUED_ACCESS_TOKEN"
  | "APPLE_ID_TOKEN"
  | "PLAYSTATION_NETWORK_ID_TOKEN";

/** `POST /partner-sdk/token` and `POST /partner-sdk/provisional-accounts/unmerge` */
export interface ProvisionalAccountJSONBody {
  client_id: Snowflake;
  client_secret?: string | null;
  external_auth_token: string;
  external_auth_type: ExternalAuthType;
}

/** `POST /partner-sdk/token/bot` */
export interface BotProvisionalTokenJSONBody {
  external_user_id: string;
  provisional_user_id?: Snowflake | null;
  preferred_global_name?: string | null;
}

/** `POST /partner-sdk/provisional-accounts/unmerge/bot` */
export interface BotProvisionalAccountUnmergeJSONBody {
  external_user_id: string;
}

export interface ProvisionalToken {
  token_type: string;
  access_token: string;
  /** Seconds. */
  expires_in: number;
  scope: string;
  id_token: string;
  refresh_token?: string | null;
  scopes?: string[] | null;
  expires_at_s?: number | null;
}

/** `POST /webhooks/{webhook_id}/{webhook_token}/slack` */
export interface SlackWebhookJSONBody {
  text?: string | null;
  username?: string | null;
  icon_url?: string | null;
  attachments?: SlackAttachment[] | null;
}

export interface SlackAttachment {
  title?: string | null;
  title_link?: string | null;
  text?: string | null;
  color?: string | null;
  /** Unix time in seconds. */
  ts?: number | null;
  pretext?: string | null;
  footer?: string | null;
  footer_icon?: string | null;
  author_name?: string | null;
  author_link?: string | null;
  author_icon?: string | null;
  image_url?: string | null;
  thumb_url?: string | null;
  fields?:
    | {
        name?: string | null;
        title?: string | null;
        value?: string | null;
        inline?: boolean | null;
        short?: boolean | null;
      }[]
    | null;
}

/**
 * `POST /webhooks/{webhook_id}/{webhook_token}/github`: what GitHub sends, passed on as it is.
 * Only the fields that Discord reads to tell the event are named here.
 */
export interface GitHubWebhookJSONBody {
  sender: { id: number; login: string; html_url: string; avatar_url: string };
  action?: string | null;
  ref?: string | null;
  ref_type?: string | null;
  forced?: boolean | null;
  compare?: string | null;
  [field: string]: unknown;
}
