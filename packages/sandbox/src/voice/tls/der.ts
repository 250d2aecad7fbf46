/** The little of ASN.1's Distinguished Encoding Rules that a certificate takes. */
const Tag = {
  Boolean: 0x01,
  Integer: 0x02,
  BitString: 0x03,
  OctetString: 0x04,
  ObjectIdentifier: 0x06,
  Utf8String: 0x0c,
  UtcTime: 0x17,
  Sequence: 0x30,
  Set: 0x31,
} as const;

export function element(tag: number, ...content: Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body]);
}

export const sequence = (...items: Uint8Array[]): Buffer => element(Tag.Sequence, ...items);
export const set = (...items: Uint8Array[]): Buffer => element(Tag.Set, ...items);
export const octetString = (content: Uint8Array): Buffer => element(Tag.OctetString, content);
export const bitString = (content: Uint8Array): Buffer => element(Tag.BitString, Buffer.from([0]), content);
export const utf8String = (text: string): Buffer => element(Tag.Utf8String, Buffer.from(text));
export const yes: Buffer = element(Tag.Boolean, Buffer.from([0xff]));

/** @param magnitude - A number above 0, big-endian. */
export function integer(magnitude: Uint8Array): Buffer {
  // A leading 1 would make it negative.
  const sign = (magnitude[0] ?? 0) >= 0x80 ? Buffer.from([0]) : Buffer.alloc(0);
  return element(Tag.Integer, sign, magnitude);
}

/** @param dotted - Such as `2.5.29.17`. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...others] = dotted.split(".").map(Number);
  return element(Tag.ObjectIdentifier, Buffer.from([first * 40 + second, ...others.flatMap(base128)]));
}

/** To the second; good until 2049. */
export function utcTime(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/[-:T]/g, "").slice(2, 14);
  return element(Tag.UtcTime, Buffer.from(`${digits}Z`));
}

function lengthOf(size: number): Buffer {
  if (size < 0x80) return Buffer.from([size]);
  if (size < 0x100) return Buffer.from([0x81, size]);
  return Buffer.from([0x82, size >> 8, size & 0xff]);
}

function base128(value: number): number[] {
  const groups = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) groups.unshift((rest & 0x7f) | 0x80);
  return groups;
}
