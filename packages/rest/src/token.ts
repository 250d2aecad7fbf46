import type { HttpError } from "@zignal/errors";
import { InvalidTokenError, ValidationError } from "@zignal/errors";

/** @throws {ValidationError} when it can not be a bearer token. */
export function checkedBearer(token: string): string {
  const bare = token.startsWith("Bearer ") ? token.slice(7) : token;
  if (!/^[\x21-\x7e]+$/.test(bare)) {
    throw ValidationError.of("auth.bearer", "must be an OAuth2 access token, without spaces");
  }
  return bare;
}

export function missingToken(route: string): InvalidTokenError {
  return new InvalidTokenError(`${route} needs the bot's token, and none was given.`, {
    recovery:
      "Pass token to new Rest(…), or set DISCORD_TOKEN: it stands on the Bot page of the application in Discord's developer portal.",
  });
}

/** @param what - Met the refusal, or was kept from it. */
export function refusedTokenError(what: string, cause: HttpError): InvalidTokenError {
  return new InvalidTokenError(`Discord refused the bot's token: ${what}`, { cause });
}
