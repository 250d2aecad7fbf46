import type { ChannelFields, ForumTag, Overwrite } from "../world/channel-types.ts";
import { ChannelType, isForum, isVoice } from "../world/channel-types.ts";
import type { At, Field } from "./fields.ts";
import {
  array,
  below,
  boolean,
  choice,
  fail,
  integer,
  nullable,
  permissionBits,
  snowflake,
  string,
  textLength,
} from "./fields.ts";
import { object, optional, required } from "./object-field.ts";

/** The body of an overwrite whose id is in the path. */
export const overwriteBody: Field<Omit<Overwrite, "id">> = withDefaults(
  object({
    type: required(choice([0, 1])),
    allow: optional(nullable(permissionBits)),
    deny: optional(nullable(permissionBits)),
  }),
);

const overwrites: Field<Overwrite[]> = array(
  withDefaults(
    object({
      id: required(snowflake),
      type: required(choice([0, 1])),
      allow: optional(nullable(permissionBits)),
      deny: optional(nullable(permissionBits)),
    }),
  ),
  { max: 1000 },
);

type LooseOverwrite = { type: 0 | 1; allow?: string | null; deny?: string | null };

function withDefaults<T extends LooseOverwrite>(field: Field<T>): Field<T & { allow: string; deny: string }> {
  return (value, at) => {
    const read = field(value, at);
    return read === undefined ? undefined : { ...read, allow: read.allow ?? "0", deny: read.deny ?? "0" };
  };
}

const reactionEmoji: Field<{ emoji_id: string | null; emoji_name: string | null }> = (value, at) => {
  const read = object({
    emoji_id: optional(nullable(snowflake)),
    emoji_name: optional(nullable(string({ max: 100 }))),
  })(value, at);
  return read === undefined ? undefined : { emoji_id: read.emoji_id ?? null, emoji_name: read.emoji_name ?? null };
};

const forumTag: Field<ForumTag> = (value, at) => {
  const read = object({
    id: optional(nullable(snowflake)),
    name: required(string({ min: 1, max: 20 })),
    moderated: optional(boolean),
    emoji_id: optional(nullable(snowflake)),
    emoji_name: optional(nullable(string({ max: 100 }))),
  })(value, at);
  if (read === undefined) return undefined;
  return {
    ...(typeof read.id === "string" ? { id: read.id } : {}),
    name: read.name,
    moderated: read.moderated ?? false,
    emoji_id: read.emoji_id ?? null,
    emoji_name: read.emoji_name ?? null,
  };
};

const common = {
  position: optional(nullable(integer({ min: 0 }))),
  topic: optional(nullable(string({ max: 4096 }))),
  nsfw: optional(nullable(boolean)),
  rate_limit_per_user: optional(nullable(integer({ min: 0, max: 21_600 }))),
  bitrate: optional(nullable(integer({ min: 8000, max: 384_000 }))),
  user_limit: optional(nullable(integer({ min: 0, max: 10_000 }))),
  permission_overwrites: optional(nullable(overwrites)),
  parent_id: optional(nullable(snowflake)),
  rtc_region: optional(nullable(string({ max: 100 }))),
  video_quality_mode: optional(nullable(choice([1, 2]))),
  default_auto_archive_duration: optional(nullable(choice([60, 1440, 4320, 10_080]))),
  default_thread_rate_limit_per_user: optional(nullable(integer({ min: 0, max: 21_600 }))),
  default_reaction_emoji: optional(nullable(reactionEmoji)),
  default_sort_order: optional(nullable(choice([0, 1]))),
  default_forum_layout: optional(nullable(choice([0, 1, 2]))),
  available_tags: optional(nullable(array(forumTag, { max: 20 }))),
  flags: optional(integer({ min: 0 })),
};

const channelTypes = [0, 2, 4, 5, 13, 15, 16] as const;

const creation = object({
  ...common,
  name: required(string({ min: 1, max: 100 })),
  type: optional(nullable(choice(channelTypes))),
});

const change = object({
  ...common,
  name: optional(string({ min: 1, max: 100 })),
  type: optional(nullable(choice([0, 5]))),
});

/** Fields that may be `null`; for all others `null` means the same as absence. */
const nullables: ReadonlySet<string> = new Set([
  "topic",
  "parent_id",
  "rtc_region",
  "default_auto_archive_duration",
  "default_reaction_emoji",
  "default_sort_order",
]);

function withoutNulls(value: object): ChannelFields {
  const entries = Object.entries(value).filter(([name, field]) => field !== null || nullables.has(name));
  return Object.fromEntries(entries);
}

/** A new channel. Tags have no ids yet. */
export const newChannel: Field<ChannelFields & { name: string; type: number }> = (value, at) => {
  const read = creation(value, at);
  if (read === undefined) return undefined;
  const { type: requested, ...fields } = read;
  const type = requested ?? ChannelType.GuildText;
  checkForType(fields, type, at);
  return { ...withoutNulls(fields), name: normalName(read.name, type), type };
};

/** Changes of a channel of a type. `type` is given only where it is to change. */
export function channelChange(currentType: number): Field<ChannelFields & { type?: number }> {
  return (value, at) => {
    const read = change(value, at);
    if (read === undefined) return undefined;
    const { type, name, ...fields } = read;
    checkForType(fields, currentType, at);
    return {
      ...withoutNulls(fields),
      ...(name === undefined ? {} : { name: normalName(name, currentType) }),
      ...(typeof type === "number" && type !== currentType ? { type } : {}),
    };
  };
}

/** Limits that are tighter than the widest, by type. */
function checkForType(
  fields: { topic?: string | null; user_limit?: number | null; bitrate?: number | null },
  type: number,
  at: At,
): void {
  const { topic, user_limit: userLimit, bitrate } = fields;
  if (!isForum({ type }) && textLength(topic ?? "") > 1024) {
    fail(below(at, "topic"), "BASE_TYPE_MAX_LENGTH", "Must be 1024 or fewer in length.");
  }
  if (type === ChannelType.GuildVoice && (userLimit ?? 0) > 99) {
    fail(below(at, "user_limit"), "NUMBER_TYPE_MAX", "int value should be less than or equal to 99.");
  }
  // Without boosts.
  const maxBitrate = type === ChannelType.GuildStageVoice ? 64_000 : 96_000;
  if (isVoice({ type }) && (bitrate ?? 0) > maxBitrate) {
    fail(below(at, "bitrate"), "NUMBER_TYPE_MAX", `int value should be less than or equal to ${maxBitrate}.`);
  }
}

/** Text channels have names in small letters, with dashes for spaces. */
function normalName(name: string, type: number): string {
  const isText = type === ChannelType.GuildText || type === ChannelType.GuildAnnouncement;
  return isText ? name.trim().toLowerCase().replaceAll(/\s+/g, "-") : name.trim();
}

export interface ThreadChange {
  name?: string;
  archived?: boolean;
  locked?: boolean;
  auto_archive_duration?: number;
  invitable?: boolean;
  rate_limit_per_user?: number;
  applied_tags?: string[];
  flags?: number;
}

export const threadChange: Field<ThreadChange> = object({
  name: optional(string({ min: 1, max: 100 })),
  archived: optional(boolean),
  locked: optional(boolean),
  auto_archive_duration: optional(choice([60, 1440, 4320, 10_080])),
  invitable: optional(boolean),
  rate_limit_per_user: optional(integer({ min: 0, max: 21_600 })),
  applied_tags: optional(array(snowflake, { max: 5 })),
  flags: optional(integer({ min: 0 })),
});
