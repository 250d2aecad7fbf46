/** Beyond this many names, counts go on without: the same event twice would then count twice. */
const maxNames = 10_000;

/**
 * Who is known to have, or not to have, reacted or voted. Counts alone can not tell a repeated event from a new one.
 */
export class Tally {
  readonly #known = new Map<string, boolean>();

  /** `undefined`: nothing is known of `name`. */
  get(name: string): boolean | undefined {
    return this.#known.get(name);
  }

  set(name: string, present: boolean): void {
    if (this.#known.size < maxNames || this.#known.has(name)) this.#known.set(name, present);
  }

  /** Forgets every name that starts with `prefix`. */
  forget(prefix: string): void {
    for (const name of this.#known.keys()) if (name.startsWith(prefix)) this.#known.delete(name);
  }

  /** All that is known. */
  entries(): [name: string, present: boolean][] {
    return [...this.#known];
  }

  /** How many names are known. */
  get size(): number {
    return this.#known.size;
  }
}
