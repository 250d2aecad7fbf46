/** Bit of opcode 5: audio of a microphone. */
const microphone = 1;

/**
 * What the server was told with opcode 5. It must hear of audio before the first packet of a session, or it ends the
 * session; and what could not be told while the socket was away is told when it is back.
 */
export class SpeakingState {
  readonly #send: (flags: number) => boolean;
  #wanted = 0;
  /** What was told last; `undefined` in a new session. */
  #told: number | undefined;
  #announced = false;

  /** @param send - Sends opcode 5; `false` when there is no socket to send it by. */
  constructor(send: (flags: number) => boolean) {
    this.#send = send;
  }

  /** Whether the session's server knows of the stream. */
  get isAnnounced(): boolean {
    return this.#announced;
  }

  /** A new session: its server knows nothing. */
  reset(): void {
    this.#told = undefined;
    this.#announced = false;
  }

  set(flags: number): void {
    this.#wanted = flags;
    // A server that was never told of audio need not hear that there is none.
    if (flags !== 0 || this.#announced) this.#tell(flags);
  }

  /** Remembers what to tell the next session. */
  prepare(flags: number): void {
    this.#wanted = flags;
  }

  /** Makes sure that the server knows of the stream; `false` when it can not be told now. */
  announce(): boolean {
    return this.#announced || this.#tell(this.#wanted === 0 ? microphone : this.#wanted);
  }

  /**
   * A session begins: tells of the stream at once, and that it is silent. Packets go another way than messages, so an
   * announcement right before the first packet may come after it; and others learn whose stream it is ahead of time.
   */
  introduce(): void {
    this.announce();
    this.catchUp();
  }

  /** The socket is there: tells what it has not heard. */
  catchUp(): void {
    if (this.#announced || this.#wanted !== 0) this.#tell(this.#wanted);
  }

  /** The socket was lost and is there again: what it was told last may have been lost with it. */
  repeat(): void {
    this.#told = undefined;
    if (!this.#announced) return this.catchUp();
    this.#announced = false;
    this.introduce();
  }

  #tell(flags: number): boolean {
    if (this.#told === flags) return true;
    if (!this.#send(flags)) return false;
    this.#told = flags;
    this.#announced ||= flags !== 0;
    return true;
  }
}
