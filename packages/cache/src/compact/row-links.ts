import type { RowSlab } from "./row-slab.ts";
import { nil } from "./slab.ts";

/** In the place of `newer`: the row is retained, and `older` counts how often. */
const retained = 0xffff_fffe;

/**
 * Two doubly linked lists through the rows of a slab, without an object for either: the order of use, and the rows of
 * each guild. lru-cache keeps a key and an entry on the heap for every item, more than most rows take.
 */
export class RowLinks {
  readonly #rows: RowSlab;
  readonly #newer: number;
  readonly #older: number;
  readonly #next: number;
  readonly #previous: number;
  #newest: number = nil;
  #oldest: number = nil;
  readonly #first: number[] = [];
  readonly #last: number[] = [];
  readonly #count: number[] = [];

  /** The places in a row of the two words of either list; those of the guild's are not touched by the order of use. */
  constructor(rows: RowSlab, useWords: number, guildWords: number) {
    this.#rows = rows;
    this.#newer = useWords;
    this.#older = useWords + 1;
    this.#next = guildWords;
    this.#previous = guildWords + 1;
  }

  /** The row that was used least recently, of those that are not retained. */
  get oldest(): number {
    return this.#oldest;
  }

  /** A new row was used. */
  linkUse(row: number): void {
    this.#rows.setWord(row, this.#newer, nil);
    this.#rows.setWord(row, this.#older, this.#newest);
    if (this.#newest === nil) this.#oldest = row;
    else this.#rows.setWord(this.#newest, this.#newer, row);
    this.#newest = row;
  }

  /** A row was used again. */
  use(row: number): void {
    if (row === this.#newest || this.#rows.word(row, this.#newer) === retained) return;
    this.#unlink(row);
    this.linkUse(row);
  }

  unlinkUse(row: number): void {
    if (this.#rows.word(row, this.#newer) !== retained) this.#unlink(row);
  }

  /** Takes a row out of the order of use; each time counts. */
  retain(row: number): void {
    if (this.#rows.word(row, this.#newer) === retained)
      this.#rows.setWord(row, this.#older, this.#rows.word(row, this.#older) + 1);
    else {
      this.#unlink(row);
      this.#rows.setWord(row, this.#newer, retained);
      this.#rows.setWord(row, this.#older, 1);
    }
  }

  /** Undoes one `retain`. After the last the row counts as just used. */
  release(row: number): void {
    if (this.#rows.word(row, this.#newer) !== retained) return;
    const times = this.#rows.word(row, this.#older);
    if (times > 1) this.#rows.setWord(row, this.#older, times - 1);
    else this.linkUse(row);
  }

  isRetained(row: number): boolean {
    return this.#rows.word(row, this.#newer) === retained;
  }

  linkGuild(row: number, guild: number): void {
    const last = this.#last[guild] ?? nil;
    this.#rows.setWord(row, this.#next, nil);
    this.#rows.setWord(row, this.#previous, last);
    if (last === nil) this.#first[guild] = row;
    else this.#rows.setWord(last, this.#next, row);
    this.#last[guild] = row;
    this.#count[guild] = (this.#count[guild] ?? 0) + 1;
  }

  unlinkGuild(row: number, guild: number): void {
    const next = this.#rows.word(row, this.#next);
    const previous = this.#rows.word(row, this.#previous);
    if (next === nil) this.#last[guild] = previous;
    else this.#rows.setWord(next, this.#previous, previous);
    if (previous === nil) this.#first[guild] = next;
    else this.#rows.setWord(previous, this.#next, next);
    this.#count[guild] = (this.#count[guild] ?? 1) - 1;
  }

  guildCount(guild: number): number {
    return this.#count[guild] ?? 0;
  }

  /** The first row of a guild to come; `-1` if there is none. */
  firstOfGuild(guild: number): number {
    const row = this.#first[guild] ?? nil;
    return row === nil ? -1 : row;
  }

  /** Rows of a guild, the first to come first. */
  guildRows(guild: number): number[] {
    const rows: number[] = [];
    for (let row = this.#first[guild] ?? nil; row !== nil; row = this.#rows.word(row, this.#next)) rows.push(row);
    return rows;
  }

  /** Guilds that have rows. */
  guildNumbers(): number[] {
    return this.#count.flatMap((count, guild) => (count > 0 ? [guild] : []));
  }

  clear(): void {
    this.#newest = nil;
    this.#oldest = nil;
    this.#first.length = 0;
    this.#last.length = 0;
    this.#count.length = 0;
  }

  #unlink(row: number): void {
    const up = this.#rows.word(row, this.#newer);
    const down = this.#rows.word(row, this.#older);
    if (up === nil) this.#newest = down;
    else this.#rows.setWord(up, this.#older, down);
    if (down === nil) this.#oldest = up;
    else this.#rows.setWord(down, this.#newer, up);
  }
}
