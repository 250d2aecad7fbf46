/** Remembers signatures for as long as their timestamps are accepted, so that none is used twice. */
export class ReplayWindow {
  readonly #maxAgeMs: number;
  /** Signature to the moment it may be forgotten, oldest first. */
  readonly #seen = new Map<string, number>();

  constructor(maxAgeMs: number) {
    this.#maxAgeMs = maxAgeMs;
  }

  /** Is the timestamp (seconds since 1970) near enough to `now` (milliseconds since 1970)? */
  accepts(timestamp: string, now: number): boolean {
    return /^\d{1,12}$/.test(timestamp) && Math.abs(now - Number(timestamp) * 1000) <= this.#maxAgeMs;
  }

  /** @returns Is this its first use? */
  admit(signature: string, now: number): boolean {
    for (const [old, until] of this.#seen) {
      if (until > now) break;
      this.#seen.delete(old);
    }
    if (this.#seen.has(signature)) return false;
    // A timestamp may lie as far ahead as behind.
    this.#seen.set(signature, now + 2 * this.#maxAgeMs);
    return true;
  }
}
