import { lazily } from "../lazily.ts";
import { list, object, optional, withRule } from "./combinators.ts";
import { bitString, bool, integer, oneOf, snowflake, text } from "./fields.ts";
import type { Report } from "./combinators.ts";
import { asRecord, isSet } from "./record.ts";
import type { Schema } from "./schema.ts";

const voice = 2;
const category = 4;
const withLongTopic: ReadonlySet<unknown> = new Set([15, 16]);

/** The types of channel that can be created in a guild. */
const guildTypes = [0, 2, 4, 5, 13, 14, 15, 16];

const slowmode: Schema = optional(integer(0, 21_600));
export const archiveDuration: Schema = optional(oneOf([60, 1440, 4320, 10_080], "60, 1440, 4320 or 10080 minutes"));

const reaction: () => Schema = lazily(() =>
  withRule(object({ emoji_id: optional(snowflake), emoji_name: optional(text(1, 100)) }), (emoji, report) => {
    const { emoji_id, emoji_name } = asRecord(emoji);
    if (isSet(emoji_id) === isSet(emoji_name)) report([], "must have either emoji_id or emoji_name");
  }),
);

/** @see {@link https://docs.discord.com/developers/resources/guild#create-guild-channel | Discord Docs/Create Guild Channel} */
export const channelSchema: () => Schema = lazily(() =>
  withRule(
    object({
      name: text(1, 100),
      type: optional(oneOf(guildTypes, "a type of guild channel: 0, 2, 4, 5, 13, 14, 15 or 16")),
      topic: optional(text(0, 4096)),
      bitrate: optional(integer(8000, 384_000)),
      user_limit: optional(integer(0, 10_000)),
      rate_limit_per_user: slowmode,
      position: optional(integer(0, 2 ** 31 - 1)),
      permission_overwrites: optional(
        list(
          object({
            id: snowflake,
            type: optional(oneOf([0, 1], "0 (role) or 1 (member)")),
            allow: optional(bitString),
            deny: optional(bitString),
          }),
          0,
          100,
        ),
      ),
      parent_id: optional(snowflake),
      nsfw: optional(bool),
      rtc_region: optional(text(1, 100)),
      video_quality_mode: optional(oneOf([1, 2], "1 (auto) or 2 (full)")),
      default_auto_archive_duration: archiveDuration,
      default_reaction_emoji: optional(reaction()),
      available_tags: optional(
        list(
          object({
            name: text(0, 20),
            moderated: optional(bool),
            emoji_id: optional(snowflake),
            emoji_name: optional(text(1, 100)),
          }),
          0,
          20,
        ),
      ),
      default_sort_order: optional(oneOf([0, 1])),
      default_forum_layout: optional(oneOf([0, 1, 2])),
      default_thread_rate_limit_per_user: slowmode,
      flags: optional(integer(0, 2 ** 31 - 1)),
    }),
    checkType,
  ),
);

function checkType(channel: unknown, report: Report): void {
  const { type, topic, parent_id, user_limit } = asRecord(channel);
  if (!withLongTopic.has(type) && typeof topic === "string" && topic.length > 1024 && topic.length <= 4096) {
    report(["topic"], `must be at most 1024 characters unless it is a forum or media channel (was ${topic.length})`);
  }
  if (type === category && isSet(parent_id)) report(["parent_id"], "must be left out: a category is in no category");
  if (type === voice && typeof user_limit === "number" && user_limit > 99 && user_limit <= 10_000) {
    report(["user_limit"], `must be at most 99 for a voice channel (was ${user_limit})`);
  }
}
