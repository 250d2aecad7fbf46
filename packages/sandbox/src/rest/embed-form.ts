import type { JsonObject } from "../world/json.ts";
import { isJsonObject, objectsIn } from "../world/json.ts";
import type { Field } from "./fields.ts";
import {
  array,
  below,
  boolean,
  fail,
  integer,
  nullable,
  refine,
  string,
  textLength,
  timestamp,
  url,
} from "./fields.ts";
import { object, optional, required } from "./object-field.ts";

const mediaSchemes = ["http", "https", "attachment"];

const media = object({ url: required(url(mediaSchemes)), description: optional(nullable(string({ max: 1024 }))) });

const parts: Field<JsonObject> = object({
  title: optional(nullable(string({ max: 256 }))),
  description: optional(nullable(string({ max: 4096 }))),
  url: optional(nullable(url())),
  timestamp: optional(nullable(timestamp)),
  color: optional(nullable(integer({ min: 0, max: 0xffffff }))),
  footer: optional(
    nullable(object({ text: required(string({ max: 2048 })), icon_url: optional(nullable(url(mediaSchemes))) })),
  ),
  image: optional(nullable(media)),
  thumbnail: optional(nullable(media)),
  author: optional(
    nullable(
      object({
        name: required(string({ max: 256 })),
        url: optional(nullable(url())),
        icon_url: optional(nullable(url(mediaSchemes))),
      }),
    ),
  ),
  fields: optional(
    nullable(
      array(
        object({
          name: required(string({ min: 1, max: 256 })),
          value: required(string({ min: 1, max: 1024 })),
          inline: optional(boolean),
        }),
        { max: 25 },
      ),
    ),
  ),
});

/** Any of these makes an embed; a colour alone shows nothing. */
const visible = ["title", "description", "url", "timestamp", "footer", "image", "thumbnail", "author"];

const embed: Field<JsonObject> = (value, at) => {
  // What was sent is asked, not what was read of it: a title that is too long is a title.
  const shows = !isJsonObject(value) || visible.some((name) => (value[name] ?? "") !== "") || hasFields(value);
  if (!shows) fail(below(at, "description"), "BASE_TYPE_REQUIRED", "This field is required");
  return parts(value, at);
};

function hasFields({ fields }: JsonObject): boolean {
  return Array.isArray(fields) && fields.length > 0;
}

/** Characters that all embeds of a message may have together. */
const maxCharacters = 6000;

/**
 * The embeds of a message.
 * @see {@link https://docs.discord.com/developers/resources/message#embed-object-embed-limits | Discord Docs/Embed Limits}
 */
export const embeds: Field<JsonObject[]> = refine(array(embed, { max: 10 }), (list, at) => {
  const total = list.reduce((sum, item) => sum + countCharacters(item), 0);
  if (total > maxCharacters) {
    fail(at, "MAX_EMBED_SIZE_EXCEEDED", `Embed size exceeds maximum size of ${maxCharacters}`);
  }
});

function countCharacters(item: JsonObject): number {
  const footer = isJsonObject(item["footer"]) ? item["footer"]["text"] : undefined;
  const author = isJsonObject(item["author"]) ? item["author"]["name"] : undefined;
  const fields = objectsIn(item["fields"]).flatMap((field) => [field["name"], field["value"]]);
  const texts = [item["title"], item["description"], footer, author, ...fields];
  return texts.reduce<number>((sum, text) => sum + (typeof text === "string" ? textLength(text) : 0), 0);
}
