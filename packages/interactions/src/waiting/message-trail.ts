/** Stands for the first answer until its id is known. */
const originalAnswer = "@original";

/** The messages that an interaction has led to: those whose components it may wait for. */
export class MessageTrail {
  readonly #ids = new Set<string>();
  #original = originalAnswer;
  #begun = false;

  /** Were there messages, and are they all gone? */
  get over(): boolean {
    return this.#begun && this.#ids.size === 0;
  }

  has(messageId: string): boolean {
    return this.#ids.has(messageId);
  }

  /** The interaction has its first answer. @param messageId - Of the message that was changed, if it is that. */
  answered(messageId: string = this.#original): void {
    this.#original = messageId;
    this.add(messageId);
  }

  /** The gateway tells of a message that this interaction made. */
  heardOf(messageId: string, followsUp: boolean): void {
    if (!followsUp) {
      this.#ids.delete(this.#original);
      this.#original = messageId;
    }
    this.add(messageId);
  }

  add(messageId: string): void {
    this.#begun = true;
    this.#ids.add(messageId);
  }

  /** @returns Was it the last one? */
  lose(messageId: string): boolean {
    return this.#ids.delete(messageId) && this.over;
  }

  /** @returns Was it the last one? */
  loseOriginal(): boolean {
    return this.lose(this.#original);
  }
}
