import { InvalidTokenError } from "./http-error.ts";

const whereToFind =
  "Copy it from the Bot page of your application in the Discord Developer Portal, for example into DISCORD_TOKEN.";

/**
 * The bot's token without its `Bot ` prefix, once it can be one. Refusing what can not be, before anything connects, spares
 * answers of 401, enough of which ban the address. The form of Discord's tokens (three parts) is not asked for: a proxy that
 * puts the real token in takes any.
 *
 * @param token - What was given as token, such as `process.env["DISCORD_TOKEN"]`.
 * @throws {InvalidTokenError} saying what is wrong. It never repeats the token, which must not end up in a log.
 */
export function checkedBotToken(token: unknown): string {
  if (token === undefined || token === null || token === "") throw invalidBotToken("is missing");
  if (typeof token !== "string")
    throw malformed(`must be a string (was ${Array.isArray(token) ? "a list" : typeof token})`);
  const bare = token.startsWith("Bot ") ? token.slice(4) : token;
  const fault = faultOf(bare);
  if (fault !== undefined) throw malformed(fault);
  return bare;
}

/** For what the caller finds wrong besides: `The bot's token <what>.` @param what - Such as `is missing` */
export function invalidBotToken(what: string): InvalidTokenError {
  return new InvalidTokenError(`The bot's token ${what}`, { recovery: whereToFind });
}

function malformed(fault: string): InvalidTokenError {
  return invalidBotToken(`is malformed: it ${fault}`);
}

function faultOf(bare: string): string | undefined {
  if (bare.trim() === "") return "is empty";
  if (/^bot(\s|$)/i.test(bare)) return 'carries the prefix "Bot " twice or in another spelling: give it without';
  if (/^bearer\s/i.test(bare)) return "is an OAuth2 bearer token, which is no bot's";
  if (bare === "undefined" || bare === "null") return `is the word "${bare}": an unset variable was turned to text`;
  if (/["'`]/.test(bare)) return "holds quotation marks";
  if (!/^[\x21-\x7e]+$/.test(bare)) return "holds spaces, line breaks or characters that no token has";
  return undefined;
}
