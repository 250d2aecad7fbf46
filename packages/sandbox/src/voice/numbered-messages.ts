/** The last numbered messages of a session, for a resume. Their numbers have 16 bits and wrap around. */
export class NumberedMessages {
  readonly #capacity: number;
  readonly #first: number;
  readonly #kept: (string | Buffer)[] = [];
  #count = 0;

  constructor(capacity: number, firstSequence: number) {
    this.#capacity = capacity;
    this.#first = firstSequence;
  }

  /** Keeps a message; `render` gets its number. */
  add(render: (seq: number) => string | Buffer): string | Buffer {
    const message = render((this.#first + this.#count) & 0xffff);
    this.#count += 1;
    this.#kept.push(message);
    if (this.#kept.length > this.#capacity) this.#kept.shift();
    return message;
  }

  /**
   * What came after the message of this number.
   * @param acknowledged - `-1` when none has arrived.
   * @returns `undefined` when a message that was missed is no longer kept, or the number was never given out.
   */
  since(acknowledged: number): readonly (string | Buffer)[] | undefined {
    const missed = acknowledged === -1 ? this.#count : (this.#first + this.#count - 1 - acknowledged) & 0xffff;
    if (missed > this.#kept.length) return undefined;
    return this.#kept.slice(this.#kept.length - missed);
  }
}
