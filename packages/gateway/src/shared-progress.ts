import { createHash } from "node:crypto";
import type { ShardProgress } from "./shard-context.ts";
import type { StoredSession } from "./session-store.ts";

/**
 * Per shard: which session; the sequence number up to which its events are handled, -1 for not known; and that of the
 * event whose listeners have been called and have not returned, 0 for none.
 */
const words = 3;

/**
 * How far each shard of a worker has got, in memory that outlives it: what is kept of a session that a dead worker
 * leaves is what its last handler finished, not what was saved a second ago.
 */
export class SharedProgress {
  readonly buffer: SharedArrayBuffer;
  readonly #slots: Float64Array;
  readonly #ids: readonly number[];

  constructor(ids: readonly number[], buffer: SharedArrayBuffer = new SharedArrayBuffer(ids.length * words * 8)) {
    this.#ids = ids;
    this.buffer = buffer;
    this.#slots = new Float64Array(buffer);
  }

  /** For the shard that writes. */
  of(shardId: number): ShardProgress {
    const at = this.#ids.indexOf(shardId) * words;
    const slots = this.#slots;
    return {
      begin: (sessionId) => {
        // The number first: it must never be taken for the other session's.
        slots[at + 1] = -1;
        slots[at] = markOf(sessionId);
      },
      enter: (sequence) => {
        slots[at + 2] = sequence;
      },
      write: (sequence) => {
        slots[at + 1] = sequence;
        slots[at + 2] = 0;
      },
    };
  }

  /** The event in the middle of whose listeners the thread died; 0 for none. */
  atWork({ shardId, sessionId }: StoredSession): number {
    const at = this.#ids.indexOf(shardId) * words;
    return this.#slots[at] === markOf(sessionId) ? (this.#slots[at + 2] ?? 0) : 0;
  }

  /** The session as far as it has got, by what was saved of it and what was handled since. */
  newest(saved: StoredSession): StoredSession {
    const at = this.#ids.indexOf(saved.shardId) * words;
    const [mark, sequence = -1] = [this.#slots[at], this.#slots[at + 1]];
    return mark === markOf(saved.sessionId) && sequence > saved.sequence ? { ...saved, sequence } : saved;
  }
}

/** A number that stands for a session; 0 for none. */
function markOf(sessionId: string): number {
  if (sessionId === "") return 0;
  return createHash("sha256").update(sessionId).digest().readUIntBE(0, 6);
}
