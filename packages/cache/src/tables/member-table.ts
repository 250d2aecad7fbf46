import type { APIGuildMember } from "@zignal/types";
import type { EntityTableOptions } from "./entity-table.ts";
import { EntityTable } from "./entity-table.ts";
import type { UserTable } from "./user-table.ts";

/** A membership without its user, which the table of users holds. */
export type Membership = Omit<APIGuildMember, "user">;

interface MemberRecord {
  userId: string;
  membership: Membership;
}

/** Memberships. Each refers to its user, which lives as long as a membership does. */
export class MemberTable {
  readonly #records: EntityTable<MemberRecord>;
  readonly #users: UserTable;

  constructor(users: UserTable, options: EntityTableOptions) {
    this.#users = users;
    this.#records = new EntityTable(options);
  }

  get size(): number {
    return this.#records.size;
  }

  get(guildId: string, userId: string): APIGuildMember | undefined {
    const record = this.#records.get(key(guildId, userId));
    return record && this.#assemble(record);
  }

  peek(guildId: string, userId: string): APIGuildMember | undefined {
    const record = this.#records.peek(key(guildId, userId));
    return record && this.#assemble(record);
  }

  has(guildId: string, userId: string): boolean {
    return this.#records.has(key(guildId, userId));
  }

  membership(guildId: string, userId: string): Membership | undefined {
    return this.#records.peek(key(guildId, userId))?.membership;
  }

  /** The user has to be in the table of users. */
  set(guildId: string, userId: string, membership: Membership): void {
    const id = key(guildId, userId);
    if (!this.#records.has(id)) this.#users.retain(userId);
    this.#records.set(id, guildId, { userId, membership });
  }

  /** Marks as used. */
  touch(guildId: string, userId: string): void {
    this.#records.get(key(guildId, userId));
  }

  delete(guildId: string, userId: string): APIGuildMember | undefined {
    const id = key(guildId, userId);
    const record = this.#records.peek(id);
    if (record === undefined) return undefined;
    const member = this.#assemble(record);
    this.#deleteKey(id);
    return member;
  }

  countInGuild(guildId: string): number {
    return this.#records.countInGuild(guildId);
  }

  userIdsInGuild(guildId: string): string[] {
    return this.#records.inGuild(guildId).map(({ userId }) => userId);
  }

  inGuild(guildId: string): APIGuildMember[] {
    return this.#records.inGuild(guildId).map((record) => this.#assemble(record));
  }

  *walkGuild(guildId: string): Generator<APIGuildMember> {
    for (const record of this.#records.inGuild(guildId)) yield this.#assemble(record);
  }

  *memberships(): Generator<Membership> {
    for (const record of this.#records.values()) yield record.membership;
  }

  deleteGuild(guildId: string): void {
    for (const id of this.#records.idsInGuild(guildId)) this.#deleteKey(id);
  }

  /** A role is gone: no member has it any longer. */
  dropRole(guildId: string, roleId: string): void {
    for (const record of this.#records.inGuild(guildId)) {
      const { roles } = record.membership;
      if (roles.includes(roleId)) {
        record.membership = { ...record.membership, roles: roles.filter((id) => id !== roleId) };
      }
    }
  }

  /** Removes memberships of a guild, the first to come first, until `max` are left. */
  trimGuild(guildId: string, max: number): void {
    const excess = this.countInGuild(guildId) - max;
    if (excess <= 0) return;
    for (const id of this.#records.idsInGuild(guildId).slice(0, excess)) this.#deleteKey(id);
  }

  trimAllGuilds(max: number): void {
    for (const guildId of this.#records.guildIds()) this.trimGuild(guildId, max);
  }

  evict(): boolean {
    const oldest = this.#records.oldestId();
    if (oldest === undefined) return false;
    this.#deleteKey(oldest);
    return true;
  }

  oldestUseMs(): number {
    return this.#records.oldestUseMs();
  }

  clear(): void {
    this.#records.clear();
  }

  #deleteKey(id: string): void {
    const record = this.#records.delete(id);
    if (record !== undefined) this.#users.release(record.userId);
  }

  #assemble({ userId, membership }: MemberRecord): APIGuildMember {
    const user = this.#users.peek(userId);
    if (user === undefined) throw new Error(`user ${userId} of a cached membership is missing: a fault of the cache`);
    return { ...membership, user };
  }
}

function key(guildId: string, userId: string): string {
  return `${guildId}:${userId}`;
}
