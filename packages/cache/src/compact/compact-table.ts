import { ValidationError } from "@zignal/errors";
import type { CompactTableOptions } from "./compact-table-options.ts";
import type { LeftOut, Records } from "./records.ts";
import { RecentObjects } from "./recent-objects.ts";
import { RowTable } from "./row-table.ts";

/** Is told of rows that come and change, while a snapshot is written. */
export interface RowWatcher {
  /** A row was added. */
  added(row: number): void;
  /** A row is about to say something else, or to go. */
  changes(row: number): void;
}

/**
 * Entities as bytes outside V8's heap: a row of words and a record of what the entity says. The object is made when it is
 * asked for. It does not bound itself: who fills it calls {@link CompactTable.evict}.
 */
export class CompactTable<T extends object> extends RowTable {
  readonly #store: Records;
  readonly #leftOut: LeftOut | undefined;
  readonly #onCount: (change: number) => void;
  readonly #onChange: ((guildId: string) => void) | undefined;
  readonly #onRemove: ((row: number) => void) | undefined;
  readonly #recent: RecentObjects<T> = new RecentObjects();
  #watchers: readonly RowWatcher[] = [];
  #recordBytes = 0;

  constructor(options: CompactTableOptions) {
    super(options);
    this.#store = options.store;
    this.#leftOut = options.leftOut;
    this.#onCount = options.onCount;
    this.#onChange = options.onChange;
    this.#onRemove = options.onRemove;
  }

  /** Bytes that the entities take: rows, records and index. */
  get bytes(): number {
    return this.rowBytes + this.#recordBytes;
  }

  /** Reads and marks as used. */
  get(id: string, guildId?: string): T | undefined {
    const row = this.find(id, guildId);
    if (row < 0) return undefined;
    this.touch(row);
    return this.read(row);
  }

  /** Reads without marking as used. */
  peek(id: string, guildId?: string): T | undefined {
    const row = this.find(id, guildId);
    return row < 0 ? undefined : this.read(row);
  }

  /** The object of a row. The same one while nothing changes and few others are read. */
  read(row: number): T {
    const known = this.#recent.get(row);
    if (known !== undefined) return known;
    const value = this.make(row);
    this.#recent.keep(row, value);
    return value;
  }

  /** The object of a row, made anew: for walks, which would only push out what is read again. */
  make(row: number): T {
    // What was written as a T is read as one: the store gives back what it got.
    return this.#store.read(this.recordOf(row), this.idOf(row), this.guildOfRow(row)) as T;
  }

  /**
   * Does a row say everything that `value` says already? `false` as well where only reading it would tell.
   * @param id - The row's own, and of the row's guild.
   */
  says(row: number, value: object, id: string, guildId?: string): boolean {
    return this.#store.says(this.recordOf(row), value, id, guildId, this.#leftOut);
  }

  /**
   * Adds or replaces, and marks as used.
   * @returns The entity's row.
   * @throws {ValidationError} if `id` is no snowflake.
   */
  set(id: string, guildId: string | undefined, value: T): number {
    const row = this.find(id, guildId);
    if (row < 0) return this.add(id, guildId, value);
    this.update(row, value);
    return row;
  }

  /** Replaces what a row says, and marks it as used. */
  update(row: number, value: T): void {
    this.rewrite(row, value);
    this.touch(row);
    if (this.#onChange !== undefined) this.#changed(this.guildOfRow(row));
  }

  /**
   * Adds an entity that is not here.
   * @param text - The entity as it came, where it is kept so.
   * @returns Its row.
   * @throws {ValidationError} if `id` is no snowflake.
   */
  add(id: string, guildId: string | undefined, value: T, text?: string): number {
    if (!this.key.read(id)) {
      throw ValidationError.of("id", `must be a snowflake, a decimal number of 64 bits as a string (was "${id}")`);
    }
    const handle = this.#store.add(value, id, guildId, this.#leftOut, text);
    this.#recordBytes += this.#store.sizeOf(handle);
    const row = this.addRow(guildId, handle);
    for (const watcher of this.#watchers) watcher.added(row);
    this.#onCount(1);
    this.#changed(guildId);
    return row;
  }

  /** Replaces what a row says, without marking it as used. */
  rewrite(row: number, value: T): void {
    this.aboutToChange(row);
    const handle = this.recordOf(row);
    this.#recordBytes -= this.#store.sizeOf(handle);
    const replaced = this.#store.replace(handle, value, this.idOf(row), this.guildOfRow(row), this.#leftOut);
    this.#recordBytes += this.#store.sizeOf(replaced);
    this.setRecord(row, replaced);
    this.#recent.forget(row);
  }

  delete(id: string, guildId?: string): T | undefined {
    const row = this.find(id, guildId);
    if (row < 0) return undefined;
    const value = this.read(row);
    this.remove(row);
    return value;
  }

  remove(row: number): void {
    this.aboutToChange(row);
    this.#onRemove?.(row);
    const handle = this.recordOf(row);
    this.#recordBytes -= this.#store.sizeOf(handle);
    this.#store.release(handle);
    this.#recent.forget(row);
    const guildId = this.removeRow(row);
    this.#onCount(-1);
    this.#changed(guildId);
  }

  inGuild(guildId: string): T[] {
    return this.rowsInGuild(guildId).map((row) => this.make(row));
  }

  deleteGuild(guildId: string): void {
    for (const row of this.rowsInGuild(guildId)) this.remove(row);
  }

  /** Walks all entities, making each when it is its turn. */
  *values(): Generator<T> {
    for (const row of this.rows()) yield this.make(row);
  }

  /** Removes what was used least recently. `false` when nothing may be evicted. */
  evict(): boolean {
    const row = this.oldest();
    if (row >= 0) this.remove(row);
    return row >= 0;
  }

  /** Tells a watcher of rows from now on. */
  watch(watcher: RowWatcher): void {
    this.#watchers = [...this.#watchers, watcher];
  }

  unwatch(watcher: RowWatcher): void {
    this.#watchers = this.#watchers.filter((each) => each !== watcher);
  }

  /** To be called before what a row stands for changes, where no record of this table does. */
  aboutToChange(row: number): void {
    for (const watcher of this.#watchers) watcher.changes(row);
  }

  /** Empties the table; who owns the store and the count clears those, too. */
  override clear(): void {
    super.clear();
    this.#recent.clear();
    this.#recordBytes = 0;
  }

  #changed(guildId: string | undefined): void {
    if (guildId !== undefined) this.#onChange?.(guildId);
  }
}
