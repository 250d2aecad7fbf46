import type { Clock } from "@zignal/errors";
import type { NetworkConditions, VoiceDirection } from "./voice-disturbance.ts";

/** How long an overtaken datagram waits for the one that overtakes it, in milliseconds. */
const overtakeMs = 60;

/** The network between clients and server: loses, repeats, reorders and delays datagrams as faults say. */
export class Network {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #conditions: () => NetworkConditions;
  /** One held back datagram per way, to be let go after the next. */
  readonly #held = new Map<string, () => void>();

  constructor(options: { clock: Clock; random: () => number; conditions: () => NetworkConditions }) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.#conditions = options.conditions;
  }

  /** Brings a datagram across, perhaps. */
  carry(direction: VoiceDirection, userId: string, deliver: () => void): void {
    const conditions = this.#conditions();
    const { loss = 0, duplicate = 0, reorder = 0, delayMs = 0, jitterMs = 0 } = conditions;
    if (!applies(conditions, direction, userId)) {
      deliver();
      return;
    }
    if (this.#random() < loss) return;
    const way = `${direction}:${userId}`;
    const delayed = (): void => {
      const total = delayMs + jitterMs * this.#random();
      if (total > 0) this.#clock.setTimeout(deliver, total);
      else deliver();
    };
    if (!this.#held.has(way) && this.#random() < reorder) {
      const release = (): void => {
        if (this.#held.get(way) !== release) return;
        this.#held.delete(way);
        delayed();
      };
      this.#held.set(way, release);
      this.#clock.setTimeout(release, overtakeMs);
      return;
    }
    delayed();
    if (this.#random() < duplicate) delayed();
    this.#held.get(way)?.();
  }
}

function applies(conditions: NetworkConditions, direction: VoiceDirection, userId: string): boolean {
  if (conditions.direction !== undefined && conditions.direction !== direction) return false;
  return conditions.userId === undefined || conditions.userId === userId;
}
