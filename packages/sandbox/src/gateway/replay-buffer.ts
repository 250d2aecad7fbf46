/** One dispatch as it went, or would have gone, over the wire. */
export interface SequencedDispatch {
  readonly seq: number;
  readonly text: string;
}

/** The last dispatches of a session, bounded, for the replay after a resume. Sequence numbers begin at 1 and have no gaps. */
export class ReplayBuffer {
  readonly #capacity: number;
  readonly #entries: SequencedDispatch[] = [];
  #lastSeq = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The sequence number of the newest dispatch; `0` before the first. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** Keeps a dispatch; `render` gets the sequence number it has. */
  add(render: (seq: number) => string): SequencedDispatch {
    this.#lastSeq += 1;
    const entry = { seq: this.#lastSeq, text: render(this.#lastSeq) };
    this.#entries.push(entry);
    if (this.#entries.length > this.#capacity) this.#entries.shift();
    return entry;
  }

  /**
   * What came after `seq`.
   * @returns `"invalid"` for a number this session never gave out, `"tooOld"` when some of it is no longer kept.
   */
  since(seq: number): readonly SequencedDispatch[] | "invalid" | "tooOld" {
    if (!Number.isInteger(seq) || seq < 0 || seq > this.#lastSeq) return "invalid";
    const missed = this.#lastSeq - seq;
    if (missed > this.#entries.length) return "tooOld";
    return this.#entries.slice(this.#entries.length - missed);
  }
}
