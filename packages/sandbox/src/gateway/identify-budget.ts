/** Tolerance for what the network did to the spacing of identifies that left in time, in milliseconds. */
const toleranceMs = 250;

export interface IdentifyBudgetOptions {
  /** Session starts allowed per day. */
  total: number;
  /** Identifies allowed per interval, one for each rate limit key. */
  maxConcurrency: number;
  /** Milliseconds between two identifies of the same key. */
  intervalMs: number;
}

/** Discord's session start limit object. */
export interface SessionStartLimit {
  total: number;
  remaining: number;
  reset_after: number;
  max_concurrency: number;
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * What one application may identify: so many a day, and one per `shard_id % max_concurrency` and interval.
 * @see {@link https://docs.discord.com/developers/events/gateway#session-start-limit-object | Discord Docs/Session Start Limit}
 */
export class IdentifyBudget {
  readonly #options: IdentifyBudgetOptions;
  readonly #lastByKey = new Map<number, number>();
  #used = 0;
  #windowStart = Number.NEGATIVE_INFINITY;

  constructor(options: IdentifyBudgetOptions) {
    this.#options = options;
  }

  /** Spends one identify. `tooSoon` and `exhausted` are what Discord refuses. */
  spend(shardId: number, nowMs: number): "granted" | "tooSoon" | "exhausted" {
    this.#roll(nowMs);
    if (this.#used >= this.#options.total) return "exhausted";
    this.#used += 1;
    const key = shardId % this.#options.maxConcurrency;
    const last = this.#lastByKey.get(key) ?? Number.NEGATIVE_INFINITY;
    const { intervalMs } = this.#options;
    if (nowMs - last < intervalMs - Math.min(toleranceMs, intervalMs / 10)) return "tooSoon";
    this.#lastByKey.set(key, nowMs);
    return "granted";
  }

  /** What `GET /gateway/bot` shows. */
  snapshot(nowMs: number): SessionStartLimit {
    this.#roll(nowMs);
    return {
      total: this.#options.total,
      remaining: Math.max(0, this.#options.total - this.#used),
      reset_after: this.#used === 0 ? 0 : Math.max(0, Math.ceil(this.#windowStart + dayMs - nowMs)),
      max_concurrency: this.#options.maxConcurrency,
    };
  }

  #roll(nowMs: number): void {
    if (nowMs - this.#windowStart < dayMs) return;
    this.#windowStart = nowMs;
    this.#used = 0;
  }
}
