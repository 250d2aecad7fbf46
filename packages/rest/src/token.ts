import { InvalidTokenError, ValidationError } from "@zignal/errors";

const whereToFind = "Copy it from the Bot page of the application in Discord's developer portal.";

/**
 * The token without its `Bot ` prefix, or `undefined` when there is none: calls that need it then say so.
 * @throws {InvalidTokenError} when it can not be a token.
 */
export function checkedToken(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  if (typeof token !== "string") throw invalid(`must be a string (was ${typeof token})`);
  const bare = token.startsWith("Bot ") ? token.slice(4) : token;
  if (/^bot\s/i.test(bare)) throw invalid('carries the prefix "Bot " twice or in another spelling: give it without');
  if (/^bearer\s/i.test(bare)) throw invalid('is a bearer token: give it per call, as auth: { bearer: "…" }');
  if (bare.trim() === "") throw invalid("is empty");
  if (bare === "undefined" || bare === "null")
    throw invalid(`is the word "${bare}": an unset variable was turned to text`);
  if (/["'`]/.test(bare)) throw invalid("holds quotation marks");
  if (!/^[\x21-\x7e]+$/.test(bare)) throw invalid("holds spaces, line breaks or characters that no token has");
  return bare;
}

/** @throws {ValidationError} when it can not be a bearer token. */
export function checkedBearer(token: string): string {
  const bare = token.startsWith("Bearer ") ? token.slice(7) : token;
  if (!/^[\x21-\x7e]+$/.test(bare)) {
    throw ValidationError.of("auth.bearer", "must be an OAuth2 access token, without spaces");
  }
  return bare;
}

function invalid(what: string): InvalidTokenError {
  return new InvalidTokenError(`The token ${what}.`, { recovery: whereToFind });
}

export function missingToken(route: string): InvalidTokenError {
  return new InvalidTokenError(`${route} needs the bot's token, and none was given.`, {
    recovery: `Pass token to new Rest(…), or set DISCORD_TOKEN. ${whereToFind}`,
  });
}
