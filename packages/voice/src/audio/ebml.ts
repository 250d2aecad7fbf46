import { AudioSourceError } from "./audio-error.ts";

/** An element of an EBML file (RFC 8794): WebM and Matroska. */
export interface EbmlElement {
  readonly id: number;
  /** What is in it; no bytes for an element that was entered. */
  readonly data: Uint8Array;
}

export interface EbmlReaderOptions {
  /** Elements that hold others: these are entered. Where each ends does not matter, so that its size may be unknown. */
  readonly masters: ReadonlySet<number>;
  /** Elements whose bytes are wanted, with the most bytes each may have. All others are stepped over unread. */
  readonly wanted: ReadonlyMap<number, number>;
}

/** What the first bytes of an element say. */
interface Header {
  readonly id: number;
  /** `undefined`: unknown, it ends where something begins that can not be in it. */
  readonly size: number | undefined;
  readonly bytes: number;
}

/** Reads elements from bytes that come in pieces. Holds no more than one wanted element. */
export class EbmlReader {
  readonly #options: EbmlReaderOptions;
  #pending: Uint8Array = new Uint8Array(0);
  /** Bytes of an unwanted element that are still to come. */
  #toSkip = 0;

  constructor(options: EbmlReaderOptions) {
    this.#options = options;
  }

  get pendingBytes(): number {
    return this.#pending.length;
  }

  /** @throws {AudioSourceError} where the bytes are no EBML. */
  *push(chunk: Uint8Array): Generator<EbmlElement, void> {
    const { masters, wanted } = this.#options;
    let bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    for (;;) {
      const skipped = Math.min(this.#toSkip, bytes.length);
      this.#toSkip -= skipped;
      bytes = bytes.subarray(skipped);
      this.#pending = bytes;
      const header = readHeader(bytes);
      if (header === undefined) return;
      const { id, size } = header;
      if (masters.has(id)) {
        bytes = bytes.subarray(header.bytes);
        this.#pending = bytes;
        yield { id, data: new Uint8Array(0) };
        continue;
      }
      if (size === undefined) {
        throw new AudioSourceError(`The WebM file is damaged: element 0x${id.toString(16)} has no length`);
      }
      if (size > (wanted.get(id) ?? -1)) {
        bytes = bytes.subarray(header.bytes);
        this.#toSkip = size;
        continue;
      }
      const end = header.bytes + size;
      if (bytes.length < end) return;
      const data = bytes.subarray(header.bytes, end);
      bytes = bytes.subarray(end);
      this.#pending = bytes;
      yield { id, data };
    }
  }
}

/** A number of variable length (RFC 8794 §4), its marker taken off; `undefined` while it is not whole. */
export function readVint(bytes: Uint8Array, offset: number): { value: number; length: number } | undefined {
  const first = bytes[offset];
  if (first === undefined || first === 0) return undefined;
  const length = Math.clz32(first) - 23;
  if (offset + length > bytes.length) return undefined;
  let value = first & (0xff >> length);
  for (let index = 1; index < length; index++) value = value * 256 + (bytes[offset + index] ?? 0);
  return { value, length };
}

/** The bytes of an unsigned integer element, as a number. */
export function readUnsigned(data: Uint8Array): number {
  let value = 0;
  for (const byte of data) value = value * 256 + byte;
  return value;
}

function readHeader(bytes: Uint8Array): Header | undefined {
  const first = bytes[0];
  if (first === undefined) return undefined;
  const idLength = Math.clz32(first) - 23;
  if (first === 0 || idLength > 4) {
    throw new AudioSourceError(`The WebM file is damaged: 0x${first.toString(16)} begins no element`);
  }
  if (bytes.length < idLength + 1) return undefined;
  const id = readUnsigned(bytes.subarray(0, idLength));
  if (bytes[idLength] === 0)
    throw new AudioSourceError("The WebM file is damaged: an element is longer than any may be");
  const size = readVint(bytes, idLength);
  if (size === undefined) return undefined;
  const isUnknown = size.value === 2 ** (7 * size.length) - 1;
  return { id, size: isUnknown ? undefined : size.value, bytes: idLength + size.length };
}
