import type { Buffer } from "node:buffer";
import { isJson, readFailure } from "./answer.ts";
import type { HeaderValues, RateLimitHeaders } from "./rate-limit/rate-limit-headers.ts";
import { readRateLimitHeaders, secondsToMs } from "./rate-limit/rate-limit-headers.ts";

/** What a 429 says. */
export interface RateLimitAnswer {
  readonly scope: "user" | "shared" | "global";
  /** `undefined` when it does not say so in a way that makes sense. */
  readonly retryAfterMs: number | undefined;
  readonly limit: RateLimitHeaders | undefined;
  /** It is not Discord's own: something before Discord has banned the address. */
  readonly isBan: boolean;
}

/** @see {@link https://docs.discord.com/developers/topics/rate-limits#exceeding-a-rate-limit | Discord Docs/Exceeding A Rate Limit} */
export function readRateLimitAnswer(headers: HeaderValues, body: Buffer): RateLimitAnswer {
  const failure = readFailure(headers, body);
  // The body is exact to the millisecond, the header rounded up to seconds.
  const retryAfterMs = secondsToMs(failure.retryAfter) ?? secondsToMs(headers["retry-after"]);
  return {
    scope: scopeOf(headers, failure.isGlobal),
    retryAfterMs,
    limit: readRateLimitHeaders(headers),
    isBan: retryAfterMs === undefined || !isDiscords(headers),
  };
}

/** JSON, or nothing at all with Discord's own headers; what stands before Discord answers with text or a page. */
function isDiscords(headers: HeaderValues): boolean {
  if (isJson(headers)) return true;
  const { "content-type": type, "x-ratelimit-bucket": bucket, "x-ratelimit-scope": scope } = headers;
  return type === undefined && (bucket !== undefined || scope !== undefined);
}

function scopeOf(headers: HeaderValues, isGlobal: boolean): "user" | "shared" | "global" {
  const scope = headers["x-ratelimit-scope"];
  if (isGlobal || scope === "global" || headers["x-ratelimit-global"] !== undefined) return "global";
  return scope === "shared" ? "shared" : "user";
}
