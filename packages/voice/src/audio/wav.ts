/** How the samples of raw audio are written; all are little-endian. */
export type SampleFormat = "u8" | "s16le" | "s24le" | "s32le" | "f32le" | "f64le";

/** All of them. */
export const sampleFormats: readonly SampleFormat[] = ["u8", "s16le", "s24le", "s32le", "f32le", "f64le"];

/** What can be converted; beyond it a file is damaged. */
export const sampleRates: { readonly least: number; readonly most: number } = { least: 1000, most: 768_000 };
export const mostChannels = 32;

/** What raw audio is. */
export interface PcmFormat {
  /** Samples per second and channel, in Hz. */
  readonly sampleRate: number;
  readonly channels: number;
  readonly sampleFormat: SampleFormat;
}

/** What the head of a WAV file says. */
export interface WavHeader {
  /** `undefined`: compressed, which is ffmpeg's matter. */
  readonly format: PcmFormat | undefined;
  /** Where the samples begin. */
  readonly dataOffset: number;
  /** Their length in bytes; `undefined` where it is not known (a stream). */
  readonly dataBytes: number | undefined;
}

/** Is it the beginning of a WAV file, or of its 64-bit sibling? */
export function isWav(bytes: Uint8Array): boolean {
  const riff = text(bytes, 0);
  return (riff === "RIFF" || riff === "RF64") && text(bytes, 8) === "WAVE";
}

/**
 * Reads a WAV file's chunks up to its samples.
 *
 * @returns `undefined` while the bytes do not reach to the samples.
 */
export function parseWavHeader(bytes: Uint8Array): WavHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let format: PcmFormat | undefined;
  let formatSeen = false;
  for (let offset = 12; offset + 8 <= bytes.length;) {
    const id = text(bytes, offset);
    const size = view.getUint32(offset + 4, true);
    const body = offset + 8;
    if (id === "data") {
      // 0 and the largest number stand for "not known yet" where a program writes into a pipe.
      const isKnown = size !== 0 && size !== 0xffffffff;
      return { format: formatSeen ? format : undefined, dataOffset: body, dataBytes: isKnown ? size : undefined };
    }
    if (id === "fmt ") {
      if (body + 16 > bytes.length || body + Math.min(size, 40) > bytes.length) return undefined;
      formatSeen = true;
      format = size < 16 ? undefined : readFormat(view, body, size);
    }
    offset = body + size + (size & 1);
  }
  return undefined;
}

/** Bytes of one sample. */
export function sampleBytes(format: SampleFormat): number {
  return { u8: 1, s16le: 2, s24le: 3, s32le: 4, f32le: 4, f64le: 8 }[format];
}

function readFormat(view: DataView, offset: number, size: number): PcmFormat | undefined {
  const tag = view.getUint16(offset, true);
  const channels = view.getUint16(offset + 2, true);
  const sampleRate = view.getUint32(offset + 4, true);
  const blockBytes = view.getUint16(offset + 12, true);
  const bits = view.getUint16(offset + 14, true);
  // WAVE_FORMAT_EXTENSIBLE keeps the real one in the first two bytes of a GUID.
  const kind = tag === 0xfffe && size >= 40 ? view.getUint16(offset + 24, true) : tag;
  const sampleFormat = sampleFormatOf(kind, bits);
  if (sampleFormat === undefined || channels < 1 || channels > mostChannels) return undefined;
  if (sampleRate < sampleRates.least || sampleRate > sampleRates.most) return undefined;
  return blockBytes === channels * sampleBytes(sampleFormat) ? { sampleRate, channels, sampleFormat } : undefined;
}

function sampleFormatOf(kind: number, bits: number): SampleFormat | undefined {
  if (kind === 3) return bits === 32 ? "f32le" : bits === 64 ? "f64le" : undefined;
  if (kind !== 1) return undefined;
  return ({ 8: "u8", 16: "s16le", 24: "s24le", 32: "s32le" } as const)[bits as 8 | 16 | 24 | 32];
}

function text(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}
