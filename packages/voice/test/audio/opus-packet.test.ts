import { test as propertyTest, fc } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import {
  buildOpusPacket,
  opusPacketSamples,
  parseOpusPacket,
  samplesPerOpusFrame,
} from "../../src/audio/opus-packet.ts";
import { Repacketizer } from "../../src/audio/repacketizer.ts";

const noTranscoding = (): never => {
  throw new Error("no transcoding was expected");
};

describe("an Opus packet", () => {
  it("has the durations of RFC 6716's table", () => {
    const durations = Array.from({ length: 32 }, (_, config) => samplesPerOpusFrame(config << 3) / 48);
    const silk = [10, 20, 40, 60];
    const celt = [2.5, 5, 10, 20];
    expect(durations).toEqual([...silk, ...silk, ...silk, 10, 20, 10, 20, ...celt, ...celt, ...celt, ...celt]);
  });

  propertyTest.prop([
    fc.array(fc.uint8Array({ maxLength: 1275 }), { minLength: 1, maxLength: 48 }),
    fc.nat({ max: 31 }),
  ])("comes apart into the frames that it was built of", (frames, config) => {
    const toc = config << 3;
    fc.pre(frames.length * samplesPerOpusFrame(toc) <= 5760);
    const packet = buildOpusPacket(toc, frames);
    expect(parseOpusPacket(packet)?.frames.map((frame) => [...frame])).toEqual(frames.map((frame) => [...frame]));
    expect(opusPacketSamples(packet)).toBe(frames.length * samplesPerOpusFrame(toc));
  });

  propertyTest.prop([fc.uint8Array({ maxLength: 1500 })])(
    "is refused or has sound frames, whatever the bytes are",
    (bytes) => {
      const parsed = parseOpusPacket(bytes);
      if (parsed === undefined) return;
      expect(parsed.frames.every((frame) => frame.length <= 1275)).toBe(true);
      expect(parsed.frames.length * parsed.samplesPerFrame).toBeLessThanOrEqual(5760);
    },
  );

  it.each([
    ["no bytes", []],
    ["two frames of one odd length", [0xfd, 1, 2, 3]],
    ["a first frame longer than the packet", [0xfe, 200, 1]],
    ["no frame count", [0xff]],
    ["no frames", [0xff, 0]],
    ["more than 120 ms", [0xff, 7, 1, 1, 1, 1, 1, 1, 1]],
    ["more padding than there is", [0xff, 0x41, 255, 255]],
    ["a frame over 1275 bytes", [0xfc, ...Array.from({ length: 1276 }, () => 0)]],
  ])("with %s is refused", (_, bytes) => {
    expect(parseOpusPacket(Uint8Array.from(bytes))).toBeUndefined();
  });
});

describe("the repacketizer", () => {
  it("passes packets of 20 ms through, the same bytes", () => {
    const packet = Uint8Array.of(0xfc, 1, 2, 3);
    expect(new Repacketizer({ transcode: noTranscoding }).push(packet)[0]).toBe(packet);
  });

  it("puts eight frames of 2.5 ms into one packet", () => {
    const repacketizer = new Repacketizer({ transcode: noTranscoding });
    const packets = Array.from({ length: 16 }, (_, index) => repacketizer.push(Uint8Array.of(0xe4, index)));
    expect(packets.flat().map((packet) => parseOpusPacket(packet)?.frames.map((frame) => frame[0]))).toEqual([
      [0, 1, 2, 3, 4, 5, 6, 7],
      [8, 9, 10, 11, 12, 13, 14, 15],
    ]);
    expect(packets.flat().every((packet) => opusPacketSamples(packet) === 960)).toBe(true);
  });

  it("cuts a packet of three 20 ms frames into three packets", () => {
    const packet = buildOpusPacket(0xfc, [Uint8Array.of(1), Uint8Array.of(2, 2), Uint8Array.of(3)]);
    const packets = new Repacketizer({ transcode: noTranscoding }).push(packet);
    expect(packets.map((each) => [...each])).toEqual([
      [0xfc, 1],
      [0xfc, 2, 2],
      [0xfc, 3],
    ]);
  });

  it("fills a packet up with empty frames where the configuration changes in its middle, and at the end", () => {
    const repacketizer = new Repacketizer({ transcode: noTranscoding });
    expect(repacketizer.push(Uint8Array.of(0xf4, 9))).toEqual([]);
    const packets = [...repacketizer.push(Uint8Array.of(0xec, 8)), ...repacketizer.flush()];
    expect(packets.map((packet) => parseOpusPacket(packet)?.frames.map((frame) => frame.length))).toEqual([
      [1, 0],
      [1, 0, 0, 0],
    ]);
  });

  it("has only frames longer than 20 ms encoded again, and keeps the order", () => {
    const transcoded = [Uint8Array.of(0xfc, 50), Uint8Array.of(0xfc, 51), Uint8Array.of(0xfc, 52)];
    const repacketizer = new Repacketizer({ transcode: () => transcoded });
    repacketizer.push(Uint8Array.of(0xf4, 9));
    const packets = repacketizer.push(Uint8Array.of(0x18, 1));
    expect(packets.map((packet) => packet.at(-1))).toEqual([9, 50, 51, 52]);
  });

  it("leaves malformed packets out and counts them", () => {
    const repacketizer = new Repacketizer({ transcode: noTranscoding });
    expect(repacketizer.push(Uint8Array.of(0xfd, 1))).toEqual([]);
    expect(repacketizer.malformed).toBe(1);
  });
});
