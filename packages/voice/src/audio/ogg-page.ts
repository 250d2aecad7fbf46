import { AudioSourceError } from "./audio-error.ts";

const headerBytes = 27;
const maxCorruptInARow = 100;
const capturePattern = Buffer.from("OggS");

/** One page of an Ogg file. */
export interface OggPage {
  /** It begins with the rest of a packet of the page before. */
  readonly continued: boolean;
  readonly beginsStream: boolean;
  readonly endsStream: boolean;
  /** Position of the last packet that ends here, in samples at 48 kHz; -1 when none ends here. */
  readonly granulePosition: bigint;
  readonly serial: number;
  readonly sequence: number;
  /** Lengths of the segments; a packet ends at each one below 255. */
  readonly lacing: Uint8Array;
  readonly body: Uint8Array;
}

/**
 * Finds pages in bytes that come in pieces, and steps over what is no page. Holds no more than one page, which is 65,307
 * bytes at most (RFC 3533 §6).
 */
export class OggPageReader {
  #pending: Buffer = Buffer.alloc(0);
  #corrupt = 0;
  #corruptInARow = 0;

  /** Pages that were left out because their checksum does not fit. */
  get corrupt(): number {
    return this.#corrupt;
  }

  /** Bytes that wait for the rest of their page. */
  get pendingBytes(): number {
    return this.#pending.length;
  }

  *push(chunk: Uint8Array): Generator<OggPage, void> {
    const bytes = this.#pending.length === 0 ? viewOf(chunk) : Buffer.concat([this.#pending, chunk]);
    let offset = 0;
    // Kept up to date before each page is given away: the caller may stop in between.
    this.#pending = bytes;
    for (;;) {
      const start = bytes.indexOf(capturePattern, offset);
      if (start === -1) {
        // The pattern may have begun in the last three bytes.
        this.#pending = bytes.subarray(Math.max(offset, bytes.length - 3));
        return;
      }
      this.#pending = bytes.subarray(start);
      const length = pageLength(bytes, start);
      if (length === undefined || start + length > bytes.length) return;
      const page = readPage(bytes.subarray(start, start + length));
      // A pattern inside of other data: look for the next one behind it.
      offset = page === undefined ? start + capturePattern.length : start + length;
      this.#pending = bytes.subarray(offset);
      if (page === undefined) {
        this.#noteCorrupt();
        continue;
      }
      this.#corruptInARow = 0;
      yield page;
    }
  }

  /** Each false page costs a checksum: a file made of nothing else must not keep the process busy. */
  #noteCorrupt(): void {
    this.#corrupt++;
    if (++this.#corruptInARow > maxCorruptInARow) {
      throw new AudioSourceError("The Ogg file is damaged: no sound page among the last 100", {
        recovery: "Check the file, for instance with `ffprobe`.",
      });
    }
  }
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Writes a page as bytes, with its checksum. */
export function writeOggPage(page: OggPage): Uint8Array {
  const bytes = Buffer.alloc(headerBytes + page.lacing.length + page.body.length);
  capturePattern.copy(bytes);
  bytes[5] = (page.continued ? 1 : 0) | (page.beginsStream ? 2 : 0) | (page.endsStream ? 4 : 0);
  bytes.writeBigInt64LE(page.granulePosition, 6);
  bytes.writeUInt32LE(page.serial, 14);
  bytes.writeUInt32LE(page.sequence, 18);
  bytes[26] = page.lacing.length;
  bytes.set(page.lacing, headerBytes);
  bytes.set(page.body, headerBytes + page.lacing.length);
  bytes.writeUInt32LE(oggChecksum(bytes), 22);
  return bytes;
}

/** Length of the page that starts here; `undefined` while its header is not whole. */
function pageLength(bytes: Buffer, start: number): number | undefined {
  const segmentCount = bytes[start + 26];
  if (segmentCount === undefined || start + headerBytes + segmentCount > bytes.length) return undefined;
  let length = headerBytes + segmentCount;
  for (let index = 0; index < segmentCount; index++) length += bytes[start + headerBytes + index] ?? 0;
  return length;
}

function readPage(bytes: Buffer): OggPage | undefined {
  const version = bytes[4];
  const flags = bytes[5] ?? 0;
  const bodyStart = headerBytes + (bytes[26] ?? 0);
  if (version !== 0 || flags > 7 || bytes.readUInt32LE(22) !== oggChecksum(bytes)) return undefined;
  return {
    continued: (flags & 1) !== 0,
    beginsStream: (flags & 2) !== 0,
    endsStream: (flags & 4) !== 0,
    granulePosition: bytes.readBigInt64LE(6),
    serial: bytes.readUInt32LE(14),
    sequence: bytes.readUInt32LE(18),
    lacing: bytes.subarray(headerBytes, bodyStart),
    body: bytes.subarray(bodyStart),
  };
}

/** CRC-32 of polynomial 0x04c11db7, neither reflected nor inverted (RFC 3533 §6), one table entry a byte. */
const checksumTable: Uint32Array = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index << 24;
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ (value < 0 ? 0x04c11db7 : 0);
  return value >>> 0;
});

/** The checksum of a page, whose own four bytes count as zero. */
function oggChecksum(bytes: Uint8Array): number {
  let checksum = 0;
  for (let index = 0; index < 26; index++) {
    const byte = index < 22 ? (bytes[index] ?? 0) : 0;
    checksum = (checksum << 8) ^ (checksumTable[((checksum >>> 24) ^ byte) & 0xff] ?? 0);
  }
  for (let index = 26; index < bytes.length; index++) {
    checksum = (checksum << 8) ^ (checksumTable[((checksum >>> 24) ^ (bytes[index] ?? 0)) & 0xff] ?? 0);
  }
  return checksum >>> 0;
}
