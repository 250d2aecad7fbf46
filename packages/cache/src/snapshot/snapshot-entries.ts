import type { CompactTable } from "../compact/compact-table.ts";
import type { Contents } from "../contents.ts";
import type { EntityKind, GuildEntityKind } from "../entities.ts";

/** Says what is not in any table: which user is the bot, guilds known by id alone, and what goes on in voice channels. */
export interface SnapshotState {
  selfId: string | undefined;
  announced: readonly string[];
  voiceInfo: readonly object[];
}

/** A table to write, and how to write a row of it. */
export interface SnapshotTable {
  kind: EntityKind;
  table: CompactTable<object>;
  entryOf: (row: number) => unknown;
}

/**
 * All tables in the order in which they can be read again: users before the members who refer to them, and what a filter
 * of guilds may look at before the guilds.
 */
export function snapshotTables(contents: Contents): SnapshotTable[] {
  const { users, guilds, channels, threads, members, messages, ofGuilds } = contents;
  const ofGuild = (kind: GuildEntityKind): SnapshotTable => {
    const table: CompactTable<object> = ofGuilds[kind];
    return { kind, table, entryOf: (row) => [table.guildOfRow(row), table.idOf(row), table.make(row)] };
  };
  return [
    { kind: "users", table: users, entryOf: (row) => [users.make(row), users.isRetained(row)] },
    ofGuild("roles"),
    ofGuild("emojis"),
    ofGuild("stickers"),
    { kind: "guilds", ...guilds.toSnapshot() },
    { kind: "channels", ...channels.toSnapshot() },
    { kind: "threads", ...threads.toSnapshot() },
    { kind: "members", ...members.toSnapshot() },
    ofGuild("presences"),
    ofGuild("voiceStates"),
    ofGuild("stageInstances"),
    ofGuild("scheduledEvents"),
    ofGuild("soundboardSounds"),
    { kind: "messages", ...messages.toSnapshot() },
  ];
}
