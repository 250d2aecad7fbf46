import { samplesPerFrame } from "./frame-output.ts";
import { Resampler } from "./resampler.ts";
import type { PcmFormat, SampleFormat } from "./wav.ts";
import { sampleBytes } from "./wav.ts";

/** 20 ms of stereo at 48 kHz: 960 times left and right, 16 bits each. */
export type PcmFrame = Int16Array;

export const samplesInPcmFrame: number = 2 * samplesPerFrame;

/** Turns raw audio of any rate and any number of channels into {@link PcmFrame}s, as its bytes come in. */
export class PcmConverter {
  readonly #format: PcmFormat;
  readonly #blockBytes: number;
  readonly #resamplers: readonly [Resampler, Resampler] | undefined;
  /** The beginning of a sample block that was cut by the end of a chunk. */
  #rest: Uint8Array = new Uint8Array(0);
  #frame: PcmFrame = new Int16Array(samplesInPcmFrame);
  #filled = 0;

  constructor(format: PcmFormat) {
    this.#format = format;
    this.#blockBytes = format.channels * sampleBytes(format.sampleFormat);
    const { sampleRate } = format;
    this.#resamplers =
      sampleRate === 48_000 ? undefined : [new Resampler(sampleRate, 48_000), new Resampler(sampleRate, 48_000)];
  }

  push(chunk: Uint8Array): PcmFrame[] {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const blocks = Math.floor(bytes.length / this.#blockBytes);
    this.#rest = bytes.slice(blocks * this.#blockBytes);
    const [left, right] = stereoOf(bytes, blocks, this.#format);
    const [leftResampler, rightResampler] = this.#resamplers ?? [];
    return this.#write(leftResampler?.push(left) ?? left, rightResampler?.push(right) ?? right);
  }

  /** What is left, the last frame filled up with silence. */
  end(): PcmFrame[] {
    const [left, right] = this.#resamplers ?? [];
    const frames = left === undefined || right === undefined ? [] : this.#write(left.end(), right.end());
    if (this.#filled > 0) frames.push(this.#takeFrame());
    return frames;
  }

  #write(left: Float32Array, right: Float32Array): PcmFrame[] {
    const frames: PcmFrame[] = [];
    for (let index = 0; index < left.length; index++) {
      this.#frame[this.#filled++] = toInt16(left[index] ?? 0);
      this.#frame[this.#filled++] = toInt16(right[index] ?? 0);
      if (this.#filled === samplesInPcmFrame) frames.push(this.#takeFrame());
    }
    return frames;
  }

  #takeFrame(): PcmFrame {
    const frame = this.#frame;
    this.#frame = new Int16Array(samplesInPcmFrame);
    this.#filled = 0;
    return frame;
  }
}

/** A sample between -1 and 1 as 16 bits; what is beyond is cut off. */
function toInt16(sample: number): number {
  const value = Math.round(sample * 32_768);
  return value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value;
}

/** Half of the power: what lies in the middle goes to both sides. */
const half = Math.SQRT1_2;

/** How loud each channel is on the left; those on the right mirror it. Orders as in WAVE_FORMAT_EXTENSIBLE. */
const surround: Readonly<Record<number, { left: readonly number[]; right: readonly number[] }>> = {
  3: { left: [1, 0, half], right: [0, 1, half] },
  4: { left: [1, 0, half, 0], right: [0, 1, 0, half] },
  5: { left: [1, 0, half, half, 0], right: [0, 1, half, 0, half] },
  6: { left: [1, 0, half, 0, half, 0], right: [0, 1, half, 0, 0, half] },
};

function stereoOf(bytes: Uint8Array, blocks: number, format: PcmFormat): [Float32Array, Float32Array] {
  const { channels, sampleFormat } = format;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = sampleBytes(sampleFormat);
  const read = readers[sampleFormat];
  const left = new Float32Array(blocks);
  const right = new Float32Array(blocks);
  const [leftGains, rightGains] = gainsOf(channels);
  for (let block = 0; block < blocks; block++) {
    let leftSum = 0;
    let rightSum = 0;
    for (let channel = 0; channel < channels; channel++) {
      const sample = read(view, (block * channels + channel) * size);
      leftSum += sample * (leftGains[channel] ?? 0);
      rightSum += sample * (rightGains[channel] ?? 0);
    }
    left[block] = leftSum;
    right[block] = rightSum;
  }
  return [left, right];
}

function gainsOf(channels: number): [readonly number[], readonly number[]] {
  if (channels === 1) return [[1], [1]];
  const known = surround[channels];
  const left = known?.left ?? Array.from({ length: channels }, (_, channel) => (channel % 2 === 0 ? 1 : 0));
  const right = known?.right ?? Array.from({ length: channels }, (_, channel) => (channel % 2 === 1 ? 1 : 0));
  return [normalised(left), normalised(right)];
}

/** Channels that all are at their loudest must not be cut off. */
function normalised(gains: readonly number[]): readonly number[] {
  const sum = gains.reduce((total, gain) => total + gain, 0);
  return gains.map((gain) => gain / sum);
}

const readers: Readonly<Record<SampleFormat, (view: DataView, offset: number) => number>> = {
  u8: (view, offset) => (view.getUint8(offset) - 128) / 128,
  s16le: (view, offset) => view.getInt16(offset, true) / 32_768,
  s24le: (view, offset) => ((view.getInt16(offset + 1, true) << 8) | view.getUint8(offset)) / 8_388_608,
  s32le: (view, offset) => view.getInt32(offset, true) / 2_147_483_648,
  f32le: (view, offset) => finite(view.getFloat32(offset, true)),
  f64le: (view, offset) => finite(view.getFloat64(offset, true)),
};

function finite(sample: number): number {
  return Number.isFinite(sample) ? sample : 0;
}
