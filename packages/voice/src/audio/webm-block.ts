import { readVint } from "./ebml.ts";

/** A block of a WebM file: one packet, or several in a lace. */
export interface WebmBlock {
  readonly trackNumber: number;
  /** Relative to its cluster's, in the file's time units. */
  readonly timestamp: number;
  readonly frames: readonly Uint8Array[];
}

/** @returns `undefined` when the lengths in it do not fit. @see {@link https://www.rfc-editor.org/rfc/rfc9559#section-10 | RFC 9559 §10} */
export function parseWebmBlock(data: Uint8Array): WebmBlock | undefined {
  const track = readVint(data, 0);
  if (track === undefined || data.length < track.length + 3) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const timestamp = view.getInt16(track.length);
  const lacing = (view.getUint8(track.length + 2) >> 1) & 3;
  const frames = unlace(data.subarray(track.length + 3), lacing);
  return frames === undefined ? undefined : { trackNumber: track.value, timestamp, frames };
}

function unlace(body: Uint8Array, lacing: number): Uint8Array[] | undefined {
  if (lacing === 0) return [body];
  const first = body[0];
  if (first === undefined) return undefined;
  const count = first + 1;
  const rest = body.subarray(1);
  if (lacing === 2) {
    if (rest.length % count !== 0) return undefined;
    const size = rest.length / count;
    return Array.from({ length: count }, (_, index) => rest.subarray(index * size, (index + 1) * size));
  }
  const sizes = lacing === 1 ? xiphSizes(rest, count - 1) : ebmlSizes(rest, count - 1);
  return sizes === undefined ? undefined : cut(rest, sizes);
}

interface LaceSizes {
  /** Of all frames but the last. */
  readonly sizes: readonly number[];
  readonly bytes: number;
}

function xiphSizes(bytes: Uint8Array, count: number): LaceSizes | undefined {
  const sizes: number[] = [];
  let offset = 0;
  while (sizes.length < count) {
    let size = 0;
    let byte: number | undefined;
    do {
      byte = bytes[offset++];
      if (byte === undefined) return undefined;
      size += byte;
    } while (byte === 255);
    sizes.push(size);
  }
  return { sizes, bytes: offset };
}

/** The first size as it is, then differences, with half of their range taken off. */
function ebmlSizes(bytes: Uint8Array, count: number): LaceSizes | undefined {
  const sizes: number[] = [];
  let offset = 0;
  let size = 0;
  while (sizes.length < count) {
    const number = readVint(bytes, offset);
    if (number === undefined) return undefined;
    offset += number.length;
    size = sizes.length === 0 ? number.value : size + number.value - (2 ** (7 * number.length - 1) - 1);
    if (size < 0) return undefined;
    sizes.push(size);
  }
  return { sizes, bytes: offset };
}

function cut(bytes: Uint8Array, lace: LaceSizes): Uint8Array[] | undefined {
  const frames: Uint8Array[] = [];
  let offset = lace.bytes;
  for (const size of lace.sizes) {
    if (offset + size > bytes.length) return undefined;
    frames.push(bytes.subarray(offset, offset + size));
    offset += size;
  }
  frames.push(bytes.subarray(offset));
  return frames;
}
