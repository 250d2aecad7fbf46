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
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Rows by the hash of their key: open addressing with linear probing, four to ten bytes a row. */
export class IdIndex {
  readonly #rows: IndexedRows;
  /** Row + 1, or 0 for an empty place. */
  #places: Uint32Array = new Uint32Array(smallest);
  #size = 0;

  constructor(rows: IndexedRows) {
    this.#rows = rows;
  }

  get reservedBytes(): number {
    return this.#places.byteLength;
  }

  /** The place to look at first. */
  first(hash: number): number {
    return hash & (this.#places.length - 1);
  }

  /** The place after `place`. */
  next(place: number): number {
    return (place + 1) & (this.#places.length - 1);
  }

  /** The row at a place; `-1` where a search ends. */
  at(place: number): number {
    return (this.#places[place] ?? 0) - 1;
  }

  insert(row: number, hash: number): void {
    // Four fifths full at most: fuller, searches get long; emptier, bytes are wasted.
    if ((this.#size + 1) * 5 > this.#places.length * 4) this.#resize(this.#places.length * 2);
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
      const home = this.#rows.hashOf(entry - 1) & mask;
      // The entry may move to the hole unless its home lies behind the hole.
      if (((probe - home) & mask) < ((probe - hole) & mask)) continue;
      places[hole] = entry;
      hole = probe;
    }
    places[hole] = 0;
    this.#size -= 1;
    if (places.length > smallest && this.#size * 10 < places.length) this.#resize(places.length / 2);
  }

  clear(): void {
    this.#places = new Uint32Array(smallest);
    this.#size = 0;
  }

  #place(row: number, hash: number): void {
    const places = this.#places;
    const mask = places.length - 1;
    let place = hash & mask;
    while (places[place] !== 0) place = (place + 1) & mask;
    places[place] = row + 1;
  }

  #resize(length: number): void {
    const before = this.#places;
    this.#places = new Uint32Array(length);
    for (const entry of before) if (entry !== 0) this.#place(entry - 1, this.#rows.hashOf(entry - 1));
  }
}
