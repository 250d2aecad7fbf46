/** So many names of one message are known at most, and of all messages together. */
const maxNamesOfOne = 10_000;
const maxNames = 250_000;

/** About what a name takes, with its place in the Map. */
const bytesPerName = 150;

/**
 * Who is known to have, or not to have, reacted or voted, by message. Counts alone can not tell a repeated event from a new
 * one. It is bounded: who asks is told which messages were forgotten, and counts on there without knowing.
 */
export class Tallies {
  readonly #byRow = new Map<number, Map<string, boolean>>();
  readonly #onForget: (row: number) => void;
  #names = 0;

  /** @param onForget - Called with the row of each message of which something is no longer known. */
  constructor(onForget: (row: number) => void) {
    this.#onForget = onForget;
  }

  /** About how many bytes they take. */
  get bytes(): number {
    return this.#names * bytesPerName;
  }

  /** `undefined`: nothing is known of `name`. */
  get(row: number, name: string): boolean | undefined {
    return this.#byRow.get(row)?.get(name);
  }

  set(row: number, name: string, present: boolean): void {
    let known = this.#byRow.get(row);
    if (known === undefined) {
      known = new Map();
      this.#byRow.set(row, known);
    }
    if (!known.has(name)) {
      if (known.size >= maxNamesOfOne) return this.#onForget(row);
      this.#names += 1;
    }
    known.set(name, present);
    if (this.#names > maxNames) this.#forgetOldest(row);
  }

  /** Forgets the names of a message that start with `prefix`. */
  forget(row: number, prefix: string): void {
    const known = this.#byRow.get(row);
    if (known === undefined) return;
    for (const name of known.keys()) if (name.startsWith(prefix) && known.delete(name)) this.#names -= 1;
  }

  /** The message is gone. */
  delete(row: number): void {
    const known = this.#byRow.size === 0 ? undefined : this.#byRow.get(row);
    if (known === undefined) return;
    this.#names -= known.size;
    this.#byRow.delete(row);
  }

  entries(row: number): [name: string, present: boolean][] {
    return [...(this.#byRow.get(row) ?? [])];
  }

  clear(): void {
    this.#byRow.clear();
    this.#names = 0;
  }

  /** @param spared - The message that is being counted. */
  #forgetOldest(spared: number): void {
    for (const row of this.#byRow.keys()) {
      if (row === spared) continue;
      this.delete(row);
      this.#onForget(row);
      if (this.#names <= maxNames) return;
    }
  }
}
