import { lazily } from "../lazily.ts";
import { emoji } from "./component.ts";
import { list, object, optional, withRule } from "./combinators.ts";
import { bool, integer, oneOf, text } from "./fields.ts";
import { asRecord, isSet } from "./record.ts";
import type { Schema } from "./schema.ts";

/** @see {@link https://docs.discord.com/developers/resources/poll#poll-create-request-object | Discord Docs/Poll} */
export const pollSchema: () => Schema = lazily(() =>
  object({
    question: object({ text: text(1, 300) }),
    answers: list(
      object({
        poll_media: withRule(object({ text: optional(text(1, 55)), emoji: optional(emoji()) }), (media, report) => {
          const { text: label, emoji: symbol } = asRecord(media);
          if (!isSet(label) && !isSet(symbol)) report([], "must have text or an emoji");
        }),
      }),
      1,
      10,
    ),
    // 32 days.
    duration: optional(integer(1, 768)),
    allow_multiselect: optional(bool),
    layout_type: optional(oneOf([1])),
  }),
);
