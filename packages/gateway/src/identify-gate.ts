import type { Clock, ClockTimer } from "@zignal/errors";
import { GatewayError, systemClock } from "@zignal/errors";
import { diagnostics } from "./diagnostics.ts";

/** What Discord allows, as `GET /gateway/bot` answers it. */
export interface SessionStartLimit {
  /** Session starts per 24 hours. */
  total: number;
  /** Session starts that are left. */
  remaining: number;
  /** Milliseconds until `remaining` is `total` again. */
  resetAfterMs: number;
  /** Identify requests per 5 seconds, one for each remainder of `shardId / maxConcurrency`. */
  maxConcurrency: number;
}

/** The right to identify once. */
export interface IdentifyPermit {
  /** Identify was sent: the permit is spent. */
  identified(): void;
  /** The connection failed before identify was sent: the permit goes to the next. No effect on a spent one. */
  release(): void;
}

/**
 * Decides which shard may identify when. One gate has to be shared by everything that identifies with the same token.
 * @see {@link https://docs.discord.com/developers/events/gateway#sharding-max-concurrency | Discord Docs/Max Concurrency}
 */
export interface IdentifyGate {
  /** Adopts what Discord answered; called before the first `acquire` and whenever it was asked again. */
  update(limit: SessionStartLimit): void;
  /**
   * Waits until the shard may identify. Shards of one bucket get their permits in the order they asked.
   * @throws {Error} the reason of `signal` when that aborts first.
   */
  acquire(shardId: number, signal: AbortSignal): Promise<IdentifyPermit>;
}

export interface InMemoryIdentifyGateOptions {
  /** Between two identifies of one bucket, in milliseconds: Discord's 5 seconds and a little for the way. @defaultValue `5_250` */
  intervalMs?: number;
  /**
   * The brake: when less than this part of the day's session starts is left, they are spread over the time until the
   * reset, the first of a process included. A bot that crashes and restarts in a loop can then never spend them all,
   * which would cost it its token. @defaultValue `0.1`
   */
  reserve?: number;
  clock?: Clock;
}

interface Bucket {
  /** Does a shard hold this bucket's permit? */
  taken: boolean;
  /** When the last identify left; `-Infinity` for never. */
  lastAt: number;
  waiting: Waiter[];
  timer: ClockTimer | undefined;
}

interface Waiter {
  grant: (permit: IdentifyPermit) => void;
}

/** One process' gate. A permit is held from before the connection is opened until identify was sent on it. */
export class InMemoryIdentifyGate implements IdentifyGate {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #reserve: number;
  /** When a permit was granted last, or this gate was made. */
  #grantedAt: number;
  readonly #buckets = new Map<number, Bucket>();
  #limit: SessionStartLimit = { total: 1_000, remaining: 1_000, resetAfterMs: 86_400_000, maxConcurrency: 1 };
  #resetAt: number;

  constructor({ intervalMs = 5_250, reserve = 0.1, clock = systemClock }: InMemoryIdentifyGateOptions = {}) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#reserve = reserve;
    this.#grantedAt = clock.now();
    this.#resetAt = clock.now() + this.#limit.resetAfterMs;
  }

  /** Session starts that are left, by Discord's last answer and what was sent since. */
  get remaining(): number {
    return this.#limit.remaining;
  }

  update(limit: SessionStartLimit): void {
    if (!Number.isInteger(limit.maxConcurrency) || limit.maxConcurrency < 1) {
      throw new GatewayError(
        `max_concurrency must be a whole number of at least 1 (Discord sent ${limit.maxConcurrency})`,
      );
    }
    this.#limit = { ...limit };
    this.#resetAt = this.#clock.now() + limit.resetAfterMs;
    this.#tellBudget();
    for (const key of this.#buckets.keys()) this.#serve(key);
  }

  async acquire(shardId: number, signal: AbortSignal): Promise<IdentifyPermit> {
    signal.throwIfAborted();
    const key = shardId % this.#limit.maxConcurrency;
    const bucket = this.#bucket(key);
    return await new Promise<IdentifyPermit>((resolve, reject) => {
      const onAbort = (): void => {
        const at = bucket.waiting.indexOf(waiter);
        if (at >= 0) bucket.waiting.splice(at, 1);
        // The last one gone takes the timer along, so that nothing keeps the process.
        this.#serve(key);
        reject(signal.reason as Error);
      };
      const waiter: Waiter = {
        grant: (permit) => {
          signal.removeEventListener("abort", onAbort);
          resolve(permit);
        },
      };
      signal.addEventListener("abort", onAbort, { once: true });
      bucket.waiting.push(waiter);
      this.#serve(key);
    });
  }

  #serve(key: number): void {
    const bucket = this.#bucket(key);
    bucket.timer?.clear();
    bucket.timer = undefined;
    if (bucket.taken || bucket.waiting.length === 0) return;
    const now = this.#clock.now();
    const waitMs = Math.max(bucket.lastAt + this.#intervalMs - now, this.#budgetWaitMs(now), this.#brakeMs(now));
    if (waitMs > 0) {
      // The process has to stay: nothing else may be going on while a shard waits for its turn.
      bucket.timer = this.#clock.setTimeout(() => this.#serve(key), waitMs, { ref: true });
      return;
    }
    bucket.taken = true;
    this.#grantedAt = now;
    // Counted when granted, so that two buckets can not both take the last one.
    this.#limit.remaining -= 1;
    this.#tellBudget();
    bucket.waiting.shift()?.grant(this.#permit(key, bucket));
  }

  #permit(key: number, bucket: Bucket): IdentifyPermit {
    let spent = false;
    return {
      identified: () => {
        if (spent) return;
        spent = true;
        bucket.taken = false;
        bucket.lastAt = this.#clock.now();
        this.#serve(key);
      },
      release: () => {
        if (spent) return;
        spent = true;
        bucket.taken = false;
        this.#limit.remaining += 1;
        this.#tellBudget();
        this.#serve(key);
      },
    };
  }

  #budgetWaitMs(now: number): number {
    if (now >= this.#resetAt) {
      this.#limit.remaining = this.#limit.total;
      this.#resetAt = now + 86_400_000;
      this.#tellBudget();
    }
    return this.#limit.remaining > 0 ? 0 : this.#resetAt - now;
  }

  #tellBudget(): void {
    if (!diagnostics.budget.hasSubscribers) return;
    const { remaining, total } = this.#limit;
    diagnostics.budget.publish({ remaining, total, resetAfterMs: this.#resetAt - this.#clock.now() });
  }

  /** Until the next start, when few are left: they are spread evenly over the time until the reset. */
  #brakeMs(now: number): number {
    const { remaining, total } = this.#limit;
    if (remaining <= 0 || remaining >= total * this.#reserve) return 0;
    return Math.max(0, this.#grantedAt + (this.#resetAt - now) / remaining - now);
  }

  #bucket(key: number): Bucket {
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      bucket = { taken: false, lastAt: Number.NEGATIVE_INFINITY, waiting: [], timer: undefined };
      this.#buckets.set(key, bucket);
    }
    return bucket;
  }
}
