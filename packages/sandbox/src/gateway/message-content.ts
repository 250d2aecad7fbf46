import { isRecord } from "./payload-decoding.ts";

/**
 * A message as an app without the message content intent sees it: `content`, `embeds`, `attachments`, `components` are
 * empty and `poll` is missing, except in its own messages, in direct messages, and where it is mentioned.
 * @see {@link https://docs.discord.com/developers/events/gateway#message-content-intent | Discord Docs/Message Content Intent}
 */
export function withoutContent(message: Readonly<Record<string, unknown>>, botId: string): Record<string, unknown> {
  const result: Record<string, unknown> = { ...message };
  if (isRecord(message["referenced_message"])) {
    result["referenced_message"] = withoutContent(message["referenced_message"], botId);
  }
  if (mayRead(message, botId)) return result;
  if ("content" in message) result["content"] = "";
  for (const field of ["embeds", "attachments", "components"]) if (field in message) result[field] = [];
  delete result["poll"];
  if (Array.isArray(message["message_snapshots"])) {
    result["message_snapshots"] = message["message_snapshots"].map((snapshot: unknown) =>
      isRecord(snapshot) && isRecord(snapshot["message"])
        ? { ...snapshot, message: withoutContent(snapshot["message"], botId) }
        : snapshot,
    );
  }
  return result;
}

function mayRead(message: Readonly<Record<string, unknown>>, botId: string): boolean {
  if (isRecord(message["author"]) && message["author"]["id"] === botId) return true;
  const mentions = message["mentions"];
  return Array.isArray(mentions) && mentions.some((user: unknown) => isRecord(user) && user["id"] === botId);
}
