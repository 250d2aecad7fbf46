import { ValidationError } from "@zignal/errors";
import type { SourceOptions } from "./open-source.ts";
import { checkNumber } from "./player-options.ts";
import { mostChannels, sampleFormats, sampleRates } from "./wav.ts";

/** @throws {ValidationError} naming the field that does not fit. */
export function checkSourceOptions({ pcm, startMs, timeoutMs }: SourceOptions): void {
  checkNumber("startMs", startMs ?? 0, 0, Number.MAX_SAFE_INTEGER, "milliseconds");
  checkNumber("timeoutMs", timeoutMs ?? 1, 1, 2 ** 31 - 1, "milliseconds");
  if (pcm === undefined) return;
  const { sampleRate = sampleRates.least, channels = 1, sampleFormat = "s16le" } = pcm;
  checkWhole("pcm.sampleRate", sampleRate, sampleRates.least, sampleRates.most, "Hz");
  checkWhole("pcm.channels", channels, 1, mostChannels, "channels");
  if (sampleFormats.includes(sampleFormat)) return;
  throw ValidationError.of("pcm.sampleFormat", `must be one of ${sampleFormats.join(", ")} (was ${sampleFormat})`);
}

function checkWhole(name: string, value: number, least: number, most: number, unit: string): void {
  checkNumber(name, value, least, most, unit);
  if (!Number.isInteger(value)) throw ValidationError.of(name, `must be a whole number (was ${String(value)})`);
}
