import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { FakeClock } from "@zignal/errors/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loadOpusCodec } from "../../src/audio/load-codec.ts";
import { OggOpusDemuxer } from "../../src/audio/ogg-opus.ts";
import { buildOpusPacket, opusPacketSamples } from "../../src/audio/opus-packet.ts";
import { AudioReceiver } from "../../src/receive/audio-receiver.ts";
import type { RecordOptions } from "../../src/receive/audio-recorder.ts";
import { AudioRecorder } from "../../src/receive/audio-recorder.ts";
import { decodeAll, encodeAll, rms, speech, sweep } from "../audio/signals.ts";
import { collectUncaught } from "../audio/uncaught.ts";
import { packet } from "./packets.ts";

const codec = loadOpusCodec("opusscript");

function packetsOf(file: Uint8Array): Uint8Array[] {
  return [...new OggOpusDemuxer().push(file)];
}

function seconds(packets: readonly Uint8Array[]): number {
  return packets.reduce((sum, each) => sum + opusPacketSamples(each), 0) / 48_000;
}

/** Frames of 20 ms in one packet. */
function joined(frames: readonly Uint8Array[]): Uint8Array {
  return buildOpusPacket(
    0xfc,
    frames.map((frame) => frame.subarray(1)),
  );
}

/** Frames of the first two seconds that can not be heard. */
function quietFrames(file: Uint8Array): number {
  const pcm = decodeAll(codec, packetsOf(file)).subarray(0, 192_000);
  let quiet = 0;
  for (let at = 0; at < pcm.length; at += 1920) if (rms(pcm.subarray(at, at + 1920)) < 200) quiet++;
  return quiet;
}

describe("a recorder", () => {
  let folder = "";
  let clock: FakeClock;
  let receiver: AudioReceiver;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "zignal-record-"));
  });
  afterAll(() => rm(folder, { recursive: true }));
  beforeEach(() => {
    clock = new FakeClock();
    receiver = new AudioReceiver({ clock, codec });
  });

  const record = (options: RecordOptions): AudioRecorder => new AudioRecorder(receiver, options);

  /** Sends packets 20 ms apart, from a number on. */
  async function say(packets: readonly Uint8Array[], from: number, userId = "alice"): Promise<void> {
    for (const [index, opus] of packets.entries()) {
      receiver.push(packet(from + index, { opus, userId, receivedAtMs: clock.now() }));
      await clock.advance(20);
    }
  }

  it("writes a user's packets as they came, with silence of the right length between what was said", async () => {
    const path = join(folder, "alice.ogg");
    const recorder = record({ perUser: (userId) => (userId === "alice" ? path : undefined) });
    await clock.advance(1000);
    const words = encodeAll(codec, sweep(1));
    await say(words, 0);
    await say(words, 0, "bob");
    await clock.advance(1000);
    // Many clients do not count their pauses: the next packet follows in numbers and timestamps.
    await say(words, 50);
    await clock.advance(500);
    const summary = await recorder.stop();
    const packets = packetsOf(await readFile(path));
    expect(summary).toMatchObject({ durationMs: 5500, userIds: ["alice"] });
    expect(seconds(packets)).toBeCloseTo(5.5, 1);
    const pcm = decodeAll(codec, packets);
    const loudness = (fromSecond: number, toSecond: number): number =>
      rms(pcm.subarray(fromSecond * 96_000, toSecond * 96_000));
    expect(loudness(0, 0.95)).toBeLessThan(5);
    expect(loudness(1.1, 1.95)).toBeGreaterThan(3000);
    expect(loudness(2.1, 3.95)).toBeLessThan(50);
    expect(loudness(4.1, 4.95)).toBeGreaterThan(3000);
    // The very packets.
    const hex = packets.map((each) => Buffer.from(each).toString("hex"));
    expect(words.every((each) => hex.includes(Buffer.from(each).toString("hex")))).toBe(true);
  });

  it("keeps the time when packets are lost", async () => {
    const stream = new PassThrough();
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    const recorder = record({ perUser: () => stream });
    const words = encodeAll(codec, sweep(2, 300, 300));
    for (const [index, opus] of words.entries()) {
      if (index % 20 !== 7) receiver.push(packet(index, { opus, receivedAtMs: clock.now() }));
      await clock.advance(20);
    }
    await recorder.stop();
    const packets = packetsOf(Buffer.concat(chunks));
    expect(packets.length).toBe(100);
    const pcm = decodeAll(codec, packets);
    // No hole where a packet is missing.
    expect(rms(pcm.subarray(27 * 1920, 28 * 1920))).toBeGreaterThan(2500);
  });

  it("mixes all users into one file, each at the right time", async () => {
    const path = join(folder, "all.ogg");
    const recorder = record({ mixed: path });
    const low = encodeAll(codec, sweep(3, 300, 300, 6000));
    const high = encodeAll(codec, sweep(1, 2000, 2000, 6000));
    for (const [index, opus] of low.entries()) {
      receiver.push(packet(index, { opus, receivedAtMs: clock.now() }));
      const other = high[index - 50];
      if (other !== undefined) {
        receiver.push(packet(index, { opus: other, ssrc: 9, userId: "bob", receivedAtMs: clock.now() }));
      }
      await clock.advance(20);
    }
    await clock.advance(1000);
    await recorder.stop();
    const packets = packetsOf(await readFile(path));
    expect(seconds(packets)).toBeCloseTo(4, 1);
    const pcm = decodeAll(codec, packets);
    const toneAt = (hz: number, fromSecond: number, toSecond: number): number => {
      let real = 0;
      let imaginary = 0;
      for (let index = fromSecond * 48_000; index < toSecond * 48_000; index++) {
        real += (pcm[index * 2] ?? 0) * Math.cos((2 * Math.PI * hz * index) / 48_000);
        imaginary += (pcm[index * 2] ?? 0) * Math.sin((2 * Math.PI * hz * index) / 48_000);
      }
      return (2 * Math.hypot(real, imaginary)) / ((toSecond - fromSecond) * 48_000);
    };
    expect(toneAt(300, 0.2, 0.9)).toBeGreaterThan(5000);
    expect(toneAt(2000, 0.2, 0.9)).toBeLessThan(300);
    expect(toneAt(300, 1.2, 1.9)).toBeGreaterThan(5000);
    expect(toneAt(2000, 1.2, 1.9)).toBeGreaterThan(5000);
    expect(toneAt(2000, 2.2, 2.9)).toBeLessThan(300);
    expect(toneAt(300, 3.2, 3.9)).toBeLessThan(300);
  });

  it("hears only those it is asked to, and those who come back go on in the same file", async () => {
    const opened: string[] = [];
    const recorder = record({
      userIds: ["alice"],
      perUser: (userId) => {
        opened.push(userId);
        return new Writable({ write: (_chunk, _encoding, done) => done() });
      },
    });
    const words = encodeAll(codec, speech(0.2));
    await say(words, 0);
    await say(words, 0, "bob");
    receiver.userLeft("alice");
    await say(words, 500);
    expect(opened).toEqual(["alice"]);
    expect((await recorder.stop()).userIds).toEqual(["alice"]);
  });

  it("fills the six hours before the first word, and keeps the time", async () => {
    const chunks: Buffer[] = [];
    const sink = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        chunks.push(chunk);
        done();
      },
    });
    const recorder = record({ perUser: () => sink });
    clock.advanceSync(6 * 3600 * 1000);
    const began = performance.now();
    await say(encodeAll(codec, speech(0.2)), 0);
    expect(performance.now() - began).toBeLessThan(5000);
    await recorder.stop();
    expect(seconds(packetsOf(Buffer.concat(chunks)))).toBeCloseTo(6 * 3600 + 0.2, 1);
  });

  it.each([60, 40, 10])("keeps the time of packets of %i ms, lost ones too, in both kinds of files", async (ms) => {
    const mixed = join(folder, `mixed-${ms}.ogg`);
    const own = join(folder, `own-${ms}.ogg`);
    const recorder = record({ mixed, perUser: () => own });
    const frames = encodeAll(codec, sweep(3));
    const samples = ms * 48;
    for (let index = 0; index < 2000 / ms; index++) {
      // 60 ms as three frames of 20; 10 ms as silence of CELT.
      const opus =
        ms === 10 ? Uint8Array.of(0xf0, 0xff, 0xfe) : joined(frames.slice((index * ms) / 20, ((index + 1) * ms) / 20));
      const heard = { opus, timestamp: index * samples, receivedAtMs: clock.now() };
      if (index % 10 !== 5) receiver.push(packet(index, heard));
      await clock.advance(ms);
    }
    await clock.advance(1000);
    const { durationMs } = await recorder.stop();
    const lengths = await Promise.all([mixed, own].map(async (path) => seconds(packetsOf(await readFile(path)))));
    for (const length of lengths) expect(Math.abs(length - durationMs / 1000)).toBeLessThan(0.03);
    if (ms === 10) return;
    // Both have their pauses where packets were lost, and nowhere else.
    const quiet = await Promise.all([mixed, own].map(async (path) => quietFrames(await readFile(path))));
    for (const count of quiet) expect(count).toBeLessThanOrEqual(Math.ceil(200 / ms) * (ms / 20) + 4);
  });

  it("makes no file for whom nobody heard, and lets what perUser throws disturb nobody", async () => {
    const asked: string[] = [];
    receiver.subscribe("quiet");
    const recorder = record({
      mixed: join(folder, "asked.ogg"),
      perUser: (userId) => {
        asked.push(userId);
        throw new Error("no name for it");
      },
    });
    receiver.subscribe("silent");
    const words = encodeAll(codec, sweep(0.2));
    const uncaught = await collectUncaught(() => say(words, 0));
    const summary = await recorder.stop();
    expect(asked).toEqual(["alice"]);
    expect(summary.userIds).toEqual([]);
    expect(receiver.getStats().packets).toBe(words.length);
    expect(uncaught).toEqual([new Error("no name for it")]);
  });

  it("makes a file that can be opened though it is ended at once", async () => {
    const path = join(folder, "at-once.ogg");
    await record({ mixed: path }).stop();
    expect(seconds(packetsOf(await readFile(path)))).toBe(0.02);
  });

  it("makes a file of silence when nobody says anything", async () => {
    const path = join(folder, "silence.ogg");
    const recorder = record({ mixed: path });
    await clock.advance(2000);
    const summary = await recorder.stop();
    expect(summary.durationMs).toBe(2000);
    expect(await recorder.stop()).toBe(summary);
    expect(seconds(packetsOf(await readFile(path)))).toBeCloseTo(2, 1);
    expect(clock.pendingTimers).toBe(0);
  });

  it("rejects its end, and nothing else, when it can not be written", async () => {
    const errors: string[] = [];
    const mixed = join(folder, "no", "such", "folder", "a.ogg");
    const recorder = record({ mixed, onError: ({ message }) => errors.push(message) });
    await say(encodeAll(codec, speech(0.2)), 0);
    await expect.poll(() => errors).toMatchObject([expect.stringMatching(/could not be written: ENOENT/)]);
    await expect(recorder.stop()).rejects.toThrow(/recording could not be written: ENOENT/);
  });

  it("gives up instead of filling the memory when its target takes nothing", async () => {
    const stuck = new Writable({ write: () => undefined });
    const recorder = record({ perUser: () => stuck });
    const large = Buffer.alloc(1200, 0xfc);
    for (let index = 0; index < 20_000; index++)
      receiver.push(packet(index, { opus: large, receivedAtMs: index * 20 }));
    expect(stuck.writableLength).toBeLessThan(17 * 1024 * 1024);
    await expect(recorder.stop()).rejects.toThrow(/too slow/);
  });

  it("must be told where to record to", () => {
    expect(() => record({})).toThrow(/mixed or perUser must say where/);
  });
});
