/** The middle of a set of numbers and its two ends. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

/**
 * The value in the middle; the mean of the two in the middle if their number is even.
 * @throws {RangeError} if there are no values.
 */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) throw new RangeError("median of no values");
  const lower = sorted.length % 2 === 0 ? sorted[middle - 1] : upper;
  return ((lower ?? upper) + upper) / 2;
}

/** Median, smallest and largest of the values. */
export function spread(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * How much more the values are than the floor's.
 * @returns The ratio of the two medians, and the smallest and the largest value over the floor's median. `undefined`
 *   if there are no values, or the floor's median is 0.
 */
export function ratioToFloor(values: readonly number[], floor: readonly number[]): Spread | undefined {
  if (values.length === 0 || floor.length === 0) return undefined;
  const base = median(floor);
  if (base === 0) return undefined;
  const { median: middle, min, max } = spread(values);
  return { median: middle / base, min: min / base, max: max / base };
}
