import { lazily } from "../lazily.ts";
import { archiveDuration } from "./channel.ts";
import { list, object, optional } from "./combinators.ts";
import { bool, integer, oneOf, snowflake, text } from "./fields.ts";
import { messageSchema } from "./message.ts";
import type { Schema } from "./schema.ts";

const slowmode: Schema = optional(integer(0, 21_600));

/** @see {@link https://docs.discord.com/developers/resources/channel#start-thread-without-message | Discord Docs/Start Thread} */
export const threadSchema: () => Schema = lazily(() =>
  object({
    name: text(1, 100),
    auto_archive_duration: archiveDuration,
    rate_limit_per_user: slowmode,
    type: optional(oneOf([10, 11, 12])),
    invitable: optional(bool),
  }),
);

/** @see {@link https://docs.discord.com/developers/resources/channel#start-thread-in-forum-or-media-channel | Discord Docs/Forum Thread} */
export const forumPostSchema: () => Schema = lazily(() =>
  object({
    name: text(1, 100),
    auto_archive_duration: archiveDuration,
    rate_limit_per_user: slowmode,
    applied_tags: optional(list(snowflake, 0, 5)),
    message: messageSchema(),
  }),
);
