/** Ogg pages need a checksum of their own: CRC-32 with polynomial 0x04c11db7, not reflected. */
const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index << 24;
  for (let bit = 0; bit < 8; bit++) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value >>> 0;
});

function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = ((sum << 8) ^ (table[((sum >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  return sum;
}

function page(packets: readonly Uint8Array[], options: { flags: number; granule: bigint; index: number }): Buffer {
  const lacing = packets.flatMap(({ length }) => [
    ...Array.from({ length: Math.floor(length / 255) }, () => 255),
    length % 255,
  ]);
  const header = Buffer.alloc(27);
  header.write("OggS", 0, "ascii");
  header[5] = options.flags;
  header.writeBigInt64LE(options.granule, 6);
  header.writeUInt32LE(0x5a69676e, 14);
  header.writeUInt32LE(options.index, 18);
  header[26] = lacing.length;
  const whole = Buffer.concat([header, Buffer.from(lacing), ...packets]);
  whole.writeUInt32LE(checksum(whole), 22);
  return whole;
}

/** An Ogg/Opus file (RFC 7845) of 20 ms frames in stereo. */
export function oggOpus(frames: readonly Uint8Array[], perPage = 10): Buffer {
  const head = Buffer.alloc(19);
  head.write("OpusHead", 0, "ascii");
  head[8] = 1;
  head[9] = 2;
  head.writeUInt32LE(48_000, 12);
  const tags = Buffer.alloc(16);
  tags.write("OpusTags", 0, "ascii");
  const pages = [page([head], { flags: 2, granule: 0n, index: 0 }), page([tags], { flags: 0, granule: 0n, index: 1 })];
  for (let start = 0; start < frames.length; start += perPage) {
    const end = Math.min(start + perPage, frames.length);
    const flags = end === frames.length ? 4 : 0;
    pages.push(page(frames.slice(start, end), { flags, granule: BigInt(end * 960), index: pages.length }));
  }
  return Buffer.concat(pages);
}
