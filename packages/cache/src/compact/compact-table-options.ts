import type { Clock } from "@zignal/errors";
import type { LeftOut, Records } from "./records.ts";

export interface CompactTableOptions {
  store: Records;
  /**
   * `"id"`: entities of no guild; `"guild"`: each belongs to a guild; `"guildAndId"`: and is known by both, as its id (that
   * of a user) is in other guilds, too.
   */
  key: "id" | "guild" | "guildAndId";
  /** Which fields of the entities are not kept. @defaultValue none */
  leftOut?: LeftOut | undefined;
  /** Words of each row that are the caller's to use. */
  extraWords?: number;
  /** Given when entities age: each use is stamped. */
  clock?: Clock | undefined;
  /** Called with 1 for each entity that comes and -1 for each that goes. */
  onCount: (change: number) => void;
  /** Called with the guild whose entities changed. */
  onChange?: ((guildId: string) => void) | undefined;
  /** Called before an entity leaves, for whatever reason. */
  onRemove?: ((row: number) => void) | undefined;
}
