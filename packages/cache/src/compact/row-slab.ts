import { Slab } from "./slab.ts";

/** A slab whose slots are rows of 32-bit words. */
export class RowSlab extends Slab {
  /** A word of a row; 0 where there is no such row. */
  word(row: number, word: number): number {
    return this.words[row >>> this.shift]?.[(row & this.mask) * this.slotWords + word] ?? 0;
  }

  setWord(row: number, word: number, value: number): void {
    const words = this.words[row >>> this.shift];
    if (words !== undefined) words[(row & this.mask) * this.slotWords + word] = value;
  }
}
