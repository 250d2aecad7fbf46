import type { APIUser } from "@zignal/types";
import { CompactTable } from "../compact/compact-table.ts";
import type { CompactTableOptions } from "../compact/compact-table-options.ts";

/** A user of which Discord sent only some fields. */
export type PartialUser = Partial<APIUser> & Pick<APIUser, "id">;

/**
 * Users, each once however many guilds it is in. Those that memberships refer to stay as long as they do; the others
 * go by their last use.
 */
export class UserTable extends CompactTable<APIUser> {
  constructor(options: Omit<CompactTableOptions, "key">) {
    super({ ...options, key: "id" });
  }

  /** Keeps the user, which has to be there, until it is released as often. */
  retainUser(id: string): void {
    const row = this.find(id);
    if (row >= 0) this.retain(row);
  }

  releaseUser(id: string): void {
    const row = this.find(id);
    if (row >= 0) this.release(row);
  }

  /** Removes a user that nothing refers to. */
  deleteLoose(id: string): APIUser | undefined {
    const row = this.find(id);
    return row < 0 || this.isRetained(row) ? undefined : this.delete(id);
  }
}
