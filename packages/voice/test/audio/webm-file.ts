/** Writes small WebM files for tests: elements by hand, with sizes that are known or not. */
export function element(id: number, data: Uint8Array, unknownSize = false): Buffer {
  return Buffer.concat([
    idBytes(id),
    unknownSize ? Buffer.from([0x01, 255, 255, 255, 255, 255, 255, 255]) : size(data.length),
    data,
  ]);
}

function size(value: number): Buffer {
  if (value < 127) return Buffer.from([0x80 | value]);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(0x10000000 + value);
  return bytes;
}

function idBytes(id: number): Buffer {
  const bytes: number[] = [];
  for (let rest = id; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest & 0xff);
  return Buffer.from(bytes);
}

export interface WebmOptions {
  readonly unknownSizes?: boolean;
  readonly codec?: string;
  readonly codecPrivate?: Uint8Array;
  readonly videoFirst?: boolean;
}

export function block(
  track: number,
  timestamp: number,
  frames: readonly Uint8Array[],
  lacing: 0 | 1 | 2 | 3 = 0,
): Buffer {
  const head = Buffer.from([0x80 | track, (timestamp >> 8) & 0xff, timestamp & 0xff, lacing << 1]);
  if (lacing === 0) return Buffer.concat([head, ...frames]);
  const count = Buffer.from([frames.length - 1]);
  const lengths = frames.slice(0, -1).map((frame) => frame.length);
  if (lacing === 2) return Buffer.concat([head, count, ...frames]);
  if (lacing === 1) {
    const bytes = lengths.flatMap((length) => [
      ...Array.from({ length: Math.floor(length / 255) }, () => 255),
      length % 255,
    ]);
    return Buffer.concat([head, count, Buffer.from(bytes), ...frames]);
  }
  const parts = lengths.map((length, index) => {
    if (index === 0) return Buffer.from([0x40 | (length >> 8), length & 0xff]);
    const difference = length - (lengths[index - 1] ?? 0) + 8191;
    return Buffer.from([0x40 | (difference >> 8), difference & 0xff]);
  });
  return Buffer.concat([head, count, ...parts, ...frames]);
}

export function webmHead(options: WebmOptions = {}): Buffer {
  const { codec = "A_OPUS", codecPrivate, videoFirst = false } = options;
  const video = element(0xae, Buffer.concat([element(0xd7, Buffer.from([9])), element(0x86, Buffer.from("V_VP9"))]));
  const audio = element(
    0xae,
    Buffer.concat([
      element(0xd7, Buffer.from([1])),
      element(0x86, Buffer.from(codec)),
      ...(codecPrivate === undefined ? [] : [element(0x63a2, codecPrivate)]),
    ]),
  );
  return Buffer.concat([
    element(0x1a45dfa3, element(0x4282, Buffer.from("webm"))),
    element(0x18538067, Buffer.alloc(0), true),
    element(0x1549a966, element(0x2ad7b1, Buffer.from([0x0f, 0x42, 0x40]))),
    element(0x1654ae6b, Buffer.concat([...(videoFirst ? [video] : []), audio])),
  ]);
}

export function cluster(timestamp: number, blocks: readonly Buffer[], unknownSize = false): Buffer {
  const time = Buffer.alloc(4);
  time.writeUInt32BE(timestamp);
  return element(0x1f43b675, Buffer.concat([element(0xe7, time), ...blocks]), unknownSize);
}

export function simpleBlock(data: Buffer): Buffer {
  return element(0xa3, data);
}

export function blockGroup(data: Buffer): Buffer {
  return element(0xa0, element(0xa1, data));
}
