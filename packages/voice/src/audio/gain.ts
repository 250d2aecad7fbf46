import { samplesPerFrame } from "./frame-output.ts";
import type { PcmFrame } from "./pcm-converter.ts";
import { samplesInPcmFrame } from "./pcm-converter.ts";

/**
 * Adds a frame to a mix, its loudness going evenly from one factor to another: a jump would be heard as a click.
 *
 * @param mix - 1,920 sums; wider than 16 bits, so that nothing is cut off before all is added.
 */
export function addWithGain(mix: Float32Array, frame: PcmFrame, fromGain: number, toGain: number): void {
  const step = (toGain - fromGain) / samplesPerFrame;
  let gain = fromGain;
  for (let index = 0; index < samplesInPcmFrame; index += 2) {
    gain += step;
    mix[index] = (mix[index] ?? 0) + (frame[index] ?? 0) * gain;
    mix[index + 1] = (mix[index + 1] ?? 0) + (frame[index + 1] ?? 0) * gain;
  }
}

/** Sums as 16 bits. What is too loud is bent towards the limit instead of being cut off. */
export function toPcmFrame(mix: Float32Array): PcmFrame {
  const frame = new Int16Array(samplesInPcmFrame);
  for (let index = 0; index < samplesInPcmFrame; index++) frame[index] = limited(mix[index] ?? 0);
  return frame;
}

/** Up to here a sample stays as it is. */
const knee = 29_000;
const ceiling = 32_767;

function limited(sample: number): number {
  const size = Math.abs(sample);
  if (size <= knee) return Math.round(sample);
  const bent = knee + (ceiling - knee) * Math.tanh((size - knee) / (ceiling - knee));
  return Math.round(sample < 0 ? -bent : bent);
}

/** A loudness that moves to where it is wanted at a limited speed, frame by frame. */
export class GainRamp {
  #value: number;
  #target: number;
  readonly #perFrameDown: number;
  readonly #perFrameUp: number;

  /** @param downMs - Time from 1 to 0. @param upMs - Time from 0 to 1. */
  constructor(value: number, downMs: number, upMs: number) {
    this.#value = value;
    this.#target = value;
    this.#perFrameDown = 20 / downMs;
    this.#perFrameUp = 20 / upMs;
  }

  get value(): number {
    return this.#value;
  }

  set target(target: number) {
    this.#target = target;
  }

  /** Is it where it should be, and at 1? Then there is nothing to be done to the audio. */
  get isUnity(): boolean {
    return this.#value === 1 && this.#target === 1;
  }

  /** One frame on. Returns the loudness at its beginning and at its end. */
  advance(): [from: number, to: number] {
    const from = this.#value;
    const difference = this.#target - from;
    this.#value =
      difference < 0
        ? Math.max(this.#target, from - this.#perFrameDown)
        : Math.min(this.#target, from + this.#perFrameUp);
    return [from, this.#value];
  }
}
