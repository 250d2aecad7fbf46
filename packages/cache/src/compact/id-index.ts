const smallest = 64;

/** What the index asks of the rows it indexes. */
export interface IndexedRows {
  /** Hash of the row's key. */
  hashOf(row: number): number;
}

/** Mixes the words of a key into 32 bits. Snowflakes differ mostly in their middle. */
export function hashKey(high: number, low: number, scope: number): number {
  let hash = Math.imul(high ^ Math.imul(scope, 0xc2b2_ae35), 0x9e37_79b1) ^ low;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}

/**
 * Rows by the hash of their key: open addressing with linear probing, four to ten bytes a row. The bits of a place that
 * the row's number does not need hold the low bits of its hash: a search then hardly ever looks at a row that is not the
 * one, and where they tell the whole home of an entry, taking one out looks at no other row.
 */
export class IdIndex {
  readonly #rows: IndexedRows;
  /** Row + 1 in the low bits, bits of the hash in the others; 0 for an empty place. */
  #places: Int32Array = new Int32Array(smallest);
  #rowMask = smallest * 2 - 1;
  #rowBits = 7;
  #size = 0;

  constructor(rows: IndexedRows) {
    this.#rows = rows;
  }

  get reservedBytes(): number {
    return this.#places.byteLength;
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

  clear(): void {
    this.#places = new Int32Array(smallest);
    this.#rowMask = smallest * 2 - 1;
    this.#rowBits = 7;
    this.#size = 0;
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
    const rowMaskBefore = this.#rowMask;
    let largest = Math.max(row, length - 1);
    for (const entry of before) largest = Math.max(largest, (entry & rowMaskBefore) - 1);
    this.#places = new Int32Array(length);
    // A shift by 32 would be none.
    this.#rowBits = Math.min(31, 32 - Math.clz32(largest + 1));
    this.#rowMask = 2 ** this.#rowBits - 1;
    for (const entry of before) {
      const known = (entry & rowMaskBefore) - 1;
      if (known >= 0) this.#place(known, this.#rows.hashOf(known));
    }
  }
}
