import { FakeClock } from "@zignal/errors/testing";
import { describe, expect, it } from "vitest";
import { AudioPlayer } from "../../src/audio/audio-player.ts";
import { loadOpusCodec } from "../../src/audio/load-codec.ts";
import type { VoicePacket } from "../../src/connection/voice-packet.ts";
import type { OpusFrame } from "../../src/receive/heard-frame.ts";
import { AudioReceiver } from "../../src/receive/audio-receiver.ts";
import { FakeOutput } from "../audio/fake-output.ts";
import { joinPcm, signalToNoiseDb, speech, sweep, wavOf } from "../audio/signals.ts";
import { packet, seeded } from "./packets.ts";

interface Heard {
  readonly sent: number;
  readonly frames: readonly OpusFrame[];
  readonly pcm: Int16Array;
}

/** Plays a file, takes its frames through a network, and listens to what comes out of it. */
async function through(
  pcm: Int16Array,
  network: (sent: VoicePacket, index: number) => VoicePacket | undefined,
): Promise<Heard> {
  const clock = new FakeClock();
  const codec = loadOpusCodec("opusscript");
  const output = new FakeOutput(() => clock.now());
  const player = new AudioPlayer({ clock, codec });
  player.addOutput(output);
  const track = await player.play(wavOf(pcm));
  await clock.advance((pcm.length / 1920) * 20 + 1000);
  expect((await track.ended).reason).toBe("finished");
  player.close();

  const listening = new FakeClock();
  const receiver = new AudioReceiver({ clock: listening, codec });
  const frames: OpusFrame[] = [];
  receiver.on("audioReceived", (frame) => frames.push(frame));
  const stream = receiver.subscribe("alice", { format: "pcm" });
  const sent = output.log.flatMap(({ what, atMs }) => (typeof what === "string" ? [] : [{ opus: what, atMs }]));
  const arriving = sent
    .map(({ opus, atMs }, index) => network(packet(index, { opus, receivedAtMs: atMs }), index))
    .filter((each) => each !== undefined)
    .toSorted((a, b) => a.receivedAtMs - b.receivedAtMs);
  for (const each of arriving) {
    await listening.advance(each.receivedAtMs - listening.now());
    receiver.push(each);
  }
  await listening.advance(500);
  receiver.userLeft("alice");
  const parts: Int16Array[] = [];
  for await (const bytes of stream) parts.push(new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2));
  return { sent: sent.length, frames, pcm: joinPcm(parts) };
}

describe.each([
  ["a sine sweep", sweep(4), 25, 12],
  ["a file like speech", speech(4), 20, 12],
] as const)("%s through the whole path", (_, reference, cleanDb, lossyDb) => {
  it("arrives with every frame in order", async () => {
    const heard = await through(reference, (sent) => sent);
    expect(heard.sent).toBe(205);
    expect(heard.frames.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 205 }, (_unused, index) => index),
    );
    expect(signalToNoiseDb(reference, heard.pcm).db).toBeGreaterThan(cleanDb);
  });

  it("arrives the same over a network that reorders and wavers", async () => {
    const random = seeded(3);
    const clean = await through(reference, (sent) => sent);
    const heard = await through(reference, (sent) => ({ ...sent, receivedAtMs: sent.receivedAtMs + random() * 55 }));
    expect(heard.frames.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 205 }, (_unused, index) => index),
    );
    expect(heard.pcm).toEqual(clean.pcm);
  });

  it("stays above the stated signal-to-noise ratio after 5 % loss, with what is lost concealed", async () => {
    const random = seeded(11);
    let lost = 0;
    const heard = await through(reference, (sent, index) => {
      if (index < 200 && random() < 0.05) {
        lost++;
        return undefined;
      }
      return { ...sent, receivedAtMs: sent.receivedAtMs + random() * 30 };
    });
    expect(lost).toBeGreaterThan(5);
    expect(heard.frames.reduce((sum, { lostBefore }) => sum + lostBefore, 0)).toBe(lost);
    // Nothing is shorter: each lost frame was made up.
    expect(heard.pcm.length).toBe(205 * 1920);
    expect(signalToNoiseDb(reference, heard.pcm).db).toBeGreaterThan(lossyDb);
  });
});
