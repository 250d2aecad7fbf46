import { ValidationError } from "@zignal/errors";
import { pcmBytesPerFrame } from "./audio/frame-output.ts";
import { loadOpusCodec } from "./audio/load-codec.ts";
import type { OpusEncoder } from "./audio/opus-codec.ts";
import type { AudioPlayerOptions } from "./audio/player-options.ts";
import { maxFrameBytes } from "./connection/packet-sender.ts";

/** 20 ms of audio as users have it, Opus or PCM, made to Opus. */
export class FrameInput {
  readonly #options: () => AudioPlayerOptions;
  #encoder: OpusEncoder | undefined;

  constructor(options: () => AudioPlayerOptions) {
    this.#options = options;
  }

  /** @throws {ValidationError} when it is neither an Opus frame, nor 20 ms of PCM. */
  toOpus(audio: Uint8Array): Uint8Array {
    if (audio instanceof Uint8Array && audio.length === pcmBytesPerFrame) return this.#encode(audio);
    if (audio instanceof Uint8Array && audio.length > 0 && audio.length <= maxFrameBytes) return audio;
    throw ValidationError.of(
      "audio",
      `must be one Opus frame (1 to ${maxFrameBytes} bytes), or 20 ms of PCM (${pcmBytesPerFrame} bytes: 48 kHz, stereo, s16le)`,
    );
  }

  close(): void {
    this.#encoder?.close();
    this.#encoder = undefined;
  }

  #encode(pcm: Uint8Array): Uint8Array {
    const { codec } = this.#options();
    this.#encoder ??= (typeof codec === "object" ? codec : loadOpusCodec(codec)).createEncoder();
    // A copy, as the bytes may lie where 16-bit samples can not.
    return this.#encoder.encode(new Int16Array(Uint8Array.from(pcm).buffer));
  }
}
