import type { Clock } from "@zignal/errors";
import { ValidationError } from "@zignal/errors";
import type { AudioClock } from "./audio-clock.ts";
import type { FfmpegOptions } from "./ffmpeg.ts";
import type { OpusCodecName } from "./load-codec.ts";
import type { OpusCodec, OpusEncoderOptions } from "./opus-codec.ts";

/** What a track does when it has ended. */
export type LoopMode = "off" | "track" | "queue";

export interface AudioPlayerOptions {
  /** Ticks for several players with one timer. @defaultValue one of its own */
  readonly audioClock?: AudioClock;
  /** Time for a clock of its own. @defaultValue the machine's */
  readonly clock?: Clock;
  /** Codec to use. @defaultValue a native package where one is installed, else opusscript */
  readonly codec?: OpusCodec | OpusCodecName;
  /** Bits per second of what has to be encoded, 6,000 to 510,000. @defaultValue `96_000` */
  readonly bitrate?: number;
  /** Loss that the encoder should expect, in percent. @defaultValue `0` */
  readonly expectedLossPercent?: number;
  /** Loudness of everything, 0 to 10. @defaultValue `1` */
  readonly volume?: number;
  /** Speaking flags to announce. @defaultValue `1` (microphone) */
  readonly speakingFlags?: number;
  /** For all tracks that name none of their own. */
  readonly ffmpeg?: FfmpegOptions;
}

/** How something is played over what is heard already. */
export interface OverlayOptions {
  /** Share of its loudness to which everything else goes down meanwhile; 1 leaves it. @defaultValue `0.25` */
  readonly duckTo?: number;
}

/** @throws {ValidationError} naming each field that does not fit. */
export function checkPlayerOptions({ bitrate, expectedLossPercent, volume, speakingFlags }: AudioPlayerOptions): void {
  checkNumber("bitrate", bitrate ?? 96_000, 6000, 510_000, "bits per second");
  checkNumber("expectedLossPercent", expectedLossPercent ?? 0, 0, 100, "percent");
  checkVolume(volume ?? 1);
  checkNumber("speakingFlags", speakingFlags ?? 1, 1, 7, "bits");
}

export function checkVolume(volume: number): number {
  return checkNumber("volume", volume, 0, 10, "1 is as it is");
}

export function checkNumber(name: string, value: number, least: number, most: number, unit: string): number {
  if (typeof value === "number" && value >= least && value <= most) return value;
  throw ValidationError.of(
    name,
    `must be between ${String(least)} and ${String(most)} (${unit}; was ${String(value)})`,
  );
}

export function checkLoop(mode: LoopMode): LoopMode {
  if (mode === "off" || mode === "track" || mode === "queue") return mode;
  throw ValidationError.of("loop", `must be "off", "track" or "queue" (was ${String(mode)})`);
}

export function encoderOptionsOf({ bitrate, expectedLossPercent }: AudioPlayerOptions): OpusEncoderOptions {
  return {
    ...(bitrate === undefined ? {} : { bitrate }),
    ...(expectedLossPercent === undefined ? {} : { expectedLossPercent }),
  };
}
