import { ValidationError } from "@zignal/errors";
import type { Payload } from "./payload.ts";

/** Discord's limit of an audit log's reason, in characters. */
const maxReasonLength = 512;

/** Header lists, made once for each kind of request and shared by all that are alike: undici does not change them. */
export class RequestHeaders {
  readonly #userAgent: string;
  readonly #lists = new Map<string | undefined, { bare: string[]; json: string[] }>();

  constructor(userAgent: string) {
    this.#userAgent = userAgent;
  }

  /** Names and values in turn. */
  of(authorization: string | undefined, payload: Payload, reason: string | undefined): string[] {
    // Bearer tokens come and go: only the bot's lists, and those without authorization, are kept.
    let lists = this.#lists.get(authorization);
    if (lists === undefined) {
      const bare = ["user-agent", this.#userAgent];
      if (authorization !== undefined) bare.push("authorization", authorization);
      lists = { bare, json: [...bare, "content-type", "application/json"] };
      if (authorization === undefined || authorization.startsWith("Bot ")) this.#lists.set(authorization, lists);
    }
    const plain = payload === undefined || typeof payload === "object" ? lists.bare : lists.json;
    if (typeof payload !== "object" && reason === undefined) return plain;
    const headers = [...plain];
    if (typeof payload === "object") {
      headers.push("content-type", payload.contentType);
      if (payload.contentLength !== undefined) headers.push("content-length", String(payload.contentLength));
    }
    if (reason !== undefined) headers.push("x-audit-log-reason", encodeReason(reason));
    return headers;
  }
}

/** The headers with this token: another may have been set while the call waited. */
export function withToken(headers: string[], token: string | undefined): string[] {
  const at = headers.indexOf("authorization") + 1;
  return at === 0 || token === undefined || headers[at] === token ? headers : headers.with(at, token);
}

/** Headers hold ASCII only: Discord decodes percent escapes in this one. */
function encodeReason(reason: string): string {
  // What counts are characters: an emoji is one, not the two units it has here.
  if (typeof reason !== "string" || (reason.length > maxReasonLength && Array.from(reason).length > maxReasonLength)) {
    throw ValidationError.of("reason", `must be a string of at most ${maxReasonLength} characters`);
  }
  try {
    return encodeURIComponent(reason).replaceAll("%20", " ").trim();
  } catch (cause) {
    throw ValidationError.of("reason", "holds half of a surrogate pair", { cause });
  }
}
