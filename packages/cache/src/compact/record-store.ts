import type { BlobPlace } from "./blob-arena.ts";
import { BlobArena } from "./blob-arena.ts";
import { GuildDirectory } from "./guild-directory.ts";
import { RecordMatcher } from "./record-matcher.ts";
import { RecordReader } from "./record-reader.ts";
import { RecordWriter } from "./record-writer.ts";
import type { LeftOut, Records } from "./records.ts";
import type { JsonObject } from "./shape.ts";
import { Shapes } from "./shape.ts";
import { SnowflakeKey } from "./snowflake-words.ts";
import { WordBook } from "./word-book.ts";

/** A rough size of a shape with its way in the tree, in bytes. */
const bytesPerShape = 1500;

/** What the tables of one cache share: the bytes of their records, and what is common to many. */
export class RecordStore implements Records {
  readonly guilds: GuildDirectory = new GuildDirectory();
  readonly key: SnowflakeKey = new SnowflakeKey();
  readonly #words = new WordBook();
  readonly #shapes = new Shapes(this.#words);
  readonly #writer = new RecordWriter(this.#shapes);
  readonly #reader = new RecordReader(this.#shapes, this.#words);
  readonly #matcher = new RecordMatcher(this.#shapes);
  readonly #arena = new BlobArena();
  readonly #place: BlobPlace = { bytes: Buffer.alloc(0), offset: 0 };

  /** Bytes that are allocated, in use or not. */
  get reservedBytes(): number {
    return this.#arena.reservedBytes + this.#shapes.size * bytesPerShape;
  }

  /** Keeps a record and returns its handle. */
  add(record: object, id: string, guildId: string | undefined, leftOut: LeftOut | undefined): number {
    const length = this.#writer.write(record, id, guildId, leftOut);
    return this.#arena.store(this.#writer.bytes, length);
  }

  /** Keeps another record in the place of one; returns the handle, which may be another. */
  replace(
    handle: number,
    record: object,
    id: string,
    guildId: string | undefined,
    leftOut: LeftOut | undefined,
  ): number {
    const length = this.#writer.write(record, id, guildId, leftOut);
    return this.#arena.replace(handle, this.#writer.bytes, length);
  }

  /** Makes the object again. */
  read(handle: number, id: string, guildId: string | undefined): JsonObject {
    this.#arena.locate(handle, this.#place);
    return this.#reader.read(this.#place, id, guildId);
  }

  /** Does the record say everything that the object says? `false` as well where only reading it would tell. */
  says(handle: number, object: object, id: string, guildId: string | undefined, leftOut: LeftOut | undefined): boolean {
    this.#arena.locate(handle, this.#place);
    return this.#matcher.says(this.#place, object, id, guildId, leftOut);
  }

  release(handle: number): void {
    this.#arena.release(handle);
  }

  /** Bytes that a record takes. */
  sizeOf(handle: number): number {
    return this.#arena.sizeOf(handle);
  }

  clear(): void {
    this.#arena.clear();
    this.#shapes.clear();
    this.#words.clear();
    this.guilds.clear();
  }
}
