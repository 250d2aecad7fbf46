/** Most samples per channel, at 48 kHz, that one packet may hold: 120 ms (RFC 6716 §3.2.5). */
const maxSamplesPerPacket = 5760;

/** Most bytes that one frame may have (RFC 6716 §3.1). */
export const maxFrameBytes = 1275;

const silkSamples = [480, 960, 1920, 2880] as const;
const hybridSamples = [480, 960] as const;
const celtSamples = [120, 240, 480, 960] as const;

/** An Opus packet taken apart. */
export interface OpusPacket {
  /** Configuration and stereo bit: the packet's first byte without the frame count code. */
  readonly toc: number;
  /** Samples per channel, at 48 kHz, in each frame. */
  readonly samplesPerFrame: number;
  /** Views into the packet. A frame of no bytes stands for a lost one, or for silence. */
  readonly frames: readonly Uint8Array[];
}

/**
 * Samples per channel, at 48 kHz, in each frame of a packet that begins with this byte.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc6716#section-3.1 | RFC 6716 §3.1}
 */
export function samplesPerOpusFrame(tocByte: number): number {
  const config = (tocByte >> 3) & 0x1f;
  if (config < 12) return silkSamples[(config & 3) as 0 | 1 | 2 | 3];
  if (config < 16) return hybridSamples[(config & 1) as 0 | 1];
  return celtSamples[(config & 3) as 0 | 1 | 2 | 3];
}

/**
 * Takes a packet apart.
 *
 * @returns `undefined` when it breaks one of the rules R1 to R7 of RFC 6716 §3.4: it must not reach a decoder.
 */
export function parseOpusPacket(packet: Uint8Array): OpusPacket | undefined {
  const tocByte = packet[0];
  if (tocByte === undefined) return undefined;
  const samplesPerFrame = samplesPerOpusFrame(tocByte);
  const frames = framesOf(packet, tocByte & 3, samplesPerFrame);
  if (frames === undefined || frames.some((frame) => frame.length > maxFrameBytes)) return undefined;
  return { toc: tocByte & 0xfc, samplesPerFrame, frames };
}

/** Samples per channel, at 48 kHz, in a packet; 0 when it is malformed. */
export function opusPacketSamples(packet: Uint8Array): number {
  const tocByte = packet[0];
  if (tocByte === undefined) return 0;
  const code = tocByte & 3;
  const count = code === 0 ? 1 : code === 3 ? (packet[1] ?? 0) & 0x3f : 2;
  const samples = count * samplesPerOpusFrame(tocByte);
  return samples > maxSamplesPerPacket ? 0 : samples;
}

/** Puts frames of one configuration together into one packet. */
export function buildOpusPacket(toc: number, frames: readonly Uint8Array[]): Uint8Array {
  const [first, second] = frames;
  if (first !== undefined && frames.length === 1) return concatenate([Uint8Array.of(toc), first]);
  if (first !== undefined && second !== undefined && frames.length === 2 && first.length === second.length) {
    return concatenate([Uint8Array.of(toc | 1), first, second]);
  }
  const lengths = frames.slice(0, -1).flatMap((frame) => lengthBytes(frame.length));
  return concatenate([Uint8Array.of(toc | 3, 0x80 | frames.length, ...lengths), ...frames]);
}

function framesOf(packet: Uint8Array, code: number, samplesPerFrame: number): Uint8Array[] | undefined {
  const rest = packet.subarray(1);
  if (code === 0) return [rest];
  if (code === 1) return rest.length % 2 === 0 ? equalParts(rest, 2) : undefined;
  if (code === 2) return variableParts(rest, 2);
  return countedFrames(rest, samplesPerFrame);
}

/** Code 3: a byte with the number of frames, then padding and lengths as its bits say. */
function countedFrames(body: Uint8Array, samplesPerFrame: number): Uint8Array[] | undefined {
  const countByte = body[0];
  if (countByte === undefined) return undefined;
  const count = countByte & 0x3f;
  if (count === 0 || count * samplesPerFrame > maxSamplesPerPacket) return undefined;
  let offset = 1;
  let paddingBytes = 0;
  if ((countByte & 0x40) !== 0) {
    for (let byte: number | undefined = 255; byte === 255;) {
      byte = body[offset++];
      if (byte === undefined) return undefined;
      paddingBytes += byte === 255 ? 254 : byte;
    }
  }
  if (offset + paddingBytes > body.length) return undefined;
  const rest = body.subarray(offset, body.length - paddingBytes);
  if ((countByte & 0x80) !== 0) return variableParts(rest, count);
  return rest.length % count === 0 ? equalParts(rest, count) : undefined;
}

function equalParts(bytes: Uint8Array, count: number): Uint8Array[] {
  const size = bytes.length / count;
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}

/** All lengths but the last one's come first; the last frame has what is left. */
function variableParts(bytes: Uint8Array, count: number): Uint8Array[] | undefined {
  const lengths: number[] = [];
  let offset = 0;
  while (lengths.length < count - 1) {
    const first = bytes[offset++];
    if (first === undefined) return undefined;
    if (first < 252) {
      lengths.push(first);
      continue;
    }
    const second = bytes[offset++];
    if (second === undefined) return undefined;
    lengths.push(first + 4 * second);
  }
  const frames: Uint8Array[] = [];
  for (const length of lengths) {
    if (offset + length > bytes.length) return undefined;
    frames.push(bytes.subarray(offset, offset + length));
    offset += length;
  }
  frames.push(bytes.subarray(offset));
  return frames;
}

function lengthBytes(length: number): number[] {
  if (length < 252) return [length];
  const first = 252 + (length & 3);
  return [first, (length - first) >> 2];
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
