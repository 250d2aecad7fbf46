import { CacheError } from "@zignal/errors";
import { crc32 } from "node:zlib";

/** What a snapshot begins with; the version of the format follows in two bytes. */
const magic: Buffer = Buffer.from("ZIGCACHE");
const version = 1;
const headerBytes = magic.length + 2;

/** Of each frame: the length of its JSON text and the checksum of it, four bytes each, low bytes first. */
const frameHeaderBytes = 8;

/** No frame is as large: a length that is comes from a damaged file. */
const largestFrame = 256 * 1024 * 1024;

/** The beginning of a snapshot. */
export function snapshotHeader(): Buffer {
  const header = Buffer.alloc(headerBytes);
  magic.copy(header);
  header.writeUInt16LE(version, magic.length);
  return header;
}

/** A frame: a value of JSON with its length and checksum. */
export function snapshotFrame(value: unknown): Buffer {
  const text = Buffer.from(JSON.stringify(value));
  const frame = Buffer.allocUnsafe(frameHeaderBytes + text.length);
  frame.writeUInt32LE(text.length, 0);
  frame.writeUInt32LE(crc32(text), 4);
  text.copy(frame, frameHeaderBytes);
  return frame;
}

/** The last frame: how many came before it. */
export function snapshotEnd(frames: number): Buffer {
  return snapshotFrame({ end: frames });
}

/**
 * Reads the frames of a snapshot.
 * @throws {CacheError} when it is none, of a newer version, damaged, or ends too early.
 */
export async function* readFrames(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<unknown, void, void> {
  let rest: Buffer = Buffer.alloc(0);
  let isHeaderRead = false;
  let frames = 0;
  let ended = false;
  const waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let needed = headerBytes;
  for await (const chunk of source) {
    if (!(chunk instanceof Uint8Array)) throw new CacheError("A snapshot is made of bytes, but a chunk was none");
    waiting.push(chunk);
    waitingBytes += chunk.length;
    // Joined only when there is something to read: a frame may come in very many chunks.
    if (rest.length + waitingBytes < needed) continue;
    rest = Buffer.concat([rest, ...waiting]);
    waiting.length = 0;
    waitingBytes = 0;
    let at = 0;
    if (!isHeaderRead) {
      checkHeader(rest);
      isHeaderRead = true;
      at = headerBytes;
    }
    for (;;) {
      needed = frameHeaderBytes;
      if (rest.length - at < needed) break;
      const length = rest.readUInt32LE(at);
      if (length > largestFrame) throw damaged(`frame ${frames} claims ${length} bytes`);
      needed += length;
      if (rest.length - at < needed) break;
      if (ended) throw damaged("something follows its end");
      const value = parseFrame(rest.subarray(at, at + needed), frames);
      at += needed;
      ended = isEnd(value, frames);
      if (ended) continue;
      frames += 1;
      yield value;
    }
    rest = rest.subarray(at);
  }
  if (!isHeaderRead) throw new CacheError("This is no snapshot of a cache: it is too short");
  if (!ended) throw new CacheError(`The snapshot is cut off after ${frames} frames; take another one`);
  if (rest.length + waitingBytes > 0) throw damaged("something follows its end");
}

function checkHeader(bytes: Buffer): void {
  if (!bytes.subarray(0, magic.length).equals(magic)) throw new CacheError("This is no snapshot of a cache");
  const found = bytes.readUInt16LE(magic.length);
  if (found !== version) {
    throw new CacheError(
      `The snapshot has version ${found} of its format, and this cache reads version ${version}: ` +
        "it was written by another release; start without it",
    );
  }
}

function parseFrame(frame: Buffer, number: number): unknown {
  const text = frame.subarray(frameHeaderBytes);
  if (crc32(text) !== frame.readUInt32LE(4)) throw damaged(`the checksum of frame ${number} does not fit`);
  try {
    return JSON.parse(text.toString());
  } catch (error) {
    throw damaged(`frame ${number} is no JSON`, error);
  }
}

function isEnd(value: unknown, frames: number): boolean {
  if (typeof value !== "object" || value === null || !("end" in value)) return false;
  if (value.end !== frames) throw damaged(`${frames} frames came, and ${String(value.end)} were written`);
  return true;
}

function damaged(what: string, cause?: unknown): CacheError {
  const message = `The snapshot is damaged: ${what}; take another one`;
  return cause === undefined ? new CacheError(message) : new CacheError(message, { cause });
}
