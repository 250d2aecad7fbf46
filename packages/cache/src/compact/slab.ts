/** About how large a page is, in bytes. */
const pageBytes = 16_384;

/** What the objects of a page take on V8's heap beside its bytes: measured. */
const pageObjectBytes = 440;

/** No slot: the end of a list. */
export const nil = 0xffff_ffff;

interface PageState {
  /** Slots in use. */
  live: number;
  /** First free slot among those that were used before; each free slot's first word names the next. */
  free: number;
  /** Slots from here on were never used. */
  fresh: number;
}

/**
 * Memory outside V8's heap in slots of one size, by pages: the garbage collector has nothing to walk, growing copies
 * nothing, and a page without slots in use is given back.
 */
export class Slab {
  /** Bytes of each page; text is read from these. */
  readonly bytes: (Buffer | undefined)[] = [];
  /** The same memory as 32-bit words. */
  readonly words: (Uint32Array | undefined)[] = [];
  /** A slot's page is `slot >>> shift`. */
  readonly shift: number;
  /** A slot's place in its page is `(slot & mask) * slotWords` words. */
  readonly mask: number;
  readonly slotWords: number;
  readonly #pages: (PageState | undefined)[] = [];
  /** Pages that have free slots. The last is filled first. */
  #partial: number[] = [];
  /** Numbers of pages that were given back. */
  #missing: number[] = [];
  #live = 0;

  /** @param slotBytes - A multiple of 4. */
  constructor(slotBytes: number) {
    this.slotWords = slotBytes / 4;
    this.shift = Math.max(0, Math.floor(Math.log2(pageBytes / slotBytes)));
    this.mask = (1 << this.shift) - 1;
  }

  /** Slots in use. */
  get live(): number {
    return this.#live;
  }

  /** Bytes that are allocated, in use or not. */
  get reservedBytes(): number {
    const pages = this.#pages.length - this.#missing.length;
    return pages * (this.slotWords * 4 * (this.mask + 1) + pageObjectBytes);
  }

  /** A slot for use; its content is whatever was there. */
  allocate(): number {
    const number = this.#partial.at(-1) ?? this.#addPage();
    const page = this.#pages[number];
    const words = this.words[number];
    if (page === undefined || words === undefined) throw new Error("a slab's page is missing: a fault of the cache");
    let place: number;
    if (page.free === nil) {
      place = page.fresh;
      page.fresh += 1;
    } else {
      place = page.free;
      page.free = words[place * this.slotWords] ?? nil;
    }
    page.live += 1;
    this.#live += 1;
    if (page.live > this.mask) this.#partial.pop();
    return ((number << this.shift) | place) >>> 0;
  }

  release(slot: number): void {
    const number = slot >>> this.shift;
    const place = slot & this.mask;
    const page = this.#pages[number];
    const words = this.words[number];
    if (page === undefined || words === undefined) return;
    if (page.live > this.mask) this.#partial.push(number);
    page.live -= 1;
    this.#live -= 1;
    // One page stays, so that a lone slot that comes and goes does not cost a page each time.
    if (page.live === 0 && this.#partial.length > 1) this.#dropPage(number);
    else {
      words[place * this.slotWords] = page.free;
      page.free = place;
    }
  }

  /** Walks all slots that were ever used, in pages that are there. */
  *slots(): Generator<number> {
    for (let number = 0; number < this.#pages.length; number += 1) {
      for (let place = 0; place < (this.#pages[number]?.fresh ?? 0); place += 1) {
        yield ((number << this.shift) | place) >>> 0;
      }
    }
  }

  clear(): void {
    this.bytes.length = 0;
    this.words.length = 0;
    this.#pages.length = 0;
    this.#partial = [];
    this.#missing = [];
    this.#live = 0;
  }

  #addPage(): number {
    const bytes = Buffer.alloc(this.slotWords * 4 * (this.mask + 1));
    const number = this.#missing.pop() ?? this.#pages.length;
    this.bytes[number] = bytes;
    this.words[number] = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    this.#pages[number] = { live: 0, free: nil, fresh: 0 };
    this.#partial.push(number);
    return number;
  }

  #dropPage(number: number): void {
    this.bytes[number] = undefined;
    this.words[number] = undefined;
    this.#pages[number] = undefined;
    this.#missing.push(number);
    const index = this.#partial.lastIndexOf(number);
    this.#partial.splice(index, 1);
  }
}
