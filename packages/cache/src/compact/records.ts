import type { GuildDirectory } from "./guild-directory.ts";
import type { SnowflakeKey } from "./snowflake-words.ts";

/** Which fields of a record are not kept. */
export interface LeftOut {
  /** A field that is not. */
  field?: string;
  /** No others are kept than these. */
  kept?: ReadonlySet<string> | undefined;
}

/** Where a table keeps what its entities say. Handles fit 32 bits and are never 0. */
export interface Records {
  readonly guilds: GuildDirectory;
  /** The id that is looked up. */
  readonly key: SnowflakeKey;
  /** @param text - The record as it came, where it is kept so. */
  add(record: object, id: string, guildId: string | undefined, leftOut: LeftOut | undefined, text?: string): number;
  /** Puts another record in the place of one; returns the handle, which may be another. */
  replace(
    handle: number,
    record: object,
    id: string,
    guildId: string | undefined,
    leftOut: LeftOut | undefined,
  ): number;
  /** Does the record say everything that the object says? `false` as well where only reading it would tell. */
  says(handle: number, object: object, id: string, guildId: string | undefined, leftOut: LeftOut | undefined): boolean;
  read(handle: number, id: string, guildId: string | undefined): object;
  release(handle: number): void;
  /** Bytes that a record takes. */
  sizeOf(handle: number): number;
}
