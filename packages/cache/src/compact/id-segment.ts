const smallest = 64;

/** What the objects of a segment take on V8's heap beside its places: measured. */
const objectBytes = 330;

/** So many bits hold the number of a row in tables of up to two million; what is left tells any home in a segment. */
const usualRowBits = 21;
const largest = 2 ** (32 - usualRowBits);

/** By so many of the top bits of a hash a full segment is split at a time: to read each row's hash anew is what takes long. */
export const splitBits = 3;
const parts = 2 ** splitBits;

/** What the index asks of the rows it indexes. */
export interface IndexedRows {
  /** Hash of the row's key. */
  hashOf(row: number): number;
}

/**
 * Rows by the hash of their key: open addressing with linear probing. The bits of a place that the row's number does not
 * need hold the low bits of its hash: a search then hardly ever looks at a row that is not the one, and where they tell the
 * whole home of an entry, taking one out looks at no other row.
 */
export class IdSegment {
  readonly #rows: IndexedRows;
  /** How many of the top bits of a hash all entries share. */
  readonly depth: number;
  /** Row + 1 in the low bits, bits of the hash in the others; 0 for an empty place. */
  #places: Int32Array;
  #rowBits = usualRowBits;
  #rowMask = 2 ** usualRowBits - 1;
  #size = 0;

  /**
   * @param whole - The segment of which this one is to be a part.
   * @param size - How many rows it will get then.
   */
  constructor(rows: IndexedRows, depth: number, whole?: IdSegment, size: number = 0) {
    this.#rows = rows;
    this.depth = depth;
    let length = smallest;
    while ((size + 1) * 5 > length * 4) length *= 2;
    this.#places = new Int32Array(length);
    if (whole === undefined) return;
    this.#rowBits = whole.#rowBits;
    this.#rowMask = whole.#rowMask;
  }

  get bytes(): number {
    return this.#places.byteLength + objectBytes;
  }

  /** Is it time for several segments in the place of this one? */
  get isFull(): boolean {
    return this.#places.length >= largest && (this.#size + 1) * 5 > this.#places.length * 4;
  }

  /** The first place from the home of `hash` on where a row of this hash may be; `-1` if there is none. */
  first(hash: number): number {
    return this.#seek(hash, hash & (this.#places.length - 1));
  }

  /** The next such place behind `place`. */
  next(hash: number, place: number): number {
    return this.#seek(hash, (place + 1) & (this.#places.length - 1));
  }

  /** The row at a place that is not empty. */
  at(place: number): number {
    return ((this.#places[place] ?? 0) & this.#rowMask) - 1;
  }

  insert(row: number, hash: number): void {
    // Four fifths full at most: fuller, searches get long; emptier, bytes are wasted.
    if ((this.#size + 1) * 5 > this.#places.length * 4) this.#resize(this.#places.length * 2, row);
    else if (row >= this.#rowMask) this.#resize(this.#places.length, row);
    this.#place(row, hash);
    this.#size += 1;
  }

  /** Takes out the row at `place`, and moves back those behind that were displaced by it. */
  removeAt(place: number): void {
    const places = this.#places;
    const mask = places.length - 1;
    let hole = place;
    let probe = place;
    for (;;) {
      probe = (probe + 1) & mask;
      const entry = places[probe] ?? 0;
      if (entry === 0) break;
      const home = this.#homeOf(entry) & mask;
      // The entry may move to the hole unless its home lies behind the hole.
      if (((probe - home) & mask) < ((probe - hole) & mask)) continue;
      places[hole] = entry;
      hole = probe;
    }
    places[hole] = 0;
    this.#size -= 1;
    if (places.length > smallest && this.#size * 10 < places.length) this.#resize(places.length / 2, 0);
  }

  /** Segments in the place of this one, in the order of the next of the top bits of the hashes. */
  split(): IdSegment[] {
    const shift = 32 - this.depth - splitBits;
    const hashes = new Int32Array(this.#places.length);
    const sizes = new Int32Array(parts);
    for (let place = 0; place < hashes.length; place += 1) {
      const entry = this.#places[place] ?? 0;
      if (entry === 0) continue;
      const hash = this.#rows.hashOf((entry & this.#rowMask) - 1);
      hashes[place] = hash;
      const part = (hash >>> shift) & (parts - 1);
      sizes[part] = (sizes[part] ?? 0) + 1;
    }
    const segments = Array.from(sizes, (size) => new IdSegment(this.#rows, this.depth + splitBits, this, size));
    for (let place = 0; place < hashes.length; place += 1) {
      const entry = this.#places[place] ?? 0;
      if (entry === 0) continue;
      const hash = hashes[place] ?? 0;
      const segment = segments[(hash >>> shift) & (parts - 1)];
      if (segment === undefined) continue;
      segment.#place((entry & this.#rowMask) - 1, hash);
      segment.#size += 1;
    }
    return segments;
  }

  #seek(hash: number, start: number): number {
    const places = this.#places;
    const mask = places.length - 1;
    const hashMask = ~this.#rowMask;
    const wanted = hash << this.#rowBits;
    let place = start;
    for (;;) {
      const entry = places[place] ?? 0;
      if (entry === 0) return -1;
      if (((entry ^ wanted) & hashMask) === 0) return place;
      place = (place + 1) & mask;
    }
  }

  /** The home of an entry; where its bits of the hash do not tell, from its row. */
  #homeOf(entry: number): number {
    if (this.#places.length <= 2 ** (32 - this.#rowBits)) return entry >>> this.#rowBits;
    return this.#rows.hashOf((entry & this.#rowMask) - 1);
  }

  #place(row: number, hash: number): void {
    const places = this.#places;
    const mask = places.length - 1;
    let place = hash & mask;
    while (places[place] !== 0) place = (place + 1) & mask;
    places[place] = (row + 1) | (hash << this.#rowBits);
  }

  /** @param row - One that is about to come. */
  #resize(length: number, row: number): void {
    const before = this.#places;
    const maskBefore = this.#rowMask;
    const bitsBefore = this.#rowBits;
    // What an entry has of its hash is all that is needed, unless the places are more than it can tell apart.
    const isTold = length <= 2 ** (32 - bitsBefore);
    this.#places = new Int32Array(length);
    // A shift by 32 would be none.
    if (row >= maskBefore) this.#rowBits = Math.min(31, 33 - Math.clz32(row + 1));
    this.#rowMask = 2 ** this.#rowBits - 1;
    for (const entry of before) {
      if (entry === 0) continue;
      const known = (entry & maskBefore) - 1;
      this.#place(known, isTold ? entry >>> bitsBefore : this.#rows.hashOf(known));
    }
  }
}
