import type { Route } from "./route.ts";

/**
 * What Discord limits apart from the bucket, beyond what the headers tell: a 429 of the bucket that said it had room then
 * holds back only requests of the same kind.
 *
 * - Edits of a channel's name or topic (error 20028, the write limit of a channel).
 * - Edits of one message in an announcement channel (error 20022).
 *
 * @see {@link https://docs.discord.com/developers/topics/opcodes-and-status-codes#json | Discord Docs/JSON Error Codes}
 */
export function limitVariant(route: Route, values: readonly string[], body: unknown): string {
  if (route.name === "updateMessage") return values[1] ?? "";
  if (route.name !== "updateChannel" || typeof body !== "object" || body === null) return "";
  return "name" in body || "topic" in body ? "name or topic" : "";
}
