import { readFile } from "node:fs/promises";
import { ValidationError } from "@zignal/errors";
import { oggOpusFrames } from "./ogg-opus.ts";

/**
 * What a member can say: the path of a file, the content of one (Ogg/Opus, or WAV of 48 kHz and 16 bits), raw samples
 * (48 kHz, stereo, 16 bits, little-endian), or Opus frames of 20 ms.
 */
export type SpokenAudio =
  | string
  | Uint8Array
  | { readonly pcm: Uint8Array }
  | Iterable<Uint8Array>
  | AsyncIterable<Uint8Array>;

/** Bytes of 20 ms: 960 samples of two channels, 16 bits each. */
const frameBytes = 3840;

/** @throws {ValidationError} for what is no audio that can be said. */
export async function opusFrames(audio: SpokenAudio): Promise<Iterable<Uint8Array> | AsyncIterable<Uint8Array>> {
  if (typeof audio === "string") return opusFrames(await readFile(audio));
  if (audio instanceof Uint8Array) return fileFrames(Buffer.from(audio.buffer, audio.byteOffset, audio.byteLength));
  if ("pcm" in audio) return encode(Buffer.from(audio.pcm));
  return audio;
}

async function fileFrames(file: Buffer): Promise<Iterable<Uint8Array>> {
  const magic = file.toString("latin1", 0, 4);
  if (magic === "OggS") return oggOpusFrames(file);
  if (magic === "RIFF") return encode(wavSamples(file));
  throw ValidationError.of("audio", "is neither Ogg/Opus nor WAV; wrap raw samples as { pcm }");
}

/** The samples of a WAV file, as stereo. */
function wavSamples(file: Buffer): Buffer {
  const format = chunk(file, "fmt ");
  const data = chunk(file, "data");
  const [kind, channels, rate, bits] = [0, 2, 4, 14].map((at) =>
    at === 4 ? format.readUInt32LE(at) : format.readUInt16LE(at),
  );
  if ((kind !== 1 && kind !== 0xfffe) || rate !== 48_000 || bits !== 16 || (channels !== 1 && channels !== 2)) {
    throw ValidationError.of(
      "audio",
      `must be WAV of 48 kHz and 16 bits, mono or stereo (was ${rate} Hz, ${bits} bits)`,
    );
  }
  if (channels === 2) return data;
  const stereo = Buffer.alloc(data.length * 2);
  for (let at = 0; at + 2 <= data.length; at += 2) {
    data.copy(stereo, at * 2, at, at + 2);
    data.copy(stereo, at * 2 + 2, at, at + 2);
  }
  return stereo;
}

function chunk(file: Buffer, name: string): Buffer {
  let offset = 12;
  while (offset + 8 <= file.length) {
    const size = file.readUInt32LE(offset + 4);
    if (file.toString("latin1", offset, offset + 4) === name) return file.subarray(offset + 8, offset + 8 + size);
    // Chunks are of even size.
    offset += 8 + size + (size % 2);
  }
  throw ValidationError.of("audio", `is no WAV file: it has no "${name.trim()}"`);
}

async function encode(samples: Buffer): Promise<Buffer[]> {
  const { default: OpusScript } = await import("opusscript");
  const encoder = new OpusScript(48_000, 2, OpusScript.Application.AUDIO);
  try {
    const frames: Buffer[] = [];
    for (let start = 0; start < samples.length; start += frameBytes) {
      const last = samples.subarray(start, start + frameBytes);
      const whole = last.length === frameBytes ? last : Buffer.concat([last, Buffer.alloc(frameBytes - last.length)]);
      frames.push(Buffer.from(encoder.encode(whole, 960)));
    }
    return frames;
  } finally {
    encoder.delete();
  }
}
