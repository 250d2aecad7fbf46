import { sizeOf } from "../memory-size.ts";
import type { BlobPlace } from "./blob-arena.ts";
import { BlobArena } from "./blob-arena.ts";
import type { GuildDirectory } from "./guild-directory.ts";
import type { LeftOut, Records } from "./records.ts";
import type { SnowflakeKey } from "./snowflake-words.ts";

/** One in so many objects is measured. */
const measuredEach = 64;

/** What the array, and the list of a channel, add to an object. */
const bytesPerPlace = 24;

/** Handles from here on name objects, those below texts: no blob has such a class of size. */
const firstObject = 62 * 2 ** 26 + 1;

/** A text begins with its length. */
const lengthBytes = 4;

/** At most so many bytes a character takes in UTF-8, counted in units of UTF-16. */
const bytesPerUnit = 3;

/**
 * Messages come and go too fast to be taken apart, and as objects they would be most of what the garbage collector walks
 * and copies. So each is kept as the text in which Discord sent it, outside of V8's heap, and parsed when somebody asks.
 * One that came without its text, or that changed since, is kept as an object.
 *
 * The objects are in an array whose places are used again, and nothing else points to them: a Map, or a list through the
 * objects, leaves dead tables and links in old space, and those carry every object along until the next full collection.
 */
export class MessageRecords implements Records {
  readonly guilds: GuildDirectory;
  readonly key: SnowflakeKey;
  readonly #arena = new BlobArena();
  readonly #place: BlobPlace = { bytes: Buffer.alloc(0), offset: 0 };
  readonly #objects: (object | undefined)[] = [];
  readonly #free: number[] = [];
  #scratch: Buffer = Buffer.alloc(16_384);
  #untilMeasured = 0;
  #averageBytes = 0;

  constructor({ guilds, key }: Pick<Records, "guilds" | "key">) {
    this.guilds = guilds;
    this.key = key;
  }

  /** @param text - The dispatch that brought the message, as JSON. */
  add(record: object, _id: string, _guildId: string | undefined, _leftOut: LeftOut | undefined, text?: string): number {
    if (text !== undefined) return this.#addText(text);
    this.#measureSome(record);
    const place = this.#free.pop() ?? this.#objects.length;
    this.#objects[place] = record;
    return firstObject + place;
  }

  replace(handle: number, record: object): number {
    if (handle < firstObject) {
      this.#arena.release(handle);
      return this.add(record, "", undefined, undefined);
    }
    this.#objects[handle - firstObject] = record;
    return handle;
  }

  read(handle: number): object {
    if (handle < firstObject) return this.#parse(handle);
    const record = this.#objects[handle - firstObject];
    if (record === undefined) throw new Error("a record is missing: a fault of the cache");
    return record;
  }

  says(): boolean {
    return false;
  }

  release(handle: number): void {
    if (handle < firstObject) return this.#arena.release(handle);
    this.#objects[handle - firstObject] = undefined;
    this.#free.push(handle - firstObject);
  }

  /** Bytes of all objects: from what a part of them measured. */
  get objectBytes(): number {
    return Math.round((this.#objects.length - this.#free.length) * this.#averageBytes);
  }

  /** Bytes that are allocated for texts, in use or not. */
  get reservedBytes(): number {
    return this.#arena.reservedBytes;
  }

  /** Bytes of a text; nothing for an object, as all of those are estimated together. */
  sizeOf(handle: number): number {
    return handle < firstObject ? this.#arena.sizeOf(handle) : 0;
  }

  clear(): void {
    this.#arena.clear();
    this.#objects.length = 0;
    this.#free.length = 0;
  }

  #addText(text: string): number {
    const most = lengthBytes + text.length * bytesPerUnit;
    if (most > this.#scratch.length) this.#scratch = Buffer.alloc(most);
    const length = this.#scratch.write(text, lengthBytes);
    this.#scratch.writeUInt32LE(length, 0);
    return this.#arena.store(this.#scratch, lengthBytes + length);
  }

  #parse(handle: number): object {
    this.#arena.locate(handle, this.#place);
    const { bytes, offset } = this.#place;
    const start = offset + lengthBytes;
    const dispatch = JSON.parse(bytes.toString("utf8", start, start + bytes.readUInt32LE(offset))) as { d: object };
    return dispatch.d;
  }

  /** Measuring costs as much as keeping: a moving average of a part will do. */
  #measureSome(record: object): void {
    this.#untilMeasured -= 1;
    if (this.#untilMeasured > 0) return;
    this.#untilMeasured = measuredEach;
    const bytes = sizeOf(record) + bytesPerPlace;
    this.#averageBytes += this.#averageBytes === 0 ? bytes : (bytes - this.#averageBytes) / 16;
  }
}
