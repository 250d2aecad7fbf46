import { createHash } from "node:crypto";

/** Nonces are 32 bits wide. */
const nonces = 2 ** 32;
/** How early before the end a new key is asked for: more than an hour of audio. */
const reserve = 2 ** 18;

/** Gives numbers that no other packet under the same key has. */
export class NonceCounter {
  #next: number;
  #warned = false;
  #onScarce: () => void;

  /**
   * @param onScarce - Called once, when so few are left that a new key is due.
   * @param start - For tests. @defaultValue `0`
   */
  constructor(onScarce: () => void, start = 0) {
    this.#onScarce = onScarce;
    this.#next = start;
  }

  /** Whether there is a number left. */
  get hasNext(): boolean {
    return this.#next < nonces;
  }

  /** Who is to be told now that a new key is due. */
  set onScarce(onScarce: () => void) {
    this.#onScarce = onScarce;
  }

  /** @throws {RangeError} after the last. */
  take(): number {
    if (this.#next >= nonces) throw new RangeError("no nonce is left for this key");
    const nonce = this.#next++;
    if (!this.#warned && this.#next >= nonces - reserve) {
      this.#warned = true;
      this.#onScarce();
    }
    return nonce;
  }
}

/** Keys whose counters are kept; the oldest are forgotten. */
const maxKeys = 10_000;

/**
 * Keeps the counter of each key, over connections: should a server hand the same key out twice, its nonces go on where
 * they were. Holds a hash of the key, not the key.
 */
export class NonceCounters {
  readonly #counters = new Map<string, NonceCounter>();

  /** @param onScarce - Called when a new key is due. */
  for(key: Uint8Array, onScarce: () => void): NonceCounter {
    const id = createHash("sha256").update(key).digest("base64");
    const counter = this.#counters.get(id) ?? new NonceCounter(onScarce);
    counter.onScarce = onScarce;
    // To the end of the line of those that are forgotten.
    this.#counters.delete(id);
    this.#counters.set(id, counter);
    for (const oldest of this.#counters.keys()) {
      if (this.#counters.size <= maxKeys) break;
      this.#counters.delete(oldest);
    }
    return counter;
  }
}
