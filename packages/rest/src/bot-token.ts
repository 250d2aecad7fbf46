import { checkedBotToken, InvalidTokenError } from "@zignal/errors";
import { missingToken } from "./token.ts";

/** After so long one call may find out whether Discord takes the token again. */
const recheckAfterMs = 5 * 60 * 1000;

/**
 * The bot's token, and whether Discord refused it. A refused token is stopped at once, for each 401 counts towards a ban of
 * the address; it is not forgotten, for Discord has answered 401 by mistake before: every five minutes one call may try it.
 */
export class BotToken {
  #header: string | undefined;
  #refusal: unknown = undefined;
  #stoppedUntil = -Infinity;

  constructor(token: string | undefined) {
    this.#header = headerOf(token);
  }

  /** Value of the `Authorization` header; `undefined` without a token. */
  get header(): string | undefined {
    return this.#header;
  }

  /** Replaces the token, also one that was refused. @throws {InvalidTokenError} when it can not be one */
  replace(token: string): void {
    this.#header = headerOf(token);
    this.#refusal = undefined;
  }

  /**
   * Lets a call use the token.
   * @throws {InvalidTokenError} when there is none, or Discord refused it.
   */
  check(route: string, now: number): void {
    if (this.#header === undefined) throw missingToken(route);
    if (this.#refusal === undefined) return;
    if (now < this.#stoppedUntil) throw this.#stopped(route);
    this.#stoppedUntil = now + recheckAfterMs;
  }

  /**
   * Discord answered 401.
   * @param header - What was sent: an answer that comes late says nothing of a token that was set meanwhile.
   */
  refused(header: string | undefined, cause: unknown, now: number): void {
    if (header !== this.#header) return;
    this.#refusal = cause;
    this.#stoppedUntil = now + recheckAfterMs;
  }

  /** Discord took it. @param header - What was sent. */
  accepted(header: string | undefined): void {
    if (header === this.#header) this.#refusal = undefined;
  }

  #stopped(route: string): InvalidTokenError {
    return new InvalidTokenError(
      `${route} was not sent: Discord refused the bot's token (401) and would ban the address for more`,
      {
        cause: this.#refusal,
        recovery: "Reset the token in the developer portal and give the new one to setToken().",
      },
    );
  }
}

function headerOf(token: string | undefined): string | undefined {
  // Calls that need a token and have none say so; others do without.
  return token === undefined ? undefined : `Bot ${checkedBotToken(token)}`;
}
