import type { PcmFrame } from "./pcm-converter.ts";

/** How audio is encoded. */
export interface OpusEncoderOptions {
  /** Bits per second, 6,000 to 510,000. @defaultValue `96_000` */
  readonly bitrate?: number;
  /** Loss that the encoder should expect, in percent; above 0 it spends bits on repair of speech. @defaultValue `0` */
  readonly expectedLossPercent?: number;
}

/** Makes 20 ms Opus packets of {@link PcmFrame}s. */
export interface OpusEncoder {
  encode(pcm: PcmFrame): Uint8Array;
  /** Gives its memory back. Not to be used any more. */
  close(): void;
}

/** Makes PCM (48 kHz stereo) of Opus packets. */
export interface OpusDecoder {
  /** @throws when the packet is malformed. */
  decode(packet: Uint8Array): Int16Array;
  /** 20 ms that continue what was decoded last, in place of a frame that was lost. */
  conceal(): PcmFrame;
  close(): void;
}

/** One library that can Opus. */
export interface OpusCodec {
  /** Package that is used, such as `opusscript`. */
  readonly name: string;
  /** Compiled for this machine; faster than WebAssembly. */
  readonly native: boolean;
  createEncoder(options?: OpusEncoderOptions): OpusEncoder;
  createDecoder(): OpusDecoder;
}

/** The requests of libopus that are used. @see opus_defines.h */
export const OpusRequest = { bitrate: 4002, inbandFec: 4012, packetLossPercent: 4014 } as const;

export const defaultBitrate = 96_000;
