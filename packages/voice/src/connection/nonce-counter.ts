import { createHash } from "node:crypto";

/** Nonces are 32 bits wide. */
const nonces = 2 ** 32;
/** How early before the end a new key is asked for: more than an hour of audio. */
const reserve = 2 ** 18;

/** Gives numbers that no other packet under the same key has. */
export class NonceCounter {
  #next: number;
  #warned = false;
  readonly #onScarce: () => void;

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

/**
 * Keeps the counter of each key: should a server hand the same key out twice, its nonces go on where they were.
 * Holds a hash of the key, not the key.
 */
export class NonceCounters {
  readonly #onScarce: () => void;
  readonly #counters = new Map<string, NonceCounter>();

  constructor(onScarce: () => void) {
    this.#onScarce = onScarce;
  }

  for(key: Uint8Array): NonceCounter {
    const id = createHash("sha256").update(key).digest("base64");
    let counter = this.#counters.get(id);
    if (counter === undefined) {
      counter = new NonceCounter(this.#onScarce);
      this.#counters.set(id, counter);
    }
    return counter;
  }
}
