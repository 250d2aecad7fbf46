/** Whether each user speaks, by what comes from them. Pure: the caller brings the time. */
export class SpeakingDetector {
  readonly #timeoutMs: number;
  /** When each user who speaks was heard last. */
  readonly #speaking = new Map<string, number>();

  /** @param timeoutMs - Without sound for so long a user has stopped. */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  get speaking(): ReadonlySet<string> {
    return new Set(this.#speaking.keys());
  }

  isSpeaking(userId: string): boolean {
    return this.#speaking.has(userId);
  }

  /** Sound came. @returns whether the user began to speak with it. */
  heard(userId: string, nowMs: number): boolean {
    const began = !this.#speaking.has(userId);
    this.#speaking.set(userId, nowMs);
    return began;
  }

  /** The user has stopped, says Discord, or is gone. @returns whether they were speaking. */
  stopped(userId: string): boolean {
    return this.#speaking.delete(userId);
  }

  /** @returns those who have stopped by now. */
  expire(nowMs: number): string[] {
    const stopped = [...this.#speaking].filter(([, heardAtMs]) => nowMs - heardAtMs >= this.#timeoutMs);
    return stopped.map(([userId]) => userId).filter((userId) => this.#speaking.delete(userId));
  }

  /** When somebody may have stopped next; `undefined` when nobody speaks. */
  get dueAtMs(): number | undefined {
    let earliest: number | undefined;
    for (const heardAtMs of this.#speaking.values()) earliest = Math.min(earliest ?? Infinity, heardAtMs);
    return earliest === undefined ? undefined : earliest + this.#timeoutMs;
  }
}
