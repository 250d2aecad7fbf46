/** Numbers of rows, a bit for each. */
export class RowSet {
  #words: Uint32Array = new Uint32Array(64);

  /** @returns `false` if it was in already. */
  add(row: number): boolean {
    const word = row >>> 5;
    const bit = 1 << (row & 31);
    if (word >= this.#words.length) this.#grow(word);
    const before = this.#words[word] ?? 0;
    if ((before & bit) !== 0) return false;
    this.#words[word] = before | bit;
    return true;
  }

  #grow(word: number): void {
    const larger = new Uint32Array(Math.max(word + 1, this.#words.length * 2));
    larger.set(this.#words);
    this.#words = larger;
  }
}
