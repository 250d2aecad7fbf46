import type { Attachment } from "./attachments.ts";
import type { JsonObject } from "./json.ts";
import { isJsonObject, objectsIn } from "./json.ts";

/** Finds an uploaded file by `attachment://name`. */
export function findAttachment(url: unknown, attachments: readonly Attachment[]): Attachment | undefined {
  if (typeof url !== "string" || !url.startsWith("attachment://")) return undefined;
  const name = url.slice("attachment://".length);
  return attachments.find((attachment) => attachment.filename === name);
}

/** A media item with what Discord adds: the real URL, the proxy's, the size. */
export function resolveMedia(media: JsonObject, attachments: readonly Attachment[]): JsonObject {
  const attachment = findAttachment(media["url"], attachments);
  if (attachment === undefined) return { ...media, proxy_url: media["url"], width: 0, height: 0 };
  return {
    ...media,
    url: attachment.url,
    proxy_url: attachment.proxy_url,
    width: attachment.width ?? 0,
    height: attachment.height ?? 0,
    ...(attachment.content_type === undefined ? {} : { content_type: attachment.content_type }),
  };
}

/** Embeds as they come back: `rich`, trimmed, with media resolved. Names of the attachments they show are collected. */
export function normalizeEmbeds(
  embeds: readonly JsonObject[],
  attachments: readonly Attachment[],
  shown: Set<string>,
): JsonObject[] {
  const media = (value: unknown): JsonObject => {
    const item = isJsonObject(value) ? value : {};
    const attachment = findAttachment(item["url"], attachments);
    if (attachment !== undefined) shown.add(attachment.id);
    return resolveMedia(pick(item, ["url", "description"]), attachments);
  };
  const withIcon = (value: unknown, fields: readonly string[]): JsonObject => {
    const item = isJsonObject(value) ? value : {};
    const icon = item["icon_url"];
    const kept = pick(item, fields);
    if (typeof icon !== "string") return kept;
    const attachment = findAttachment(icon, attachments);
    if (attachment !== undefined) shown.add(attachment.id);
    const url = attachment?.url ?? icon;
    return { ...kept, icon_url: url, proxy_icon_url: url };
  };
  return embeds.map((embed) => ({
    type: embed["type"] === "poll_result" ? "poll_result" : "rich",
    ...pick(embed, ["title", "description", "url", "color"]),
    ...(typeof embed["timestamp"] === "string" ? { timestamp: isoTimestamp(embed["timestamp"]) } : {}),
    ...(isJsonObject(embed["footer"]) ? { footer: withIcon(embed["footer"], ["text"]) } : {}),
    ...(isJsonObject(embed["image"]) ? { image: media(embed["image"]) } : {}),
    ...(isJsonObject(embed["thumbnail"]) ? { thumbnail: media(embed["thumbnail"]) } : {}),
    ...(isJsonObject(embed["author"]) ? { author: withIcon(embed["author"], ["name", "url"]) } : {}),
    ...(Array.isArray(embed["fields"]) ? { fields: objectsIn(embed["fields"]).map((field) => embedField(field)) } : {}),
  }));
}

function embedField(field: JsonObject): JsonObject {
  return { ...pick(field, ["name", "value"]), inline: field["inline"] === true };
}

function isoTimestamp(value: string): string {
  const time = Date.parse(value);
  return Number.isNaN(time) ? value : new Date(time).toISOString().replace("Z", "000+00:00");
}

function pick(source: JsonObject, names: readonly string[]): JsonObject {
  const result: JsonObject = {};
  for (const name of names) {
    const value = source[name];
    if (value === undefined || value === null) continue;
    result[name] = typeof value === "string" ? value.trim() : value;
  }
  return result;
}
