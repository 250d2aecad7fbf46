import type { BlobPlace } from "./blob-arena.ts";
import { latinJson, wideJson } from "./record-writer.ts";
import type { LeftOut } from "./records.ts";
import type { JsonObject, ShapeField, Shapes } from "./shape.ts";
import { readSnowflake, SnowflakeMemo } from "./snowflake-words.ts";
import type { SnowflakeWords } from "./snowflake-words.ts";
import { readTimestamp } from "./timestamp.ts";
import type { Moment } from "./timestamp.ts";
import { constantOf, firstStored, tag } from "./value-tag.ts";

/** Characters of hexadecimal digits. */
const hexDigits: Uint8Array = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));

/**
 * Compares objects with records, without making the objects of the records: every message brings its author along, who
 * is nearly always known already.
 */
export class RecordMatcher {
  readonly #shapes: Shapes;
  readonly #snowflake: SnowflakeWords = { high: 0, low: 0 };
  readonly #repeated = new SnowflakeMemo();
  readonly #moment: Moment = { seconds: 0, micros: 0 };
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #id = "";
  #guildId: string | undefined;

  constructor(shapes: Shapes) {
    this.#shapes = shapes;
  }

  /**
   * Does the record say everything that the object says? It may say more.
   * @returns `false` as well where telling would take more than a look: the record is kept as JSON text.
   */
  says(
    { bytes, offset }: BlobPlace,
    object: object,
    id: string,
    guildId: string | undefined,
    leftOut: LeftOut | undefined,
  ): boolean {
    this.#bytes = bytes;
    this.#at = offset;
    this.#id = id;
    this.#guildId = guildId;
    return this.#contains(object as JsonObject, leftOut, false);
  }

  /** Compares the record at {@link #at}, which is moved to its end if the two are the same. */
  #contains(object: JsonObject, leftOut: LeftOut | undefined, wholly: boolean): boolean {
    const number = this.#uint16();
    if (number === latinJson || number === wideJson) return false;
    const { fields, places } = this.#shapes.get(number);
    const start = this.#at;
    const leftOutField = leftOut === undefined ? undefined : leftOut.field;
    const kept = leftOut === undefined ? undefined : leftOut.kept;
    let cursor = 0;
    let found = 0;
    for (const key in object) {
      const value = object[key];
      if (value === undefined || key === leftOutField || (kept !== undefined && !kept.has(key))) continue;
      let field = fields[cursor];
      if (field?.key !== key) {
        // Another order than that of the record.
        const place = places.get(key);
        if (place === undefined) return false;
        if (place < cursor) {
          cursor = 0;
          this.#at = start;
        }
        for (; cursor < place; cursor += 1) this.#skip(fields[cursor]?.tag ?? tag.null);
        field = fields[cursor];
        if (field === undefined) return false;
      }
      if (!(field.tag < firstStored ? isConstant(field.tag, value) : this.#matches(field.tag, field, value)))
        return false;
      cursor += 1;
      found += 1;
    }
    if (!wholly) return true;
    for (; cursor < fields.length; cursor += 1) this.#skip(fields[cursor]?.tag ?? tag.null);
    return found === fields.length;
  }

  #matches(kind: number, field: ShapeField, value: unknown): boolean {
    if (typeof value === "string") return this.#matchesText(kind, field, value);
    switch (kind) {
      case tag.emptyArray:
        return Array.isArray(value) && value.length === 0;
      case tag.natural:
        return this.#varint() === value;
      case tag.negative:
        return -this.#varint() === value;
      case tag.double:
        this.#at += 8;
        return this.#bytes.readDoubleLE(this.#at - 8) === value;
      case tag.object:
        return isObject(value) && this.#contains(value, undefined, true);
      case tag.snowflakes:
        return Array.isArray(value) && this.#matchesSnowflakes(value);
      case tag.array:
        return Array.isArray(value) && this.#matchesArray(field, value);
      default:
        return false;
    }
  }

  #matchesText(kind: number, field: ShapeField, text: string): boolean {
    switch (kind) {
      case tag.rowId:
        return text === this.#id;
      case tag.rowGuild:
        return text === this.#guildId;
      case tag.word:
        return field.words?.wordOf(this.#varint()) === text;
      case tag.latin:
        return this.#matchesLatin(text);
      case tag.wide:
        return this.#matchesWide(text);
      case tag.hash:
        return text.length === 32 && this.#matchesHash(text, 0);
      case tag.animatedHash:
        return text.length === 34 && text.startsWith("a_") && this.#matchesHash(text, 2);
      case tag.snowflake:
        return this.#matchesSnowflake(text);
      case tag.decimal:
        return String(this.#varint()) === text;
      case tag.seconds:
      case tag.millis:
      case tag.micros:
        return this.#matchesTimestamp(kind, text);
      default:
        return false;
    }
  }

  #matchesLatin(text: string): boolean {
    const length = this.#varint();
    if (text.length !== length) return false;
    const start = this.#at;
    const bytes = this.#bytes;
    for (let index = 0; index < length; index += 1) {
      if (bytes[start + index] !== text.charCodeAt(index)) return false;
    }
    this.#at = start + length;
    return true;
  }

  #matchesWide(text: string): boolean {
    const length = this.#varint();
    if (text.length !== length) return false;
    for (let index = 0; index < length; index += 1) {
      if (this.#uint16() !== text.charCodeAt(index)) return false;
    }
    return true;
  }

  #matchesHash(text: string, start: number): boolean {
    const at = this.#at;
    const bytes = this.#bytes;
    for (let index = 0; index < 16; index += 1) {
      const byte = bytes[at + index] ?? 0;
      const place = start + index * 2;
      if (text.charCodeAt(place) !== hexDigits[byte >>> 4] || text.charCodeAt(place + 1) !== hexDigits[byte & 15]) {
        return false;
      }
    }
    this.#at = at + 16;
    return true;
  }

  #matchesSnowflake(text: string): boolean {
    if (!readSnowflake(text, this.#snowflake)) return false;
    return this.#uint32() === this.#snowflake.low && this.#uint32() === this.#snowflake.high;
  }

  #matchesSnowflakes(values: readonly unknown[]): boolean {
    const length = this.#varint();
    if (values.length !== length) return false;
    for (let index = 0; index < length; index += 1) {
      const value = values[index];
      if (typeof value !== "string" || !this.#repeated.read(value, this.#snowflake)) return false;
      if (this.#uint32() !== this.#snowflake.low || this.#uint32() !== this.#snowflake.high) return false;
    }
    return true;
  }

  #matchesTimestamp(kind: number, text: string): boolean {
    if (!readTimestamp(text, this.#moment) || this.#uint32() !== this.#moment.seconds) return false;
    if (kind === tag.seconds) return this.#moment.micros < 0;
    const micros = kind === tag.millis ? this.#uint16() * 1000 : this.#uint32();
    return this.#moment.micros === micros;
  }

  #matchesArray(field: ShapeField, values: readonly unknown[]): boolean {
    if (values.length !== this.#varint()) return false;
    for (const value of values) {
      const kind = this.#bytes[this.#at] ?? 0;
      this.#at += 1;
      // In arrays, what is undefined was kept as null.
      if (!(kind < firstStored ? isConstant(kind, value ?? null) : this.#matches(kind, field, value))) return false;
    }
    return true;
  }

  /** Moves past a value. */
  #skip(kind: number): void {
    switch (kind) {
      case tag.natural:
      case tag.negative:
      case tag.decimal:
      case tag.word:
        this.#varint();
        break;
      case tag.double:
      case tag.snowflake:
      case tag.micros:
        this.#at += 8;
        break;
      case tag.hash:
      case tag.animatedHash:
        this.#at += 16;
        break;
      case tag.seconds:
        this.#at += 4;
        break;
      case tag.millis:
        this.#at += 6;
        break;
      case tag.latin:
        this.#skipBytes(this.#varint());
        break;
      case tag.wide:
        this.#skipBytes(this.#varint() * 2);
        break;
      case tag.snowflakes:
        this.#skipBytes(this.#varint() * 8);
        break;
      case tag.array:
        this.#skipArray();
        break;
      case tag.object:
        this.#skipObject();
        break;
    }
  }

  #skipBytes(length: number): void {
    this.#at += length;
  }

  #skipArray(): void {
    for (let left = this.#varint(); left > 0; left -= 1) {
      const kind = this.#bytes[this.#at] ?? 0;
      this.#at += 1;
      this.#skip(kind);
    }
  }

  #skipObject(): void {
    const number = this.#uint16();
    if (number === latinJson || number === wideJson) this.#skip(number === latinJson ? tag.latin : tag.wide);
    else for (const { tag: kind } of this.#shapes.get(number).stored) this.#skip(kind);
  }

  #uint16(): number {
    const at = this.#at;
    this.#at = at + 2;
    return (this.#bytes[at] ?? 0) | ((this.#bytes[at + 1] ?? 0) << 8);
  }

  #uint32(): number {
    const at = this.#at;
    const bytes = this.#bytes;
    this.#at = at + 4;
    const low = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
    return (low | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0;
  }

  #varint(): number {
    let byte = this.#bytes[this.#at] ?? 0;
    this.#at += 1;
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let factor = 0x80; ; factor *= 0x80) {
      byte = this.#bytes[this.#at] ?? 0;
      this.#at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Is it what a tag without bytes stands for? Each is compared by itself: the compiler then knows what with. */
function isConstant(kind: number, value: unknown): boolean {
  switch (kind) {
    case tag.null:
      return value === null;
    case tag.true:
      return value === true;
    case tag.false:
      return value === false;
    case tag.zero:
      return value === 0;
    default:
      return value === constantOf(kind);
  }
}
