import { samplesPerFrame } from "./frame-output.ts";
import type { OpusDecoder, OpusEncoder, OpusEncoderOptions } from "./opus-codec.ts";
import { defaultBitrate, OpusRequest } from "./opus-codec.ts";
import { parseOpusPacket, samplesPerOpusFrame } from "./opus-packet.ts";
import type { PcmFrame } from "./pcm-converter.ts";
import { samplesInPcmFrame } from "./pcm-converter.ts";

/** What every library that wraps libopus can, at 48 kHz stereo. */
export interface LibraryInstance {
  encode(pcm: Buffer): Uint8Array;
  decode(packet: Buffer): Uint8Array;
  /** A request to the encoder (`opus_encoder_ctl`); libraries without it leave it out. */
  request?(request: number, value: number): void;
  close(): void;
}

/** 20 ms of CELT fullband stereo (TOC 0xFC): what is concealed with before anything was decoded. */
const defaultToc = 0xfc;

/** Encoders and decoders on top of a library's instances. */
export function codecFrom(open: () => LibraryInstance): {
  createEncoder(options?: OpusEncoderOptions): OpusEncoder;
  createDecoder(): OpusDecoder;
} {
  return {
    createEncoder: (options) => createEncoder(open(), options ?? {}),
    createDecoder: () => createDecoder(open()),
  };
}

function createEncoder(instance: LibraryInstance, options: OpusEncoderOptions): OpusEncoder {
  const expectedLossPercent = options.expectedLossPercent ?? 0;
  instance.request?.(OpusRequest.bitrate, options.bitrate ?? defaultBitrate);
  if (expectedLossPercent > 0) {
    instance.request?.(OpusRequest.inbandFec, 1);
    instance.request?.(OpusRequest.packetLossPercent, expectedLossPercent);
  }
  return {
    encode: (pcm) => ownBytes(instance.encode(bytesOf(pcm))),
    close: once(() => instance.close()),
  };
}

function createDecoder(instance: LibraryInstance): OpusDecoder {
  let toc = defaultToc;
  const decodeChecked = (packet: Uint8Array): Int16Array => samplesOf(instance.decode(Buffer.from(packet)));
  return {
    decode(packet) {
      const parsed = parseOpusPacket(packet);
      if (parsed === undefined) throw new TypeError("Malformed Opus packet");
      toc = parsed.toc;
      return decodeChecked(packet);
    },
    conceal() {
      // None of the libraries exposes `opus_decode` without a packet. A frame of no bytes makes libopus do the same.
      const frames = Math.max(1, Math.ceil(samplesPerFrame / samplesPerOpusFrame(toc)));
      const packet = frames === 1 ? Uint8Array.of(toc) : Uint8Array.of(toc | 3, frames);
      return wholeFrame(decodeChecked(packet));
    },
    close: once(() => instance.close()),
  };
}

function wholeFrame(pcm: Int16Array): PcmFrame {
  if (pcm.length >= samplesInPcmFrame) return pcm.subarray(0, samplesInPcmFrame);
  const frame = new Int16Array(samplesInPcmFrame);
  frame.set(pcm);
  return frame;
}

/** The bytes of samples without a copy; libraries take 16 bits little-endian, which is every machine's own order here. */
function bytesOf(pcm: Int16Array): Buffer {
  return Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength);
}

/** Samples out of bytes: a copy, because libraries use their memory again, and because of alignment. */
function samplesOf(bytes: Uint8Array): Int16Array {
  const samples = new Int16Array(bytes.byteLength >> 1);
  Buffer.from(samples.buffer).set(bytes.subarray(0, samples.byteLength));
  return samples;
}

function ownBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
