import type { Clock, ClockTimer } from "@zignal/errors";
import { systemClock, ValidationError } from "@zignal/errors";

export interface RateLimiterOptions {
  /** How many tokens it holds at most, and at first. */
  capacity: number;
  /** Tokens that come back per second. */
  refillRate: number;
  /** Name, for reports. @defaultValue none */
  name?: string;
  /** @defaultValue the machine's clock */
  clock?: Clock;
}

export interface RateLimiterStats {
  readonly name: string | undefined;
  readonly capacity: number;
  readonly availableTokens: number;
  /** Calls that wait for tokens. */
  readonly waiting: number;
  readonly granted: number;
  /** Calls of `tryAcquire` that were refused. */
  readonly refused: number;
}

interface Waiter {
  readonly tokens: number;
  readonly resolve: () => void;
}

/**
 * A token bucket: bursts of up to `capacity`, then `refillRate` per second. Those who wait are served in their order.
 *
 * @see {@link https://en.wikipedia.org/wiki/Token_bucket | Token bucket}
 */
export class RateLimiter {
  readonly capacity: number;
  readonly refillRate: number;
  readonly #name: string | undefined;
  readonly #clock: Clock;
  readonly #waiters: Waiter[] = [];
  #tokens: number;
  #countedAt: number;
  #timer: ClockTimer | undefined;
  #granted = 0;
  #refused = 0;

  /** @throws {ValidationError} if `capacity` is not 1 or more, or `refillRate` not above 0. */
  constructor(options: RateLimiterOptions) {
    if (!(options.capacity >= 1 && options.capacity < Infinity)) {
      throw ValidationError.of("capacity", `must be a number of 1 or more (was ${options.capacity})`);
    }
    if (!(options.refillRate > 0 && options.refillRate < Infinity)) {
      throw ValidationError.of("refillRate", `must be a number above 0 (was ${options.refillRate})`);
    }
    this.capacity = options.capacity;
    this.refillRate = options.refillRate;
    this.#name = options.name;
    this.#clock = options.clock ?? systemClock;
    this.#tokens = options.capacity;
    this.#countedAt = this.#clock.now();
  }

  /** Takes tokens if they are there and nobody waits before. @throws {ValidationError} if it asks for more than fit. */
  tryAcquire(tokens = 1): boolean {
    this.#check(tokens);
    this.#refill();
    if (this.#waiters.length > 0 || this.#tokens < tokens) {
      this.#refused++;
      return false;
    }
    this.#grant(tokens);
    return true;
  }

  /**
   * Waits for tokens and takes them.
   * Rejects with the signal's reason when it aborts; the place in the queue goes to the next.
   * @throws {ValidationError} if it asks for more than fit.
   */
  async acquire(tokens = 1, options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    this.#check(tokens);
    const { signal } = options;
    signal?.throwIfAborted();
    this.#refill();
    if (this.#waiters.length === 0 && this.#tokens >= tokens) {
      this.#grant(tokens);
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter: Waiter = { tokens, resolve };
    const onAbort = (): void => {
      const at = this.#waiters.indexOf(waiter);
      // Granted in this very turn: it has its tokens.
      if (at < 0) return;
      this.#waiters.splice(at, 1);
      this.#serve();
      reject(signal?.reason as Error);
    };
    this.#waiters.push(waiter);
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#serve();
    try {
      await promise;
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  getStats(): RateLimiterStats {
    this.#refill();
    return {
      name: this.#name,
      capacity: this.capacity,
      availableTokens: this.#tokens,
      waiting: this.#waiters.length,
      granted: this.#granted,
      refused: this.#refused,
    };
  }

  #serve(): void {
    this.#timer?.clear();
    this.#timer = undefined;
    this.#refill();
    for (let [next] = this.#waiters; next !== undefined; [next] = this.#waiters) {
      if (this.#tokens < next.tokens) {
        const waitMs = Math.ceil(((next.tokens - this.#tokens) / this.refillRate) * 1_000);
        // Somebody awaits it, so the process must not end before.
        this.#timer = this.#clock.setTimeout(() => this.#serve(), Math.max(1, waitMs), { ref: true });
        return;
      }
      this.#waiters.shift();
      this.#grant(next.tokens);
      next.resolve();
    }
  }

  #grant(tokens: number): void {
    this.#tokens -= tokens;
    this.#granted++;
  }

  #refill(): void {
    const now = this.#clock.now();
    // A clock that was set back takes nothing away.
    const elapsedMs = Math.max(0, now - this.#countedAt);
    this.#tokens = Math.min(this.capacity, this.#tokens + (elapsedMs / 1_000) * this.refillRate);
    this.#countedAt = now;
  }

  #check(tokens: number): void {
    if (!(tokens > 0 && tokens <= this.capacity)) {
      throw ValidationError.of(
        "tokens",
        `must be above 0 and at most the capacity of ${this.capacity} (was ${tokens})`,
      );
    }
  }
}
