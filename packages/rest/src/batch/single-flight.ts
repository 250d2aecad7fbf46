import { Buffer } from "node:buffer";
import type { BatchEntry } from "./batch-entry.ts";
import { Waiters } from "./waiters.ts";

interface Flight {
  readonly waiters: Waiters;
  readonly answer: Promise<unknown>;
}

/** Identical questions asked while one of them is under way share its answer. */
export class SingleFlight {
  readonly #underWay = new Map<string, Flight>();

  /**
   * @param ask - Asks, for all who join meanwhile; aborted when none of them waits any more.
   * @returns the answer; those who joined get a copy, so that nobody changes another's.
   */
  async ask(key: string, entry: BatchEntry, ask: (waiters: Waiters) => Promise<unknown>): Promise<unknown> {
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined && !underWay.waiters.signal.aborted) {
      underWay.waiters.add(entry);
      return copyOf(await underWay.answer);
    }
    const waiters = new Waiters([entry]);
    const flight = { waiters, answer: ask(waiters) };
    this.#underWay.set(key, flight);
    try {
      return await flight.answer;
    } finally {
      waiters.answered();
      if (this.#underWay.get(key) === flight) this.#underWay.delete(key);
    }
  }
}

function copyOf(answer: unknown): unknown {
  // A clone of a Buffer is a Uint8Array, which says other things of itself.
  return Buffer.isBuffer(answer) ? Buffer.from(answer) : structuredClone(answer);
}
