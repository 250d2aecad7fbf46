import { test } from "@fast-check/vitest";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readReceptionReports } from "../src/connection/rtcp.ts";
import { datagramKind, readRtpHeader, stripRtpPayload, writeRtpHeader } from "../src/connection/rtp.ts";

/** Payload type, sequence, timestamp, SSRC. */
const headerRest = [0x78, 0x12, 0x34, 0, 0, 0, 9, 0, 0, 0, 7];

/** A packet as RFC 3550 draws it, with the part from the extension's body on as it is before encryption. */
function packet(options: { csrcs?: number; extension?: number; padding?: number; payload: number[] }): Buffer {
  const { csrcs = 0, extension, padding = 0, payload } = options;
  const first = 0x80 | (padding > 0 ? 0x20 : 0) | (extension === undefined ? 0 : 0x10) | csrcs;
  const preamble = extension === undefined ? [] : [0xbe, 0xde, extension >> 8, extension & 0xff];
  const tail = padding > 0 ? [...Array.from({ length: padding - 1 }, () => 0), padding] : [];
  return Buffer.from([
    first,
    ...headerRest,
    ...Array.from({ length: 4 * csrcs }, () => 0xcc),
    ...preamble,
    ...Array.from({ length: 4 * (extension ?? 0) }, () => 0xee),
    ...payload,
    ...tail,
  ]);
}

function strip(bytes: Buffer): number[] | undefined {
  const header = readRtpHeader(bytes, 0);
  if (header === undefined) return undefined;
  const opus = stripRtpPayload(Buffer.from(bytes.subarray(header.clearBytes)), header);
  return opus === undefined ? undefined : [...opus];
}

describe("RTP", () => {
  test.prop([
    fc.integer({ min: 0, max: 15 }),
    fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
    fc.integer({ min: 0, max: 255 }),
    fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 60 }),
  ])(
    "gives the payload, whatever CSRCs, extension and padding are around it (pitfall 31)",
    (csrcs, extension, padding, payload) => {
      expect(strip(packet({ csrcs, payload, padding, ...(extension === undefined ? {} : { extension }) }))).toEqual(
        payload,
      );
    },
  );

  it("has the extension's preamble in the clear, and its body not", () => {
    expect(readRtpHeader(packet({ csrcs: 2, extension: 1, payload: [1] }), 0)).toMatchObject({
      clearBytes: 12 + 8 + 4,
      extensionBytes: 4,
      sequence: 0x1234,
      timestamp: 9,
      ssrc: 7,
    });
  });

  it.each([
    ["padding of 0", [1, 2, 0]],
    ["more padding than there is", [1, 2, 4]],
  ])("refuses %s", (_, payload) => {
    const bytes = packet({ payload });
    bytes[0] = 0xa0;
    expect(strip(bytes)).toBeUndefined();
  });

  it("refuses an extension that is longer than the packet", () => {
    expect(strip(packet({ extension: 2, payload: [] }).subarray(0, 20))).toBeUndefined();
  });

  test.prop([fc.uint8Array({ maxLength: 100 })])("survives any datagram", (bytes) => {
    const datagram = Buffer.from(bytes);
    expect(["rtp", "rtcp", "other"]).toContain(datagramKind(datagram));
    const header = readRtpHeader(datagram, 20);
    if (header !== undefined) expect(header.clearBytes).toBeLessThanOrEqual(datagram.length - 20);
    if (header !== undefined) stripRtpPayload(datagram.subarray(header.clearBytes), header);
    expect(Array.isArray(readReceptionReports(datagram))).toBe(true);
  });

  it("tells RTCP, other payload types and noise apart", () => {
    const audio = packet({ payload: [1] });
    expect(datagramKind(audio)).toBe("rtp");
    const marked = Buffer.from(audio);
    marked[1] = 0xf8;
    expect(datagramKind(marked)).toBe("rtp");
    const video = Buffer.from(audio);
    video[1] = 0x67;
    expect(datagramKind(video)).toBe("other");
    const report = Buffer.from(audio);
    report[1] = 201;
    expect(datagramKind(report)).toBe("rtcp");
    const versionOne = Buffer.from(audio);
    versionOne[0] = 0x40;
    expect(datagramKind(versionOne)).toBe("other");
  });

  it("writes headers that it reads", () => {
    const bytes = Buffer.alloc(12);
    writeRtpHeader(bytes, 65_535, 4_294_967_295, 4_000_000_000);
    expect(bytes.subarray(0, 2)).toEqual(Buffer.of(0x80, 0x78));
    expect(readRtpHeader(bytes, 0)).toMatchObject({ sequence: 65_535, timestamp: 4_294_967_295, ssrc: 4_000_000_000 });
  });
});

describe("RTCP", () => {
  it("reads the reports of a compound packet", () => {
    const report = Buffer.alloc(24);
    report.writeUInt32BE(7, 0);
    report.writeUInt8(64, 4);
    report.writeIntBE(-2, 5, 3);
    report.writeUInt32BE(96, 12);
    const sender = Buffer.concat([Buffer.of(0x81, 200, 0, 12), Buffer.alloc(24), report]);
    const receiver = Buffer.concat([Buffer.of(0x81, 201, 0, 7), Buffer.alloc(4), report]);
    const expected = { ssrc: 7, fractionLost: 0.25, packetsLost: -2, jitterMs: 2 };
    expect(readReceptionReports(Buffer.concat([sender, receiver]))).toEqual([expected, expected]);
  });
});
