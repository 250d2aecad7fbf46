/** Stands for the first answer until its id is known. */
const originalAnswer = "@original";

/** The messages that an interaction has led to: those whose components it may wait for. */
export class MessageTrail {
  /** The first answer, while it is there. */
  #original: string | undefined;
  /** The messages after it. Made when there is one: most interactions have one answer. */
  #others: Set<string> | undefined;
  /** What the first answer is called. */
  #originalName = originalAnswer;
  #begun = false;

  /** Were there messages, and are they all gone? */
  get over(): boolean {
    return this.#begun && this.#original === undefined && (this.#others === undefined || this.#others.size === 0);
  }

  has(messageId: string): boolean {
    return messageId === this.#original || this.#others?.has(messageId) === true;
  }

  /** The interaction has its first answer. @param messageId - Of the message that was changed, if it is that. */
  answered(messageId: string = this.#originalName): void {
    this.#begun = true;
    this.#originalName = messageId;
    this.#original = messageId;
  }

  /** The gateway tells of a message that this interaction made. */
  heardOf(messageId: string, followsUp: boolean): void {
    if (followsUp) this.add(messageId);
    else this.answered(messageId);
  }

  /** There is another message. */
  add(messageId: string): void {
    this.#begun = true;
    this.#others ??= new Set();
    this.#others.add(messageId);
  }

  /** @returns Was it the last one? */
  lose(messageId: string): boolean {
    if (messageId === this.#original) this.#original = undefined;
    else if (this.#others?.delete(messageId) !== true) return false;
    return this.over;
  }

  /** @returns Was it the last one? */
  loseOriginal(): boolean {
    return this.lose(this.#originalName);
  }
}
