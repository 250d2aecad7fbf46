import { IdSegment, splitBits } from "./id-segment.ts";
import type { IndexedRows } from "./id-segment.ts";

/** From so many top bits on, a full segment grows instead: keys that share them are no accident. */
const deepest = 18;

/** Mixes the words of a key into 32 bits. Snowflakes differ mostly in their middle. */
export function hashKey(high: number, low: number, scope: number): number {
  let hash = Math.imul(high ^ Math.imul(scope, 0xc2b2_ae35), 0x9e37_79b1) ^ low;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}

/**
 * Rows by the hash of their key, five to ten bytes a row, in segments of some thousand rows: a full one is split by the
 * next of the top bits of the hash (extendible hashing). One table of a million rows would stop everything for a
 * tenth of a second each time it doubles.
 */
export class IdIndex {
  readonly #rows: IndexedRows;
  #depth = 0;
  /** By the top `#depth` bits of the hash; neighbours may be the same segment. */
  #segments: IdSegment[];
  #bytes: number;

  constructor(rows: IndexedRows) {
    this.#rows = rows;
    const segment = new IdSegment(rows, 0);
    this.#segments = [segment];
    this.#bytes = segment.bytes;
  }

  get reservedBytes(): number {
    return this.#bytes;
  }

  /** The segment where rows of this hash are. */
  segmentOf(hash: number): IdSegment {
    const segment = this.#segments[this.#placeOf(hash)];
    if (segment === undefined) throw new Error("a segment is missing: a fault of the cache");
    return segment;
  }

  insert(row: number, hash: number): void {
    let segment = this.segmentOf(hash);
    while (segment.isFull && segment.depth < deepest) {
      this.#split(segment, hash);
      segment = this.segmentOf(hash);
    }
    const before = segment.bytes;
    segment.insert(row, hash);
    this.#bytes += segment.bytes - before;
  }

  /** Takes out the row at a place of a segment. */
  removeAt(segment: IdSegment, place: number): void {
    const before = segment.bytes;
    segment.removeAt(place);
    this.#bytes += segment.bytes - before;
  }

  clear(): void {
    const segment = new IdSegment(this.#rows, 0);
    this.#depth = 0;
    this.#segments = [segment];
    this.#bytes = segment.bytes;
  }

  #placeOf(hash: number): number {
    // A shift by 32 would be none.
    return this.#depth === 0 ? 0 : hash >>> (32 - this.#depth);
  }

  #split(segment: IdSegment, hash: number): void {
    const depth = segment.depth + splitBits;
    const parts = segment.split();
    if (depth > this.#depth) {
      this.#segments = this.#segments.flatMap((each) => Array.from(parts, () => each));
      this.#depth = depth;
    }
    const width = 2 ** (this.#depth - depth);
    const whole = width * parts.length;
    let first = Math.floor(this.#placeOf(hash) / whole) * whole;
    this.#bytes -= segment.bytes;
    for (const part of parts) {
      this.#segments.fill(part, first, first + width);
      this.#bytes += part.bytes;
      first += width;
    }
  }
}
