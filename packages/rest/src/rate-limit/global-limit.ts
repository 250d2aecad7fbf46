/** A departure was noted so near to the time that is given for it. */
const nearMs = 2;

/** Nobody's global limit is larger; looking through more would take longer than it is worth. */
const mostLookedThrough = 2000;

/**
 * The global limit as a sliding window: in no second more than `perSecond` requests. Pure: the caller brings the time (ms).
 * A log of the last `perSecond` departures, so that there is no edge at which two windows add up.
 */
export class GlobalLimit {
  readonly #sentAt: Float64Array | undefined;
  #next = 0;
  #blockedUntil = -Infinity;

  /** @param perSecond - Requests per second; `Infinity` for no limit. */
  constructor(perSecond: number) {
    this.#sentAt = Number.isFinite(perSecond) ? new Float64Array(perSecond).fill(-Infinity) : undefined;
  }

  /** Milliseconds until a request may leave; `0` now. */
  delay(now: number): number {
    const oldest = this.#sentAt?.[this.#next] ?? -Infinity;
    return Math.max(0, oldest + 1000 - now, this.#blockedUntil - now);
  }

  /** Spends one request; call it when `delay(now)` is 0. */
  take(now: number): void {
    const sentAt = this.#sentAt;
    if (sentAt === undefined) return;
    sentAt[this.#next] = now;
    this.#next = (this.#next + 1) % sentAt.length;
  }

  /**
   * A request that was spent at `takenAt` is written only now, for its connection had to be made: Discord sees it a second
   * before the next one that takes its place, and not sooner.
   */
  written(takenAt: number, now: number): void {
    const sentAt = this.#sentAt;
    if (sentAt === undefined) return;
    const looked = Math.min(sentAt.length, mostLookedThrough);
    for (let back = 1; back <= looked; back++) {
      const at = (this.#next - back + sentAt.length) % sentAt.length;
      const stamp = sentAt[at] ?? -Infinity;
      if (stamp > takenAt + nearMs) continue;
      if (stamp >= takenAt - nearMs) sentAt[at] = now;
      return;
    }
  }

  /** Discord answered that the global limit is exceeded. */
  block(until: number): void {
    this.#blockedUntil = Math.max(this.#blockedUntil, until);
  }
}
