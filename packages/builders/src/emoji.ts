import type { APIMessageComponentEmoji } from "@zignal/types";

/** `"🎉"`, `"<:name:id>"`, `"<a:name:id>"` (animated), or Discord's partial emoji. */
export type EmojiInput = string | APIMessageComponentEmoji;

/** Discord's partial emoji. */
export function emojiFrom(emoji: EmojiInput): APIMessageComponentEmoji {
  if (typeof emoji !== "string") return { ...emoji };
  const custom = /^<(a?):(\w{1,32}):(\d{1,20})>$/.exec(emoji);
  if (custom === null) return { name: emoji };
  const [, animated, name = "", id = ""] = custom;
  return animated === "a" ? { id, name, animated: true } : { id, name };
}
