const hourMs = 60 * 60 * 1_000;

export interface AlertLimits {
  /** The same title from the same source is told once in this time. */
  readonly alertCooldownMs: number;
  readonly maxAlertsPerHour: number;
}

/** Why an alert was not delivered. */
export type SuppressionReason = "cooldown" | "hourlyLimit";

/** Decides which alerts are told. It has no timer: the caller brings `now` (ms). */
export class AlertLimit {
  readonly #limits: AlertLimits;
  readonly #lastTold = new Map<string, number>();
  /** When alerts were told in the last hour, oldest first. */
  readonly #told: number[] = [];

  constructor(limits: AlertLimits) {
    this.#limits = limits;
  }

  /** Takes an alert in; `undefined` when it may be told. */
  check(title: string, source: string, now: number): SuppressionReason | undefined {
    this.#forget(now);
    const key = JSON.stringify([source, title]);
    if (this.#lastTold.has(key)) return "cooldown";
    if (this.#told.length >= this.#limits.maxAlertsPerHour) return "hourlyLimit";
    this.#lastTold.set(key, now);
    this.#told.push(now);
    return undefined;
  }

  toldInLastHour(now: number): number {
    this.#forget(now);
    return this.#told.length;
  }

  // Entries stand in the order of their time, as an alert is only told again after its own was forgotten.
  #forget(now: number): void {
    for (const [key, toldAt] of this.#lastTold) {
      if (now - toldAt < this.#limits.alertCooldownMs) break;
      this.#lastTold.delete(key);
    }
    while (this.#told[0] !== undefined && now - this.#told[0] >= hourMs) this.#told.shift();
  }
}
