import type { GuildDirectory } from "./guild-directory.ts";

/** Where a table keeps what its entities say. Handles fit 32 bits and are never 0. */
export interface Records {
  readonly guilds: GuildDirectory;
  /** Does every `read` make a new object? */
  readonly makesObjects: boolean;
  /** @param omitted - A field of the record that is not kept. */
  add(record: object, id: string, guildId: string | undefined, omitted: string | undefined): number;
  /** Puts another record in the place of one; returns the handle, which may be another. */
  replace(handle: number, record: object, id: string, guildId: string | undefined, omitted: string | undefined): number;
  read(handle: number, id: string, guildId: string | undefined): object;
  release(handle: number): void;
  /** Bytes that a record takes. */
  sizeOf(handle: number): number;
}
