import type { APIUser } from "@zignal/types";
import type { EntityTableOptions } from "./entity-table.ts";
import { EntityTable } from "./entity-table.ts";

/** A user of which Discord sent only some fields. */
export type PartialUser = Partial<APIUser> & Pick<APIUser, "id">;

/**
 * Users, each once however many guilds it is in. Those that memberships refer to stay as long as they do; the others
 * go by their last use.
 */
export class UserTable {
  readonly #referred = new Map<string, { user: APIUser; references: number }>();
  readonly #loose: EntityTable<APIUser>;

  constructor(options: EntityTableOptions) {
    this.#loose = new EntityTable(options);
  }

  get size(): number {
    return this.#referred.size + this.#loose.size;
  }

  get(id: string): APIUser | undefined {
    return this.#referred.get(id)?.user ?? this.#loose.get(id);
  }

  peek(id: string): APIUser | undefined {
    return this.#referred.get(id)?.user ?? this.#loose.peek(id);
  }

  set(user: APIUser): void {
    const referred = this.#referred.get(user.id);
    if (referred === undefined) this.#loose.set(user.id, undefined, user);
    else referred.user = user;
  }

  /** Keeps the user, which has to be there, until it is released as often. */
  retain(id: string): void {
    const referred = this.#referred.get(id);
    if (referred !== undefined) {
      referred.references += 1;
      return;
    }
    const user = this.#loose.delete(id);
    if (user !== undefined) this.#referred.set(id, { user, references: 1 });
  }

  release(id: string): void {
    const referred = this.#referred.get(id);
    if (referred === undefined) return;
    referred.references -= 1;
    if (referred.references > 0) return;
    this.#referred.delete(id);
    this.#loose.set(id, undefined, referred.user);
  }

  /** Removes a user that nothing refers to. */
  delete(id: string): APIUser | undefined {
    return this.#loose.delete(id);
  }

  *values(): Generator<APIUser> {
    const loose = this.#loose.values();
    for (const { user } of this.#referred.values()) yield user;
    yield* loose;
  }

  evict(): boolean {
    return this.#loose.evict();
  }

  oldestUseMs(): number {
    return this.#loose.oldestUseMs();
  }

  clear(): void {
    this.#referred.clear();
    this.#loose.clear();
  }
}
