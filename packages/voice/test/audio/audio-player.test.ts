import { Readable } from "node:stream";
import { FakeClock } from "@zignal/errors/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AudioClock } from "../../src/audio/audio-clock.ts";
import { AudioPlayer } from "../../src/audio/audio-player.ts";
import { loadOpusCodec } from "../../src/audio/load-codec.ts";
import type { OpusCodec } from "../../src/audio/opus-codec.ts";
import type { AudioPlayerOptions } from "../../src/audio/player-options.ts";
import { FakeOutput, story } from "./fake-output.ts";
import { collectUncaught } from "./uncaught.ts";
import { decodeAll, numbered, oggOf, rms, speech, sweep, wavOf } from "./signals.ts";

const ogg = (from: number, count: number): Buffer =>
  oggOf(Array.from({ length: count }, (_, index) => numbered(from + index)));
const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from + index);
const silence = ["S", "S", "S", "S", "S", "speaking:0"];

describe("an audio player", () => {
  let clock: FakeClock;
  let player: AudioPlayer;
  let output: FakeOutput;
  let codec: OpusCodec;

  function newPlayer(options: AudioPlayerOptions = {}): AudioPlayer {
    const made = new AudioPlayer({ clock, codec, ...options });
    made.addOutput(output);
    return made;
  }

  beforeEach(() => {
    clock = new FakeClock();
    codec = loadOpusCodec("opusscript");
    output = new FakeOutput(() => clock.now());
    player = newPlayer();
  });

  afterEach(() => player.close());

  it("announces Speaking, sends every frame 20 ms apart, the last one too, and ends with five of silence", async () => {
    const track = await player.play(ogg(1, 40));
    await clock.advance(2000);
    expect(story(output)).toEqual(["speaking:1", ...range(1, 40), ...silence]);
    const times = output.log.filter(({ what }) => typeof what !== "string").map(({ atMs }) => atMs);
    expect(times).toEqual(times.map((_, index) => (times[0] ?? 0) + index * 20));
    await expect(track.ended).resolves.toEqual({ reason: "finished" });
    expect(player.state).toBe("idle");
    expect(clock.pendingTimers).toBe(0);
    expect(player.getStats()).toMatchObject({ framesSent: 40, framesEncoded: 0, underruns: 0 });
  });

  it("passes Opus through, the same bytes", async () => {
    await player.play(ogg(1, 3));
    await clock.advance(60);
    expect([...(output.frames[0] ?? [])]).toEqual([...numbered(1)]);
  });

  it("pauses with five frames of silence on the grid, and goes on where it stopped", async () => {
    await player.play(ogg(1, 10));
    await clock.advance(40);
    expect(player.pause()).toBe(true);
    expect(player.pause()).toBe(false);
    await clock.advance(5000);
    expect(story(output)).toEqual(["speaking:1", 1, 2, 3, ...silence]);
    expect(player.state).toBe("paused");
    expect(clock.pendingTimers).toBe(0);
    expect(player.resume()).toBe(true);
    await clock.advance(1000);
    expect(story(output).slice(10)).toEqual(["speaking:1", ...range(4, 7), ...silence]);
  });

  it("goes on without a new Speaking when it is resumed during the silence", async () => {
    await player.play(ogg(1, 4));
    await clock.advance(20);
    player.pause();
    await clock.advance(40);
    player.resume();
    await clock.advance(1000);
    expect(story(output)).toEqual(["speaking:1", 1, 2, "S", "S", 3, 4, ...silence]);
  });

  it("stops with five frames of silence, and empties the queue", async () => {
    const track = await player.play(ogg(1, 100));
    const queued = player.enqueue(ogg(1, 5));
    await clock.advance(40);
    player.stop();
    expect(player.state).toBe("idle");
    await clock.advance(1000);
    expect(story(output)).toEqual(["speaking:1", 1, 2, 3, ...silence]);
    await expect(track.ended).resolves.toEqual({ reason: "stopped" });
    await expect(queued.ended).resolves.toEqual({ reason: "stopped" });
  });

  it("plays a queue without a gap between its tracks", async () => {
    const names: unknown[] = [];
    player.on("trackStart", ({ data }) => names.push(data));
    player.enqueue(ogg(1, 3), { data: "one" });
    player.enqueue(ogg(11, 3), { data: "two" });
    player.enqueue(ogg(21, 3), { data: "three" });
    expect(player.queue.length).toBe(2);
    await clock.advance(2000);
    expect(story(output)).toEqual(["speaking:1", 1, 2, 3, 11, 12, 13, 21, 22, 23, ...silence]);
    expect(names).toEqual(["one", "two", "three"]);
  });

  it("skips to the next track, and says so to who waits for the first", async () => {
    const first = player.enqueue(ogg(1, 100));
    player.enqueue(ogg(201, 2));
    await clock.advance(20);
    expect(player.skip()).toBe(true);
    await clock.advance(1000);
    expect(story(output).filter((what) => what !== "S")).toEqual(["speaking:1", 1, 2, 201, 202, "speaking:0"]);
    await expect(first.ended).resolves.toEqual({ reason: "skipped" });
    expect(player.skip()).toBe(false);
  });

  it("repeats a track without a gap until that is turned off", async () => {
    player.loop = "track";
    const track = await player.play(ogg(1, 3));
    await clock.advance(20 * 7);
    expect(story(output)).toEqual(["speaking:1", 1, 2, 3, 1, 2, 3, 1, 2]);
    player.loop = "off";
    await clock.advance(2000);
    expect(story(output).at(-1)).toBe("speaking:0");
    await expect(track.ended).resolves.toEqual({ reason: "finished" });
  });

  it("repeats the whole queue, and skips within it", async () => {
    player.loop = "queue";
    player.enqueue(ogg(1, 2));
    player.enqueue(ogg(11, 2));
    await clock.advance(20 * 9);
    expect(story(output).slice(0, 9)).toEqual(["speaking:1", 1, 2, 11, 12, 1, 2, 11, 12]);
    player.skip();
    expect(player.queue.length + (player.current === undefined ? 0 : 1)).toBeLessThanOrEqual(2);
  });

  it("seeks by whole frames, and refuses what can not be done by name", async () => {
    await expect(player.seek(100)).rejects.toThrow(/positionMs needs a track/);
    const track = await player.play(ogg(1, 100));
    await clock.advance(20);
    await player.seek(1000);
    expect(track.positionMs).toBe(1000);
    await clock.advance(40);
    expect(story(output).slice(0, 6)).toEqual(["speaking:1", 1, 2, 51, 52, 53].slice(0, story(output).length));
    await expect(player.seek(60_000)).rejects.toThrow(/ends before/);
    await expect(player.seek(-1)).rejects.toThrow(/positionMs/);
    await player.play(Readable.from([ogg(1, 50)]));
    await expect(player.seek(0)).rejects.toThrow(/stream/);
  });

  it("sends nothing and loses nothing while no connection can send (DAVE is not ready)", async () => {
    output.canSend = false;
    await player.play(ogg(1, 3));
    await clock.advance(5000);
    expect(output.log).toEqual([]);
    expect(player.state).toBe("waiting");
    expect(clock.pendingTimers).toBe(0);
    output.canSend = true;
    await clock.advance(1000);
    expect(story(output)).toEqual(["speaking:1", 1, 2, 3, ...silence]);
  });

  it("announces Speaking anew when a connection has got another session in between", async () => {
    await player.play(ogg(1, 6));
    await clock.advance(40);
    output.canSend = false;
    await clock.advance(500);
    output.canSend = true;
    await clock.advance(1000);
    expect(story(output)).toEqual(["speaking:1", 1, 2, 3, "speaking:1", 4, 5, 6, ...silence]);
  });

  it("makes each frame once for all its connections", async () => {
    const others = Array.from({ length: 9 }, () => new FakeOutput(() => clock.now()));
    for (const other of others) player.addOutput(other);
    await player.play(wavOf(sweep(0.2)));
    await clock.advance(1000);
    expect(player.getStats()).toMatchObject({ framesSent: 10, framesEncoded: 10 });
    for (const other of others) expect(other.frames).toEqual(output.frames);
  });

  it("ends what it sends to one connection with silence, while the others hear on", async () => {
    const leaving = new FakeOutput();
    const leave = player.addOutput(leaving);
    await player.play(ogg(1, 20));
    await clock.advance(40);
    leave();
    await clock.advance(1000);
    expect(story(leaving)).toEqual(["speaking:1", 1, 2, 3, ...silence]);
    expect(leaving.listeners).toBe(0);
    expect(story(output)).toEqual(["speaking:1", ...range(1, 20), ...silence]);
  });

  it("fills a source that is late with five frames of silence, and goes on when it comes", async () => {
    const file = oggOf([numbered(1), numbered(2), numbered(3), numbered(4)], { packetsPerPage: 2 });
    // Behind the two header pages and the first with audio.
    const middle = [...file.toString("latin1").matchAll(/OggS/g)][3]?.index ?? 0;
    const late = Promise.withResolvers<void>();
    async function* inTwo(): AsyncGenerator<Uint8Array> {
      yield file.subarray(0, middle);
      await late.promise;
      yield file.subarray(middle);
    }
    await player.play(inTwo());
    await clock.advance(500);
    expect(story(output)).toEqual(["speaking:1", 1, 2, ...silence]);
    expect(player.getStats().underruns).toBeGreaterThan(0);
    late.resolve();
    await clock.advance(500);
    expect(story(output).slice(9)).toEqual(["speaking:1", 3, 4, ...silence]);
  });

  it("rejects what can not be opened, while the track before goes on", async () => {
    const errors: string[] = [];
    player.on("trackError", (error) => errors.push(error.message));
    await player.play(ogg(1, 5));
    await expect(player.play("/nowhere/at/all.ogg")).rejects.toThrow(/\/nowhere\/at\/all\.ogg can not be read: ENOENT/);
    await expect(player.play(Buffer.from("no audio"), { ffmpeg: { path: "/no/ffmpeg" } })).rejects.toThrow(/ffmpeg/);
    await clock.advance(1000);
    expect(story(output)).toEqual(["speaking:1", ...range(1, 5), ...silence]);
    expect(errors.length).toBe(2);
  });

  it("ends a track whose source breaks off with its error, and goes on with the next; no listener, no crash", async () => {
    const broken = new Readable({ read: () => undefined });
    broken.push(oggOf([numbered(1), numbered(2)], { packetsPerPage: 1 }));
    const track = player.enqueue(broken);
    player.enqueue(ogg(11, 2));
    await clock.advance(20);
    broken.destroy(new Error("the cable was pulled"));
    await clock.advance(1000);
    const end = await track.ended;
    expect(end).toMatchObject({
      reason: "failed",
      error: { message: expect.stringContaining("the cable was pulled") },
    });
    expect(story(output).filter((what) => typeof what === "number")).toEqual([1, 2, 11, 12]);
  });

  it("survives a stream that fails while it waits in the queue", async () => {
    player.enqueue(ogg(1, 20));
    const failing = new Readable({ read: () => undefined });
    const track = player.enqueue(failing);
    await clock.advance(20);
    failing.destroy(new Error("while waiting"));
    await clock.advance(2000);
    expect(await track.ended).toMatchObject({ reason: "failed" });
    expect(player.state).toBe("idle");
  });

  it("closes a stream that stands still when it is stopped", async () => {
    const still = new Readable({ read: () => undefined });
    still.push(oggOf([numbered(1), numbered(2)], { packetsPerPage: 1 }).subarray(0, -1));
    const track = await player.play(still);
    await clock.advance(100);
    player.stop();
    await clock.advance(100);
    expect(await track.ended).toEqual({ reason: "stopped" });
    expect(still.destroyed).toBe(true);
  });

  it("plays the newest of several calls, however long each takes to open", async () => {
    const slow = Promise.withResolvers<void>();
    async function* slowSource(): AsyncGenerator<Uint8Array> {
      await slow.promise;
      yield ogg(1, 3);
    }
    const first = player.play(slowSource());
    const second = await player.play(ogg(11, 3));
    slow.resolve();
    expect((await (await first).ended).reason).toBe("stopped");
    await clock.advance(1000);
    expect(story(output)).toEqual(["speaking:1", 11, 12, 13, ...silence]);
    expect((await second.ended).reason).toBe("finished");
  });

  it("changes the volume by decoding and encoding, and passes through again at 1", async () => {
    const encoder = codec.createEncoder();
    const pcm = sweep(2, 400, 400);
    const packets = Array.from({ length: 100 }, (_, index) =>
      encoder.encode(pcm.subarray(index * 1920, (index + 1) * 1920)),
    );
    encoder.close();
    await player.play(oggOf(packets));
    await clock.advance(380);
    player.setVolume(0.5);
    await clock.advance(400);
    player.setVolume(1);
    await clock.advance(2000);
    const heard = decodeAll(codec, output.frames.slice(0, 100));
    const part = (from: number, to: number): number => rms(heard.subarray(from * 1920, to * 1920));
    expect(part(30, 38) / part(5, 18)).toBeGreaterThan(0.45);
    expect(part(30, 38) / part(5, 18)).toBeLessThan(0.55);
    expect(part(60, 95) / part(5, 18)).toBeGreaterThan(0.95);
    const { framesEncoded } = player.getStats();
    expect(framesEncoded).toBeGreaterThan(18);
    expect(framesEncoded).toBeLessThan(30);
  });

  it("plays an announcement over music, which goes down meanwhile and comes back", async () => {
    const music = sweep(4, 300, 300, 10_000);
    await player.play(wavOf(music));
    await clock.advance(980);
    const announcement = await player.overlay(wavOf(speech(1)), { duckTo: 0.1 });
    await clock.advance(4000);
    expect((await announcement.ended).reason).toBe("finished");
    const heard = decodeAll(codec, output.frames.slice(0, 200));
    // The music alone is a 300 Hz tone: measured by what correlates with it.
    const toneAt = (from: number, to: number): number => {
      let real = 0;
      let imaginary = 0;
      for (let index = from * 960; index < to * 960; index++) {
        const phase = (2 * Math.PI * 300 * index) / 48_000;
        real += (heard[index * 2] ?? 0) * Math.cos(phase);
        imaginary += (heard[index * 2] ?? 0) * Math.sin(phase);
      }
      return (2 * Math.hypot(real, imaginary)) / ((to - from) * 960);
    };
    expect(toneAt(65, 90) / toneAt(10, 45)).toBeLessThan(0.2);
    expect(toneAt(150, 195) / toneAt(10, 45)).toBeGreaterThan(0.95);
    expect(output.frames.length).toBe(205);
  });

  it("passes music through again once an announcement is over", async () => {
    await player.play(ogg(1, 200));
    await clock.advance(100);
    await player.overlay(wavOf(speech(0.2)), { duckTo: 1 });
    await clock.advance(5000);
    expect(story(output).slice(-7)).toEqual([200, ...silence]);
    expect(player.getStats().framesEncoded).toBe(10);
  });

  it("repacketises frames that are not 20 ms long", async () => {
    const packets = range(0, 20).map((number) => Uint8Array.of(0xf4, number, 0));
    await player.play(oggOf(packets));
    await clock.advance(1000);
    expect(output.frames.length).toBe(10 + 5);
    expect(output.frames[0]?.[0]).toBe(0xf5);
  });

  it("keeps playing when a listener throws, which surfaces as an uncaught exception", async () => {
    player.on("trackStart", () => {
      throw new Error("of a listener");
    });
    const uncaught = await collectUncaught(async () => {
      await player.play(ogg(1, 3));
      await clock.advance(500);
    });
    expect(story(output)).toEqual(["speaking:1", 1, 2, 3, ...silence]);
    expect(uncaught).toMatchObject([{ message: "of a listener" }]);
  });

  it("leaves no timer, no listener and no codec behind when it is closed in the middle", async () => {
    await player.play(wavOf(sweep(5)));
    await clock.advance(100);
    player.close();
    player.close();
    expect(clock.pendingTimers).toBe(0);
    expect(output.listeners).toBe(0);
    expect(output.speaking.at(-1)).toBe("speaking:0");
    await expect(player.play(ogg(1, 1))).rejects.toThrow(/closed/);
  });

  it("shares one clock with others: 50 players, one timer", async () => {
    const audioClock = new AudioClock({ clock });
    const players = Array.from({ length: 50 }, () => newPlayer({ audioClock }));
    for (const each of players) await each.play(ogg(1, 10));
    await clock.advance(30);
    expect(clock.pendingTimers).toBe(1);
    await clock.advance(1000);
    expect(output.frames.length).toBe(50 * 15);
    for (const each of players) each.close();
  });

  it.each([
    [{ volume: -1 }, /volume must be between 0 and 10/],
    [{ bitrate: 100 }, /bitrate must be between/],
    [{ speakingFlags: 0 }, /speakingFlags/],
    [{ codec: "mediaplex" as const }, /codec is mediaplex, which is not installed|^$/],
  ])("refuses %o by name", (options, message) => {
    try {
      new AudioPlayer({ ...options }).close();
    } catch (error) {
      expect((error as Error).message).toMatch(message);
      return;
    }
    // A machine that has mediaplex is no failure.
    expect(options).toHaveProperty("codec");
  });
});
