/** What an answer says about rate limits. Times are durations: Discord's clock and ours need not agree. */
export interface RateLimitHeaders {
  /** `X-RateLimit-Bucket`: names the limit, without the top-level resource. */
  readonly bucket: string;
  /** Requests per window. */
  readonly limit: number;
  /** Requests left in the window, after this one. */
  readonly remaining: number;
  /** Milliseconds until the window ends, at the moment Discord answered. */
  readonly resetAfterMs: number;
}

/** A limit never lasts longer; a larger figure is damage and would overflow a timer. */
const longestMs = 24 * 60 * 60 * 1000;

/**
 * Reads the headers of an answer; `undefined` unless they are complete and make sense.
 * `X-RateLimit-Reset` is never read: it depends on two clocks agreeing.
 */
export function readRateLimitHeaders(headers: HeaderValues): RateLimitHeaders | undefined {
  const bucket = headers["x-ratelimit-bucket"];
  if (typeof bucket !== "string" || bucket === "") return undefined;
  const limit = count(headers["x-ratelimit-limit"]);
  const remaining = count(headers["x-ratelimit-remaining"]);
  const resetAfterMs = secondsToMs(headers["x-ratelimit-reset-after"]);
  if (limit === undefined || limit === 0 || remaining === undefined || resetAfterMs === undefined) return undefined;
  return { bucket, limit, remaining: Math.min(remaining, limit), resetAfterMs };
}

export type HeaderValues = Readonly<Record<string, string | string[] | undefined>>;

/** Seconds, whole or with a fraction, as milliseconds; `undefined` for anything that is no such duration. */
export function secondsToMs(value: unknown): number | undefined {
  const seconds = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof seconds !== "number" || !Number.isFinite(seconds) || seconds < 0) return undefined;
  return Math.min(seconds * 1000, longestMs);
}

function count(value: string | string[] | undefined): number | undefined {
  if (typeof value !== "string" || !/^\d{1,9}$/.test(value)) return undefined;
  return Number(value);
}
