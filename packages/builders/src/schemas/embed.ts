import { lazily } from "../lazily.ts";
import { list, object, optional, withRule } from "./combinators.ts";
import { bool, color, isoTimestamp, lengthOf, mediaUrl, trimmedText, webUrl } from "./fields.ts";
import type { Report } from "./combinators.ts";
import { asList, asRecord } from "./record.ts";
import type { Schema } from "./schema.ts";

/** The most characters that the embeds of a message may have together. */
const maxTotal = 6000;

/** @see {@link https://docs.discord.com/developers/resources/message#embed-object-embed-limits | Discord Docs/Embed Limits} */
const fields: () => Schema = lazily(() => {
  const image = optional(object({ url: mediaUrl }));
  return object({
    title: optional(trimmedText(0, 256)),
    description: optional(trimmedText(0, 4096)),
    url: optional(webUrl),
    timestamp: optional(isoTimestamp),
    color: optional(color),
    footer: optional(object({ text: trimmedText(1, 2048), icon_url: optional(mediaUrl) })),
    image,
    thumbnail: image,
    author: optional(object({ name: trimmedText(1, 256), url: optional(webUrl), icon_url: optional(mediaUrl) })),
    fields: optional(
      list(object({ name: trimmedText(1, 256), value: trimmedText(1, 1024), inline: optional(bool) }), 0, 25),
    ),
  });
});

/** One embed inside a message: the total is the message's affair. */
export const embedInMessage: () => Schema = lazily(() => withRule(fields(), refuseEmpty));

/** One embed by itself. */
export const embedSchema: () => Schema = lazily(() =>
  withRule(embedInMessage(), (embed, report) => checkTotal([embed], "", report)),
);

/** What makes an embed visible: without one of these Discord answers that an embed is empty. */
const visible = ["title", "description", "image", "thumbnail", "footer", "author"];

function refuseEmpty(embed: unknown, report: Report): void {
  if (typeof embed !== "object") return;
  const shown = asRecord(embed);
  if (visible.some((name) => isPresent(shown[name])) || asList(shown["fields"]).length > 0) return;
  report([], "is empty: give it a title, description, field, image, thumbnail, footer or author");
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && !(typeof value === "string" && value.trim() === "");
}

/** Over all embeds of a message together. */
export function checkEmbedTotal(embeds: unknown, report: Report): void {
  if (Array.isArray(embeds)) checkTotal(embeds, "embeds", report);
}

function checkTotal(embeds: readonly unknown[], at: string, report: Report): void {
  let total = 0;
  for (const embed of embeds) total += charactersOf(embed);
  if (total <= maxTotal) return;
  report(
    at === "" ? [] : [at],
    `must have at most ${maxTotal} characters in all titles, descriptions, fields, footers and authors together (was ${total})`,
  );
}

function charactersOf(embed: unknown): number {
  const { title, description, footer, author, fields: items } = asRecord(embed);
  let total = count(title) + count(description) + count(asRecord(footer)["text"]) + count(asRecord(author)["name"]);
  for (const item of asList(items)) {
    const { name, value } = asRecord(item);
    total += count(name) + count(value);
  }
  return total;
}

function count(value: unknown): number {
  return typeof value === "string" ? lengthOf(value.trim()) : 0;
}
