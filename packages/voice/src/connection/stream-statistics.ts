/** How many packets back a duplicate is recognised. */
const windowSize = 1_024;
/** A jump of more than this is a stream that started anew (RFC 3550, A.1). */
const maxJump = 3_000;
const samplesPerMs = 48;

/** What a packet is to the stream it came in. */
export type Arrival = "new" | "reordered" | "duplicate";

/** Counts what one sender's stream lost, doubled and delayed. @see {@link https://www.rfc-editor.org/rfc/rfc3550#appendix-A | RFC 3550, Appendix A} */
export class StreamStatistics {
  received = 0;
  duplicates = 0;
  reordered = 0;
  /** Interarrival jitter, in milliseconds. */
  jitterMs = 0;
  #first = -1;
  /** With the number of times that it wrapped around above the 16 bits. */
  #highest = -1;
  /** Packets of streams before a jump. */
  #expectedBefore = 0;
  #transit: number | undefined;
  readonly #seen = new Int32Array(windowSize).fill(-1);

  /** Packets that should have come, and did not (yet). */
  get lost(): number {
    return Math.max(0, this.#expectedBefore + this.#highest - this.#first + (this.#first < 0 ? 0 : 1) - this.received);
  }

  arrived(sequence: number, timestamp: number, nowMs: number): Arrival {
    const extended = this.#extend(sequence);
    const place = extended % windowSize;
    if (this.#seen[place] === extended || extended <= this.#highest - windowSize) {
      this.duplicates += 1;
      return "duplicate";
    }
    this.#seen[place] = extended;
    this.received += 1;
    this.#measureJitter(timestamp, nowMs);
    if (extended < this.#highest) {
      this.reordered += 1;
      if (extended < this.#first) this.#first = extended;
      return "reordered";
    }
    this.#highest = extended;
    return "new";
  }

  /** The number in full, from its low 16 bits: the one nearest to the highest so far. */
  #extend(sequence: number): number {
    if (this.#highest < 0) return this.#begin(sequence);
    const difference = ((sequence - this.#highest) << 16) >> 16;
    if (Math.abs(difference) > maxJump) {
      this.#expectedBefore += this.#highest - this.#first + 1;
      return this.#begin(sequence);
    }
    return this.#highest + difference;
  }

  #begin(sequence: number): number {
    this.#seen.fill(-1);
    // One turn ahead, so that a packet from before the first one has a number too.
    this.#first = sequence + 0x1_0000;
    this.#highest = this.#first;
    this.#transit = undefined;
    return this.#first;
  }

  #measureJitter(timestamp: number, nowMs: number): void {
    const transit = nowMs - timestamp / samplesPerMs;
    const before = this.#transit;
    this.#transit = transit;
    if (before === undefined) return;
    const difference = Math.abs(transit - before);
    // The timestamp wrapped around, or the sender paused its clock: no delay of the network.
    if (difference < 5_000) this.jitterMs += (difference - this.jitterMs) / 16;
  }
}
