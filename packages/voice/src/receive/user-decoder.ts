import type { OpusCodec, OpusDecoder } from "../audio/opus-codec.ts";
import type { PcmFrame } from "../audio/pcm-converter.ts";
import { samplesInPcmFrame } from "../audio/pcm-converter.ts";

/** A gap is continued by guessing for so many frames; the guess fades, and what is beyond is silence. */
const mostConcealed = 5;

/** A longer loss is not filled at all: it is a pause of the connection's. */
const mostFilled = 50;

/** Turns one user's packets into PCM of 20 ms frames, with what was lost concealed. */
export class UserDecoder {
  readonly #decoder: OpusDecoder;
  #failures = 0;
  #concealed = 0;
  /** Samples of packets whose duration is no multiple of 20 ms. */
  #rest = new Int16Array(0);

  constructor(codec: OpusCodec) {
    this.#decoder = codec.createDecoder();
  }

  /** Packets that could not be decoded. */
  get failures(): number {
    return this.#failures;
  }

  /** Frames that were made up. */
  get concealed(): number {
    return this.#concealed;
  }

  decode(packet: Uint8Array): PcmFrame[] {
    let pcm: Int16Array;
    try {
      pcm = this.#decoder.decode(packet);
    } catch {
      this.#failures++;
      return this.conceal(1);
    }
    if (this.#rest.length === 0 && pcm.length === samplesInPcmFrame) return [pcm];
    return this.#cut(pcm);
  }

  /** In place of so many frames that were lost. */
  conceal(frames: number): PcmFrame[] {
    if (frames > mostFilled) return [];
    this.#concealed += frames;
    return Array.from({ length: frames }, (_, index) =>
      index < mostConcealed ? this.#guess() : new Int16Array(samplesInPcmFrame),
    );
  }

  close(): void {
    this.#decoder.close();
  }

  #guess(): PcmFrame {
    try {
      return this.#decoder.conceal();
    } catch {
      return new Int16Array(samplesInPcmFrame);
    }
  }

  #cut(pcm: Int16Array): PcmFrame[] {
    const joined = new Int16Array(this.#rest.length + pcm.length);
    joined.set(this.#rest);
    joined.set(pcm, this.#rest.length);
    const frames: PcmFrame[] = [];
    let offset = 0;
    for (; offset + samplesInPcmFrame <= joined.length; offset += samplesInPcmFrame) {
      frames.push(joined.slice(offset, offset + samplesInPcmFrame));
    }
    this.#rest = joined.slice(offset);
    return frames;
  }
}
