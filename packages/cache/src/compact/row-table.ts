import type { Clock } from "@zignal/errors";
import type { CompactTableOptions } from "./compact-table-options.ts";
import type { GuildDirectory } from "./guild-directory.ts";
import { hashKey, IdIndex } from "./id-index.ts";
import type { IdSegment } from "./id-segment.ts";
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

/** Rows of words: the id, where the record is, the guild, the neighbours in the order of use and in the guild. */
export class RowTable {
  protected readonly guilds: GuildDirectory;
  protected readonly key: SnowflakeKey;
  readonly #keyedByGuild: boolean;
  readonly #clock: Clock | undefined;
  readonly #rows: RowSlab;
  readonly #links: RowLinks;
  readonly #hasGuild: boolean;
  readonly #used: number;
  readonly #extra: number;
  readonly #index: IdIndex = new IdIndex({ hashOf: (row) => this.#hashOf(row) });
  /** Where the search for the key ended. */
  #segment: IdSegment | undefined;
  #place = 0;

  constructor({
    store,
    key,
    clock,
    extraWords = 0,
  }: Pick<CompactTableOptions, "store" | "key" | "clock" | "extraWords">) {
    this.guilds = store.guilds;
    this.key = store.key;
    this.#hasGuild = key !== "id";
    this.#keyedByGuild = key === "guildAndId";
    this.#clock = clock;
    this.#used = this.#hasGuild ? 8 : 5;
    this.#extra = clock === undefined ? this.#used : this.#used + 1;
    this.#rows = new RowSlab((this.#extra + extraWords) * 4);
    this.#links = new RowLinks(this.#rows, useLinks, guildLinks);
  }

  get size(): number {
    return this.#rows.live;
  }

  /** Bytes that rows in use and the index take. */
  protected get rowBytes(): number {
    return this.#rows.live * this.#rows.slotWords * 4 + this.#index.reservedBytes;
  }

  /** Bytes that are allocated for rows and index, in use or not; records are the store's. */
  get reservedBytes(): number {
    return this.#rows.reservedBytes + this.#index.reservedBytes;
  }

  /** The row of an entity; `-1` if it is not here. */
  find(id: string, guildId?: string): number {
    if (!this.key.read(id)) return -1;
    const scope = this.#keyedByGuild ? this.guilds.find(guildId ?? "") : 0;
    return scope < 0 ? -1 : this.#search(this.key.high, this.key.low, scope);
  }

  has(id: string, guildId?: string): boolean {
    return this.find(id, guildId) >= 0;
  }

  /** Marks as used. */
  touch(row: number): void {
    this.#links.use(row);
    if (this.#clock !== undefined) this.#rows.setWord(row, this.#used, this.#clock.now());
  }

  idOf(row: number): string {
    return writeSnowflake(this.#rows.word(row, idHigh), this.#rows.word(row, idLow));
  }

  /** The id of a row as words. */
  readId(row: number, into: SnowflakeWords): void {
    into.high = this.#rows.word(row, idHigh);
    into.low = this.#rows.word(row, idLow);
  }

  /** Is the row in use, and is this its id? */
  hasId(row: number, { high, low }: SnowflakeWords): boolean {
    return this.isRow(row) && this.#rows.word(row, idLow) === low && this.#rows.word(row, idHigh) === high;
  }

  /** An id as words, for nothing when it is the one that was looked up last. `false` for what is no snowflake. */
  readKey(id: string, into: SnowflakeWords): boolean {
    if (!this.key.read(id)) return false;
    into.high = this.key.high;
    into.low = this.key.low;
    return true;
  }

  /** Is the id of a row smaller than this one? */
  isOlder(row: number, { high, low }: SnowflakeWords): boolean {
    const own = this.#rows.word(row, idHigh);
    return own < high || (own === high && this.#rows.word(row, idLow) < low);
  }

  guildOfRow(row: number): string | undefined {
    const number = this.#guildNumber(row);
    return number === nil ? undefined : this.guilds.idOf(number);
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
    return this.#links.guildRows(this.guilds.find(guildId));
  }

  /** Row of the first of a guild's entities to come; `-1` if there is none. */
  firstInGuild(guildId: string): number {
    return this.#links.firstOfGuild(this.guilds.find(guildId));
  }

  idsInGuild(guildId: string): string[] {
    return this.rowsInGuild(guildId).map((row) => this.idOf(row));
  }

  countInGuild(guildId: string): number {
    return this.#links.guildCount(this.guilds.find(guildId));
  }

  /** Guilds that have entities here. */
  guildIds(): string[] {
    return this.#links.guildNumbers().flatMap((number) => this.guilds.idOf(number) ?? []);
  }

  /** Walks all rows. What is added or removed on the way may or may not be met. */
  *rows(): Generator<number> {
    for (const row of this.#rows.slots()) if (this.#rows.word(row, record) !== 0) yield row;
  }

  /** Is the row in use? */
  isRow(row: number): boolean {
    return this.#rows.word(row, record) !== 0;
  }

  /** Row of what was used least recently, of what may be evicted; `-1` if there is none. */
  oldest(): number {
    const row = this.#links.oldest;
    return row === nil ? -1 : row;
  }

  /** For how many milliseconds what was used least recently was not used; `-1` when there is nothing. */
  oldestAgeMs(nowMs: number): number {
    const row = this.oldest();
    // 32 bits of milliseconds come round after 49 days; the difference stays right until then.
    return row < 0 ? -1 : ((nowMs >>> 0) - this.#rows.word(row, this.#used)) >>> 0;
  }

  /** Empties the table; who owns the guilds clears those, too. */
  clear(): void {
    this.#rows.clear();
    this.#index.clear();
    this.#links.clear();
  }

  protected recordOf(row: number): number {
    return this.#rows.word(row, record);
  }

  protected setRecord(row: number, handle: number): void {
    this.#rows.setWord(row, record, handle);
  }

  /** Adds a row for {@link key}, just used and last of its guild. */
  protected addRow(guildId: string | undefined, handle: number): number {
    const { high, low } = this.key;
    const number = guildId === undefined || !this.#hasGuild ? nil : this.guilds.retain(guildId);
    const row = this.#rows.allocate();
    const words = this.#rows.words[row >>> this.#rows.shift];
    const base = (row & this.#rows.mask) * this.#rows.slotWords;
    if (words === undefined) throw new Error("a row is missing: a fault of the cache");
    words[base + idHigh] = high;
    words[base + idLow] = low;
    words[base + record] = handle;
    for (let word = this.#extra; word < this.#rows.slotWords; word += 1) words[base + word] = 0;
    if (this.#hasGuild) words[base + guild] = number;
    if (this.#clock !== undefined) words[base + this.#used] = this.#clock.now();
    this.#links.linkUse(row);
    if (number !== nil) this.#links.linkGuild(row, number);
    this.#index.insert(row, hashKey(high, low, this.#keyedByGuild ? number : 0));
    return row;
  }

  /**
   * Removes a row, whose place in the index may be unknown.
   * @returns Its guild.
   */
  protected removeRow(row: number): string | undefined {
    const number = this.#guildNumber(row);
    const scope = this.#keyedByGuild ? number : 0;
    this.#search(this.#rows.word(row, idHigh), this.#rows.word(row, idLow), scope);
    if (this.#segment !== undefined) this.#index.removeAt(this.#segment, this.#place);
    this.#links.unlinkUse(row);
    this.#rows.setWord(row, record, 0);
    const guildId = number === nil ? undefined : this.guilds.idOf(number);
    if (guildId !== undefined) {
      this.#links.unlinkGuild(row, number);
      this.guilds.release(number);
    }
    this.#rows.release(row);
    return guildId;
  }

  #search(high: number, low: number, scope: number): number {
    const hash = hashKey(high, low, scope);
    const segment = this.#index.segmentOf(hash);
    for (let place = segment.first(hash); place >= 0; place = segment.next(hash, place)) {
      const row = segment.at(place);
      const words = this.#rows.words[row >>> this.#rows.shift];
      const base = (row & this.#rows.mask) * this.#rows.slotWords;
      const same = words !== undefined && words[base + idLow] === low && words[base + idHigh] === high;
      if (same && (!this.#keyedByGuild || words[base + guild] === scope)) {
        this.#segment = segment;
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
