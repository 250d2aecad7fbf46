/** Is snowflake `a` newer than `b`? Decimal strings without leading zeros: the longer, then the lexically greater. */
export function isNewer(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}

/** Index of the first id in `sorted` (oldest first) that is not older than `id`. */
export function lowerBound(sorted: readonly string[], id: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const candidate = sorted[middle];
    if (candidate !== undefined && isNewer(id, candidate)) low = middle + 1;
    else high = middle;
  }
  return low;
}
