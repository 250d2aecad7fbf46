import type { JsonObject } from "../world/json.ts";
import { emoji } from "./component-parts.ts";
import type { Field } from "./fields.ts";
import { array, boolean, choice, integer, nullable, string } from "./fields.ts";
import { object, optional, required } from "./object-field.ts";

/**
 * A poll's creation request.
 * @see {@link https://docs.discord.com/developers/resources/poll#poll-create-request-object | Discord Docs/Poll}
 */
export const poll: Field<JsonObject> = object({
  question: required(object({ text: required(string({ min: 1, max: 300 })) })),
  answers: required(
    array(
      object({
        poll_media: required(object({ text: required(string({ min: 1, max: 55 })), emoji: optional(nullable(emoji)) })),
      }),
      { min: 1, max: 10 },
    ),
  ),
  // 32 days.
  duration: optional(integer({ min: 1, max: 768 })),
  allow_multiselect: optional(boolean),
  layout_type: optional(choice([1])),
});
