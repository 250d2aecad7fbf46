const bucketMs = 1_000;
const buckets = 60;

/** Counts what happened in the last minute, by the second. It has no timer: the caller brings `now` (ms). */
export class RequestWindow {
  readonly #startedAt: number;
  readonly #counts = new Float64Array(buckets);
  #lastBucket: number;

  constructor(now: number) {
    this.#startedAt = now;
    this.#lastBucket = Math.floor(now / bucketMs);
  }

  add(now: number): void {
    const bucket = this.#moveTo(now) % buckets;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
  }

  /** Per second, over the last minute, or since the start if that is less. */
  perSecond(now: number): number {
    this.#moveTo(now);
    const seconds = Math.min(buckets, Math.max(1, (now - this.#startedAt) / bucketMs));
    return this.#counts.reduce((sum, count) => sum + count, 0) / seconds;
  }

  #moveTo(now: number): number {
    const bucket = Math.floor(now / bucketMs);
    const steps = Math.min(bucket - this.#lastBucket, buckets);
    for (let step = 1; step <= steps; step++) this.#counts[(this.#lastBucket + step) % buckets] = 0;
    this.#lastBucket = Math.max(bucket, this.#lastBucket);
    return bucket;
  }
}
