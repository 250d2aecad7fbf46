/** What a gateway message says about itself, without its body. */
interface Envelope {
  op: number;
  /** Sequence number of an event (op 0); -1 where it has none. */
  sequence: number;
  /** Name of an event (op 0); empty where it has none. */
  event: string;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const open = 0x7b;
const close = 0x7d;
const minus = 0x2d;
const zero = 0x30;
const nine = 0x39;
const lower = { d: 0x64, n: 0x6e, o: 0x6f, p: 0x70, s: 0x73, t: 0x74 } as const;

const hasOp = 1;
const hasSequence = 2;
const hasEvent = 4;
const hasAll = 7;

/**
 * Reads `op`, `s` and `t` of a gateway message from its bytes, leaving the body `d` unread wherever it stands: members
 * before it are read forward, members behind it backward from the end. Both are exact for valid JSON (a quote is only
 * taken for one when no backslash precedes it). Whatever is unusual (white space, escapes, other members, doubles) is
 * left to `JSON.parse`.
 * @returns Whether `into` was filled; when not, parse the message instead.
 */
export class EnvelopeReader implements Envelope {
  op = -1;
  sequence = -1;
  event = "";
  #found = 0;

  read(bytes: Uint8Array, length: number): boolean {
    this.op = -1;
    this.sequence = -1;
    this.event = "";
    this.#found = 0;
    if (length < 2 || bytes[0] !== open || bytes[length - 1] !== close) return false;
    const bodyAt = this.#readForward(bytes, length);
    if (bodyAt < 0) return false;
    // Behind the body, or at the end of a message without one.
    if (bodyAt > 0 && !this.#readBackward(bytes, length, bodyAt)) return false;
    return (this.#found & hasOp) !== 0 && (this.op !== 0 || this.#found === hasAll);
  }

  /** @returns Where the body starts, 0 when the message ended without one, -1 in doubt. */
  #readForward(bytes: Uint8Array, length: number): number {
    let at = 1;
    for (;;) {
      if (bytes[at] !== quote) return -1;
      const key = bytes[at + 1];
      let bit = 0;
      if (bytes[at + 2] === quote) {
        at += 3;
        if (key === lower.d) bit = -1;
        else if (key === lower.s) bit = hasSequence;
        else if (key === lower.t) bit = hasEvent;
        else return -1;
      } else if (key === lower.o && bytes[at + 2] === lower.p && bytes[at + 3] === quote) {
        at += 4;
        bit = hasOp;
      } else return -1;
      if (bytes[at] !== colon) return -1;
      at += 1;
      if (bit === -1) return at;
      if ((this.#found & bit) !== 0) return -1;
      this.#found |= bit;
      let end = -1;
      if (bit !== hasEvent) {
        end = numberEnd(bytes, at);
        if (end < 0 || !this.#takeNumber(bit, bytes, at, end)) return -1;
      } else if (bytes[at] === quote) {
        end = names.end(bytes, at + 1, length) + 1;
        if (end === 0) return -1;
        this.event = names.name;
      } else {
        end = nullEnd(bytes, at);
        if (end < 0) return -1;
      }
      at = end;
      if (bytes[at] === close) return at === length - 1 ? 0 : -1;
      if (bytes[at] !== comma) return -1;
      at += 1;
    }
  }

  /** Reads members from the end until all are known or the body is met. */
  #readBackward(bytes: Uint8Array, length: number, bodyAt: number): boolean {
    let end = length - 1;
    while (this.#found !== hasAll) {
      const start = valueStart(bytes, end, bodyAt);
      // No simple value ends here: it is the body, and nothing more can be known from this side.
      if (start <= bodyAt) return true;
      if (bytes[start - 1] !== colon || bytes[start - 2] !== quote) return true;
      const key = bytes[start - 3];
      let bit = 0;
      let keyAt = start - 4;
      if (key === lower.s) bit = hasSequence;
      else if (key === lower.t) bit = hasEvent;
      else if (key === lower.p && bytes[start - 4] === lower.o) {
        bit = hasOp;
        keyAt = start - 5;
      } else return false;
      if (bytes[keyAt] !== quote || bytes[keyAt - 1] !== comma) return false;
      if (keyAt - 1 <= bodyAt || (this.#found & bit) !== 0) return false;
      this.#found |= bit;
      if (!this.#take(bit, bytes, start, end)) return false;
      end = keyAt - 1;
    }
    return true;
  }

  #take(bit: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (bit !== hasEvent) return this.#takeNumber(bit, bytes, start, end);
    if (bytes[start] !== quote) return nullEnd(bytes, start) === end;
    if (names.end(bytes, start + 1, end) !== end - 1) return false;
    this.event = names.name;
    return true;
  }

  #takeNumber(bit: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (bytes[start] === lower.n) return bit === hasSequence && nullEnd(bytes, start) === end;
    const value = digits(bytes, start, end);
    if (value < 0) return false;
    if (bit === hasOp) this.op = value;
    else this.sequence = value;
    return true;
  }
}

const places = 256;

/** Event names by their bytes, so that a name is decoded once and not with every message. */
class EventNames {
  /** The name that was found last. */
  name = "";
  /** The names met last, each at the place its bytes give it; two that share a place take turns. */
  readonly #recent: (KnownName | undefined)[] = Array.from({ length: places });

  /**
   * Finds the name that starts at `start` and ends before a quote, and puts it into {@link name}.
   * @returns Where the quote is; -1 when there is none before `limit`, or the name has escapes.
   */
  end(bytes: Uint8Array, start: number, limit: number): number {
    const place = placeOf(bytes, start);
    const known = this.#recent[place];
    if (known !== undefined && startsWith(bytes, start, known.bytes)) {
      this.name = known.name;
      return start + known.bytes.length - 1;
    }
    let at = start;
    for (; bytes[at] !== quote; at += 1) if (bytes[at] === backslash || at >= limit) return -1;
    this.name = Buffer.from(bytes.subarray(start, at)).toString("utf8");
    // A copy: `slice` of a Buffer would be a view of bytes that the next message overwrites.
    this.#recent[place] = { name: this.name, bytes: Uint8Array.from(bytes.subarray(start, at + 1)) };
    return at;
  }
}

/** One for all shards of a thread: Discord has but one set of names. */
const names = new EventNames();

interface KnownName {
  name: string;
  /** With the quote that ends it. */
  bytes: Uint8Array;
}

/** Letters in which Discord's names differ: the first of them, and those where the later words start. */
function placeOf(bytes: Uint8Array, start: number): number {
  const [first, sixth, ninth] = [bytes[start] ?? 0, bytes[start + 6] ?? 0, bytes[start + 9] ?? 0];
  return (first + sixth * 7 + ninth * 31) & (places - 1);
}

function startsWith(bytes: Uint8Array, start: number, known: Uint8Array): boolean {
  for (let at = 0; at < known.length; at += 1) if (known[at] !== bytes[start + at]) return false;
  return true;
}

function numberEnd(bytes: Uint8Array, start: number): number {
  if (bytes[start] === lower.n) return nullEnd(bytes, start);
  let at = start;
  while (isDigit(bytes[at])) at += 1;
  return at === start ? -1 : at;
}

function nullEnd(bytes: Uint8Array, start: number): number {
  const isNull =
    bytes[start] === lower.n && bytes[start + 1] === 0x75 && bytes[start + 2] === 0x6c && bytes[start + 3] === 0x6c;
  return isNull ? start + 4 : -1;
}

/** Where a string, number or `null` that ends before `end` starts; -1 when none does. */
function valueStart(bytes: Uint8Array, end: number, least: number): number {
  const last = bytes[end - 1];
  if (last === quote) {
    if (bytes[end - 2] === backslash) return -1;
    for (let at = end - 2; at > least; at -= 1) {
      if (bytes[at] === backslash) return -1;
      if (bytes[at] === quote) return bytes[at - 1] === backslash ? -1 : at;
    }
    return -1;
  }
  if (isDigit(last)) {
    let at = end - 1;
    while (at > least && isDigit(bytes[at - 1])) at -= 1;
    return bytes[at - 1] === minus ? -1 : at;
  }
  return end - 4 > least && nullEnd(bytes, end - 4) === end ? end - 4 : -1;
}

function digits(bytes: Uint8Array, start: number, end: number): number {
  // 15 digits are exact in a double.
  if (end - start > 15) return -1;
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - zero;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= nine;
}
