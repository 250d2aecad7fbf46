import type { BatchEntry } from "./batch-entry.ts";

/** Callers who wait for the same requests. When the last of them has left, by abort or by time, the requests are aborted. */
export class Waiters {
  readonly #entries = new Set<BatchEntry>();
  readonly #controller = new AbortController();
  #isAnswered = false;

  constructor(entries: Iterable<BatchEntry>) {
    for (const entry of entries) this.add(entry);
  }

  /** Aborted when nobody waits any more. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The highest of theirs. */
  get priority(): number {
    let highest = -Infinity;
    for (const { priority } of this.#entries) highest = Math.max(highest, priority);
    return highest === -Infinity ? 0 : highest;
  }

  /** The longest of theirs, in milliseconds; `undefined` when one of them sets none. */
  get attemptTimeoutMs(): number | undefined {
    let longest = 0;
    for (const { attemptTimeoutMs } of this.#entries) longest = Math.max(longest, attemptTimeoutMs ?? Infinity);
    return longest === Infinity || longest === 0 ? undefined : longest;
  }

  add(entry: BatchEntry): void {
    this.#entries.add(entry);
    entry.waiters = this;
  }

  leave(entry: BatchEntry): void {
    this.#entries.delete(entry);
    if (this.#entries.size === 0 && !this.#isAnswered) {
      this.#controller.abort(new Error("Nobody waits for this request any more"));
    }
  }

  /** The results are there: whoever leaves now leaves with one. */
  answered(): void {
    this.#isAnswered = true;
  }
}
