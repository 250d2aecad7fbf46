/** A handler that takes longer than this no longer holds the kept sequence number back, in milliseconds. */
const handlingLimitMs = 60_000;

/**
 * The sequence number up to which every event of a session has been handled: the one that is kept for the next process.
 * An event counts as handled when its asynchronous listeners have settled. A handler that never does must not keep the
 * number back for ever: Discord replays a few minutes, not a day.
 */
export class HandledSequence {
  /** Events that are at work, oldest first, and since when. */
  readonly #pending = new Map<number, number>();

  begin(sequence: number, now: number): void {
    this.#pending.set(sequence, now);
  }

  end(sequence: number): void {
    this.#pending.delete(sequence);
  }

  /** @param received - Sequence number of the last event that was handed out. */
  upTo(received: number, now: number): number {
    for (const [sequence, since] of this.#pending) {
      if (now - since < handlingLimitMs) return Math.max(0, sequence - 1);
      this.#pending.delete(sequence);
    }
    return received;
  }
}
