import { ValidationError } from "@zignal/errors";
import type { Endpoint, EndpointAuth, HttpMethod } from "./endpoint.ts";

/**
 * An endpoint with everything about its path worked out once: how to fill it, which parameter is its top-level resource,
 * and which limits it stands under. Computing this per call would cost more than the call.
 *
 * @see {@link https://docs.discord.com/developers/topics/rate-limits | Discord Docs/Rate Limits}
 */
export class Route {
  readonly name: string;
  readonly method: HttpMethod;
  readonly path: string;
  readonly resource: string;
  readonly auth: EndpointAuth;
  /** Names the route in errors, statistics and the rate limiter: method and path with placeholders. */
  readonly key: string;
  readonly parameters: readonly string[];
  /** Callbacks to interactions: Discord limits each by itself, so they wait for nothing and for nobody. */
  readonly isInteractionCallback: boolean;
  /** Authorised by a token in the path: not under the bot's global limit. */
  readonly hasTokenInPath: boolean;
  /** Takes a webhook's id and token: a 404 means that the webhook is gone. */
  readonly isWebhook: boolean;
  readonly #literals: readonly string[];
  readonly #majorCount: 0 | 1 | 2;

  constructor(endpoint: Endpoint) {
    this.name = endpoint.name;
    this.method = endpoint.method;
    this.path = endpoint.path;
    this.resource = endpoint.resource;
    this.auth = endpoint.auth;
    this.key = `${endpoint.method} ${endpoint.path}`;
    const pieces = endpoint.path.split(/[{}]/);
    this.#literals = pieces.filter((_, index) => index % 2 === 0);
    this.parameters = pieces.filter((_, index) => index % 2 === 1);
    this.isInteractionCallback = endpoint.path.startsWith("/interactions/");
    this.hasTokenInPath = this.parameters.some((name) => name.endsWith("_token"));
    this.isWebhook = endpoint.path.startsWith("/webhooks/{webhook_id}/{webhook_token}");
    this.#majorCount = this.isWebhook ? 2 : /^\/(?:channels|guilds|webhooks)\/\{/.test(endpoint.path) ? 1 : 0;
  }

  /**
   * Fills the placeholders, percent-encoded.
   * @throws {ValidationError} for a value that is no path segment: without this, a ban of `..` would be a DELETE of the guild.
   */
  fill(values: readonly string[]): string {
    const literals = this.#literals;
    let path = literals[0] ?? "";
    for (let index = 1; index < literals.length; index++) {
      path += this.#segment(values[index - 1], index - 1) + (literals[index] ?? "");
    }
    return path;
  }

  /** The top-level resource within which Discord counts: a channel, a guild, a webhook with its token, or none (`""`). */
  majorOf(values: readonly string[]): string {
    if (this.#majorCount === 0) return "";
    const first = values[0] ?? "";
    return this.#majorCount === 1 ? first : `${first}/${values[1] ?? ""}`;
  }

  #segment(value: unknown, index: number): string {
    if (typeof value !== "string" || value === "" || value === "." || value === "..") {
      throw ValidationError.of(
        this.parameters[index] ?? "path",
        `must be a non-empty string other than "." and ".." (was ${describe(value)}); it becomes part of the path of ${this.key}`,
      );
    }
    for (let at = 0; at < value.length; at++) {
      if (!isPlain(value.charCodeAt(at))) return this.#encode(value, index);
    }
    return value;
  }

  #encode(value: string, index: number): string {
    try {
      return encodeURIComponent(value).replaceAll("%40", "@");
    } catch (cause) {
      throw ValidationError.of(
        this.parameters[index] ?? "path",
        `holds half of a surrogate pair and can not be sent in the path of ${this.key}`,
        { cause },
      );
    }
  }
}

/** Digits, letters, `-`, `_`, `@`: what ids, tokens and `@me` are made of. */
function isPlain(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 64 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 95 ||
    code === 45
  );
}

function describe(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : value === null ? "null" : typeof value;
}
