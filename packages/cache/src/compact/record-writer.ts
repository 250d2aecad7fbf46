import type { LeftOut } from "./records.ts";
import type { JsonObject, ShapeEdge, ShapeNode, Shapes } from "./shape.ts";
import { readSnowflake, SnowflakeMemo } from "./snowflake-words.ts";
import type { SnowflakeWords } from "./snowflake-words.ts";
import { readTimestamp } from "./timestamp.ts";
import type { Moment } from "./timestamp.ts";
import { tag } from "./value-tag.ts";

const digitZero = 48;
const digitNine = 57;

/** In the place of a shape's number: the object is kept as JSON text. */
export const latinJson = 0;
export const wideJson = 0xffff;

/** Objects within objects; deeper ones are kept as JSON text. */
const maxDepth = 12;

const noDigit = 16;

/** Hexadecimal digits by character, in lower case. */
const hexDigits: Uint8Array = new Uint8Array(128).fill(noDigit);
for (let digit = 0; digit < 16; digit += 1) hexDigits[digit.toString(16).charCodeAt(0)] = digit;

/** Writes JSON objects as a shape and the bytes that the shape leaves open. */
export class RecordWriter {
  readonly #shapes: Shapes;
  readonly #snowflake: SnowflakeWords = { high: 0, low: 0 };
  readonly #repeated = new SnowflakeMemo();
  readonly #moment: Moment = { seconds: 0, micros: 0 };
  #bytes: Buffer = Buffer.alloc(4096);
  #end = 0;
  #depth = 0;
  #id = "";
  #guildId: string | undefined;
  #leftOutField: string | undefined;
  #kept: ReadonlySet<string> | undefined;

  constructor(shapes: Shapes) {
    this.#shapes = shapes;
  }

  /** What was written last; overwritten by the next call. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /**
   * Writes an object and returns how many of {@link bytes} it takes. Where the ids of its row and of the row's guild appear
   * in it, they are not written.
   * @param leftOut - Fields of the object that are not written.
   */
  write(object: object, id: string, guildId: string | undefined, leftOut: LeftOut | undefined): number {
    this.#leftOutField = leftOut?.field;
    this.#kept = leftOut?.kept;
    this.#id = id;
    this.#guildId = guildId;
    this.#end = 0;
    this.#depth = 0;
    this.#object(object as JsonObject);
    return this.#end;
  }

  #object(object: JsonObject): void {
    const start = this.#end;
    this.#reserve(2);
    this.#end += 2;
    this.#depth += 1;
    // An object that runs out of bounds is written as text after all.
    let node: ShapeNode | undefined = this.#depth > maxDepth ? undefined : this.#shapes.root;
    for (const key in object) {
      const value = object[key];
      // As JSON has it: what is undefined is not there.
      if (value === undefined || (this.#depth === 1 && this.#isLeftOut(key))) continue;
      // Assigning `__proto__` to an object would set its prototype.
      const edge: ShapeEdge | undefined =
        node === undefined || key === "__proto__" ? undefined : this.#shapes.edge(node, key);
      if (node === undefined || edge === undefined) {
        node = undefined;
        break;
      }
      node = this.#shapes.step(node, edge, this.#value(value, edge));
    }
    this.#depth -= 1;
    const shape = node && this.#shapes.at(node);
    if (shape === undefined) {
      this.#end = start + 2;
      const json = JSON.stringify(this.#depth > 0 ? object : this.#withoutLeftOut(object));
      this.#uint16(this.#text(json) === tag.latin ? latinJson : wideJson, start);
    } else this.#uint16(shape.id, start);
  }

  #withoutLeftOut(object: JsonObject): JsonObject {
    return Object.fromEntries(Object.entries(object).filter(([key]) => !this.#isLeftOut(key)));
  }

  #isLeftOut(key: string): boolean {
    return key === this.#leftOutField || (this.#kept !== undefined && !this.#kept.has(key));
  }

  /** Writes a value and returns its tag. */
  #value(value: unknown, edge: ShapeEdge): number {
    if (typeof value === "string") return this.#string(value, edge);
    if (value === null) return tag.null;
    if (typeof value === "boolean") return value ? tag.true : tag.false;
    if (typeof value === "number") return this.#number(value);
    if (Array.isArray(value)) return this.#array(value, edge);
    this.#object(value as JsonObject);
    return tag.object;
  }

  #number(value: number): number {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
      if (value === 0) return tag.zero;
      this.#varint(Math.abs(value));
      return value > 0 ? tag.natural : tag.negative;
    }
    this.#reserve(8);
    this.#bytes.writeDoubleLE(value, this.#end);
    this.#end += 8;
    return tag.double;
  }

  #array(values: readonly unknown[], edge: ShapeEdge): number {
    if (values.length === 0) return tag.emptyArray;
    const start = this.#end;
    this.#varint(values.length);
    if (this.#snowflakes(values)) return tag.snowflakes;
    this.#end = start;
    this.#varint(values.length);
    for (const value of values) {
      this.#reserve(1);
      const at = this.#end;
      this.#end += 1;
      this.#bytes[at] = this.#value(value ?? null, edge);
    }
    return tag.array;
  }

  /** Roles of members, above all. */
  #snowflakes(values: readonly unknown[]): boolean {
    this.#reserve(values.length * 8);
    for (const value of values) {
      if (typeof value !== "string" || !this.#repeated.read(value, this.#snowflake)) return false;
      this.#eightBytes(this.#snowflake.high, this.#snowflake.low);
    }
    return true;
  }

  #string(text: string, edge: ShapeEdge): number {
    const { length } = text;
    if (length === 0) return tag.emptyText;
    if (text === "0") return tag.zeroText;
    if (text === this.#id) return tag.rowId;
    if (text === this.#guildId) return tag.rowGuild;
    if (edge.words !== undefined) {
      const word = edge.words.numberOf(text);
      if (word >= 0) {
        this.#varint(word);
        return tag.word;
      }
    }
    const first = text.charCodeAt(0);
    if (length <= 20 && first >= digitZero && first <= digitNine && readSnowflake(text, this.#snowflake)) {
      return this.#decimal();
    }
    if (length === 32 && this.#hash(text, 0)) return tag.hash;
    if (length === 34 && text.startsWith("a_") && this.#hash(text, 2)) return tag.animatedHash;
    if ((length === 25 || length === 32) && readTimestamp(text, this.#moment)) return this.#timestamp();
    return this.#text(text);
  }

  #decimal(): number {
    const { high, low } = this.#snowflake;
    if (high >= 0x20_0000) {
      this.#reserve(8);
      this.#eightBytes(high, low);
      return tag.snowflake;
    }
    this.#varint(high * 0x1_0000_0000 + low);
    return tag.decimal;
  }

  #timestamp(): number {
    const { seconds, micros } = this.#moment;
    this.#reserve(8);
    const at = this.#end;
    this.#uint32(seconds, at);
    this.#end = at + 4;
    if (micros < 0) return tag.seconds;
    const inMillis = micros % 1000 === 0;
    if (inMillis) this.#uint16(micros / 1000, at + 4);
    else this.#uint32(micros, at + 4);
    this.#end = at + (inMillis ? 6 : 8);
    return inMillis ? tag.millis : tag.micros;
  }

  #hash(text: string, start: number): boolean {
    this.#reserve(16);
    const bytes = this.#bytes;
    const end = this.#end;
    let seen = 0;
    for (let index = 0; index < 16; index += 1) {
      const high = hexDigits[text.charCodeAt(start + index * 2)] ?? noDigit;
      const low = hexDigits[text.charCodeAt(start + index * 2 + 1)] ?? noDigit;
      seen |= high | low;
      bytes[end + index] = (high << 4) | low;
    }
    if (seen >= noDigit) return false;
    this.#end = end + 16;
    return true;
  }

  #text(text: string): number {
    const { length } = text;
    const start = this.#end;
    this.#varint(length);
    this.#reserve(length * 2);
    const bytes = this.#bytes;
    const begin = this.#end;
    for (let index = 0; index < length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 0xff) {
        this.#end = start;
        return this.#wide(text);
      }
      bytes[begin + index] = code;
    }
    this.#end = begin + length;
    return tag.latin;
  }

  #wide(text: string): number {
    this.#varint(text.length);
    this.#end += this.#bytes.write(text, this.#end, "utf16le");
    return tag.wide;
  }

  #varint(value: number): void {
    this.#reserve(8);
    const bytes = this.#bytes;
    let at = this.#end;
    // In parts that fit a machine word, as the remainder of a division of doubles takes long.
    let upper = Math.floor(value / 0x1000_0000);
    let rest = value - upper * 0x1000_0000;
    for (let left = 4; upper > 0 && left > 0; left -= 1) {
      bytes[at] = (rest & 0x7f) | 0x80;
      at += 1;
      rest >>>= 7;
      if (left === 1) [rest, upper] = [upper, 0];
    }
    while (rest > 0x7f) {
      bytes[at] = (rest & 0x7f) | 0x80;
      at += 1;
      rest >>>= 7;
    }
    bytes[at] = rest;
    this.#end = at + 1;
  }

  #eightBytes(high: number, low: number): void {
    this.#uint32(low, this.#end);
    this.#uint32(high, this.#end + 4);
    this.#end += 8;
  }

  /** As `Buffer.writeUInt16LE`, without its checks. */
  #uint16(value: number, at: number): void {
    this.#bytes[at] = value;
    this.#bytes[at + 1] = value >>> 8;
  }

  #uint32(value: number, at: number): void {
    const bytes = this.#bytes;
    bytes[at] = value;
    bytes[at + 1] = value >>> 8;
    bytes[at + 2] = value >>> 16;
    bytes[at + 3] = value >>> 24;
  }

  #reserve(length: number): void {
    if (this.#end + length <= this.#bytes.length) return;
    const larger = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#end + length));
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }
}
