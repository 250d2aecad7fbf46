import { lazily } from "../lazily.ts";
import { object, optional, uniqueList, withRule } from "./combinators.ts";
import { bool, oneOf, snowflake } from "./fields.ts";
import { asList, asRecord } from "./record.ts";
import type { Schema } from "./schema.ts";

/** @see {@link https://docs.discord.com/developers/resources/message#allowed-mentions-object | Discord Docs/Allowed Mentions} */
export const allowedMentionsSchema: () => Schema = lazily(() =>
  withRule(
    object({
      parse: optional(uniqueList(oneOf(["roles", "users", "everyone"]), 0, 3)),
      roles: optional(uniqueList(snowflake, 0, 100)),
      users: optional(uniqueList(snowflake, 0, 100)),
      replied_user: optional(bool),
    }),
    (mentions, report) => {
      const { parse, users, roles } = asRecord(mentions);
      for (const [kind, ids] of Object.entries({ users, roles })) {
        if (asList(parse).includes(kind) && asList(ids).length > 0) {
          report([kind], `must be empty when parse has "${kind}" already: Discord refuses both together`);
        }
      }
    },
  ),
);
