/** Of a packet without CSRCs and extension: every packet that this side sends. */
export const rtpHeaderBytes = 12;

/** RTP payload type of Discord's Opus. */
const opusPayloadType = 0x78;

/** Writes a header for Opus. @see {@link https://www.rfc-editor.org/rfc/rfc3550#section-5.1 | RFC 3550, 5.1} */
export function writeRtpHeader(target: Buffer, sequence: number, timestamp: number, ssrc: number): void {
  target[0] = 0x80;
  target[1] = opusPayloadType;
  target.writeUInt16BE(sequence, 2);
  target.writeUInt32BE(timestamp, 4);
  target.writeUInt32BE(ssrc, 8);
}

export interface RtpHeader {
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  /** Bytes at the start that are in the clear and authenticated: header, CSRCs and the extension's preamble. */
  readonly clearBytes: number;
  /** Bytes of the extension's body, which is the first thing behind the clear part, and encrypted. */
  readonly extensionBytes: number;
  readonly hasPadding: boolean;
}

/** What a datagram is, as far as its clear bytes tell. */
export type DatagramKind = "rtp" | "rtcp" | "other";

/** RTP and RTCP share the port: the second byte tells them apart. @see {@link https://www.rfc-editor.org/rfc/rfc5761#section-4 | RFC 5761, 4} */
export function datagramKind(datagram: Buffer): DatagramKind {
  if (datagram.length < 8 || ((datagram[0] ?? 0) & 0xc0) !== 0x80) return "other";
  const second = datagram[1] ?? 0;
  if (second >= 192 && second <= 223) return "rtcp";
  return (second & 0x7f) === opusPayloadType ? "rtp" : "other";
}

/**
 * Reads the clear part of a packet with Opus in it.
 *
 * @param trailerBytes - What encryption adds behind the payload.
 * @returns `undefined` when it is shorter than it claims to be.
 */
export function readRtpHeader(packet: Buffer, trailerBytes: number): RtpHeader | undefined {
  if (packet.length < rtpHeaderBytes + trailerBytes) return undefined;
  const first = packet[0] ?? 0;
  const csrcEnd = rtpHeaderBytes + 4 * (first & 0x0f);
  const hasExtension = (first & 0x10) !== 0;
  const clearBytes = csrcEnd + (hasExtension ? 4 : 0);
  if (packet.length < clearBytes + trailerBytes) return undefined;
  return {
    sequence: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    ssrc: packet.readUInt32BE(8),
    clearBytes,
    extensionBytes: hasExtension ? 4 * packet.readUInt16BE(csrcEnd + 2) : 0,
    hasPadding: (first & 0x20) !== 0,
  };
}

/**
 * Takes the extension's body off the front of the decrypted part, and the padding off its end.
 *
 * @returns `undefined` when the packet claims more of either than there is.
 * @see {@link https://www.rfc-editor.org/rfc/rfc3550#section-5.1 | RFC 3550, 5.1}
 */
export function stripRtpPayload(plain: Buffer, { extensionBytes, hasPadding }: RtpHeader): Buffer | undefined {
  if (extensionBytes > plain.length) return undefined;
  if (!hasPadding) return plain.subarray(extensionBytes);
  const padding = plain[plain.length - 1] ?? 0;
  if (padding === 0 || extensionBytes + padding > plain.length) return undefined;
  return plain.subarray(extensionBytes, plain.length - padding);
}
