/** How large the guilds are. */
export interface GuildSize extends Record<string, number> {
  channels: number;
  roles: number;
  /** One in ten is in the next guild as well. */
  members: number;
  /** At most as many as there are members. */
  presences: number;
}

/** A payload of Discord's, not typed further: what each library makes of it is its own affair. */
export type Payload = Record<string, unknown> & { id: string };

/** Content of the message that marks where the measured part begins and ends. */
export const markContent = "mark";

const firstId = 1_456_000_000_000_000_000n;
const letters = "0123456789abcdef";

function id(kind: number, index: number): string {
  return String(firstId + BigInt(kind) * 1_000_000_000_000n + BigInt(index) * 4_194_301n);
}

/** Numbers that look random and are the same each time (the mixing step of MurmurHash3). */
export function mixed(seed: number): number {
  let value = seed + 0x9e3779b9;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

function imageHash(seed: number): string {
  return Array.from({ length: 32 }, (_, place) => letters[mixed(seed * 37 + place) % 16]).join("");
}

function timestamp(seed: number): string {
  return new Date(1_577_836_800_000 + (mixed(seed) % 180_000_000) * 1000).toISOString().replace("Z", "000+00:00");
}

/** The ids of a guild and of one of its members. */
export function memberIds(guild: number, place: number, size: GuildSize): { guildId: string; userId: string } {
  return { guildId: id(6, guild), userId: id(1, userNumber(guild, place, size)) };
}

/** Which of all users this member of this guild is. */
function userNumber(guild: number, place: number, { members }: GuildSize): number {
  return guild * Math.ceil(members * 0.9) + place;
}

function user(number: number): Payload {
  return {
    id: id(1, number),
    username: `user_${mixed(number).toString(36)}`,
    global_name: number % 3 === 0 ? null : `Somebody ${number}`,
    discriminator: "0",
    avatar: number % 4 === 0 ? null : imageHash(number),
    public_flags: number % 7 === 0 ? 64 : 0,
    avatar_decoration_data: null,
    primary_guild: null,
    clan: null,
    collectibles: null,
    display_name_styles: null,
  };
}

function member(guild: number, place: number, size: GuildSize): Record<string, unknown> {
  const seed = guild * 100_003 + place;
  const count = mixed(seed) % 5;
  return {
    roles: Array.from({ length: count }, (_, index) =>
      id(2, guild * size.roles + 1 + ((seed + index) % (size.roles - 1))),
    ),
    premium_since: place % 50 === 0 ? timestamp(seed + 1) : null,
    pending: false,
    nick: place % 5 === 0 ? `nick ${seed}` : null,
    mute: false,
    joined_at: timestamp(seed),
    flags: 0,
    deaf: false,
    communication_disabled_until: null,
    banner: null,
    avatar: null,
  };
}

function role(guild: number, place: number, { roles }: GuildSize): Payload {
  return {
    // The role of everybody has the guild's id.
    id: place === 0 ? id(6, guild) : id(2, guild * roles + place),
    name: place === 0 ? "@everyone" : `Role ${place}`,
    description: null,
    permissions: String(2_248_473_465_835_073n + BigInt(place % 5)),
    position: place,
    color: mixed(place) % 0xffffff,
    colors: { primary_color: mixed(place) % 0xffffff, secondary_color: null, tertiary_color: null },
    hoist: place % 4 === 0,
    managed: false,
    mentionable: place % 3 === 0,
    icon: null,
    unicode_emoji: null,
    flags: 0,
    version: 1_767_225_600_000 + place,
  };
}

function channel(guild: number, place: number, size: GuildSize): Payload {
  return {
    id: id(4, guild * size.channels + place),
    type: 0,
    name: `channel-${place}`,
    topic: place % 3 === 0 ? `What channel ${place} is about, told in a sentence.` : null,
    position: place,
    parent_id: null,
    nsfw: false,
    rate_limit_per_user: 0,
    last_message_id: id(3, guild * size.channels + place),
    flags: 0,
    version: 1_767_225_600_000 + place,
    icon_emoji: null,
    theme_color: null,
    permission_overwrites: Array.from({ length: place % 4 }, (_, index) => ({
      id: id(2, guild * size.roles + 1 + index),
      type: 0,
      allow: "1024",
      deny: "2048",
    })),
  };
}

function presence(guild: number, place: number, size: GuildSize): Record<string, unknown> {
  const number = userNumber(guild, place, size);
  return {
    user: { id: id(1, number) },
    status: place % 2 === 0 ? "online" : "idle",
    client_status: place % 3 === 0 ? { mobile: "online" } : { desktop: "online" },
    processed_at_timestamp: 1_767_225_600_000 + number,
    game: null,
    activities:
      place % 2 === 0
        ? []
        : [
            {
              type: 4,
              name: "Custom Status",
              id: "custom",
              state: `feeling ${number}`,
              created_at: 1_767_225_600_000 + number,
            },
          ],
  };
}

/** The body of GUILD_CREATE. */
export function guildCreate(guild: number, size: GuildSize): Payload {
  const times = <T>(count: number, make: (guild: number, place: number, size: GuildSize) => T): T[] =>
    Array.from({ length: count }, (_, place) => make(guild, place, size));
  return {
    id: id(6, guild),
    name: `Guild ${guild}`,
    owner_id: id(1, userNumber(guild, 0, size)),
    icon: imageHash(guild + 1_000_000),
    banner: null,
    splash: null,
    discovery_splash: null,
    description: null,
    region: "deprecated",
    preferred_locale: "en-US",
    features: ["COMMUNITY", "NEWS", "INVITE_SPLASH"],
    verification_level: 2,
    default_message_notifications: 1,
    explicit_content_filter: 2,
    mfa_level: 0,
    nsfw: false,
    nsfw_level: 0,
    premium_tier: 1,
    premium_subscription_count: 3,
    premium_progress_bar_enabled: false,
    afk_channel_id: null,
    afk_timeout: 300,
    application_id: null,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    public_updates_channel_id: null,
    safety_alerts_channel_id: null,
    vanity_url_code: null,
    max_members: 500_000,
    max_video_channel_users: 25,
    max_stage_video_channel_users: 50,
    joined_at: timestamp(guild),
    large: true,
    lazy: true,
    unavailable: false,
    member_count: size.members,
    version: 1_767_225_600_000,
    hub_type: null,
    incidents_data: null,
    inventory_settings: null,
    emojis: [],
    stickers: [],
    voice_states: [],
    threads: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
    activity_instances: [],
    embedded_activities: [],
    roles: times(size.roles, role),
    channels: times(size.channels, channel),
    members: times(size.members, (_guild, place) => ({
      ...member(guild, place, size),
      user: user(userNumber(guild, place, size)),
    })),
    presences: times(size.presences, presence),
  };
}

/** The body of MESSAGE_CREATE: the message of this number in this guild. */
export function guildMessage(guild: number, number: number, size: GuildSize, content?: string): Payload {
  const place = mixed(number) % size.members;
  return {
    id: id(5, guild * 10_000_000 + number),
    type: 0,
    tts: false,
    timestamp: timestamp(number),
    edited_timestamp: null,
    pinned: false,
    nonce: id(7, number),
    mentions: [],
    mention_roles: [],
    mention_everyone: false,
    flags: 0,
    embeds: [],
    components: [],
    attachments: [],
    content: content ?? `Message ${number}: ${"the quick brown fox jumps over the lazy dog ".repeat(1 + (number % 4))}`,
    channel_type: 0,
    channel_id: id(4, guild * size.channels + (number % size.channels)),
    guild_id: id(6, guild),
    author: user(userNumber(guild, place, size)),
    member: member(guild, place, size),
  };
}
