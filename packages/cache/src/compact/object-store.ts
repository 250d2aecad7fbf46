import { sizeOf } from "../memory-size.ts";
import type { GuildDirectory } from "./guild-directory.ts";
import type { Records } from "./records.ts";

/** One in so many records is measured. */
const measuredEach = 64;

/** What the array, and the list of a channel, add to an object. */
const bytesPerPlace = 24;

/**
 * Records as the objects they are: for what comes and goes too fast to be worth writing down.
 *
 * An array whose places are used again, and nothing else that points to a record: a Map, or a list through the records,
 * leaves dead tables and links in old space, and those carry every record along until the next full collection.
 */
export class ObjectStore implements Records {
  readonly guilds: GuildDirectory;
  readonly makesObjects: boolean = false;
  readonly #objects: (object | undefined)[] = [];
  readonly #free: number[] = [];
  #untilMeasured = 0;
  #averageBytes = 0;

  constructor(guilds: GuildDirectory) {
    this.guilds = guilds;
  }

  add(record: object): number {
    this.#measureSome(record);
    const place = this.#free.pop() ?? this.#objects.length;
    this.#objects[place] = record;
    return place + 1;
  }

  replace(handle: number, record: object): number {
    this.#objects[handle - 1] = record;
    return handle;
  }

  read(handle: number): object {
    const record = this.#objects[handle - 1];
    if (record === undefined) throw new Error("a record is missing: a fault of the cache");
    return record;
  }

  release(handle: number): void {
    this.#objects[handle - 1] = undefined;
    this.#free.push(handle - 1);
  }

  /** Bytes of all records: from what a part of them measured. */
  get bytes(): number {
    return Math.round((this.#objects.length - this.#free.length) * this.#averageBytes);
  }

  /** Nothing: all are estimated together, see {@link ObjectStore.bytes}. */
  sizeOf(): number {
    return 0;
  }

  clear(): void {
    this.#objects.length = 0;
    this.#free.length = 0;
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
