import type {
  APIGuildMember,
  APIRole,
  APIThreadChannel,
  APIUser,
  GatewayDispatchPayload,
  GatewayGuildCreateDispatchData,
  GatewayMessageCreateDispatchData,
} from "@zignal/types";
import type { CachedChannel, GatewayEventName } from "../src/index.ts";

/** An event as the gateway sends it: the body is any JSON, as Discord promises no more than its documentation. */
export function event<Name extends GatewayEventName>(
  t: Name,
  d: object,
): Extract<GatewayDispatchPayload, { t: `${Name}` }> {
  return { op: 0, s: 1, t, d } as unknown as Extract<GatewayDispatchPayload, { t: `${Name}` }>;
}

export function user(id: string, fields: Partial<APIUser> = {}): APIUser {
  const sent: object = {
    id,
    username: `user${id}`,
    discriminator: "0",
    global_name: `User ${id}`,
    avatar: "8342729096ea3675442027381ff50dfe",
    public_flags: 64,
    ...fields,
  };
  return sent as APIUser;
}

export function member(userId: string, fields: Partial<APIGuildMember> = {}): APIGuildMember {
  const sent: object = {
    user: user(userId),
    roles: [],
    joined_at: "2020-05-04T12:30:00.123000+00:00",
    deaf: false,
    mute: false,
    flags: 0,
    nick: null,
    avatar: null,
    premium_since: null,
    pending: false,
    communication_disabled_until: null,
    ...fields,
  };
  return sent as APIGuildMember;
}

export function role(id: string, fields: Partial<APIRole> = {}): APIRole {
  const sent: object = {
    id,
    name: `role ${id}`,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    icon: null,
    unicode_emoji: null,
    position: 1,
    permissions: "104324673",
    managed: false,
    mentionable: false,
    flags: 0,
    ...fields,
  };
  return sent as APIRole;
}

export function textChannel(id: string, guildId: string, fields: object = {}): CachedChannel & { guild_id: string } {
  const sent: object = {
    id,
    guild_id: guildId,
    type: 0,
    name: `channel-${id}`,
    position: 0,
    permission_overwrites: [],
    topic: null,
    nsfw: false,
    parent_id: null,
    rate_limit_per_user: 0,
    last_message_id: null,
    ...fields,
  };
  return sent as CachedChannel & { guild_id: string };
}

export function thread(id: string, guildId: string, parentId: string, fields: object = {}): APIThreadChannel {
  const sent: object = {
    id,
    guild_id: guildId,
    parent_id: parentId,
    owner_id: "900",
    type: 11,
    name: `thread-${id}`,
    last_message_id: null,
    message_count: 1,
    member_count: 1,
    rate_limit_per_user: 0,
    thread_metadata: {
      archived: false,
      auto_archive_duration: 1440,
      archive_timestamp: "2024-01-01T00:00:00.000000+00:00",
      locked: false,
    },
    ...fields,
  };
  return sent as APIThreadChannel;
}

export function message(id: string, channelId: string, fields: object = {}): GatewayMessageCreateDispatchData {
  const sent: object = {
    id,
    channel_id: channelId,
    author: user("900"),
    content: `message ${id}`,
    timestamp: "2024-01-01T00:00:00.000000+00:00",
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: [],
    pinned: false,
    type: 0,
    ...fields,
  };
  return sent as GatewayMessageCreateDispatchData;
}

/** A guild with @everyone, as GUILD_CREATE brings it. */
export function guild(
  id: string,
  fields: Partial<GatewayGuildCreateDispatchData> = {},
): GatewayGuildCreateDispatchData {
  const sent: object = {
    id,
    name: `guild ${id}`,
    icon: null,
    splash: null,
    discovery_splash: null,
    owner_id: "900",
    region: "",
    afk_channel_id: null,
    afk_timeout: 300,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    roles: [role(id, { name: "@everyone" })],
    emojis: [],
    stickers: [],
    features: [],
    mfa_level: 0,
    application_id: null,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    vanity_url_code: null,
    description: null,
    banner: null,
    premium_tier: 0,
    preferred_locale: "en-US",
    public_updates_channel_id: null,
    nsfw_level: 0,
    premium_progress_bar_enabled: false,
    safety_alerts_channel_id: null,
    hub_type: null,
    incidents_data: null,
    joined_at: "2020-05-04T12:30:00.123000+00:00",
    large: true,
    member_count: 3,
    voice_states: [],
    members: [],
    channels: [],
    threads: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
    ...fields,
  };
  return sent as GatewayGuildCreateDispatchData;
}

/** READY for the bot `1`. */
export function ready(guildIds: string[], fields: object = {}): Extract<GatewayDispatchPayload, { t: "READY" }> {
  const sent: object = {
    v: 10,
    user: user("1", { bot: true }),
    guilds: guildIds.map((id) => ({ id, unavailable: true })),
    session_id: "abc",
    resume_gateway_url: "wss://gateway.discord.gg",
    application: { id: "1", flags: 0 },
    ...fields,
  };
  return event("READY", sent);
}
