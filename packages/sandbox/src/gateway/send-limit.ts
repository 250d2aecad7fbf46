/** Tolerance for what the network did to the spacing of messages that left in time, in milliseconds. */
const toleranceMs = 250;

/**
 * How many payloads one connection may send: 120 in any 60 seconds, heartbeats included. A sliding window, the strict
 * reading of the documentation.
 * @see {@link https://docs.discord.com/developers/events/gateway#rate-limiting | Discord Docs/Rate Limiting}
 */
export class SendLimit {
  readonly #limit: number;
  readonly #windowMs: number;
  readonly #sentAt: number[] = [];

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  /** Counts one payload. `false`: it is one too many. */
  allow(nowMs: number): boolean {
    const windowStart = nowMs - this.#windowMs + Math.min(toleranceMs, this.#windowMs / 10);
    while (this.#sentAt.length > 0 && (this.#sentAt[0] ?? 0) <= windowStart) this.#sentAt.shift();
    this.#sentAt.push(nowMs);
    return this.#sentAt.length <= this.#limit;
  }
}
