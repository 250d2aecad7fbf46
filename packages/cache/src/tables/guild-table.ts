import type { APIRole, APIUnavailableGuild } from "@zignal/types";
import type { CachedGuild } from "../entities.ts";
import type { EntityTableOptions } from "./entity-table.ts";
import { EntityTable } from "./entity-table.ts";

/** A guild without what other tables hold of it. */
export type GuildBase = Omit<CachedGuild, "roles">;

interface GuildRecord {
  base: GuildBase;
  /** The guild as it was last put together; dropped when a part changes, and by the garbage collector at will. */
  whole: WeakRef<CachedGuild> | undefined;
}

/** Guilds, put together with their roles when they are asked for, and the ids of those that READY announced. */
export class GuildTable {
  readonly #records: EntityTable<GuildRecord>;
  /** Guilds of which nothing but the id is known. */
  readonly #announced = new Set<string>();
  readonly #rolesOf: (guildId: string) => APIRole[];

  constructor(options: EntityTableOptions & { rolesOf: (guildId: string) => APIRole[] }) {
    this.#records = new EntityTable(options);
    this.#rolesOf = options.rolesOf;
  }

  get size(): number {
    return this.#records.size;
  }

  get(id: string): CachedGuild | undefined {
    const record = this.#records.get(id);
    return record && this.#assemble(record);
  }

  peek(id: string): CachedGuild | undefined {
    const record = this.#records.peek(id);
    return record && this.#assemble(record);
  }

  /** What is known: the guild, or that it is there and unavailable. */
  known(id: string): CachedGuild | APIUnavailableGuild | undefined {
    return this.peek(id) ?? (this.#announced.has(id) ? { id, unavailable: true } : undefined);
  }

  base(id: string): GuildBase | undefined {
    return this.#records.peek(id)?.base;
  }

  set(base: GuildBase): void {
    this.#announced.delete(base.id);
    this.#records.set(base.id, undefined, { base, whole: undefined });
  }

  /** The guild is there, and nothing else is known of it. */
  announce(id: string): void {
    if (!this.#records.has(id)) this.#announced.add(id);
  }

  /** A part that another table holds has changed. */
  touch(id: string): void {
    const record = this.#records.peek(id);
    if (record !== undefined) record.whole = undefined;
  }

  delete(id: string): void {
    this.#announced.delete(id);
    this.#records.delete(id);
  }

  /** Ids of all guilds, unavailable ones included. */
  knownIds(): string[] {
    return [...this.#records.values().map(({ base }) => base.id), ...this.#announced];
  }

  unavailableIds(): string[] {
    const hidden = this.#records.values().filter(({ base }) => base.unavailable === true);
    return [...hidden.map(({ base }) => base.id), ...this.#announced];
  }

  *values(): Generator<CachedGuild> {
    for (const record of this.#records.values()) yield this.#assemble(record);
  }

  /** Id of the guild that was used least recently. */
  oldest(): string | undefined {
    return this.#records.oldestId();
  }

  oldestUseMs(): number {
    return this.#records.oldestUseMs();
  }

  clear(): void {
    this.#records.clear();
    this.#announced.clear();
  }

  #assemble(record: GuildRecord): CachedGuild {
    const known = record.whole?.deref();
    if (known !== undefined) return known;
    const whole: CachedGuild = { ...record.base, roles: this.#rolesOf(record.base.id) };
    record.whole = new WeakRef(whole);
    return whole;
  }
}
