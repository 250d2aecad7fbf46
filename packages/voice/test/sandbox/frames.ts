/** Frames that look like Opus of 20 ms, no two the same. */
export function numberedFrames(count: number, first = 0): Buffer[] {
  return Array.from({ length: count }, (_, index) => {
    const number = first + index;
    return Buffer.from([0xfc, number >> 16, (number >> 8) & 0xff, number & 0xff, 1, 2, 3, 4, 5, 6, 7]);
  });
}
