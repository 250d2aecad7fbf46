/** Discord counts over ten minutes. */
const windowMs = 10 * 60 * 1000;
const slotMs = 10 * 1000;
const slots = windowMs / slotMs;

/**
 * Counts the answers for which Discord bans an address: 401, 403 and 429 (not `shared`), 10,000 in ten minutes. Pure: the
 * caller brings the time (ms). Exact to ten seconds, on the safe side.
 *
 * @see {@link https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans | Discord Docs/Invalid Request Limit}
 */
export class InvalidRequestGuard {
  readonly #stopAt: number;
  // One slot more than the window has, for the one that is half over.
  readonly #counts = new Uint32Array(slots + 1);
  #current = 0;
  #total = 0;

  /** @param stopAt - At so many invalid requests nothing is sent until enough of them are ten minutes old. */
  constructor(stopAt: number) {
    this.#stopAt = stopAt;
  }

  /** @returns how many there were in the last ten minutes, this one included */
  count(now: number): number {
    this.#advance(now);
    this.#counts[this.#current % this.#counts.length]! += 1;
    this.#total += 1;
    return this.#total;
  }

  /** How many there were in the last ten minutes. */
  total(now: number): number {
    this.#advance(now);
    return this.#total;
  }

  /** Milliseconds until requests may be sent again; `0` now. */
  delay(now: number): number {
    if (this.#total < this.#stopAt) return 0;
    this.#advance(now);
    let over = this.#total - this.#stopAt + 1;
    if (over <= 0) return 0;
    for (let age = slots; age >= 0; age--) {
      over -= this.#counts[(this.#current - age + this.#counts.length * 2) % this.#counts.length] ?? 0;
      if (over <= 0) return (this.#current - age + slots + 1) * slotMs - now;
    }
    return windowMs;
  }

  #advance(now: number): void {
    const slot = Math.floor(now / slotMs);
    if (slot - this.#current >= this.#counts.length) {
      this.#counts.fill(0);
      this.#total = 0;
      this.#current = slot;
    }
    while (this.#current < slot) {
      this.#current += 1;
      const at = this.#current % this.#counts.length;
      this.#total -= this.#counts[at] ?? 0;
      this.#counts[at] = 0;
    }
  }
}
