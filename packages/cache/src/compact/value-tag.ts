/** How a value is kept. The tags below `firstStored` say it all; after the others come bytes. */
export const tag = {
  null: 0,
  true: 1,
  false: 2,
  zero: 3,
  emptyText: 4,
  zeroText: 5,
  /** Bytes follow from here on. */
  emptyArray: 6,
  /** Whole number above 0: seven bits a byte, low bits first. */
  natural: 7,
  /** Whole number below 0: its opposite, likewise. */
  negative: 8,
  double: 9,
  /** Decimal number of 64 bits as text: eight bytes. */
  snowflake: 10,
  /** Shorter decimal number as text: as `natural`. */
  decimal: 11,
  /** 32 hexadecimal digits as text: sixteen bytes. */
  hash: 12,
  /** The same behind `a_`, as Discord names animated images. */
  animatedHash: 13,
  /** Timestamp in whole seconds: four bytes. */
  seconds: 14,
  /** In milliseconds: six bytes. */
  millis: 15,
  /** In microseconds: eight bytes. */
  micros: 16,
  /** Text that repeats: its number in the field's dictionary. */
  word: 17,
  /** Text of characters up to 0xff: length, then a byte each. */
  latin: 18,
  /** Other text: length, then two bytes each. */
  wide: 19,
  object: 20,
  array: 21,
  /** Snowflakes only: count, then eight bytes each. */
  snowflakes: 22,
  /** The id of the row. */
  rowId: 23,
  /** The id of the row's guild. */
  rowGuild: 24,
} as const;

/** Values of tags below this one are part of the shape and take no bytes. */
export const firstStored: number = tag.emptyArray;

/** The value that a tag below {@link firstStored} stands for. */
export function constantOf(constant: number): null | boolean | number | string {
  if (constant === tag.true) return true;
  if (constant === tag.false) return false;
  if (constant === tag.zero) return 0;
  if (constant === tag.emptyText) return "";
  return constant === tag.zeroText ? "0" : null;
}
