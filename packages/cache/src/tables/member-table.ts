import type { APIGuildMember } from "@zignal/types";
import { CompactTable } from "../compact/compact-table.ts";
import type { CompactTableOptions } from "../compact/compact-table-options.ts";
import type { SnapshotTable } from "../snapshot/snapshot-entries.ts";
import type { UserTable } from "./user-table.ts";

/** A membership without its user, which the table of users holds. */
export type Membership = Omit<APIGuildMember, "user">;

/** The caller's word of a row: the row of the user, which stays where it is while it is retained. */
const userRowWord = 0;

/** So many roles of a guild may be gone before its memberships are written anew without them. */
const maxGoneRoles = 32;

/** Memberships. Each refers to its user, which lives as long as a membership does. */
export class MemberTable {
  readonly #table: CompactTable<Membership>;
  readonly #users: UserTable;
  /** Roles that were deleted, by guild: left out when a membership is read, instead of writing all of them at once. */
  readonly #goneRoles = new Map<string, Set<string>>();

  constructor(users: UserTable, options: Omit<CompactTableOptions, "key" | "onRemove">) {
    this.#users = users;
    this.#table = new CompactTable({
      ...options,
      key: "guildAndId",
      leftOut: { field: "user", kept: options.leftOut?.kept },
      extraWords: 1,
      onRemove: (row) => users.release(this.#table.extra(row, userRowWord)),
    });
  }

  get size(): number {
    return this.#table.size;
  }

  get bytes(): number {
    return this.#table.bytes;
  }

  get reservedBytes(): number {
    return this.#table.reservedBytes;
  }

  get(guildId: string, userId: string): APIGuildMember | undefined {
    const row = this.#table.find(userId, guildId);
    if (row < 0) return undefined;
    this.#table.touch(row);
    return this.#assemble(row, guildId);
  }

  peek(guildId: string, userId: string): APIGuildMember | undefined {
    const row = this.#table.find(userId, guildId);
    return row < 0 ? undefined : this.#assemble(row, guildId);
  }

  /** The row of a membership; `-1` if it is not here. */
  find(guildId: string, userId: string): number {
    return this.#table.find(userId, guildId);
  }

  /** Does a row say everything that was sent already? `false` as well where only reading it would tell. */
  says(row: number, guildId: string, userId: string, sent: Partial<Membership>): boolean {
    // Roles that are gone are still in the records.
    if (this.#goneRoles.size > 0 && this.#goneRoles.has(guildId)) return false;
    return this.#table.says(row, sent, userId, guildId);
  }

  /** What a row says, without the user. */
  membership(row: number, guildId: string): Membership {
    return this.#membership(row, guildId);
  }

  /** The row of a membership's user. */
  userRow(row: number): number {
    return this.#table.extra(row, userRowWord);
  }

  /** Marks as used. */
  touch(row: number): void {
    this.#table.touch(row);
  }

  /**
   * Adds a membership that is not here. Its user's row is retained.
   * @param membership - May have its user in it, which is left out.
   */
  add(guildId: string, userId: string, userRow: number, membership: Membership): void {
    this.#admitRoles(guildId, membership);
    const row = this.#table.add(userId, guildId, membership);
    this.#table.setExtra(row, userRowWord, userRow);
    this.#users.retain(userRow);
  }

  /** Replaces what a row says, and marks it as used. */
  update(row: number, guildId: string, membership: Membership): void {
    this.#admitRoles(guildId, membership);
    this.#table.update(row, membership);
  }

  delete(guildId: string, userId: string): APIGuildMember | undefined {
    const row = this.#table.find(userId, guildId);
    if (row < 0) return undefined;
    const member = this.#assemble(row, guildId);
    this.#table.remove(row);
    return member;
  }

  /** Memberships as they are now: roles that go later are still those of their members. */
  toSnapshot(): Pick<SnapshotTable, "table" | "entryOf"> {
    const goneRoles = new Map([...this.#goneRoles].map(([guildId, gone]) => [guildId, new Set(gone)]));
    const entryOf = (row: number): unknown => {
      const guildId = this.#table.guildOfRow(row) ?? "";
      return [guildId, this.#table.idOf(row), withoutRoles(this.#table.make(row), goneRoles.get(guildId))];
    };
    return { table: this.#table, entryOf };
  }

  countInGuild(guildId: string): number {
    return this.#table.countInGuild(guildId);
  }

  userIdsInGuild(guildId: string): string[] {
    return this.#table.idsInGuild(guildId);
  }

  inGuild(guildId: string): APIGuildMember[] {
    return this.#table.rowsInGuild(guildId).map((row) => this.#assemble(row, guildId));
  }

  /** Walks the members of a guild that are there at the start, making each when it is its turn. */
  *walkGuild(guildId: string): Generator<APIGuildMember> {
    for (const userId of this.#table.idsInGuild(guildId)) {
      const member = this.peek(guildId, userId);
      if (member !== undefined) yield member;
    }
  }

  /** Walks the members of all guilds. */
  *walk(): Generator<APIGuildMember> {
    for (const guildId of this.#table.guildIds()) yield* this.walkGuild(guildId);
  }

  deleteGuild(guildId: string): void {
    this.#table.deleteGuild(guildId);
    this.#goneRoles.delete(guildId);
  }

  /** A role is gone: no member has it any longer. */
  dropRole(guildId: string, roleId: string): void {
    if (this.countInGuild(guildId) === 0) return;
    const gone = this.#goneRoles.get(guildId);
    if (gone === undefined) this.#goneRoles.set(guildId, new Set([roleId]));
    else if (gone.add(roleId).size > maxGoneRoles) this.#settleGoneRoles(guildId);
  }

  /** Writes all memberships anew from which a role is left out when they are read. */
  settleGoneRoles(): void {
    for (const guildId of this.#goneRoles.keys()) this.#settleGoneRoles(guildId);
  }

  /** Removes memberships of a guild, the first to come first, until `max` are left. */
  trimGuild(guildId: string, max: number): void {
    while (this.countInGuild(guildId) > max) this.#table.remove(this.#table.firstInGuild(guildId));
  }

  trimAllGuilds(max: number): void {
    for (const guildId of this.#table.guildIds()) this.trimGuild(guildId, max);
  }

  evict(): boolean {
    return this.#table.evict();
  }

  oldestAgeMs(nowMs: number): number {
    return this.#table.oldestAgeMs(nowMs);
  }

  clear(): void {
    this.#table.clear();
    this.#goneRoles.clear();
  }

  /** A role that was taken for gone is there again. */
  #admitRoles(guildId: string, { roles }: Partial<Membership>): void {
    const gone = this.#goneRoles.size === 0 ? undefined : this.#goneRoles.get(guildId);
    if (gone !== undefined && roles?.some((id) => gone.has(id)) === true) this.#settleGoneRoles(guildId);
  }

  #settleGoneRoles(guildId: string): void {
    for (const row of this.#table.rowsInGuild(guildId)) {
      const membership = this.#membership(row, guildId);
      if (membership !== this.#table.read(row)) this.#table.rewrite(row, membership);
    }
    this.#goneRoles.delete(guildId);
  }

  #membership(row: number, guildId: string): Membership {
    const gone = this.#goneRoles.size === 0 ? undefined : this.#goneRoles.get(guildId);
    return withoutRoles(this.#table.read(row), gone);
  }

  #assemble(row: number, guildId: string): APIGuildMember {
    return { ...this.#membership(row, guildId), user: this.#users.read(this.userRow(row)) };
  }
}

function withoutRoles(membership: Membership, gone: ReadonlySet<string> | undefined): Membership {
  // Where they are not kept, there are none.
  const { roles }: Partial<Membership> = membership;
  if (gone === undefined || roles === undefined || !roles.some((id) => gone.has(id))) return membership;
  return { ...membership, roles: roles.filter((id) => !gone.has(id)) };
}
