import { describe, expect, it } from "vitest";
import { fc, test } from "@fast-check/vitest";
import { IdIndex } from "../src/compact/id-index.ts";

/** Rows whose hash is looked up in a list. */
function indexOf(hashes: readonly number[]): IdIndex {
  return new IdIndex({ hashOf: (row) => hashes[row] ?? 0 });
}

function rowsOf(index: IdIndex, hashes: readonly number[], hash: number): number[] {
  const segment = index.segmentOf(hash);
  const rows: number[] = [];
  for (let place = segment.first(hash); place >= 0; place = segment.next(hash, place)) {
    const row = segment.at(place);
    if (hashes[row] === hash) rows.push(row);
  }
  return rows.toSorted((a, b) => a - b);
}

function remove(index: IdIndex, hash: number, row: number): void {
  const segment = index.segmentOf(hash);
  let place = segment.first(hash);
  while (segment.at(place) !== row) place = segment.next(hash, place);
  index.removeAt(segment, place);
}

const hash = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  // Many alike, in their top bits and altogether.
  fc.integer({ min: 0, max: 300 }),
  fc.integer({ min: 0, max: 7 }).map((value) => value << 29),
);

describe("the index of ids", () => {
  test.prop([fc.array(hash, { minLength: 1, maxLength: 400 }), fc.array(fc.nat(), { maxLength: 300 })])(
    "finds every row that is in it, and none that is not",
    (hashes, removals) => {
      const index = indexOf(hashes);
      const present = new Set<number>();
      for (const [row, each] of hashes.entries()) {
        index.insert(row, each);
        present.add(row);
      }
      for (const each of removals) {
        const row = each % hashes.length;
        if (present.delete(row)) remove(index, hashes[row] ?? 0, row);
      }
      for (const each of new Set(hashes)) {
        const expected = [...present].filter((row) => hashes[row] === each);
        expect(rowsOf(index, hashes, each)).toEqual(expected.toSorted((a, b) => a - b));
      }
    },
  );

  it("splits as it grows, shrinks as it empties, and takes rows of any number", () => {
    const count = 40_000;
    const hashes = Array.from({ length: count }, (_, row) => Math.imul(row, 0x9e37_79b1) ^ (row << 7));
    const index = indexOf(hashes);
    for (let row = count - 1; row >= 0; row -= 1) index.insert(row, hashes[row] ?? 0);
    const full = index.reservedBytes;
    expect(full).toBeLessThan(count * 11);
    for (let row = 0; row < count; row += 97) expect(rowsOf(index, hashes, hashes[row] ?? 0)).toContain(row);
    for (let row = 0; row < count; row += 1) if (row % 100 !== 0) remove(index, hashes[row] ?? 0, row);
    expect(index.reservedBytes).toBeLessThan(full / 4);
    for (let row = 0; row < count; row += 100) expect(rowsOf(index, hashes, hashes[row] ?? 0)).toContain(row);
  });

  it("bears thousands of keys with one hash", () => {
    const hashes = Array.from({ length: 5000 }, () => 42);
    const index = indexOf(hashes);
    for (const row of hashes.keys()) index.insert(row, 42);
    expect(rowsOf(index, hashes, 42)).toHaveLength(5000);
  });

  it("never stops for long: no insertion touches more than some thousand rows", () => {
    let asked = 0;
    const hashes: number[] = [];
    const index = new IdIndex({
      hashOf: (row) => {
        asked += 1;
        return hashes[row] ?? 0;
      },
    });
    let most = 0;
    for (let row = 0; row < 300_000; row += 1) {
      const own = Math.imul(row ^ (row >>> 15), 0x85eb_ca6b) ^ Math.imul(row, 0xc2b2_ae35);
      hashes.push(own);
      asked = 0;
      index.insert(row, own);
      most = Math.max(most, asked);
    }
    expect(most).toBeLessThan(10_000);
  });
});
