import { Slab } from "./slab.ts";

/** Sizes up to here go in steps of 8 bytes, beyond in four steps to the next power of two. */
const fineLimit = 256;
const fineClasses = fineLimit / 8;
const largestClass = fineClasses + 7 * 4 - 1;
/** The class of blobs that are larger than any slot. */
const hugeClass = 63;
const indexBits = 26;
const indexMask = (1 << indexBits) - 1;

/** Where a blob is. */
export interface BlobPlace {
  bytes: Buffer;
  offset: number;
}

/** Blobs of any size, named by handles that fit 32 bits and are never 0. */
export class BlobArena {
  readonly #slabs: (Slab | undefined)[] = [];
  readonly #huge = new Map<number, Buffer>();
  #nextHuge = 0;
  #hugeBytes = 0;

  /** Bytes that are allocated, in use or not. */
  get reservedBytes(): number {
    return this.#slabs.reduce((sum, slab) => sum + (slab?.reservedBytes ?? 0), this.#hugeBytes);
  }

  /** Keeps the first `length` bytes of `source`. */
  store(source: Buffer, length: number): number {
    const sizeClass = classOf(length);
    if (sizeClass > largestClass) return this.#keepHuge(Buffer.from(source.subarray(0, length)));
    const slab = (this.#slabs[sizeClass] ??= new Slab(bytesOf(sizeClass)));
    const slot = slab.allocate();
    write(slab, slot, source, length);
    return pack(sizeClass, slot);
  }

  /** Makes room for so many bytes, to be written where {@link locate} says. */
  reserve(length: number): number {
    const sizeClass = classOf(length);
    if (sizeClass > largestClass) return this.#keepHuge(Buffer.alloc(length));
    return pack(sizeClass, (this.#slabs[sizeClass] ??= new Slab(bytesOf(sizeClass))).allocate());
  }

  /** Keeps other bytes in the place of a blob; returns its handle, which is another one if the size asks for it. */
  replace(handle: number, source: Buffer, length: number): number {
    const sizeClass = (handle - 1) >>> indexBits;
    const slab = this.#slabs[sizeClass];
    if (slab === undefined || classOf(length) !== sizeClass) {
      this.release(handle);
      return this.store(source, length);
    }
    write(slab, (handle - 1) & indexMask, source, length);
    return handle;
  }

  /** Tells where a blob is; valid until the next change. */
  locate(handle: number, place: BlobPlace): void {
    const sizeClass = (handle - 1) >>> indexBits;
    const slot = (handle - 1) & indexMask;
    const slab = this.#slabs[sizeClass];
    const bytes = slab === undefined ? this.#huge.get(slot) : slab.bytes[slot >>> slab.shift];
    if (bytes === undefined) throw new Error("a blob is missing: a fault of the cache");
    place.bytes = bytes;
    place.offset = slab === undefined ? 0 : (slot & slab.mask) * slab.slotWords * 4;
  }

  release(handle: number): void {
    const sizeClass = (handle - 1) >>> indexBits;
    const slot = (handle - 1) & indexMask;
    if (sizeClass === hugeClass) {
      this.#hugeBytes -= this.#huge.get(slot)?.length ?? 0;
      this.#huge.delete(slot);
    } else this.#slabs[sizeClass]?.release(slot);
  }

  /** Bytes that a blob of this handle takes. */
  sizeOf(handle: number): number {
    const sizeClass = (handle - 1) >>> indexBits;
    if (sizeClass === hugeClass) return this.#huge.get((handle - 1) & indexMask)?.length ?? 0;
    return bytesOf(sizeClass);
  }

  clear(): void {
    this.#slabs.length = 0;
    this.#huge.clear();
    this.#hugeBytes = 0;
  }

  #keepHuge(bytes: Buffer): number {
    const slot = this.#nextHuge;
    this.#nextHuge = (slot + 1) & (indexMask >>> 1);
    this.#huge.set(slot, bytes);
    this.#hugeBytes += bytes.length;
    return pack(hugeClass, slot);
  }
}

function pack(sizeClass: number, slot: number): number {
  return (((sizeClass << indexBits) | slot) >>> 0) + 1;
}

function write(slab: Slab, slot: number, source: Buffer, length: number): void {
  const target = slab.bytes[slot >>> slab.shift];
  const start = (slot & slab.mask) * slab.slotWords * 4;
  if (target === undefined) return;
  if (length > 96) {
    source.copy(target, start, 0, length);
    return;
  }
  // Cheaper than a call for what most records are.
  for (let index = 0; index < length; index += 1) target[start + index] = source[index] ?? 0;
}

function classOf(length: number): number {
  if (length <= fineLimit) return Math.max(0, ((length + 7) >>> 3) - 1);
  const power = 31 - Math.clz32(length - 1);
  const quarter = 1 << (power - 2);
  return fineClasses + (power - 8) * 4 + Math.ceil((length - (1 << power)) / quarter) - 1;
}

function bytesOf(sizeClass: number): number {
  if (sizeClass < fineClasses) return (sizeClass + 1) * 8;
  const power = 8 + ((sizeClass - fineClasses) >>> 2);
  return (1 << power) + (((sizeClass - fineClasses) & 3) + 1) * (1 << (power - 2));
}
