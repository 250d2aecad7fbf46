import type { PcmFrame } from "./pcm-converter.ts";
import { PcmConverter } from "./pcm-converter.ts";
import type { PcmFormat } from "./wav.ts";
import { sampleBytes } from "./wav.ts";

export interface PcmSection {
  /** Where to begin, in milliseconds. @defaultValue `0` */
  readonly startMs?: number;
  /** Bytes before the first sample. @defaultValue `0` */
  readonly skipBytes?: number;
  /** Bytes of samples, as the header has them; what comes after is no audio. @defaultValue all */
  readonly takeBytes?: number;
}

/** Converted in pieces of so many milliseconds: a piece must not hold the clock up. */
const pieceMs = 20;

/** Raw audio as {@link PcmFrame}s, converted no faster than they are asked for. */
export async function* pcmFrames(
  bytes: AsyncGenerator<Uint8Array, void, undefined>,
  format: PcmFormat,
  { startMs = 0, skipBytes = 0, takeBytes = Infinity }: PcmSection,
): AsyncGenerator<PcmFrame, void, undefined> {
  const converter = new PcmConverter(format);
  const blockBytes = format.channels * sampleBytes(format.sampleFormat);
  const startBytes = Math.round((startMs * format.sampleRate) / 1000) * blockBytes;
  const pieceBytes = Math.ceil((pieceMs * format.sampleRate) / 1000) * blockBytes;
  let toSkip = skipBytes + startBytes;
  let toTake = takeBytes - startBytes;
  for await (const chunk of bytes) {
    const skipped = Math.min(toSkip, chunk.length);
    toSkip -= skipped;
    const usable = chunk.subarray(skipped, Math.max(skipped, Math.min(chunk.length, skipped + toTake)));
    toTake -= usable.length;
    for (let offset = 0; offset < usable.length; offset += pieceBytes) {
      yield* converter.push(usable.subarray(offset, offset + pieceBytes));
    }
    if (toTake <= 0) break;
  }
  yield* converter.end();
}
