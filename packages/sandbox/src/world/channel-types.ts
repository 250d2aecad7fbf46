/** @see {@link https://docs.discord.com/developers/resources/channel#channel-object-channel-types | Discord Docs/Channel Types} */
export const ChannelType = {
  GuildText: 0,
  Dm: 1,
  GuildVoice: 2,
  GroupDm: 3,
  GuildCategory: 4,
  GuildAnnouncement: 5,
  AnnouncementThread: 10,
  PublicThread: 11,
  PrivateThread: 12,
  GuildStageVoice: 13,
  GuildDirectory: 14,
  GuildForum: 15,
  GuildMedia: 16,
} as const;

export interface Overwrite {
  readonly id: string;
  /** 0 for a role, 1 for a member. */
  readonly type: 0 | 1;
  /** Bits, as a decimal string. */
  readonly allow: string;
  readonly deny: string;
}

export interface ThreadMetadata {
  archived: boolean;
  auto_archive_duration: number;
  archive_timestamp: string;
  locked: boolean;
  invitable?: boolean;
  create_timestamp: string;
}

export interface ForumTag {
  /** Absent only until the tag is kept. */
  id?: string;
  name: string;
  moderated: boolean;
  emoji_id: string | null;
  emoji_name: string | null;
}

/** What a channel may have beyond id and type; which of it depends on the type. */
export interface ChannelFields {
  guild_id?: string;
  name?: string | null;
  position?: number;
  permission_overwrites?: Overwrite[];
  topic?: string | null;
  nsfw?: boolean;
  last_message_id?: string | null;
  bitrate?: number;
  user_limit?: number;
  rate_limit_per_user?: number;
  parent_id?: string | null;
  last_pin_timestamp?: string | null;
  rtc_region?: string | null;
  video_quality_mode?: number;
  default_auto_archive_duration?: number | null;
  default_thread_rate_limit_per_user?: number;
  available_tags?: ForumTag[];
  applied_tags?: string[];
  default_reaction_emoji?: { emoji_id: string | null; emoji_name: string | null } | null;
  default_sort_order?: number | null;
  default_forum_layout?: number;
  status?: string | null;
  flags?: number;
  /** Threads: who made it. */
  owner_id?: string;
  thread_metadata?: ThreadMetadata;
  message_count?: number;
  total_message_sent?: number;
  member_count?: number;
}

export interface Channel extends ChannelFields {
  readonly id: string;
  /** Changes only between text and announcement channels. */
  type: number;
  /** Direct messages: who takes part. Sent as `recipients`. */
  readonly recipientIds?: readonly string[];
}

const threadTypes: ReadonlySet<number> = new Set([
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
]);

const messageTypes: ReadonlySet<number> = new Set([
  ...threadTypes,
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildVoice,
  ChannelType.GuildStageVoice,
  ChannelType.Dm,
  ChannelType.GroupDm,
]);

export function isThread(channel: Pick<Channel, "type">): boolean {
  return threadTypes.has(channel.type);
}

export function isDirect(channel: Pick<Channel, "type">): boolean {
  return channel.type === ChannelType.Dm || channel.type === ChannelType.GroupDm;
}

export function isVoice(channel: Pick<Channel, "type">): boolean {
  return channel.type === ChannelType.GuildVoice || channel.type === ChannelType.GuildStageVoice;
}

/** Forum and media channels: posts are threads, and messages cannot be sent to the channel itself. */
export function isForum(channel: Pick<Channel, "type">): boolean {
  return channel.type === ChannelType.GuildForum || channel.type === ChannelType.GuildMedia;
}

export function takesMessages(channel: Pick<Channel, "type">): boolean {
  return messageTypes.has(channel.type);
}

/** What a new guild channel of a type starts with. */
export function channelDefaults(type: number): ChannelFields {
  const common: ChannelFields = { permission_overwrites: [], nsfw: false, parent_id: null, flags: 0 };
  if (type === ChannelType.GuildCategory) return { permission_overwrites: [], parent_id: null, flags: 0 };
  const text: ChannelFields = {
    ...common,
    last_message_id: null,
    rate_limit_per_user: 0,
    topic: null,
  };
  if (isVoice({ type })) {
    return { ...text, bitrate: 64_000, user_limit: 0, rtc_region: null, video_quality_mode: 1, status: null };
  }
  if (isForum({ type })) {
    return {
      ...text,
      available_tags: [],
      default_reaction_emoji: null,
      default_sort_order: null,
      default_forum_layout: 0,
    };
  }
  return { ...text, last_pin_timestamp: null };
}
