/** Identical questions asked while one of them is under way share its answer. */
export class SingleFlight {
  readonly #underWay = new Map<string, Promise<unknown>>();
  #joined = 0;

  /** How many questions were not asked because of another. */
  get joined(): number {
    return this.#joined;
  }

  /** @returns the answer; those who joined get a copy, so that nobody changes another's. */
  async ask(key: string, ask: () => Promise<unknown>): Promise<unknown> {
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) {
      this.#joined += 1;
      return structuredClone(await underWay);
    }
    const answer = ask();
    this.#underWay.set(key, answer);
    try {
      return await answer;
    } finally {
      this.#underWay.delete(key);
    }
  }
}
