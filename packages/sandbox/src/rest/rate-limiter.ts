import { createHash } from "node:crypto";
import type { RestLimits } from "./limits.ts";
import type { RateLimitRule } from "./rate-limit-rules.ts";
import { subLimitRules } from "./rate-limit-rules.ts";

/** A fixed window: it opens with its first request and closes `windowMs` later. */
interface Window {
  count: number;
  resetAtMs: number;
}

export interface LimitedRequest {
  /** Who asks: requests of different bots never count together. */
  caller: string;
  operation: string;
  /** The top-level resource: channel, guild, or webhook with its token. */
  resource: string;
  /** Does the limit over all routes apply? */
  countsGlobally: boolean;
}

/** What the limiter says of a request. */
export interface LimitDecision {
  /** The limit that was reached, if any. */
  limited: { scope: "user" | "global" | "shared"; retryAfterMs: number; code?: number } | undefined;
  /** Headers that describe the bucket. */
  headers: Record<string, string>;
  /** Hash of the bucket, as sent; `undefined` for exempt operations. */
  bucket: string | undefined;
}

/**
 * Rate limits by fixed windows: one per bucket and top-level resource of each caller, one per second over all routes, and
 * sub-limits on certain fields. It holds no timers; windows that are over are swept away now and then.
 */
export class RateLimiter {
  readonly #limits: RestLimits;
  readonly #nowMs: () => number;
  readonly #windows = new Map<string, Window>();
  #sweepAt = 1000;

  /** @param nowMs - Time of day: resets are told as such. */
  constructor(limits: RestLimits, nowMs: () => number) {
    this.#limits = limits;
    this.#nowMs = nowMs;
  }

  /** Counts a request, or refuses it. Refused requests use up nothing. */
  take({ caller, operation, resource, countsGlobally }: LimitedRequest): LimitDecision {
    const rule = this.#limits.rules[operation] ?? { ...this.#limits.defaultRule, bucket: operation };
    if (!this.#limits.enabled) return { limited: undefined, headers: {}, bucket: undefined };
    const globalKey = `global:${caller}`;
    if (countsGlobally) {
      const window = this.#window(globalKey, 1000);
      if (window.count >= this.#limits.globalPerSecond) {
        return {
          limited: { scope: "global", retryAfterMs: window.resetAtMs - this.#nowMs() },
          headers: {},
          bucket: undefined,
        };
      }
    }
    if (rule.exempt === true) return { limited: undefined, headers: {}, bucket: undefined };
    const window = this.#window(`${caller}:${rule.bucket}:${resource}`, rule.windowMs);
    const bucket = bucketHash(rule.bucket);
    if (window.count >= rule.limit) {
      const retryAfterMs = window.resetAtMs - this.#nowMs();
      return { limited: { scope: "user", retryAfterMs }, headers: this.#headers(rule, window, bucket), bucket };
    }
    window.count += 1;
    if (countsGlobally) this.#window(globalKey, 1000).count += 1;
    return { limited: undefined, headers: this.#headers(rule, window, bucket), bucket };
  }

  /** The tighter limits, once the body is known. The request has been counted by `take` already. */
  takeFields(operation: string, resource: string, body: object): LimitDecision["limited"] {
    if (!this.#limits.enabled) return undefined;
    for (const rule of subLimitRules) {
      if (rule.operation !== operation || !rule.fields.some((field) => field in body)) continue;
      const window = this.#window(`sub:${operation}:${rule.fields.join()}:${resource}`, rule.windowMs);
      if (window.count >= rule.limit) {
        return { scope: "shared", retryAfterMs: window.resetAtMs - this.#nowMs(), code: 20028 };
      }
      window.count += 1;
    }
    return undefined;
  }

  #window(key: string, windowMs: number): Window {
    const now = this.#nowMs();
    let window = this.#windows.get(key);
    if (window === undefined || window.resetAtMs <= now) {
      window = { count: 0, resetAtMs: now + windowMs };
      this.#windows.set(key, window);
      this.#sweep(now);
    }
    return window;
  }

  #sweep(now: number): void {
    if (this.#windows.size < this.#sweepAt) return;
    for (const [key, { resetAtMs }] of this.#windows) if (resetAtMs <= now) this.#windows.delete(key);
    this.#sweepAt = Math.max(1000, this.#windows.size * 2);
  }

  #headers(rule: RateLimitRule, window: Window, bucket: string): Record<string, string> {
    return {
      "X-RateLimit-Limit": String(rule.limit),
      "X-RateLimit-Remaining": String(rule.limit - window.count),
      "X-RateLimit-Reset": (window.resetAtMs / 1000).toFixed(3),
      "X-RateLimit-Reset-After": seconds(window.resetAtMs - this.#nowMs()),
      "X-RateLimit-Bucket": bucket,
    };
  }
}

/** Milliseconds as seconds with three decimals, rounded up so that waiting that long suffices. */
export function seconds(ms: number): string {
  return (Math.ceil(Math.max(0, ms)) / 1000).toFixed(3);
}

const hashes = new Map<string, string>();

function bucketHash(bucket: string): string {
  let hash = hashes.get(bucket);
  if (hash === undefined) {
    hash = createHash("sha256").update(bucket).digest("hex").slice(0, 32);
    hashes.set(bucket, hash);
  }
  return hash;
}
