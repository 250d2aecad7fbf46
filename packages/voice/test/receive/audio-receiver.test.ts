import { FakeClock } from "@zignal/errors/testing";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { silenceFrame } from "../../src/audio/frame-output.ts";
import { loadOpusCodec } from "../../src/audio/load-codec.ts";
import { AudioReceiver } from "../../src/receive/audio-receiver.ts";
import type { OpusFrame } from "../../src/receive/heard-frame.ts";
import { encodeAll, joinPcm, rms, sweep } from "../audio/signals.ts";
import { packet } from "./packets.ts";

const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from + index);

async function taken<Frame>(stream: AsyncIterable<Frame>): Promise<Frame[]> {
  const frames: Frame[] = [];
  for await (const frame of stream) frames.push(frame);
  return frames;
}

describe("an audio receiver", () => {
  let clock: FakeClock;
  let receiver: AudioReceiver;
  let log: string[];

  beforeEach(() => {
    clock = new FakeClock();
    receiver = new AudioReceiver({ clock, codec: "opusscript", delayMs: 40 });
    log = [];
    receiver.on("speakingStart", (userId) => log.push(`${userId} starts`));
    receiver.on("speakingStop", (userId) => log.push(`${userId} stops`));
  });

  async function say(numbers: readonly number[], userId = "alice"): Promise<void> {
    for (const number of numbers) {
      receiver.push(packet(number, { userId, receivedAtMs: clock.now() }));
      await clock.advance(20);
    }
  }

  it("hands out each user's frames in order, by event and by stream", async () => {
    const events: string[] = [];
    receiver.on("audioReceived", ({ userId, sequence }) => events.push(`${userId} ${sequence}`));
    const stream = receiver.subscribe("alice");
    await say([0, 2, 1, 3, 4]);
    await say([0, 1], "bob");
    await clock.advance(200);
    receiver.userLeft("alice");
    expect((await taken(stream)).map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4]);
    expect(events).toEqual([...range(0, 5).map((number) => `alice ${number}`), "bob 0", "bob 1"]);
    expect(receiver.users).toEqual(new Set(["bob"]));
  });

  it("says what was lost, and what was a pause, before a frame", async () => {
    const frames: OpusFrame[] = [];
    receiver.on("audioReceived", (frame) => frames.push(frame));
    await say([0, 1, 4, 5]);
    receiver.push(packet(6, { timestamp: 106 * 960, receivedAtMs: clock.now() }));
    await clock.advance(200);
    expect(frames.map(({ sequence, lostBefore, pauseBeforeMs }) => [sequence, lostBefore, pauseBeforeMs])).toEqual([
      [0, 0, 0],
      [1, 0, 0],
      [4, 2, 0],
      [5, 0, 0],
      [6, 0, 2000],
    ]);
    expect(receiver.getStats()).toMatchObject({ packets: 5, lost: 2 });
    expect(receiver.getStats("bob")).toMatchObject({ packets: 0, lost: 0 });
  });

  it("tells who begins to speak by the first sound, and who has stopped by its end", async () => {
    await say([0, 1, 2]);
    expect(log).toEqual(["alice starts"]);
    expect(receiver.speaking).toEqual(new Set(["alice"]));
    await clock.advance(300);
    expect(log).toEqual(["alice starts", "alice stops"]);
    await say([3]);
    expect(log.length).toBe(3);
    await clock.advance(1000);
    expect(log).toEqual(["alice starts", "alice stops", "alice starts", "alice stops"]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("gives nothing up that waits in the socket when the process stood still", async () => {
    // The timer is due in 40 ms, and fires after 300; the datagram comes in the same turn, after it.
    const stalled = new FakeClock();
    const late = new AudioReceiver({
      clock: {
        now: () => stalled.now(),
        setTimeout: (callback, delayMs) => stalled.setTimeout(callback, delayMs > 5 ? delayMs + 300 : delayMs),
      },
      delayMs: 40,
    });
    const heard: number[] = [];
    late.on("audioReceived", ({ sequence }) => heard.push(sequence));
    late.push(packet(0, { receivedAtMs: 0 }));
    await stalled.advance(341);
    late.push(packet(2, { receivedAtMs: stalled.now() }));
    await stalled.advance(340);
    late.push(packet(1, { receivedAtMs: stalled.now() }));
    await stalled.advance(400);
    expect(heard).toEqual([0, 1, 2]);
    expect(late.getStats()).toMatchObject({ lost: 0, late: 0 });
    late.close();
  });

  it("gives up what is missing in a process whose timers are always late, too", async () => {
    const slow = new FakeClock();
    const late = new AudioReceiver({
      clock: { now: () => slow.now(), setTimeout: (callback, ms) => slow.setTimeout(callback, ms + 15) },
    });
    const heard: number[] = [];
    late.on("audioReceived", ({ sequence }) => heard.push(sequence));
    const stopped = vi.fn<(userId: string) => void>();
    late.on("speakingStop", stopped);
    for (const index of [0, 1, 3]) late.push(packet(index, { receivedAtMs: slow.now() }));
    await slow.advance(1000);
    expect(heard).toEqual([0, 1, 3]);
    expect(stopped).toHaveBeenCalledWith("alice");
    late.close();
  });

  it("takes frames of silence for no sound", async () => {
    receiver.push(packet(0, { opus: silenceFrame }));
    await clock.advance(500);
    expect(log).toEqual([]);
  });

  it("hears of Discord's Speaking too, which may come before any packet", async () => {
    receiver.userSpeaking("alice", 1);
    expect(log).toEqual(["alice starts"]);
    await say([0, 1]);
    receiver.userSpeaking("alice", 0);
    expect(log).toEqual(["alice starts", "alice stops"]);
    receiver.userSpeaking("bob", 1);
    await clock.advance(1000);
    expect(log.slice(2)).toEqual(["bob starts", "bob stops"]);
  });

  it("ends the streams of a user who leaves, after what still waited for its turn", async () => {
    const stream = receiver.subscribe("alice");
    receiver.push(packet(0));
    receiver.push(packet(2));
    receiver.userLeft("alice");
    expect((await taken(stream)).map(({ sequence }) => sequence)).toEqual([0, 2]);
    expect(log).toEqual(["alice starts", "alice stops"]);
  });

  it("ends a stream after the silence that is asked for, which begins with the first sound", async () => {
    const stream = receiver.subscribe("alice", { endAfterSilenceMs: 400 });
    await clock.advance(5000);
    await say([0, 1, 2]);
    await clock.advance(300);
    await say([3]);
    receiver.push(packet(4, { opus: silenceFrame, receivedAtMs: clock.now() }));
    await clock.advance(390);
    expect(stream.readableEnded).toBe(false);
    await say([]);
    await clock.advance(20);
    expect((await taken(stream)).map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4]);
    await clock.advance(1000);
    expect(clock.pendingTimers).toBe(0);
    expect(() => receiver.subscribe("alice", { endAfterSilenceMs: 0 })).toThrow(/endAfterSilenceMs/);
  });

  it("gives PCM with lost frames concealed", async () => {
    const codec = loadOpusCodec("opusscript");
    const packets = encodeAll(codec, sweep(1, 440, 440));
    const stream = receiver.subscribe("alice", { format: "pcm" });
    for (const [index, opus] of packets.entries()) {
      if (index % 10 !== 5) receiver.push(packet(index, { opus, receivedAtMs: clock.now() }));
      await clock.advance(20);
    }
    await clock.advance(200);
    receiver.userLeft("alice");
    const heard = await taken(stream);
    expect(heard.length).toBe(50);
    expect(heard.every((pcm) => pcm.length === 3840)).toBe(true);
    const concealed = heard[25] ?? Buffer.alloc(0);
    expect(rms(new Int16Array(concealed.buffer, concealed.byteOffset, 1920))).toBeGreaterThan(3000);
    expect(receiver.getStats()).toMatchObject({ lost: 5, concealed: 5, decodeFailures: 0 });
  });

  it("survives packets that are no Opus, and counts them", async () => {
    const stream = receiver.subscribe("alice", { format: "pcm" });
    for (const [index, opus] of [[0xfc, 1, 2], [0xfd, 1], [], [0xff, 0]].entries()) {
      receiver.push(packet(index, { opus: Uint8Array.from(opus), receivedAtMs: clock.now() }));
      await clock.advance(20);
    }
    receiver.userLeft("alice");
    expect((await taken(stream)).length).toBe(4);
    expect(receiver.getStats().decodeFailures).toBe(3);
  });

  it("drops the oldest frames of a reader that is too slow, and keeps its memory", async () => {
    const slow = receiver.subscribe("alice", { maxBufferedFrames: 10 });
    for (const index of range(0, 5000)) receiver.push(packet(index));
    expect(slow.buffered).toBeLessThanOrEqual(12);
    expect(slow.dropped).toBeGreaterThan(4900);
    receiver.userLeft("alice");
    const rest = await taken(slow);
    expect(rest.at(-1)?.sequence).toBe(4999);
    expect(rest.length).toBeLessThanOrEqual(12);
  });

  it("frees the decoder when the last reader of PCM has gone", async () => {
    const codec = loadOpusCodec("opusscript");
    let open = 0;
    const counting = {
      ...codec,
      createEncoder: () => codec.createEncoder(),
      createDecoder: () => {
        const decoder = codec.createDecoder();
        open++;
        return {
          ...decoder,
          close: () => {
            open--;
            decoder.close();
          },
        };
      },
    };
    const counted = new AudioReceiver({ clock, codec: counting });
    const one = counted.subscribe("alice", { format: "pcm" });
    const two = counted.subscribe("alice", { format: "pcm" });
    counted.push(packet(0));
    await clock.advance(100);
    counted.push(packet(1));
    expect(open).toBe(1);
    one.destroy();
    two.destroy();
    await clock.advance(0);
    expect(open).toBe(0);
    counted.subscribe("alice", { format: "pcm" });
    counted.push(packet(2));
    counted.close();
    expect(open).toBe(0);
  });

  it("is quiet once it is closed, and leaves no timer", async () => {
    const stream = receiver.subscribe("alice");
    receiver.push(packet(0));
    receiver.push(packet(2));
    receiver.close();
    receiver.push(packet(3));
    receiver.userSpeaking("bob", 1);
    expect(clock.pendingTimers).toBe(0);
    expect((await taken(stream)).length).toBe(2);
    expect(log).toEqual(["alice starts", "alice stops"]);
    expect(() => receiver.subscribe("alice")).toThrow(/ended/);
  });

  it.each([
    [{ delayMs: -1 }, /delayMs/],
    [{ delayMs: { min: 50, max: 10 } }, /delayMs/],
    [{ silenceTimeoutMs: 0 }, /silenceTimeoutMs/],
  ])("refuses %o by name", (options, message) => {
    expect(() => new AudioReceiver(options)).toThrow(message);
    expect(() => receiver.subscribe("alice", { format: "mp3" as "opus" })).toThrow(/format must be/);
  });

  it("keeps one user's PCM apart from another's", async () => {
    const codec = loadOpusCodec("opusscript");
    const loud = encodeAll(codec, sweep(0.4, 300, 300));
    const streams = ["alice", "bob"].map((userId) => receiver.subscribe(userId, { format: "pcm" }));
    for (const [index, opus] of loud.entries()) {
      receiver.push(packet(index, { opus, receivedAtMs: clock.now() }));
      receiver.push(packet(index, { ssrc: 9, userId: "bob", opus: silenceFrame, receivedAtMs: clock.now() }));
      await clock.advance(20);
    }
    receiver.close();
    const [alice, bob] = await Promise.all(
      streams.map(async (stream) =>
        joinPcm((await taken(stream)).map((pcm) => new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length / 2))),
      ),
    );
    expect(rms(alice ?? new Int16Array())).toBeGreaterThan(4000);
    expect(rms(bob ?? new Int16Array(1))).toBeLessThan(10);
  });
});
