import { test as propertyTest, fc } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { AudioSourceError } from "../../src/audio/audio-error.ts";
import { silenceFrame } from "../../src/audio/frame-output.ts";
import { writeOpusHead } from "../../src/audio/opus-head.ts";
import { WebmOpusDemuxer } from "../../src/audio/webm-opus.ts";
import { numbered, numberOf } from "./signals.ts";
import { block, blockGroup, cluster, element, simpleBlock, webmHead } from "./webm-file.ts";

function demux(file: Uint8Array, pieceBytes = 4096): Uint8Array[] {
  const demuxer = new WebmOpusDemuxer();
  const packets: Uint8Array[] = [];
  for (let offset = 0; offset < file.length; offset += pieceBytes) {
    for (const packet of demuxer.push(file.subarray(offset, offset + pieceBytes))) packets.push(packet);
  }
  return packets;
}

/** 20 ms apart, one simple block each. */
function simpleBlocks(numbers: readonly number[], at = 0): Buffer[] {
  return numbers.map((number, index) => simpleBlock(block(1, at + index * 20, [numbered(number)])));
}

describe("a WebM/Opus file", () => {
  propertyTest.prop([fc.integer({ min: 1, max: 3000 }), fc.boolean()])(
    "gives its packets, however its bytes are cut, with clusters of known and of unknown size",
    (pieceBytes, unknownSize) => {
      const file = Buffer.concat([
        webmHead({ videoFirst: true }),
        cluster(0, simpleBlocks([1, 2, 3]), unknownSize),
        cluster(60, [blockGroup(block(1, 0, [numbered(4)])), ...simpleBlocks([5], 20)], unknownSize),
      ]);
      expect(demux(file, pieceBytes).map(numberOf)).toEqual([1, 2, 3, 4, 5]);
    },
  );

  it.each([1, 2, 3] as const)("takes the packets out of a lace (kind %i)", (lacing) => {
    const long = Buffer.concat([numbered(3), Buffer.alloc(lacing === 2 ? 0 : 700)]);
    const frames = [numbered(1), numbered(2), long, numbered(4)];
    const file = Buffer.concat([webmHead(), cluster(0, [simpleBlock(block(1, 0, frames, lacing))])]);
    expect(demux(file).map(numberOf)).toEqual([1, 2, 3, 4]);
  });

  it("leaves blocks of other tracks out, and elements that it does not know", () => {
    const file = Buffer.concat([
      webmHead({ videoFirst: true }),
      element(0xec, Buffer.alloc(3000)),
      cluster(0, [simpleBlock(block(9, 0, [Buffer.alloc(900_000)])), ...simpleBlocks([1])]),
    ]);
    expect(demux(file).map(numberOf)).toEqual([1]);
  });

  it("leaves the pre-skip of its Opus header out by whole packets", () => {
    const codecPrivate = writeOpusHead({
      channels: 2,
      preSkip: 2000,
      inputSampleRate: 48_000,
      outputGainDb: 0,
      mappingFamily: 0,
    });
    const file = Buffer.concat([webmHead({ codecPrivate }), cluster(0, simpleBlocks([1, 2, 3, 4]))]);
    expect(demux(file).map(numberOf)).toEqual([3, 4]);
  });

  it("fills a pause between two blocks with silence, and takes one over ten seconds for a cut", () => {
    const file = Buffer.concat([
      webmHead(),
      cluster(0, [...simpleBlocks([1]), ...simpleBlocks([2], 100)]),
      cluster(60_000, simpleBlocks([3])),
    ]);
    const packets = demux(file);
    expect(packets.map((packet) => (Buffer.from(silenceFrame).equals(packet) ? "silence" : numberOf(packet)))).toEqual([
      1,
      "silence",
      "silence",
      "silence",
      "silence",
      2,
      3,
    ]);
  });

  it("tells that it holds no Opus once the first cluster has begun", () => {
    const demuxer = new WebmOpusDemuxer();
    expect([...demuxer.push(webmHead({ codec: "A_VORBIS" }))]).toEqual([]);
    expect(demuxer.contents).toBe("unknown");
    expect([...demuxer.push(cluster(0, []))]).toEqual([]);
    expect(demuxer.contents).toBe("other");
  });

  propertyTest.prop([fc.uint8Array({ maxLength: 300 }), fc.nat({ max: 400 }), fc.integer({ min: 1, max: 200 })])(
    "never fails other than by its own error on damaged bytes, and holds little of them",
    (noise, at, pieceBytes) => {
      const file = Buffer.concat([webmHead(), cluster(0, simpleBlocks([1, 2, 3, 4, 5, 6, 7, 8]), true)]);
      const damaged = Buffer.concat([file.subarray(0, at), noise, file.subarray(at + noise.length)]);
      try {
        for (const packet of demux(damaged, pieceBytes)) expect(packet.length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(AudioSourceError);
      }
    },
  );

  it("steps over a block that claims half a gigabyte without keeping it", () => {
    const demuxer = new WebmOpusDemuxer();
    const claim = Buffer.from([0xa3, 0x1f, 0xff, 0xff, 0xf0]);
    expect([...demuxer.push(Buffer.concat([webmHead(), cluster(0, [], true), claim]))]).toEqual([]);
    for (let round = 0; round < 50; round++) expect([...demuxer.push(Buffer.alloc(65_536))]).toEqual([]);
    expect(demuxer.pendingBytes).toBe(0);
  });
});
