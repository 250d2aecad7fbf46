/** What is clear in an RTCP packet: its first header and the sender's SSRC. */
export const rtcpClearBytes = 8;

/** What a receiver says about one stream. @see {@link https://www.rfc-editor.org/rfc/rfc3550#section-6.4.1 | RFC 3550, 6.4.1} */
export interface ReceptionReport {
  /** The stream that the report is about. */
  readonly ssrc: number;
  /** Part of the packets that was lost since the report before, from 0 to 1. */
  readonly fractionLost: number;
  /** Packets lost in all; below 0 with duplicates. */
  readonly packetsLost: number;
  /** Interarrival jitter, in milliseconds. */
  readonly jitterMs: number;
}

const senderReport = 200;
const receiverReport = 201;
const reportBytes = 24;
/** Discord's audio clock. */
const unitsPerMs = 48;

/** Reads the reports of a compound packet, and steps over everything else in it. Never throws. */
export function readReceptionReports(compound: Buffer): ReceptionReport[] {
  const reports: ReceptionReport[] = [];
  let at = 0;
  while (at + rtcpClearBytes <= compound.length) {
    const first = compound.readUInt8(at);
    const end = at + 4 * (compound.readUInt16BE(at + 2) + 1);
    if (first >> 6 !== 2 || end > compound.length) break;
    const type = compound.readUInt8(at + 1);
    if (type === senderReport || type === receiverReport) {
      const start = at + (type === senderReport ? 28 : 8);
      for (let index = 0; index < (first & 0x1f); index++) {
        const block = start + index * reportBytes;
        if (block + reportBytes > end) break;
        reports.push({
          ssrc: compound.readUInt32BE(block),
          fractionLost: compound.readUInt8(block + 4) / 256,
          packetsLost: compound.readIntBE(block + 5, 3),
          jitterMs: compound.readUInt32BE(block + 12) / unitsPerMs,
        });
      }
    }
    at = end;
  }
  return reports;
}
