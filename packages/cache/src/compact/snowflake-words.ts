const digitZero = 48;
const billion = 1_000_000_000;
const twoTo32 = 0x1_0000_0000;
/** 2^64 is 18446744073|709551616: the nine last digits are counted apart. */
const maxUpper = 18_446_744_073;
const maxLowerAtMaxUpper = 709_551_615;

/** A snowflake as two unsigned 32-bit words. */
export interface SnowflakeWords {
  high: number;
  low: number;
}

/**
 * Splits a snowflake into two words, without making a BigInt.
 * @returns `false`, and `into` as it was, for anything but a decimal number of 64 bits without leading zeros.
 */
export function readSnowflake(id: string, into: SnowflakeWords): boolean {
  const { length } = id;
  if (length === 0 || length > 20 || (length > 1 && id.charCodeAt(0) === digitZero)) return false;
  // Nine digits fit 32 bits: whole numbers of a machine word are what is added and multiplied fastest.
  const lowStart = length > 9 ? length - 9 : 0;
  const middleStart = lowStart > 9 ? lowStart - 9 : 0;
  let top = 0;
  let middle = 0;
  let part = 0;
  let signs = 0;
  // One loop, as what looks into a string is long once it is compiled, and this is compiled into whatever calls it.
  for (let index = 0; index < length; index += 1) {
    if (index === lowStart) {
      middle = part;
      part = 0;
    } else if (index === middleStart) {
      top = part;
      part = 0;
    }
    const digit = id.charCodeAt(index) - digitZero;
    signs |= digit | (9 - digit);
    part = (part * 10 + digit) | 0;
  }
  const lower = part;
  // Below 0 if any of them was no digit.
  if (signs < 0) return false;
  const upper = top * billion + middle;
  if (upper > maxUpper || (upper === maxUpper && lower > maxLowerAtMaxUpper)) return false;
  // upper * 10^9 needs 64 bits; in two parts each product fits the 53 bits of a double.
  const quotient = Math.floor(upper / 0x10_0000);
  const product = quotient * billion;
  const high = Math.floor(product / 0x1000);
  const rest = (product - high * 0x1000) * 0x10_0000 + (upper - quotient * 0x10_0000) * billion + lower;
  into.high = high + Math.floor(rest / twoTo32);
  into.low = rest >>> 0;
  return true;
}

/** A snowflake that is looked up: the same one is often looked up in several tables, and its digits read once. */
export class SnowflakeKey implements SnowflakeWords {
  high = 0;
  low = 0;
  #text = "";

  /** @returns `false` for what is no snowflake. */
  read(id: string): boolean {
    if (id === this.#text) return id !== "";
    const isSnowflake = readSnowflake(id, this);
    if (isSnowflake) this.#text = id;
    return isSnowflake;
  }
}

/** How many snowflakes are remembered. A power of two. */
const memoPlaces = 512;

/** Reads snowflakes that repeat, as roles do: to compare two strings takes a fifth of the time that reading digits takes. */
export class SnowflakeMemo {
  readonly #texts: string[] = Array.from({ length: memoPlaces }, () => "");
  readonly #highs: Uint32Array = new Uint32Array(memoPlaces);
  readonly #lows: Uint32Array = new Uint32Array(memoPlaces);

  /** As {@link readSnowflake}. */
  read(id: string, into: SnowflakeWords): boolean {
    const { length } = id;
    if (length < 3) return readSnowflake(id, into);
    const digits = id.charCodeAt(length - 1) * 100 + id.charCodeAt(length - 2) * 10 + id.charCodeAt(length - 3);
    const place = digits & (memoPlaces - 1);
    if (this.#texts[place] === id) {
      into.high = this.#highs[place] ?? 0;
      into.low = this.#lows[place] ?? 0;
      return true;
    }
    if (!readSnowflake(id, into)) return false;
    this.#texts[place] = id;
    this.#highs[place] = into.high;
    this.#lows[place] = into.low;
    return true;
  }
}

/** The decimal string of two words. */
export function writeSnowflake(high: number, low: number): string {
  // Long division by 10^9 in 16-bit steps, so that no remainder needs more than 53 bits.
  const middle = (high % billion) * 0x1_0000 + (low >>> 16);
  const last = (middle % billion) * 0x1_0000 + (low & 0xffff);
  const upper =
    Math.floor(high / billion) * twoTo32 + Math.floor(middle / billion) * 0x1_0000 + Math.floor(last / billion);
  const lower = last % billion;
  return upper === 0 ? String(lower) : `${upper}${String(lower).padStart(9, "0")}`;
}
