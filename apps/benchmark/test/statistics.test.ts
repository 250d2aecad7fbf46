import { describe, expect, it } from "vitest";
import { median, ratioToFloor, spread } from "../src/harness/statistics.ts";

describe("statistics", () => {
  it("takes the value in the middle, whatever the order", () => {
    expect(median([10, 1, 2])).toBe(2);
    expect(median([7])).toBe(7);
  });

  it("takes the mean of the two in the middle of an even number", () => {
    expect(median([4, 1, 2, 100])).toBe(3);
  });

  it("sorts by value and not by text", () => {
    expect(median([100, 20, 3])).toBe(20);
  });

  it("has no median of nothing", () => {
    expect(() => median([])).toThrow(RangeError);
  });

  it("leaves the values as they were", () => {
    const values = [3, 1, 2];
    expect(spread(values)).toEqual({ median: 2, min: 1, max: 3 });
    expect(values).toEqual([3, 1, 2]);
  });

  it("divides median by median, and the ends by the floor's median", () => {
    expect(ratioToFloor([6, 3, 12], [1, 2, 3])).toEqual({ median: 3, min: 1.5, max: 6 });
  });

  it("has no ratio without values on both sides, nor to zero", () => {
    expect(ratioToFloor([], [1])).toBeUndefined();
    expect(ratioToFloor([1], [])).toBeUndefined();
    expect(ratioToFloor([1], [0])).toBeUndefined();
  });
});
