import { test as propertyTest, fc } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { OggOpusDemuxer } from "../../src/audio/ogg-opus.ts";
import { OggOpusWriter } from "../../src/audio/ogg-opus-writer.ts";
import { OggPageReader, writeOggPage } from "../../src/audio/ogg-page.ts";
import { writeOpusHead } from "../../src/audio/opus-head.ts";
import { numbered, numberOf, oggOf } from "./signals.ts";

function demux(file: Uint8Array, pieceBytes = 4096): Uint8Array[] {
  const demuxer = new OggOpusDemuxer();
  const packets: Uint8Array[] = [];
  for (let offset = 0; offset < file.length; offset += pieceBytes) {
    for (const packet of demuxer.push(file.subarray(offset, offset + pieceBytes))) packets.push(packet);
  }
  return packets;
}

const head = (preSkip = 0): Uint8Array =>
  writeOpusHead({ channels: 2, preSkip, inputSampleRate: 48_000, outputGainDb: 0, mappingFamily: 0 });

interface PageInput {
  sequence: number;
  lacing: readonly number[];
  body: Uint8Array;
  granule?: bigint;
  flags?: { continued?: boolean; begins?: boolean; ends?: boolean };
  serial?: number;
}

function page({ sequence, lacing, body, granule = 0n, flags = {}, serial = 1 }: PageInput): Uint8Array {
  return writeOggPage({
    continued: flags.continued === true,
    beginsStream: flags.begins === true,
    endsStream: flags.ends === true,
    granulePosition: granule,
    serial,
    sequence,
    lacing: Uint8Array.from(lacing),
    body,
  });
}

const tags = Buffer.concat([Buffer.from("OpusTags"), Buffer.alloc(8)]);

function headerPages(preSkip = 0, serial = 1): Uint8Array[] {
  return [
    page({ sequence: 0, lacing: [19], body: head(preSkip), flags: { begins: true }, serial }),
    page({ sequence: 1, lacing: [tags.length], body: tags, serial }),
  ];
}

/** Two streams of one packet each, page by page in turns. */
function beside(from: number, first: number, second: number): Uint8Array[] {
  const serials = [first, second];
  return [
    ...serials.map((serial) => page({ sequence: 0, lacing: [19], body: head(), flags: { begins: true }, serial })),
    ...serials.map((serial) => page({ sequence: 1, lacing: [tags.length], body: tags, serial })),
    ...serials.map((serial, index) => {
      const body = numbered(from + index);
      return page({ sequence: 2, lacing: [body.length], body, granule: 960n, flags: { ends: true }, serial });
    }),
  ];
}

describe("an Ogg/Opus file", () => {
  it("plays the first of two streams that lie beside each other, and the next link of each behind them", () => {
    const packets = demux(Buffer.concat([...beside(1, 10, 11), ...beside(21, 12, 13)]));
    expect(packets.map(numberOf)).toEqual([1, 21]);
  });

  propertyTest.prop([
    fc.array(fc.uint8Array({ minLength: 1, maxLength: 1200 }), { minLength: 1, maxLength: 120 }),
    fc.integer({ min: 1, max: 5000 }),
    fc.integer({ min: 1, max: 60 }),
  ])("gives back every packet that was written, however its bytes are cut", (bodies, pieceBytes, packetsPerPage) => {
    const packets = bodies.map((body) => Buffer.concat([Buffer.from([0xfc]), body]));
    const read = demux(oggOf(packets, { packetsPerPage }), pieceBytes);
    expect(read.map((packet) => Buffer.from(packet).toString("hex"))).toEqual(
      packets.map((packet) => packet.toString("hex")),
    );
  });

  it("gives a packet whole that lies on three pages", () => {
    const big = Buffer.alloc(300 * 255 + 40, 7);
    big[0] = 0xfc;
    const first = page({
      sequence: 2,
      lacing: Array.from({ length: 255 }, () => 255),
      body: big.subarray(0, 255 * 255),
      granule: -1n,
    });
    const second = page({
      sequence: 3,
      lacing: [...Array.from({ length: 45 }, () => 255), 40],
      body: big.subarray(255 * 255),
      granule: 960n,
      flags: { continued: true },
    });
    expect(demux(Buffer.concat([...headerPages(), first, second])).map((packet) => packet.length)).toEqual([
      big.length,
    ]);
  });

  it("leaves out the packet whose middle is missing, and goes on with the next page", () => {
    const lost = page({ sequence: 2, lacing: [255], body: Buffer.alloc(255, 0xfc), granule: -1n });
    const later = page({
      sequence: 4,
      lacing: [10, 6],
      body: Buffer.concat([Buffer.alloc(10), numbered(5)]),
      granule: 1920n,
      flags: { continued: true },
    });
    expect(demux(Buffer.concat([...headerPages(), lost, later])).map(numberOf)).toEqual([5]);
  });

  it("steps over a page with a wrong checksum, and over bytes that are no page", () => {
    const pages = [2, 3, 4].map((sequence) =>
      Buffer.from(page({ sequence, lacing: [6], body: numbered(sequence), granule: BigInt((sequence - 1) * 960) })),
    );
    pages[1]?.fill(0xff, 30, 31);
    const file = Buffer.concat([...headerPages(), Buffer.from("OggSgarbage"), ...pages]);
    expect(demux(file).map(numberOf)).toEqual([2, 4]);
  });

  it("goes on with the next link of a chained file", () => {
    const one = oggOf([numbered(1), numbered(2)]);
    const two = oggOf([numbered(3), numbered(4)]);
    expect(demux(Buffer.concat([one, two])).map(numberOf)).toEqual([1, 2, 3, 4]);
  });

  it("takes the Opus stream out of several, when a video's pages lie between", () => {
    const video = page({
      sequence: 0,
      lacing: [7],
      body: Buffer.from("\x80theora"),
      flags: { begins: true },
      serial: 9,
    });
    const videoData = page({ sequence: 1, lacing: [6], body: numbered(99), serial: 9 });
    const audio = page({ sequence: 2, lacing: [6], body: numbered(1), granule: 960n });
    const [opusHead, opusTags] = headerPages();
    expect(demux(Buffer.concat([video, opusHead ?? video, opusTags ?? video, videoData, audio])).map(numberOf)).toEqual(
      [1],
    );
  });

  it("leaves out whole packets of the pre-skip, and those behind the end that the last page names", () => {
    const packets = [1, 2, 3, 4, 5, 6].map(numbered);
    const audio = page({
      sequence: 2,
      lacing: packets.map(() => 6),
      body: Buffer.concat(packets),
      // 1,920 to skip, then three packets and a half.
      granule: BigInt(1920 + 3 * 960 - 480),
      flags: { ends: true },
    });
    expect(demux(Buffer.concat([...headerPages(1920), audio])).map(numberOf)).toEqual([3, 4, 5]);
  });

  it("plays a recording of a live stream from its first packet, though its positions begin late", () => {
    const pages = [1, 2, 3].map((number, index) =>
      page({ sequence: 2 + index, lacing: [6], body: numbered(number), granule: BigInt(48_000_000 + index * 960) }),
    );
    expect(demux(Buffer.concat([...headerPages(3840), ...pages])).map(numberOf)).toEqual([1, 2, 3]);
  });

  it("keeps no more than one page of a file, whatever is in it", () => {
    const reader = new OggPageReader();
    const hostile = Buffer.alloc(65_536, "OggS\0\0");
    let most = 0;
    expect(() => {
      for (let round = 0; round < 100; round++) {
        for (const found of reader.push(hostile)) expect(found).toBeUndefined();
        most = Math.max(most, reader.pendingBytes);
      }
    }).toThrow(/damaged/);
    expect(most).toBeLessThan(2 * 65_536 + 27);
  });

  propertyTest.prop([fc.uint8Array({ maxLength: 2000 }), fc.nat({ max: 3000 }), fc.integer({ min: 1, max: 400 })])(
    "never fails other than by its own error on damaged bytes",
    (noise, at, pieceBytes) => {
      const file = oggOf(
        Array.from({ length: 30 }, (_, index) => numbered(index)),
        { packetsPerPage: 3 },
      );
      const damaged = Buffer.concat([file.subarray(0, at), noise, file.subarray(at + noise.length)]);
      for (const packet of demux(damaged, pieceBytes)) expect(packet.length).toBeGreaterThan(0);
    },
  );

  it("is written with at most a second on a page, and its length in the last one", () => {
    const writer = new OggOpusWriter({ serial: 1 });
    const parts = [writer.header()];
    for (let index = 0; index < 125; index++) parts.push(writer.push(numbered(index)));
    parts.push(writer.end());
    const reader = new OggPageReader();
    const pages = [...reader.push(Buffer.concat(parts))];
    expect(pages.map(({ granulePosition }) => Number(granulePosition))).toEqual([0, 0, 48_000, 96_000, 120_000]);
    expect(pages.map(({ endsStream }) => endsStream)).toEqual([false, false, false, false, true]);
    expect(writer.end().length).toBe(0);
  });
});
