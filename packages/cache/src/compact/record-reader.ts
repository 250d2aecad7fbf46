import type { BlobPlace } from "./blob-arena.ts";
import { latinJson, wideJson } from "./record-writer.ts";
import type { JsonObject, Shapes } from "./shape.ts";
import { writeSnowflake } from "./snowflake-words.ts";
import { writeTimestamp } from "./timestamp.ts";
import { constantOf, firstStored, tag } from "./value-tag.ts";
import type { WordBook } from "./word-book.ts";

/** Reads what `RecordWriter` wrote. */
export class RecordReader {
  readonly #shapes: Shapes;
  readonly #words: WordBook;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #id = "";
  #guildId: string | undefined;

  constructor(shapes: Shapes, words: WordBook) {
    this.#shapes = shapes;
    this.#words = words;
  }

  /** Makes the object that was written there. */
  read({ bytes, offset }: BlobPlace, id: string, guildId: string | undefined): JsonObject {
    this.#id = id;
    this.#guildId = guildId;
    this.#bytes = bytes;
    this.#at = offset;
    return this.#object();
  }

  #object(): JsonObject {
    const id = this.#bytes.readUInt16LE(this.#at);
    this.#at += 2;
    if (id === latinJson || id === wideJson) {
      return JSON.parse(this.#text(id === latinJson ? tag.latin : tag.wide)) as JsonObject;
    }
    const { template, stored } = this.#shapes.get(id);
    const object = { ...template };
    for (const { key, tag: kind } of stored) object[key] = this.#value(kind, key);
    return object;
  }

  #value(kind: number, key: string): unknown {
    switch (kind) {
      case tag.rowId:
        return this.#id;
      case tag.rowGuild:
        return this.#guildId;
      case tag.emptyArray:
        return [];
      case tag.natural:
        return this.#varint();
      case tag.negative:
        return -this.#varint();
      case tag.double:
        this.#at += 8;
        return this.#bytes.readDoubleLE(this.#at - 8);
      case tag.snowflake:
        return this.#snowflake();
      case tag.decimal:
        return String(this.#varint());
      case tag.hash:
        return this.#hash();
      case tag.animatedHash:
        return `a_${this.#hash()}`;
      case tag.seconds:
      case tag.millis:
      case tag.micros:
        return this.#timestamp(kind);
      case tag.word:
        return this.#words.of(key)?.wordOf(this.#varint());
      case tag.latin:
      case tag.wide:
        return this.#text(kind);
      case tag.object:
        return this.#object();
      case tag.snowflakes:
        return this.#snowflakes();
      case tag.array:
        return this.#array(key);
      default:
        return constantOf(kind);
    }
  }

  #array(key: string): unknown[] {
    const length = this.#varint();
    const values: unknown[] = [];
    for (let index = 0; index < length; index += 1) {
      const kind = this.#bytes[this.#at] ?? 0;
      this.#at += 1;
      values.push(kind < firstStored ? constantOf(kind) : this.#value(kind, key));
    }
    return values;
  }

  #snowflakes(): string[] {
    const length = this.#varint();
    const values: string[] = [];
    for (let index = 0; index < length; index += 1) values.push(this.#snowflake());
    return values;
  }

  #snowflake(): string {
    const low = this.#bytes.readUInt32LE(this.#at);
    const high = this.#bytes.readUInt32LE(this.#at + 4);
    this.#at += 8;
    return writeSnowflake(high, low);
  }

  #hash(): string {
    this.#at += 16;
    return this.#bytes.toString("hex", this.#at - 16, this.#at);
  }

  #timestamp(kind: number): string {
    const at = this.#at;
    const seconds = this.#bytes.readUInt32LE(at);
    if (kind === tag.seconds) {
      this.#at = at + 4;
      return writeTimestamp(seconds, -1);
    }
    const inMillis = kind === tag.millis;
    this.#at = at + (inMillis ? 6 : 8);
    return writeTimestamp(
      seconds,
      inMillis ? this.#bytes.readUInt16LE(at + 4) * 1000 : this.#bytes.readUInt32LE(at + 4),
    );
  }

  #text(kind: number): string {
    const length = this.#varint();
    const start = this.#at;
    this.#at = start + (kind === tag.latin ? length : length * 2);
    return this.#bytes.toString(kind === tag.latin ? "latin1" : "utf16le", start, this.#at);
  }

  #varint(): number {
    const bytes = this.#bytes;
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = bytes[this.#at] ?? 0;
      this.#at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 0x80;
    }
  }
}
