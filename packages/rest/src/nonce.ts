import { randomBytes } from "node:crypto";
import { hasFields } from "./body.ts";

/**
 * Makes nonces for messages: at most 25 characters, different for every message of every process.
 *
 * @see {@link https://docs.discord.com/developers/resources/message#create-message | Discord Docs/Create Message}
 */
export class NonceSource {
  readonly #prefix = randomBytes(9).toString("base64url");
  #count = 0;

  next(): string {
    this.#count += 1;
    return `${this.#prefix}-${this.#count.toString(36)}`;
  }
}

/** A message that has a nonce Discord enforces can be sent twice and appears once. */
export function hasEnforcedNonce(body: unknown): boolean {
  return (
    typeof body === "object" &&
    body !== null &&
    "nonce" in body &&
    body.nonce !== null &&
    body.nonce !== undefined &&
    "enforce_nonce" in body &&
    body.enforce_nonce === true
  );
}

/** Says nothing of nonces, so that one may be added. */
export function lacksNonce(body: unknown): body is object {
  return (
    typeof body === "object" &&
    body !== null &&
    hasFields(body) &&
    (!("nonce" in body) || body.nonce === undefined || body.nonce === null) &&
    !("enforce_nonce" in body && body.enforce_nonce === false)
  );
}
