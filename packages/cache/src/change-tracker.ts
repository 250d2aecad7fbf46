import type { BackendKey, BackendRecord } from "./cache-backend.ts";
import { backendId } from "./cache-backend.ts";
import type { CompactTable, RowWatcher } from "./compact/compact-table.ts";
import type { Contents } from "./contents.ts";
import type { EntityKind } from "./entities.ts";
import { snapshotTables } from "./snapshot/snapshot-entries.ts";

/** Kinds of which a record in guilds has a list. */
const partsOfGuilds: ReadonlySet<EntityKind> = new Set<EntityKind>(["roles", "emojis", "stickers"]);

interface Watched {
  kind: EntityKind;
  table: CompactTable<object>;
  watcher: RowWatcher;
  /** Rows that came or changed, by the key that they had: the row may be another's by now. */
  dirty: Map<string, { row: number; guildId: string | undefined }>;
}

/** Tells what has changed in the tables of a cache since it was asked last. */
export class ChangeTracker {
  readonly #contents: Contents;
  readonly #watched: readonly Watched[];

  constructor(contents: Contents) {
    this.#contents = contents;
    this.#watched = snapshotTables(contents).map(({ kind, table }) => {
      const dirty: Watched["dirty"] = new Map();
      const note = (row: number): void => {
        dirty.set(keyOf(kind, table, row), { row, guildId: table.guildOfRow(row) });
      };
      const watcher: RowWatcher = { added: note, changes: note };
      table.watch(watcher);
      return { kind, table, watcher, dirty };
    });
  }

  /** What is to be put and to be removed to follow. */
  take(): { records: BackendRecord[]; removed: BackendKey[] } {
    const records: BackendRecord[] = [];
    const removed: BackendKey[] = [];
    this.#contents.members.settleGoneRoles();
    const guilds = new Set<string>();
    for (const { kind, table, dirty } of this.#watched) {
      for (const [id, { row, guildId }] of dirty) {
        if (kind === "guilds") guilds.add(id);
        else if (table.isRow(row) && keyOf(kind, table, row) === id) {
          records.push({ kind, id, guildId, value: this.#valueOf(kind, table, row) });
        } else removed.push({ kind, id });
        if (partsOfGuilds.has(kind) && guildId !== undefined) guilds.add(guildId);
      }
      dirty.clear();
    }
    for (const id of guilds) {
      const value = this.#contents.guilds.peek(id);
      if (value === undefined) removed.push({ kind: "guilds", id });
      else records.push({ kind: "guilds", id, guildId: id, value });
    }
    return { records, removed };
  }

  close(): void {
    for (const { table, watcher } of this.#watched) table.unwatch(watcher);
  }

  #valueOf(kind: EntityKind, table: CompactTable<object>, row: number): object {
    const { channels, threads, members } = this.#contents;
    if (kind === "members") return members.membership(row, table.guildOfRow(row) ?? "");
    const id = table.idOf(row);
    const current = kind === "channels" ? channels.peek(id) : kind === "threads" ? threads.peek(id) : undefined;
    return current ?? table.make(row);
  }
}

function keyOf(kind: EntityKind, table: CompactTable<object>, row: number): string {
  return backendId(kind, table.idOf(row), table.guildOfRow(row));
}
