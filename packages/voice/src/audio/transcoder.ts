import type { OpusCodec, OpusDecoder, OpusEncoder } from "./opus-codec.ts";
import { parseOpusPacket, buildOpusPacket } from "./opus-packet.ts";
import { samplesInPcmFrame } from "./pcm-converter.ts";

/** Decodes packets and encodes them again as 20 ms; opens its codecs when the first packet needs it. */
export class Transcoder {
  readonly #codec: OpusCodec;
  #decoder: OpusDecoder | undefined;
  #encoder: OpusEncoder | undefined;

  constructor(codec: OpusCodec) {
    this.#codec = codec;
  }

  /** 20 ms packets of a packet whose frames are a multiple of 20 ms long; silent ones where it can not be decoded. */
  transcode(packet: Uint8Array): Uint8Array[] {
    this.#decoder ??= this.#codec.createDecoder();
    this.#encoder ??= this.#codec.createEncoder();
    const parsed = parseOpusPacket(packet);
    if (parsed === undefined) return [];
    const packets: Uint8Array[] = [];
    // One frame at a time: the largest packet is longer than what some codecs have room for.
    for (const frame of parsed.frames) {
      const pcm = this.#decode(buildOpusPacket(parsed.toc, [frame]), parsed.samplesPerFrame * 2);
      for (let offset = 0; offset < pcm.length; offset += samplesInPcmFrame) {
        packets.push(this.#encoder.encode(pcm.subarray(offset, offset + samplesInPcmFrame)));
      }
    }
    return packets;
  }

  close(): void {
    this.#decoder?.close();
    this.#encoder?.close();
  }

  #decode(packet: Uint8Array, length: number): Int16Array {
    try {
      const pcm = this.#decoder?.decode(packet);
      if (pcm?.length === length) return pcm;
    } catch {
      // Damaged inside of a sound frame: as long a silence.
    }
    return new Int16Array(length);
  }
}
