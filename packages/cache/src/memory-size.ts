/** What V8 (64-bit, no pointer compression) takes, in bytes. */
const pointer = 8;
const objectHeader = 24;
const arrayHeader = 32;
const stringHeader = 16;
const boxedNumber = 16;
/** JSON.parse keeps texts of up to so many characters once for all. */
const sharedLength = 10;
/** Bytes that a value parsed from JSON takes on the heap: as V8 lays objects out, strings counted where they appear. */
export function sizeOf(value: unknown): number {
  if (typeof value === "string") {
    if (value.length <= sharedLength) return 0;
    return stringHeader + roundUp(isOneByte(value) ? value.length : value.length * 2);
  }
  if (typeof value === "number") return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 0 : boxedNumber;
  if (typeof value !== "object" || value === null) return 0;
  if (Array.isArray(value)) {
    let bytes = arrayHeader + pointer * value.length;
    for (const item of value) bytes += sizeOf(item);
    return bytes;
  }
  let bytes = objectHeader;
  for (const field of Object.values(value)) bytes += pointer + sizeOf(field);
  return bytes;
}

function isOneByte(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 0xff) return false;
  return true;
}

function roundUp(bytes: number): number {
  return (bytes + 7) & ~7;
}
