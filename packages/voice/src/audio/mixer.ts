import { GainRamp, addWithGain, toPcmFrame } from "./gain.ts";
import type { OpusCodec, OpusEncoder, OpusEncoderOptions } from "./opus-codec.ts";
import { samplesInPcmFrame } from "./pcm-converter.ts";
import type { TrackSource } from "./track-source.ts";

/** A change of volume takes so long over the whole range: fast, and without a click. */
const volumeMs = 60;

/** Music goes down quickly when somebody speaks, and comes back slowly. */
const duckDownMs = 120;
const duckUpMs = 600;

/** One of the sources that are heard together. */
export interface MixerInput {
  source: TrackSource;
  readonly volume: GainRamp;
  /** While it sounds, all others go down to this share of their loudness; 1 leaves them. */
  readonly duckOthersTo: number;
  readonly duck: GainRamp;
}

/**
 * Makes one Opus stream of any number of sources.
 *
 * A single Opus source at full volume passes through untouched; only otherwise are frames decoded, added and encoded.
 */
export class Mixer {
  readonly #codec: OpusCodec;
  readonly #options: OpusEncoderOptions;
  readonly #inputs = new Set<MixerInput>();
  readonly #mix = new Float32Array(samplesInPcmFrame);
  #encoder: OpusEncoder | undefined;
  #encoded = 0;

  constructor(codec: OpusCodec, options: OpusEncoderOptions) {
    this.#codec = codec;
    this.#options = options;
  }

  /** Frames that had to be encoded; all others passed through. */
  get framesEncoded(): number {
    return this.#encoded;
  }

  get inputs(): ReadonlySet<MixerInput> {
    return this.#inputs;
  }

  add(source: TrackSource, volume: number, duckOthersTo = 1): MixerInput {
    const input: MixerInput = {
      source,
      volume: new GainRamp(volume, volumeMs, volumeMs),
      duckOthersTo,
      duck: new GainRamp(1, duckDownMs, duckUpMs),
    };
    this.#inputs.add(input);
    return input;
  }

  /** Takes a source out and closes it. */
  remove(input: MixerInput): void {
    input.source.close();
    this.#inputs.delete(input);
  }

  /** The next 20 ms of all sources; `undefined` when none has a frame ready. */
  next(): Uint8Array | undefined {
    this.#aimDucking();
    const [only] = this.#inputs;
    if (only === undefined) return undefined;
    if (this.#inputs.size === 1 && only.source.isOpus && only.volume.isUnity && only.duck.isUnity) {
      return only.source.takeOpus();
    }
    return this.#mixAll();
  }

  /** Closes all sources, and gives the encoder's memory back. */
  close(): void {
    for (const input of this.#inputs) input.source.close();
    this.#inputs.clear();
    this.release();
  }

  /** Gives the encoder's memory back until it is needed again. */
  release(): void {
    this.#encoder?.close();
    this.#encoder = undefined;
  }

  #mixAll(): Uint8Array | undefined {
    this.#mix.fill(0);
    let heard = 0;
    for (const { source, volume, duck } of this.#inputs) {
      const frame = source.takePcm();
      if (frame === undefined) continue;
      heard++;
      const [volumeFrom, volumeTo] = volume.advance();
      const [duckFrom, duckTo] = duck.advance();
      addWithGain(this.#mix, frame, source.gain * volumeFrom * duckFrom, source.gain * volumeTo * duckTo);
    }
    if (heard === 0) return undefined;
    this.#encoder ??= this.#codec.createEncoder(this.#options);
    this.#encoded++;
    return this.#encoder.encode(toPcmFrame(this.#mix));
  }

  #aimDucking(): void {
    for (const input of this.#inputs) {
      let target = 1;
      for (const other of this.#inputs) {
        if (other !== input && !other.source.ended) target = Math.min(target, other.duckOthersTo);
      }
      input.duck.target = target;
    }
  }
}
