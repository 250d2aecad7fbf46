/** Opus audio, in the second byte of a packet. */
export const opusPayloadType = 0x78;

export interface RtpHeader {
  /** What is not encrypted: the fixed header, the contributing sources and the preamble of an extension. */
  readonly clearSize: number;
  /** Words of four bytes that the extension has, at the front of what is encrypted. */
  readonly extensionWords: number;
  readonly hasPadding: boolean;
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
}

/** Control packets share the port with audio; their second byte tells (RFC 5761, section 4). */
export function isRtcp(packet: Buffer): boolean {
  const type = packet[1] ?? 0;
  return type >= 192 && type <= 223;
}

/**
 * Reads the header of a packet.
 * @returns `undefined` when it is none of version 2, or cut off.
 * @see {@link https://datatracker.ietf.org/doc/html/rfc3550#section-5.1 | RFC 3550, section 5.1}
 */
export function readRtpHeader(packet: Buffer): RtpHeader | undefined {
  const first = packet[0];
  if (first === undefined || packet.length < 12 || first >> 6 !== 2) return undefined;
  const hasExtension = (first & 0x10) !== 0;
  const fixed = 12 + 4 * (first & 0x0f);
  const clearSize = hasExtension ? fixed + 4 : fixed;
  if (packet.length < clearSize) return undefined;
  return {
    clearSize,
    extensionWords: hasExtension ? packet.readUInt16BE(fixed + 2) : 0,
    hasPadding: (first & 0x20) !== 0,
    payloadType: (packet[1] ?? 0) & 0x7f,
    sequence: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    ssrc: packet.readUInt32BE(8),
  };
}

/** The frame inside of a decrypted body, without extension and padding; `undefined` when their sizes make no sense. */
export function frameOf(body: Buffer, { extensionWords, hasPadding }: RtpHeader): Buffer | undefined {
  const start = extensionWords * 4;
  if (start > body.length) return undefined;
  if (!hasPadding) return body.subarray(start);
  const padding = body.at(-1) ?? 0;
  if (padding === 0 || padding > body.length - start) return undefined;
  return body.subarray(start, body.length - padding);
}

export interface OutgoingPacket {
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly frame: Uint8Array;
  /** Bytes of padding, `0` for none. @defaultValue `0` */
  readonly padding?: number;
  /** The one-byte extension elements (RFC 8285) to carry: whole words of four bytes. @defaultValue none */
  readonly extension?: Uint8Array;
}

/** A packet before encryption. */
export function buildRtp(packet: OutgoingPacket): { header: Buffer; body: Buffer } {
  const { padding = 0, extension } = packet;
  const header = Buffer.alloc(extension === undefined ? 12 : 16);
  header[0] = 0x80 | (padding > 0 ? 0x20 : 0) | (extension === undefined ? 0 : 0x10);
  header[1] = opusPayloadType;
  header.writeUInt16BE(packet.sequence & 0xffff, 2);
  header.writeUInt32BE(packet.timestamp >>> 0, 4);
  header.writeUInt32BE(packet.ssrc, 8);
  if (extension !== undefined) {
    header.writeUInt16BE(0xbede, 12);
    header.writeUInt16BE(extension.length / 4, 14);
  }
  const tail = Buffer.alloc(padding);
  if (padding > 0) tail[padding - 1] = padding;
  return { header, body: Buffer.concat([extension ?? Buffer.alloc(0), packet.frame, tail]) };
}
