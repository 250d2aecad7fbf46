const firstMs = 60_000;
const longestMs = 60 * 60 * 1000;
/** So long without another ban, and the next begins with the first step again. */
const calmMs = 2 * longestMs;

/**
 * How long everything rests after a 429 that is not Discord's own (no `Retry-After`, or a page of HTML): Cloudflare has
 * banned the address, and each further request prolongs the ban. One minute, doubled each time up to an hour.
 */
export class BanBackOff {
  #nextMs = firstMs;
  #lastAt = -Infinity;
  #bannedUntil = -Infinity;

  /** @returns milliseconds to rest */
  banned(now: number, retryAfterMs: number | undefined): number {
    if (now < this.#bannedUntil) return this.#bannedUntil - now;
    if (now - this.#lastAt > calmMs) this.#nextMs = firstMs;
    const delay = Math.max(this.#nextMs, retryAfterMs ?? 0);
    this.#nextMs = Math.min(longestMs, this.#nextMs * 2);
    this.#lastAt = now + delay;
    this.#bannedUntil = now + delay;
    return delay;
  }
}
