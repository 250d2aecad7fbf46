/** What Discord's headers say about a bucket after one request. */
export interface BucketAnswer {
  allowed: boolean;
  remaining: number;
  /** Milliseconds until the bucket is full again. */
  resetAfterMs: number;
}

/** One of Discord's buckets: so many requests in a window that its first request opens. */
export class RateLimitBucket {
  readonly #limit: number;
  readonly #windowMs: number;
  #used = 0;
  #resetAt = 0;

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  /** Counts one request that arrived at `now` (milliseconds of a clock that does not go back). */
  take(now: number): BucketAnswer {
    if (now >= this.#resetAt) {
      this.#used = 0;
      this.#resetAt = now + this.#windowMs;
    }
    const allowed = this.#used < this.#limit;
    if (allowed) this.#used += 1;
    return { allowed, remaining: this.#limit - this.#used, resetAfterMs: this.#resetAt - now };
  }
}
