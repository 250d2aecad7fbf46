import type { Clock } from "@zignal/errors";
import { ValidationError } from "@zignal/errors";
import { hashKey, IdIndex } from "./id-index.ts";
import type { CompactTableOptions } from "./compact-table-options.ts";
import type { LeftOut, Records } from "./records.ts";
import { RecentObjects } from "./recent-objects.ts";
import { RowLinks } from "./row-links.ts";
import { RowSlab } from "./row-slab.ts";
import { nil } from "./slab.ts";
import { writeSnowflake } from "./snowflake-words.ts";
import type { SnowflakeKey, SnowflakeWords } from "./snowflake-words.ts";

/** Words of a row. A row is in use when its record is not 0; a free one has its first word for the list of free rows. */
const idHigh = 0;
const idLow = 1;
const record = 2;
/** Two words of the order of use. Then, if they are needed, the guild with its two links, the stamp, the caller's own. */
const useLinks = 3;
const guild = 5;
const guildLinks = 6;

/**
 * Entities as bytes outside V8's heap: a row of words (id, where its record is, its guild, its neighbours in the order
 * of use and in its guild) and a record of what the entity says. The object is made when it is asked for. It does not
 * bound itself: who fills it calls {@link CompactTable.evict}.
 */
export class CompactTable<T extends object> {
  readonly #store: Records;
  readonly #keyedByGuild: boolean;
  readonly #leftOut: LeftOut | undefined;
  readonly #clock: Clock | undefined;
  readonly #onCount: (change: number) => void;
  readonly #onChange: ((guildId: string) => void) | undefined;
  readonly #onRemove: ((row: number) => void) | undefined;
  readonly #rows: RowSlab;
  readonly #links: RowLinks;
  readonly #hasGuild: boolean;
  readonly #used: number;
  readonly #extra: number;
  readonly #index: IdIndex = new IdIndex({ hashOf: (row) => this.#hashOf(row) });
  readonly #recent: RecentObjects<T> = new RecentObjects();
  readonly #key: SnowflakeKey;
  /** Where the search for the key ended. */
  #place = 0;
  #recordBytes = 0;

  constructor(options: CompactTableOptions) {
    this.#store = options.store;
    this.#key = options.store.key;
    this.#hasGuild = options.key !== "id";
    this.#keyedByGuild = options.key === "guildAndId";
    this.#leftOut = options.leftOut;
    this.#clock = options.clock;
    this.#onCount = options.onCount;
    this.#onChange = options.onChange;
    this.#onRemove = options.onRemove;
    this.#used = this.#hasGuild ? 8 : 5;
    this.#extra = this.#clock === undefined ? this.#used : this.#used + 1;
    this.#rows = new RowSlab((this.#extra + (options.extraWords ?? 0)) * 4);
    this.#links = new RowLinks(this.#rows, useLinks, guildLinks);
  }

  get size(): number {
    return this.#rows.live;
  }

  /** Bytes that the entities take: rows, records and index. */
  get bytes(): number {
    return this.#rows.live * this.#rows.slotWords * 4 + this.#recordBytes + this.#index.reservedBytes;
  }

  /** Bytes that are allocated for rows and index, in use or not; records are the store's. */
  get reservedBytes(): number {
    return this.#rows.reservedBytes + this.#index.reservedBytes;
  }

  /** The row of an entity; `-1` if it is not here. */
  find(id: string, guildId?: string): number {
    if (!this.#key.read(id)) return -1;
    const scope = this.#keyedByGuild ? this.#store.guilds.find(guildId ?? "") : 0;
    return scope < 0 ? -1 : this.#search(this.#key.high, this.#key.low, scope);
  }

  has(id: string, guildId?: string): boolean {
    return this.find(id, guildId) >= 0;
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
    if (!this.#store.makesObjects) return this.#make(row);
    const known = this.#recent.get(row);
    if (known !== undefined) return known;
    const value = this.#make(row);
    this.#recent.keep(row, value);
    return value;
  }

  /**
   * Does a row say everything that `value` says already? `false` as well where only reading it would tell.
   * @param id - The row's own, and of the row's guild.
   */
  says(row: number, value: object, id: string, guildId?: string): boolean {
    return this.#store.says(this.#rows.word(row, record), value, id, guildId, this.#leftOut);
  }

  /** Marks as used. */
  touch(row: number): void {
    this.#links.use(row);
    if (this.#clock !== undefined) this.#rows.setWord(row, this.#used, this.#clock.now());
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
    if (!this.#key.read(id)) {
      throw ValidationError.of("id", `must be a snowflake, a decimal number of 64 bits as a string (was "${id}")`);
    }
    const { high, low } = this.#key;
    const number = guildId === undefined || !this.#hasGuild ? nil : this.#store.guilds.retain(guildId);
    const row = this.#rows.allocate();
    const words = this.#rows.words[row >>> this.#rows.shift];
    const base = (row & this.#rows.mask) * this.#rows.slotWords;
    if (words === undefined) throw new Error("a row is missing: a fault of the cache");
    const handle = this.#store.add(value, id, number === nil ? undefined : guildId, this.#leftOut, text);
    this.#recordBytes += this.#store.sizeOf(handle);
    words[base + idHigh] = high;
    words[base + idLow] = low;
    words[base + record] = handle;
    for (let word = this.#extra; word < this.#rows.slotWords; word += 1) words[base + word] = 0;
    if (this.#hasGuild) words[base + guild] = number;
    if (this.#clock !== undefined) words[base + this.#used] = this.#clock.now();
    this.#links.linkUse(row);
    if (number !== nil) this.#links.linkGuild(row, number);
    this.#index.insert(row, hashKey(high, low, this.#keyedByGuild ? number : 0));
    this.#onCount(1);
    this.#changed(guildId);
    return row;
  }

  /** Replaces what a row says, without marking it as used. */
  rewrite(row: number, value: T): void {
    const handle = this.#rows.word(row, record);
    this.#recordBytes -= this.#store.sizeOf(handle);
    const replaced = this.#store.replace(handle, value, this.idOf(row), this.guildOfRow(row), this.#leftOut);
    this.#recordBytes += this.#store.sizeOf(replaced);
    this.#rows.setWord(row, record, replaced);
    this.#recent.forget(row);
  }

  delete(id: string, guildId?: string): T | undefined {
    const row = this.find(id, guildId);
    if (row < 0) return undefined;
    const value = this.read(row);
    this.remove(row);
    return value;
  }

  /** Removes a row, whose place in the index may be unknown. */
  remove(row: number): void {
    this.#onRemove?.(row);
    const number = this.#guildNumber(row);
    const scope = this.#keyedByGuild ? number : 0;
    this.#search(this.#rows.word(row, idHigh), this.#rows.word(row, idLow), scope);
    this.#index.removeAt(this.#place);
    this.#links.unlinkUse(row);
    const handle = this.#rows.word(row, record);
    this.#recordBytes -= this.#store.sizeOf(handle);
    this.#store.release(handle);
    this.#rows.setWord(row, record, 0);
    this.#recent.forget(row);
    const guildId = number === nil ? undefined : this.#store.guilds.idOf(number);
    if (guildId !== undefined) {
      this.#links.unlinkGuild(row, number);
      this.#store.guilds.release(number);
    }
    this.#rows.release(row);
    this.#onCount(-1);
    this.#changed(guildId);
  }

  idOf(row: number): string {
    return writeSnowflake(this.#rows.word(row, idHigh), this.#rows.word(row, idLow));
  }

  /** The id of a row as words. */
  readId(row: number, into: SnowflakeWords): void {
    into.high = this.#rows.word(row, idHigh);
    into.low = this.#rows.word(row, idLow);
  }

  /** Is the id of a row smaller than this one? */
  isOlder(row: number, { high, low }: SnowflakeWords): boolean {
    const own = this.#rows.word(row, idHigh);
    return own < high || (own === high && this.#rows.word(row, idLow) < low);
  }

  guildOfRow(row: number): string | undefined {
    const number = this.#guildNumber(row);
    return number === nil ? undefined : this.#store.guilds.idOf(number);
  }

  guildOf(id: string): string | undefined {
    const row = this.find(id);
    return row < 0 ? undefined : this.guildOfRow(row);
  }

  /** One of the caller's words. */
  extra(row: number, index: number): number {
    return this.#rows.word(row, this.#extra + index);
  }

  setExtra(row: number, index: number, value: number): void {
    this.#rows.setWord(row, this.#extra + index, value);
  }

  /** Keeps a row from being evicted, until it is released as often. */
  retain(row: number): void {
    this.#links.retain(row);
  }

  /** Undoes one `retain`. After the last the entity counts as just used. */
  release(row: number): void {
    this.#links.release(row);
    if (this.#clock !== undefined) this.#rows.setWord(row, this.#used, this.#clock.now());
  }

  isRetained(row: number): boolean {
    return this.#links.isRetained(row);
  }

  /** Rows of a guild, in the order in which they came. A copy. */
  rowsInGuild(guildId: string): number[] {
    return this.#links.guildRows(this.#store.guilds.find(guildId));
  }

  /** Row of the first of a guild's entities to come; `-1` if there is none. */
  firstInGuild(guildId: string): number {
    return this.#links.firstOfGuild(this.#store.guilds.find(guildId));
  }

  inGuild(guildId: string): T[] {
    return this.rowsInGuild(guildId).map((row) => this.#make(row));
  }

  idsInGuild(guildId: string): string[] {
    return this.rowsInGuild(guildId).map((row) => this.idOf(row));
  }

  countInGuild(guildId: string): number {
    return this.#links.guildCount(this.#store.guilds.find(guildId));
  }

  /** Guilds that have entities here. */
  guildIds(): string[] {
    return this.#links.guildNumbers().flatMap((number) => this.#store.guilds.idOf(number) ?? []);
  }

  deleteGuild(guildId: string): void {
    for (const row of this.rowsInGuild(guildId)) this.remove(row);
  }

  /** Walks all rows. What is added or removed on the way may or may not be met. */
  *rows(): Generator<number> {
    for (const row of this.#rows.slots()) if (this.#rows.word(row, record) !== 0) yield row;
  }

  /** Walks all entities, making each when it is its turn. */
  *values(): Generator<T> {
    for (const row of this.rows()) yield this.#make(row);
  }

  /** Row of what was used least recently, of what may be evicted; `-1` if there is none. */
  oldest(): number {
    const row = this.#links.oldest;
    return row === nil ? -1 : row;
  }

  /** Removes what was used least recently. `false` when nothing may be evicted. */
  evict(): boolean {
    const row = this.oldest();
    if (row >= 0) this.remove(row);
    return row >= 0;
  }

  /** For how many milliseconds what was used least recently was not used; `-1` when there is nothing. */
  oldestAgeMs(nowMs: number): number {
    const row = this.oldest();
    // 32 bits of milliseconds come round after 49 days; the difference stays right until then.
    return row < 0 ? -1 : ((nowMs >>> 0) - this.#rows.word(row, this.#used)) >>> 0;
  }

  /** Empties the table; who owns the store and the count clears those, too. */
  clear(): void {
    this.#rows.clear();
    this.#index.clear();
    this.#links.clear();
    this.#recent.clear();
    this.#recordBytes = 0;
  }

  #changed(guildId: string | undefined): void {
    if (guildId !== undefined) this.#onChange?.(guildId);
  }

  #make(row: number): T {
    // What was written as a T is read as one: the store gives back what it got.
    const handle = this.#rows.word(row, record);
    if (!this.#store.makesObjects) return this.#store.read(handle, "", undefined) as T;
    return this.#store.read(handle, this.idOf(row), this.guildOfRow(row)) as T;
  }

  #search(high: number, low: number, scope: number): number {
    const index = this.#index;
    const hash = hashKey(high, low, scope);
    for (let place = index.first(hash); place >= 0; place = index.next(hash, place)) {
      const row = index.at(place);
      const words = this.#rows.words[row >>> this.#rows.shift];
      const base = (row & this.#rows.mask) * this.#rows.slotWords;
      const same = words !== undefined && words[base + idLow] === low && words[base + idHigh] === high;
      if (same && (!this.#keyedByGuild || words[base + guild] === scope)) {
        this.#place = place;
        return row;
      }
    }
    return -1;
  }

  #guildNumber(row: number): number {
    return this.#hasGuild ? this.#rows.word(row, guild) : nil;
  }

  #hashOf(row: number): number {
    const scope = this.#keyedByGuild ? this.#rows.word(row, guild) : 0;
    return hashKey(this.#rows.word(row, idHigh), this.#rows.word(row, idLow), scope);
  }
}
