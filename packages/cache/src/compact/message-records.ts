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

/** Handles from here on, as many as a class of sizes has, name objects: no blob has this class. */
const firstObject = 62 * 2 ** 26 + 1;
const pastObjects = 63 * 2 ** 26 + 1;

/** A text begins with its length. */
const lengthBytes = 4;

/**
 * Behind a text of as many bytes as it has characters. No character takes more bytes, so that a longer text writes more
 * than one byte a character in any case: what was written then tells whether it was all.
 */
const spareBytes = 4;

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
    if (!isObject(handle)) {
      this.#arena.release(handle);
      return this.add(record, "", undefined, undefined);
    }
    this.#objects[handle - firstObject] = record;
    return handle;
  }

  read(handle: number): object {
    if (!isObject(handle)) return this.#parse(handle);
    const record = this.#objects[handle - firstObject];
    if (record === undefined) throw new Error("a record is missing: a fault of the cache");
    return record;
  }

  says(): boolean {
    return false;
  }

  release(handle: number): void {
    if (!isObject(handle)) return this.#arena.release(handle);
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
    return !isObject(handle) ? this.#arena.sizeOf(handle) : 0;
  }

  clear(): void {
    this.#arena.clear();
    this.#objects.length = 0;
    this.#free.length = 0;
  }

  #addText(text: string): number {
    const { length } = text;
    const handle = this.#arena.reserve(lengthBytes + length + spareBytes);
    if (this.#write(handle, text, length + spareBytes) === length) return handle;
    // It has characters that take more than a byte.
    this.#arena.release(handle);
    const bytes = Buffer.byteLength(text);
    const longer = this.#arena.reserve(lengthBytes + bytes);
    this.#write(longer, text, bytes);
    return longer;
  }

  #write(handle: number, text: string, most: number): number {
    this.#arena.locate(handle, this.#place);
    const { bytes, offset } = this.#place;
    const length = bytes.write(text, offset + lengthBytes, most);
    bytes.writeUInt32LE(length, offset);
    return length;
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

function isObject(handle: number): boolean {
  return handle >= firstObject && handle < pastObjects;
}
