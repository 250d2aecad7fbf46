import type { ChannelFields, ForumTag, Overwrite } from "../world/channel-types.ts";
import type { Field } from "./fields.ts";
import { array, boolean, choice, integer, nullable, permissionBits, snowflake, string } from "./fields.ts";
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

/** A tag as it is sent; new ones have no id yet. */
type TagBody = Omit<ForumTag, "id"> & { id?: string };

const forumTag: Field<TagBody> = (value, at) => {
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
  const { type, ...fields } = withoutNulls(read) as ChannelFields & { type?: number };
  return { ...fields, name: normalName(read.name, type ?? 0), type: type ?? 0 };
};

export const channelChange: Field<ChannelFields> = (value, at) => {
  const read = change(value, at);
  if (read === undefined) return undefined;
  const { type: _type, ...fields } = read;
  return withoutNulls(fields);
};

/** Text channels have names in small letters, with dashes for spaces. */
function normalName(name: string, type: number): string {
  const isText = type === 0 || type === 5;
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
