import type { OpusCodec } from "../../src/audio/opus-codec.ts";
import { OggOpusWriter } from "../../src/audio/ogg-opus-writer.ts";

/** A sine whose frequency goes evenly from one to another, both channels alike. */
export function sweep(seconds: number, fromHz = 200, toHz = 2000, amplitude = 8000): Int16Array {
  const samples = Math.round(seconds * 48_000);
  const pcm = new Int16Array(samples * 2);
  for (let index = 0; index < samples; index++) {
    const time = index / 48_000;
    const phase = 2 * Math.PI * (fromHz * time + ((toHz - fromHz) * time * time) / (2 * seconds));
    const value = Math.round(amplitude * Math.sin(phase));
    pcm[index * 2] = value;
    pcm[index * 2 + 1] = value;
  }
  return pcm;
}

/** Like speech: a voiced tone with formants, in syllables with pauses, with a little noise. */
export function speech(seconds: number): Int16Array {
  const samples = Math.round(seconds * 48_000);
  const pcm = new Int16Array(samples * 2);
  let seed = 1;
  for (let index = 0; index < samples; index++) {
    const time = index / 48_000;
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    const noise = seed / 0x7fffffff - 0.5;
    const syllable = Math.max(0, Math.sin(2 * Math.PI * 3 * time)) ** 0.5;
    const pitch = 120 + 20 * Math.sin(2 * Math.PI * 0.7 * time);
    let voice = 0;
    for (const [harmonic, loudness] of [
      [1, 1],
      [2, 0.7],
      [4, 0.5],
      [6, 0.6],
      [10, 0.2],
    ] as const) {
      voice += loudness * Math.sin(2 * Math.PI * pitch * harmonic * time);
    }
    const value = Math.round(syllable * (2500 * voice + 300 * noise));
    pcm[index * 2] = value;
    pcm[index * 2 + 1] = value;
  }
  return pcm;
}

export function framesOf(pcm: Int16Array): Int16Array[] {
  const frames: Int16Array[] = [];
  for (let offset = 0; offset + 1920 <= pcm.length; offset += 1920) frames.push(pcm.subarray(offset, offset + 1920));
  return frames;
}

export function encodeAll(codec: OpusCodec, pcm: Int16Array): Uint8Array[] {
  const encoder = codec.createEncoder();
  const packets = framesOf(pcm).map((frame) => encoder.encode(frame));
  encoder.close();
  return packets;
}

export function decodeAll(codec: OpusCodec, packets: Iterable<Uint8Array>): Int16Array {
  const decoder = codec.createDecoder();
  const parts = [...packets].map((packet) => decoder.decode(packet));
  decoder.close();
  return joinPcm(parts);
}

export function joinPcm(parts: readonly Int16Array[]): Int16Array {
  const joined = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/**
 * How much louder the signal is than what differs from it, in decibel, after the codec's delay was taken off.
 *
 * @param from - Samples per channel at the start that do not count.
 */
export function signalToNoiseDb(reference: Int16Array, heard: Int16Array, from = 4800): { db: number; delay: number } {
  let best = { db: -Infinity, delay: 0 };
  // Behind by what the codec holds back, or ahead where the first frames are missing.
  for (let delay = -3840; delay <= 1440; delay += 1) {
    const coarse = ratio(reference, heard, delay, from, 97);
    if (coarse > best.db) best = { db: coarse, delay };
  }
  return { db: ratio(reference, heard, best.delay, from, 1), delay: best.delay };
}

function ratio(reference: Int16Array, heard: Int16Array, delay: number, from: number, step: number): number {
  let signal = 0;
  let noise = 0;
  const samples = Math.min(reference.length / 2, heard.length / 2 - delay);
  for (let index = Math.max(from, -delay); index < samples; index += step) {
    const sent = reference[index * 2] ?? 0;
    const difference = sent - (heard[(index + delay) * 2] ?? 0);
    signal += sent * sent;
    noise += difference * difference;
  }
  return 10 * Math.log10(signal / Math.max(noise, 1e-9));
}

export function rms(pcm: Int16Array): number {
  return Math.sqrt(pcm.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, pcm.length));
}

export function oggOf(
  packets: readonly Uint8Array[],
  options: { preSkip?: number; packetsPerPage?: number } = {},
): Buffer {
  const writer = new OggOpusWriter({ serial: 77, ...options });
  const parts = [writer.header(), ...packets.map((packet) => writer.push(packet)), writer.end()];
  return Buffer.concat(parts);
}

export function wavOf(pcm: Int16Array, sampleRate = 48_000, channels = 2): Buffer {
  const data = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  const header = Buffer.alloc(44);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(36 + data.length, 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * channels * 2, 28);
  header.writeUInt16LE(channels * 2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

/** Opus packets that only say which one they are: 20 ms of CELT fullband stereo, with a number inside. */
export function numbered(index: number): Uint8Array {
  return Uint8Array.of(0xfc, index >> 8, index & 0xff, 1, 2, 3);
}

export function numberOf(packet: Uint8Array): number {
  return ((packet[1] ?? 0) << 8) | (packet[2] ?? 0);
}
