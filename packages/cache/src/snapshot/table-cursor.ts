import type { CompactTable, RowWatcher } from "../compact/compact-table.ts";
import { RowSet } from "./row-set.ts";

/** Guilds with at most so many rows of a table are written in the order of their rows; noting it takes no time that counts. */
const orderedRows = 1000;

/**
 * The rows of a table as they were when the cursor was made, whatever becomes of them meanwhile: what is about to change
 * before its turn is taken down first, and what came later is left out.
 */
export class TableCursor implements RowWatcher {
  readonly #table: CompactTable<object>;
  readonly #entryOf: (row: number) => unknown;
  readonly #seen: RowSet = new RowSet();
  #early: unknown[] = [];

  constructor(table: CompactTable<object>, entryOf: (row: number) => unknown) {
    this.#table = table;
    this.#entryOf = entryOf;
    table.watch(this);
  }

  added(row: number): void {
    this.#seen.add(row);
  }

  changes(row: number): void {
    if (this.#seen.add(row)) this.#early.push(this.#entryOf(row));
  }

  /** Walks what is to be written. Others may change the table between two steps. */
  *entries(): Generator<unknown, void, void> {
    for (const guildId of this.#table.guildIds()) {
      if (this.#table.countInGuild(guildId) > orderedRows) continue;
      for (const row of this.#table.rowsInGuild(guildId)) yield* this.#take(row);
    }
    for (const row of this.#table.rows()) yield* this.#take(row);
    yield* this.#takeEarly();
  }

  close(): void {
    this.#table.unwatch(this);
    this.#early = [];
  }

  *#take(row: number): Generator<unknown, void, void> {
    if (this.#early.length > 0) yield* this.#takeEarly();
    if (this.#table.isRow(row) && this.#seen.add(row)) yield this.#entryOf(row);
  }

  *#takeEarly(): Generator<unknown, void, void> {
    while (this.#early.length > 0) {
      const entries = this.#early;
      this.#early = [];
      yield* entries;
    }
  }
}
