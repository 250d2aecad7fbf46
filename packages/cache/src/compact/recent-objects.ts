import { nil } from "./slab.ts";

/** How many are kept. A power of two. */
const places = 256;

/** The objects that were made last, by row, to be handed out again: each row has one place, shared with others. */
export class RecentObjects<T extends object> {
  readonly #rows: number[] = Array.from({ length: places }, () => nil);
  readonly #objects: (T | undefined)[] = Array.from({ length: places });

  get(row: number): T | undefined {
    const place = row & (places - 1);
    return this.#rows[place] === row ? this.#objects[place] : undefined;
  }

  keep(row: number, object: T): void {
    const place = row & (places - 1);
    this.#rows[place] = row;
    this.#objects[place] = object;
  }

  /** The object no longer says what is known. */
  forget(row: number): void {
    const place = row & (places - 1);
    if (this.#rows[place] === row) this.#objects[place] = undefined;
  }

  clear(): void {
    this.#rows.fill(nil);
    this.#objects.fill(undefined);
  }
}
