import { samplesPerFrame } from "./frame-output.ts";
import { buildOpusPacket, maxFrameBytes, parseOpusPacket, samplesPerOpusFrame } from "./opus-packet.ts";

/** A frame of no bytes: the decoder conceals it, or stays silent. */
const emptyFrame = new Uint8Array(0);

export interface RepacketizerOptions {
  /**
   * Makes 20 ms packets of a packet whose frames are longer than 20 ms: these can not be cut apart, so that they have to
   * be decoded and encoded again.
   */
  readonly transcode: (packet: Uint8Array) => readonly Uint8Array[];
}

/**
 * Turns Opus packets of any duration into packets of exactly 20 ms, without touching the audio where that is possible:
 * packets of many frames are cut apart, short frames are put together.
 */
export class Repacketizer {
  readonly #transcode: RepacketizerOptions["transcode"];
  #toc = 0;
  #samples = 0;
  #frameSamples = 0;
  #frames: Uint8Array[] = [];
  #malformed = 0;

  constructor(options: RepacketizerOptions) {
    this.#transcode = options.transcode;
  }

  /** Packets that were left out because they break the rules of Opus. */
  get malformed(): number {
    return this.#malformed;
  }

  /** Takes a packet, and gives the 20 ms packets that are complete now. */
  push(packet: Uint8Array): readonly Uint8Array[] {
    if (this.#frames.length === 0 && isPlainFrame(packet)) return [packet];
    const parsed = parseOpusPacket(packet);
    if (parsed === undefined) {
      this.#malformed++;
      return [];
    }
    const { toc, frames } = parsed;
    if (parsed.samplesPerFrame === samplesPerFrame && frames.length === 1) return [...this.flush(), packet];
    if (parsed.samplesPerFrame > samplesPerFrame) return [...this.flush(), ...this.#transcode(packet)];
    const complete: Uint8Array[] = [];
    // Frames of one packet share one configuration, so that another one begins a new packet.
    if (this.#frames.length > 0 && toc !== this.#toc) complete.push(...this.flush());
    this.#toc = toc;
    this.#frameSamples = parsed.samplesPerFrame;
    for (const frame of frames) {
      this.#frames.push(frame);
      this.#samples += parsed.samplesPerFrame;
      if (this.#samples === samplesPerFrame) complete.push(this.#take());
    }
    return complete;
  }

  /** What is left at the end, filled up to 20 ms. */
  flush(): readonly Uint8Array[] {
    if (this.#frames.length === 0) return [];
    while (this.#samples < samplesPerFrame) {
      this.#frames.push(emptyFrame);
      this.#samples += this.#frameSamples;
    }
    return [this.#take()];
  }

  #take(): Uint8Array {
    const packet = buildOpusPacket(this.#toc, this.#frames);
    this.#frames = [];
    this.#samples = 0;
    return packet;
  }
}

/** One frame of 20 ms and nothing else: what nearly all packets are. */
function isPlainFrame(packet: Uint8Array): boolean {
  const tocByte = packet[0];
  if (tocByte === undefined || (tocByte & 3) !== 0 || packet.length > maxFrameBytes + 1) return false;
  return samplesPerOpusFrame(tocByte) === samplesPerFrame;
}
