import { type BucketAnswer, RateLimitBucket } from "./rate-limit-bucket.ts";

/** What Discord changes while a route is in use. */
export interface BucketChange {
  /** Windows of the first limit. */
  afterWindows: number;
  limit: number;
}

/** A route whose bucket is another one, with another hash and limit, once so many windows are over. */
export class ChangingBucket {
  readonly #change: BucketChange;
  readonly #windowMs: number;
  #bucket: RateLimitBucket;
  #limit: number;
  #windows = 0;
  #endsAt = 0;

  constructor(limit: number, windowMs: number, change: BucketChange) {
    this.#limit = limit;
    this.#windowMs = windowMs;
    this.#change = change;
    this.#bucket = new RateLimitBucket(limit, windowMs);
  }

  /** Counts one request that arrived at `now` (milliseconds of a clock that does not go back). */
  take(now: number): BucketAnswer & { limit: number; isChanged: boolean } {
    if (now >= this.#endsAt) {
      this.#endsAt = now + this.#windowMs;
      this.#windows += 1;
      if (this.#windows === this.#change.afterWindows + 1) {
        this.#limit = this.#change.limit;
        this.#bucket = new RateLimitBucket(this.#limit, this.#windowMs);
      }
    }
    const isChanged = this.#windows > this.#change.afterWindows;
    return { ...this.#bucket.take(now), limit: this.#limit, isChanged };
  }
}
