// oxlint-disable vitest/no-conditional-tests -- a machine may have no ffmpeg
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resolveInput } from "../../src/audio/audio-input.ts";
import { ffmpegPath } from "../../src/audio/ffmpeg.ts";
import { silenceFrame } from "../../src/audio/frame-output.ts";
import { loadOpusCodec } from "../../src/audio/load-codec.ts";
import { openSource } from "../../src/audio/open-source.ts";
import { encodeAll, joinPcm, oggOf, signalToNoiseDb, sweep, wavOf } from "./signals.ts";

const ffmpeg = ffmpegPath({});
const hasFfmpeg = spawnSync(ffmpeg, ["-version"]).status === 0;
const codec = loadOpusCodec("opusscript");
const reference = sweep(2);

async function frameCount(input: string | Uint8Array, startMs = 0): Promise<[container: string, frames: number]> {
  const context = { codec, signal: new AbortController().signal };
  const opened = await openSource(resolveInput(input), { startMs }, context);
  let frames = 0;
  for await (const frame of opened.frames) frames += frame.length > 0 ? 1 : 0;
  return [opened.container, frames];
}

// Without ffmpeg there is nothing to compare with; how it is run is tested with a program that stands in for it.
if (hasFfmpeg) {
  describe("with the ffmpeg of this machine", () => {
    let folder = "";
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "zignal-real-ffmpeg-"));
      await writeFile(join(folder, "in.wav"), wavOf(reference));
    });
    afterAll(() => rm(folder, { recursive: true }));

    function convert(name: string, ...options: string[]): string {
      const out = join(folder, name);
      const { status, stderr } = spawnSync(ffmpeg, [
        "-v",
        "error",
        "-y",
        "-i",
        join(folder, "in.wav"),
        ...options,
        out,
      ]);
      if (status !== 0) throw new Error(String(stderr));
      return out;
    }

    it.each([
      ["opus.ogg", ["-c:a", "libopus"], "ogg-opus"],
      ["60ms.ogg", ["-c:a", "libopus", "-frame_duration", "60", "-application", "voip", "-b:a", "16k"], "ogg-opus"],
      ["2.5ms.ogg", ["-c:a", "libopus", "-frame_duration", "2.5"], "ogg-opus"],
      ["surround.ogg", ["-c:a", "libopus", "-ac", "6"], "other"],
      ["opus.webm", ["-c:a", "libopus"], "webm-opus"],
      ["opus.mka", ["-c:a", "libopus"], "webm-opus"],
      ["24bit.wav", ["-c:a", "pcm_s24le", "-ar", "96000", "-ac", "6"], "wav"],
      ["song.mp3", ["-c:a", "libmp3lame"], "other"],
      ["song.m4a", ["-c:a", "aac"], "other"],
      ["song.flac", ["-c:a", "flac"], "other"],
      ["vorbis.ogg", ["-c:a", "libvorbis"], "other"],
    ] as const)("plays %s, from disk and from memory", async (name, options, container) => {
      const path = convert(name, ...options);
      for (const input of [path, await readFile(path)]) {
        const [seen, frames] = await frameCount(input);
        expect(seen).toBe(container);
        expect(Math.abs(frames - 100)).toBeLessThanOrEqual(3);
        const [, rest] = await frameCount(input, 1500);
        expect(Math.abs(rest - 25)).toBeLessThanOrEqual(4);
      }
    });

    it("writes Ogg files that it reads to the sample, with lost frames and silence in them", async () => {
      const packets = encodeAll(codec, reference).map((packet, index) => {
        if (index % 20 === 7) return Uint8Array.of((packet[0] ?? 0) & 0xfc);
        return index > 80 ? silenceFrame : packet;
      });
      const path = join(folder, "ours.ogg");
      await writeFile(path, oggOf(packets));
      for (const decoder of ["opus", "libopus"]) {
        const args = ["-v", "warning", "-c:a", decoder, "-i", path, "-f", "s16le", "-ar", "48000", "-"];
        const { status, stdout, stderr } = spawnSync(ffmpeg, args);
        expect([status, String(stderr)]).toEqual([0, ""]);
        expect(stdout.length).toBe(100 * 3840);
      }
    });

    it("decodes our encoding as we do", async () => {
      const path = join(folder, "encoded.ogg");
      await writeFile(path, oggOf(encodeAll(codec, reference)));
      const { stdout } = spawnSync(ffmpeg, ["-v", "error", "-i", path, "-f", "s16le", "-ar", "48000", "-"]);
      const heard = joinPcm([
        new Int16Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length)),
      ]);
      expect(signalToNoiseDb(reference, heard).db).toBeGreaterThan(25);
    });
  });
}

describe("the search for ffmpeg", () => {
  it("takes the option first, then the environment", () => {
    expect(ffmpegPath({ path: "/my/ffmpeg" })).toBe("/my/ffmpeg");
    const before = process.env["FFMPEG_PATH"];
    process.env["FFMPEG_PATH"] = "/its/ffmpeg";
    expect(ffmpegPath({})).toBe("/its/ffmpeg");
    if (before === undefined) delete process.env["FFMPEG_PATH"];
    else process.env["FFMPEG_PATH"] = before;
  });
});
