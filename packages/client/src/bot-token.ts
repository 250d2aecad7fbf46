import { InvalidTokenError } from "@zignal/errors";

/**
 * Refuses what can not be a bot's token, before anything connects: Discord would answer 401, and enough of those ban the
 * address. The token itself is never repeated, as it must not end up in a log.
 * @throws {InvalidTokenError} saying what is wrong.
 */
export function checkBotToken(token: unknown): void {
  if (typeof token !== "string" || token === "") throw invalidToken("is missing");
  const parts = token.replace(/^Bot /, "").split(".");
  if (parts.length !== 3 || !parts.every((part) => /^[\w-]+$/.test(part))) {
    throw invalidToken("is malformed: a bot's token has three parts of letters, digits, - and _, joined by dots");
  }
}

function invalidToken(what: string): InvalidTokenError {
  return new InvalidTokenError(`token ${what}`, {
    recovery:
      "Copy it from the Bot page of your application in the Discord Developer Portal, for example into DISCORD_TOKEN.",
  });
}
