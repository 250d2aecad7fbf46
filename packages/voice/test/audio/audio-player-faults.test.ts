import { Readable } from "node:stream";
import { FakeClock } from "@zignal/errors/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AudioPlayer } from "../../src/audio/audio-player.ts";
import { loadOpusCodec } from "../../src/audio/load-codec.ts";
import type { OpusCodec } from "../../src/audio/opus-codec.ts";
import { FakeOutput, story } from "./fake-output.ts";
import { collectUncaught } from "./uncaught.ts";
import { numbered, oggOf, sweep, wavOf } from "./signals.ts";

const ogg = (from: number, count: number): Buffer =>
  oggOf(Array.from({ length: count }, (_, index) => numbered(from + index)));
const silence = ["S", "S", "S", "S", "S", "speaking:0"];

/** Never gives anything. */
const silent = (): Readable => new Readable({ read: () => undefined });

describe("an audio player in trouble", () => {
  let clock: FakeClock;
  let codec: OpusCodec;
  let output: FakeOutput;
  let player: AudioPlayer;

  beforeEach(() => {
    clock = new FakeClock();
    codec = loadOpusCodec("opusscript");
    output = new FakeOutput(() => clock.now());
    player = new AudioPlayer({ clock, codec });
    player.addOutput(output);
  });

  afterEach(() => player.close());

  it.each(["stop", "close"] as const)("lets go at once of what it was opening when it is told to %s", async (how) => {
    const stream = silent();
    const playing = player.play(stream);
    const announcing = player.overlay(silent());
    expect(player.state).toBe("opening");
    player[how]();
    expect((await (await playing).ended).reason).toBe("stopped");
    expect((await (await announcing).ended).reason).toBe("stopped");
    expect(stream.destroyed).toBe(true);
    expect(player.state).toBe("idle");
  });

  it("lets go of what it was opening for something newer, and not of an announcement", async () => {
    const stream = silent();
    const first = player.play(stream);
    const announcement = silent();
    const announcing = player.overlay(announcement);
    await player.play(ogg(1, 50));
    expect((await (await first).ended).reason).toBe("stopped");
    expect(stream.destroyed).toBe(true);
    announcement.push(ogg(101, 2));
    announcement.push(null);
    expect((await announcing).state).toBe("current");
  });

  it.each([
    ["pcm.sampleRate", { pcm: { sampleRate: 0 } }],
    ["pcm.sampleRate", { pcm: { sampleRate: Number.NaN } }],
    ["pcm.sampleRate", { pcm: { sampleRate: 44_100.5 } }],
    ["pcm.channels", { pcm: { channels: 0 } }],
    ["pcm.channels", { pcm: { channels: 1.5 } }],
    ["pcm.channels", { pcm: { channels: 1_000_000 } }],
    ["pcm.sampleFormat", { pcm: { sampleFormat: "s8" as "u8" } }],
    ["startMs", { startMs: -5 }],
    ["startMs", { startMs: Number.NaN }],
    ["timeoutMs", { timeoutMs: Number.NaN }],
  ])("refuses what would stand still for ever or play nothing: %s (%#)", async (field, options) => {
    await expect(player.play(Buffer.alloc(20_000), options)).rejects.toThrow(`${field} must be`);
    expect(() => player.enqueue(Buffer.alloc(20_000), options)).toThrow(`${field} must be`);
    expect(player.state).toBe("idle");
  });

  it("is not paused while there is nothing to pause, so that what comes next is heard", async () => {
    expect(player.pause()).toBe(false);
    await player.play(ogg(1, 2));
    await clock.advance(200);
    expect(story(output)).toEqual(["speaking:1", 1, 2, ...silence]);
    expect(player.pause()).toBe(false);
    await player.play(ogg(3, 1));
    await clock.advance(200);
    expect(story(output).slice(9)).toEqual(["speaking:1", 3, ...silence]);
  });

  it("closes streams that waited in the queue and were never read", async () => {
    player.enqueue(ogg(1, 100));
    const stream = silent();
    let cancelled = false;
    const web = new ReadableStream<Uint8Array>({ cancel: () => void (cancelled = true) });
    player.enqueue(stream);
    player.enqueue(web);
    const removed = silent();
    const track = player.enqueue(removed);
    expect(player.remove(track)).toBe(true);
    expect(removed.destroyed).toBe(true);
    expect(player.remove(track)).toBe(false);
    player.stop();
    expect([stream.destroyed, cancelled]).toEqual([true, true]);
  });

  it("says that an empty source is empty, and needs no ffmpeg to know", async () => {
    await expect(player.play(Buffer.alloc(0))).rejects.toThrow("The source is empty");
    await expect(player.play(Readable.from([]))).rejects.toThrow("The source is empty");
    await expect(player.play(oggOf([]))).rejects.toThrow("There is no audio in it");
    await expect(player.play(wavOf(new Int16Array(0)).subarray(0, 44))).rejects.toThrow("There is no audio in it");
  });

  it("ends a track whose frames the codec can not encode, and goes on with the next", async () => {
    const broken: OpusCodec = {
      name: "broken",
      native: false,
      createDecoder: () => codec.createDecoder(),
      createEncoder: () => ({
        encode: () => {
          throw new Error("out of memory");
        },
        close: () => undefined,
      }),
    };
    player.close();
    player = new AudioPlayer({ clock, codec: broken });
    player.addOutput(output);
    const track = player.enqueue(wavOf(sweep(1)));
    player.enqueue(ogg(1, 2));
    await clock.advance(500);
    expect(await track.ended).toMatchObject({ reason: "failed", error: { message: "out of memory" } });
    expect(story(output)).toEqual(["speaking:1", 1, 2, ...silence]);
  });

  it("keeps a queue in its loop when a track is skipped while its repetition is being opened", async () => {
    player.loop = "queue";
    player.enqueue(ogg(1, 3), { data: "only" });
    await clock.advance(20);
    player.skip();
    await clock.advance(200);
    expect(player.current?.data).toBe("only");
    expect(player.current?.state).toBe("current");
  });

  it("takes calls from within its own events", async () => {
    const ends: string[] = [];
    player.on("trackEnd", (track, { reason }) => {
      ends.push(`${String(track.data)} ${reason}`);
      if (track.data === "one") player.enqueue(ogg(11, 2), { data: "two" });
      if (track.data === "two") player.stop();
    });
    player.on("trackStart", (track) => {
      if (track.data === "two") player.setVolume(1);
    });
    await player.play(ogg(1, 2), { data: "one" });
    await clock.advance(1000);
    expect(ends).toEqual(["one finished", "two finished"]);
    expect(story(output).filter((what) => typeof what === "number")).toEqual([1, 2, 11, 12]);
    expect(player.state).toBe("idle");
  });

  it("keeps to the newest of several seeks", async () => {
    await player.play(ogg(0, 500));
    await clock.advance(20);
    await Promise.all([player.seek(2000), player.seek(8000), player.seek(4000)]);
    await clock.advance(20);
    expect(story(output).at(-1)).toBe(200);
    expect(player.current?.state).toBe("current");
  });

  it("hears nothing of a connection that is gone, and leaves it no listener", async () => {
    await player.play(ogg(1, 50));
    await clock.advance(40);
    output.canSend = false;
    player.stop();
    await clock.advance(1000);
    expect(output.frames.length).toBe(3);
    expect(clock.pendingTimers).toBe(0);
    player.close();
    expect(output.listeners).toBe(0);
  });

  it("sends to its other connections when one of them throws", async () => {
    player.close();
    player = new AudioPlayer({ clock, codec });
    const broken = new FakeOutput();
    broken.sendFrame = () => {
      throw new Error("of a connection");
    };
    player.addOutput(broken);
    player.addOutput(output);
    const uncaught = await collectUncaught(async () => {
      await player.play(ogg(1, 2));
      await clock.advance(300);
    });
    expect(story(output)).toEqual(["speaking:1", 1, 2, ...silence]);
    expect(uncaught.length).toBe(7);
  });

  it("does not grow while it plays a thousand short tracks", async () => {
    const file = ogg(1, 1);
    let ended = 0;
    player.on("trackEnd", () => ended++);
    for (let count = 0; count < 1000; count++) player.enqueue(file);
    await clock.advance(1000 * 20 * 8);
    expect(ended).toBe(1000);
    expect([player.queue.length, player.state, clock.pendingTimers]).toEqual([0, "idle", 0]);
  });
});
