import { describe, expect, it, vi } from "vitest";
import type { OpusFrame } from "../../src/index.ts";
import { joinPcm, signalToNoiseDb, speech, sweep, wavOf } from "../audio/signals.ts";
import { startPair } from "./voice-bots.ts";

interface Heard {
  readonly frames: readonly OpusFrame[];
  readonly pcm: Int16Array;
  readonly lost: number;
}

const seconds = 2;

/** One bot plays a file, another one hears it: encoder, clock, DAVE, UDP, jitter buffer, decoder. */
async function through(reference: Int16Array, network: { loss?: number; reorder?: number }): Promise<Heard> {
  await using pair = await startPair(
    { seed: 5 },
    { player: { codec: "opusscript" }, receiver: { codec: "opusscript" } },
  );
  const { a, b, botA, sandbox } = pair;
  sandbox.faults.voice.degradeNetwork({ ...network, direction: "toClient" });
  const frames: OpusFrame[] = [];
  b.on("audioReceived", (frame) => frames.push(frame));
  const stream = b.receiver.subscribe(botA.botId, { format: "pcm" });
  const parts: Int16Array[] = [];
  stream.on("data", (bytes: Buffer) => parts.push(new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)));
  const track = await a.playAudio(wavOf(reference));
  expect(await track.ended).toEqual({ reason: "finished" });
  // Five frames of silence, and what the jitter buffer still waits for.
  await vi.waitFor(() => expect(b.receiver.speaking.size).toBe(0), { timeout: 3000, interval: 20 });
  const pcm = joinPcm(parts);
  return { frames, pcm, lost: frames.reduce((sum, { lostBefore }) => sum + lostBefore, 0) };
}

describe.concurrent.each([
  ["a sine sweep", sweep(seconds), 25, 10],
  ["a file like speech", speech(seconds), 20, 10],
] as const)("%s from one bot to another", (_, reference, cleanDb, lossyDb) => {
  it("arrives with every frame in order, over a network that reorders", async () => {
    const { frames, pcm, lost } = await through(reference, { reorder: 0.1 });
    const [first] = frames;
    expect(frames.length).toBeGreaterThanOrEqual(seconds * 50);
    expect(frames.map(({ sequence }) => (sequence - (first?.sequence ?? 0)) & 0xffff)).toEqual(
      frames.map((_frame, index) => index),
    );
    expect(lost).toBe(0);
    expect(signalToNoiseDb(reference, pcm).db).toBeGreaterThan(cleanDb);
  });

  it("stays above the stated signal-to-noise ratio after 5 % loss", async () => {
    const { frames, pcm, lost } = await through(reference, { loss: 0.05 });
    expect(lost).toBeGreaterThan(0);
    expect(frames.length + lost).toBeGreaterThanOrEqual(seconds * 50);
    expect(signalToNoiseDb(reference, pcm).db).toBeGreaterThan(lossyDb);
  });
});
