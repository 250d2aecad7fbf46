import { checkedBotToken, invalidBotToken } from "@zignal/errors";
import type { ClientOptions } from "./client-options.ts";

/**
 * Refuses what can not be a bot's token, before anything connects. Where the client talks to Discord itself, and no proxy or
 * server of your own stands between, the token must also have the form of Discord's.
 * @throws {InvalidTokenError} saying what is wrong, without the token.
 */
export function checkClientToken(options: ClientOptions): void {
  const token = checkedBotToken(options.token);
  if (!talksToDiscord(options)) return;
  const parts = token.split(".");
  if (parts.length !== 3 || !parts.every((part) => /^[\w-]+$/.test(part))) {
    throw invalidBotToken("is malformed: it has not three parts of letters, digits, - and _, joined by dots");
  }
}

function talksToDiscord({ rest = {}, gateway = {} }: ClientOptions): boolean {
  const { ZIGNAL_API_URL, ZIGNAL_GATEWAY_URL } = process.env;
  // What is neither a part nor its options is refused by name later.
  if (![rest, gateway].every((part: unknown) => typeof part === "object" && part !== null)) return false;
  // A configured part knows itself where it connects to.
  const isOwn = !("request" in rest) && !("connect" in gateway);
  if (!isOwn || ZIGNAL_API_URL || ZIGNAL_GATEWAY_URL) return false;
  return !("baseUrl" in rest && rest.baseUrl !== undefined) && !("url" in gateway && gateway.url !== undefined);
}
