import type { APIEmoji, APIRole, APISticker, APIUnavailableGuild } from "@zignal/types";
import { CompactTable } from "../compact/compact-table.ts";
import type { CompactTableOptions } from "../compact/compact-table-options.ts";
import type { CachedGuild } from "../entities.ts";
import type { SnapshotTable } from "../snapshot/snapshot-entries.ts";

/** A guild without what other tables hold of it. */
export type GuildBase = Omit<CachedGuild, "roles" | "emojis" | "stickers">;

/** What other tables hold of a guild. */
export interface GuildParts {
  roles: APIRole[];
  emojis: APIEmoji[];
  stickers: APISticker[];
}

const parts: readonly (keyof GuildParts)[] = ["roles", "emojis", "stickers"];

/** Guilds, put together with their roles, emojis and stickers when asked for, and the ids of those READY announced. */
export class GuildTable {
  readonly #bases: CompactTable<GuildBase>;
  /** Guilds of which nothing but the id is known. */
  readonly #announced = new Set<string>();
  /** Guilds as they were last put together; dropped when a part changes, and by the garbage collector at will. */
  readonly #whole = new Map<string, WeakRef<CachedGuild>>();
  readonly #kept: ReadonlySet<string> | undefined;
  readonly #partsOf: (guildId: string) => GuildParts;

  constructor(options: Omit<CompactTableOptions, "key">, partsOf: (guildId: string) => GuildParts) {
    this.#bases = new CompactTable({ ...options, key: "id" });
    this.#kept = options.leftOut?.kept;
    this.#partsOf = partsOf;
  }

  get size(): number {
    return this.#bases.size;
  }

  get bytes(): number {
    return this.#bases.bytes;
  }

  get reservedBytes(): number {
    return this.#bases.reservedBytes;
  }

  get(id: string): CachedGuild | undefined {
    const row = this.#bases.find(id);
    if (row < 0) return undefined;
    this.#bases.touch(row);
    return this.#assemble(row);
  }

  peek(id: string): CachedGuild | undefined {
    const row = this.#bases.find(id);
    return row < 0 ? undefined : this.#assemble(row);
  }

  /** What is known: the guild, or that it is there and unavailable. */
  known(id: string): CachedGuild | APIUnavailableGuild | undefined {
    return this.peek(id) ?? (this.#announced.has(id) ? { id, unavailable: true } : undefined);
  }

  base(id: string): GuildBase | undefined {
    return this.#bases.peek(id);
  }

  set(base: GuildBase): void {
    this.#announced.delete(base.id);
    this.#whole.delete(base.id);
    this.#bases.set(base.id, undefined, base);
  }

  /** The guild is there, and nothing else is known of it. */
  announce(id: string): void {
    if (!this.#bases.has(id)) this.#announced.add(id);
  }

  /** A part that another table holds has changed. */
  touchParts(id: string): void {
    this.#whole.delete(id);
  }

  delete(id: string): void {
    this.#announced.delete(id);
    this.#whole.delete(id);
    this.#bases.delete(id);
  }

  /** Ids of guilds of which nothing else is known. */
  announcedIds(): string[] {
    return [...this.#announced];
  }

  toSnapshot(): Pick<SnapshotTable, "table" | "entryOf"> {
    return { table: this.#bases, entryOf: (row) => this.#bases.make(row) };
  }

  /** Ids of all guilds, unavailable ones included. */
  knownIds(): string[] {
    return [...Array.from(this.#bases.rows(), (row) => this.#bases.idOf(row)), ...this.#announced];
  }

  unavailableIds(): string[] {
    const hidden = [...this.#bases.values()].filter((base) => base.unavailable === true);
    return [...hidden.map(({ id }) => id), ...this.#announced];
  }

  *values(): Generator<CachedGuild> {
    for (const row of this.#bases.rows()) yield this.#assemble(row);
  }

  /** Id of the guild that was used least recently. */
  oldest(): string | undefined {
    const row = this.#bases.oldest();
    return row < 0 ? undefined : this.#bases.idOf(row);
  }

  oldestAgeMs(nowMs: number): number {
    return this.#bases.oldestAgeMs(nowMs);
  }

  clear(): void {
    this.#bases.clear();
    this.#announced.clear();
    this.#whole.clear();
  }

  #assemble(row: number): CachedGuild {
    const id = this.#bases.idOf(row);
    const known = this.#whole.get(id)?.deref();
    if (known !== undefined) return known;
    const whole: CachedGuild = { ...this.#bases.read(row), ...this.#partsOf(id) };
    if (this.#kept !== undefined) {
      // Chosen fields are all that a guild has then, and what has tables of its own is found there.
      for (const part of parts) if (!this.#kept.has(part)) Reflect.deleteProperty(whole, part);
    }
    this.#whole.set(id, new WeakRef(whole));
    return whole;
  }
}
