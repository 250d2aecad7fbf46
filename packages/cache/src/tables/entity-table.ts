import type { Clock } from "@zignal/errors";
import { LRUCache } from "lru-cache";

interface Row<T> {
  value: T;
  guildId: string | undefined;
  usedAtMs: number;
}

export interface EntityTableOptions {
  /** Given when entities age: each use is stamped. */
  clock?: Clock | undefined;
  /** Called with the guild whose entities changed. */
  onChange?: ((guildId: string) => void) | undefined;
}

/**
 * Entities that have an id of their own, in the order of their last use, indexed by guild. It does not bound itself:
 * who fills it calls {@link EntityTable.evict} (see `eviction.ts`).
 */
export class EntityTable<T extends object> {
  /** lru-cache allocates for `max` at once; with `maxSize` it grows with its content. */
  readonly #rows = new LRUCache<string, Row<T>>({ maxSize: Number.MAX_SAFE_INTEGER, sizeCalculation: () => 1 });
  readonly #byGuild = new Map<string, Set<string>>();
  readonly #clock: Clock | undefined;
  readonly #onChange: ((guildId: string) => void) | undefined;

  constructor(options: EntityTableOptions = {}) {
    this.#clock = options.clock;
    this.#onChange = options.onChange;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Reads and marks as used. */
  get(id: string): T | undefined {
    const row = this.#rows.get(id);
    if (row === undefined) return undefined;
    if (this.#clock !== undefined) row.usedAtMs = this.#clock.now();
    return row.value;
  }

  /** Reads without marking as used. */
  peek(id: string): T | undefined {
    return this.#rows.peek(id)?.value;
  }

  has(id: string): boolean {
    return this.#rows.has(id);
  }

  set(id: string, guildId: string | undefined, value: T): void {
    const usedAtMs = this.#clock?.now() ?? 0;
    const row = this.#rows.get(id);
    if (row === undefined) {
      this.#rows.set(id, { value, guildId, usedAtMs });
      if (guildId !== undefined) this.#index(guildId, id);
    } else {
      row.value = value;
      row.usedAtMs = usedAtMs;
    }
    if (guildId !== undefined) this.#onChange?.(guildId);
  }

  delete(id: string): T | undefined {
    const row = this.#rows.peek(id);
    if (row === undefined) return undefined;
    this.#rows.delete(id);
    this.#forget(id, row);
    return row.value;
  }

  guildOf(id: string): string | undefined {
    return this.#rows.peek(id)?.guildId;
  }

  inGuild(guildId: string): T[] {
    const values: T[] = [];
    for (const id of this.#byGuild.get(guildId) ?? []) {
      const row = this.#rows.peek(id);
      if (row !== undefined) values.push(row.value);
    }
    return values;
  }

  /** A copy: the table may change while it is walked. */
  idsInGuild(guildId: string): string[] {
    return [...(this.#byGuild.get(guildId) ?? [])];
  }

  guildIds(): string[] {
    return [...this.#byGuild.keys()];
  }

  countInGuild(guildId: string): number {
    return this.#byGuild.get(guildId)?.size ?? 0;
  }

  deleteGuild(guildId: string): void {
    for (const id of this.idsInGuild(guildId)) this.delete(id);
  }

  /** All entities, the least recently used first. A copy: reading one moves it, which a walk in place would trip over. */
  values(): T[] {
    const values: T[] = [];
    for (const row of this.#rows.rvalues()) if (row !== undefined) values.push(row.value);
    return values;
  }

  /** What was used least recently. */
  oldestId(): string | undefined {
    const oldest = this.#rows.rkeys().next();
    return oldest.done === true ? undefined : oldest.value;
  }

  /** Removes what was used least recently. `false` when there is nothing. */
  evict(): boolean {
    const oldest = this.oldestId();
    if (oldest === undefined) return false;
    this.delete(oldest);
    return true;
  }

  /** Milliseconds on the clock at which the least recently used entity was used; `Infinity` when there is none. */
  oldestUseMs(): number {
    const oldest = this.#rows.rvalues().next();
    return oldest.value?.usedAtMs ?? Infinity;
  }

  clear(): void {
    this.#rows.clear();
    this.#byGuild.clear();
  }

  #index(guildId: string, id: string): void {
    const ids = this.#byGuild.get(guildId);
    if (ids === undefined) this.#byGuild.set(guildId, new Set([id]));
    else ids.add(id);
  }

  #forget(id: string, row: Row<T>): void {
    if (row.guildId === undefined) return;
    const ids = this.#byGuild.get(row.guildId);
    ids?.delete(id);
    if (ids?.size === 0) this.#byGuild.delete(row.guildId);
    this.#onChange?.(row.guildId);
  }
}
