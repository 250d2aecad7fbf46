import { AudioSourceError } from "./audio-error.ts";
import type { ResolvedInput } from "./audio-input.ts";
import { readInput } from "./audio-input.ts";
import type { FfmpegOptions } from "./ffmpeg.ts";
import { ffmpegFormat, readWithFfmpeg } from "./ffmpeg.ts";
import { frameDurationMs } from "./frame-output.ts";
import type { HttpInputOptions } from "./http-input.ts";
import type { OpusCodec } from "./opus-codec.ts";
import type { OpusHead } from "./opus-head.ts";
import { OggOpusDemuxer } from "./ogg-opus.ts";
import type { PcmFrame } from "./pcm-converter.ts";
import { pcmFrames } from "./pcm-frames.ts";
import { Repacketizer } from "./repacketizer.ts";
import type { Container } from "./sniff.ts";
import { sniffContainer } from "./sniff.ts";
import { Transcoder } from "./transcoder.ts";
import type { PcmFormat } from "./wav.ts";
import { parseWavHeader, sampleBytes } from "./wav.ts";
import { WebmOpusDemuxer } from "./webm-opus.ts";

/** How a source is read. */
export interface SourceOptions extends Omit<HttpInputOptions, "signal"> {
  /**
   * The source is raw PCM: no header tells what it is. Fields left out are 48,000 Hz, 2 channels, `s16le`.
   * @defaultValue told by the first bytes
   */
  readonly pcm?: Partial<PcmFormat>;
  /** Where to begin, in milliseconds. @defaultValue `0` */
  readonly startMs?: number;
  /** The program for everything that is neither Ogg/Opus, WebM/Opus, WAV nor PCM. */
  readonly ffmpeg?: FfmpegOptions;
}

/** A source as 20 ms frames: Opus as it was in the file, or PCM that is still to be encoded. */
export type OpenedSource = {
  readonly container: Container | "pcm";
  /** To be applied by who plays it: an Opus header may ask for it. 1 for all others. */
  readonly gain: number;
} & (
  | { readonly kind: "opus"; readonly frames: AsyncGenerator<Uint8Array, void, undefined> }
  | { readonly kind: "pcm"; readonly frames: AsyncGenerator<PcmFrame, void, undefined> }
);

export interface OpenContext {
  readonly codec: OpusCodec;
  /** Ends all that was opened. */
  readonly signal: AbortSignal;
}

/**
 * Opens a source and tells what it is by its first bytes.
 *
 * @throws {AudioSourceError} when it can not be opened. What fails later fails the iteration of `frames`.
 */
export async function openSource(
  input: ResolvedInput,
  options: SourceOptions,
  context: OpenContext,
): Promise<OpenedSource> {
  const { signal } = context;
  const startMs = options.startMs ?? 0;
  const bytes = readInput(input, { ...options, signal });
  if (options.pcm !== undefined) {
    const format = { sampleRate: 48_000, channels: 2, sampleFormat: "s16le", ...options.pcm } satisfies PcmFormat;
    return { kind: "pcm", container: "pcm", gain: 1, frames: pcmFrames(bytes, format, { startMs }) };
  }
  const { container, head, rest } = await sniff(bytes);
  switch (container) {
    case "ogg-opus":
      return openOpus(container, new OggOpusDemuxer(), rest, context, startMs);
    case "webm-opus":
      return openOpus(container, new WebmOpusDemuxer(), rest, context, startMs);
    case "wav":
      return openWav(head, rest, startMs);
    default: {
      const isFile = input.kind === "file";
      // A file is read by ffmpeg itself, which may then jump to where its index lies.
      if (isFile) await bytes.return();
      const from = isFile ? { path: input.path } : { bytes: rest };
      const raw = readWithFfmpeg(from, startMs, options.ffmpeg, signal);
      return { kind: "pcm", container, gain: 1, frames: pcmFrames(raw, ffmpegFormat, {}) };
    }
  }
}

interface Sniffed {
  readonly container: Container;
  readonly head: Uint8Array;
  /** The whole source, its head included. */
  readonly rest: AsyncGenerator<Uint8Array, void, undefined>;
}

async function sniff(bytes: AsyncGenerator<Uint8Array, void, undefined>): Promise<Sniffed> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let lookAt = 0;
  for (;;) {
    const next = await bytes.next();
    const isWhole = next.done === true;
    if (!isWhole) {
      chunks.push(next.value);
      length += next.value.length;
      // A stream of single bytes is not looked at after each of them.
      if (length < lookAt) continue;
    }
    const head = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
    if (isWhole && length === 0) throw new AudioSourceError("The source is empty");
    const container = sniffContainer(head, isWhole);
    if (container !== undefined) return { container, head, rest: joined(head, bytes) };
    chunks.splice(0, chunks.length, head);
    lookAt = length < 4096 ? length + 1 : length * 1.25;
  }
}

async function* joined(
  head: Uint8Array,
  rest: AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    if (head.length > 0) yield head;
    yield* rest;
  } finally {
    await rest.return();
  }
}

interface Demuxer {
  readonly head: OpusHead | undefined;
  push(chunk: Uint8Array): Generator<Uint8Array, void>;
}

async function openOpus(
  container: Container,
  demuxer: Demuxer,
  bytes: AsyncGenerator<Uint8Array, void, undefined>,
  { codec }: OpenContext,
  startMs: number,
): Promise<OpenedSource> {
  // The header comes with the first packet.
  let first: readonly Uint8Array[] = [];
  while (first.length === 0) {
    const next = await bytes.next();
    if (next.done === true) break;
    first = [...demuxer.push(next.value)];
  }
  const gainDb = demuxer.head?.outputGainDb ?? 0;
  const frames = opusFrames(first, demuxer, bytes, codec, startMs);
  return { kind: "opus", container, gain: 10 ** (gainDb / 20), frames };
}

async function* opusFrames(
  first: readonly Uint8Array[],
  demuxer: Demuxer,
  bytes: AsyncGenerator<Uint8Array, void, undefined>,
  codec: OpusCodec,
  startMs: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const transcoder = new Transcoder(codec);
  const repacketizer = new Repacketizer({ transcode: (packet) => transcoder.transcode(packet) });
  let toSkip = Math.round(startMs / frameDurationMs);
  let packets: Iterable<Uint8Array> = first;
  try {
    for (;;) {
      for (const packet of packets) {
        for (const frame of repacketizer.push(packet)) {
          if (toSkip === 0) yield frame;
          else toSkip--;
        }
      }
      // Hours are stepped over in a second; others must get their turn meanwhile.
      if (toSkip > 0) await new Promise(setImmediate);
      const next = await bytes.next();
      if (next.done === true) break;
      packets = demuxer.push(next.value);
    }
    if (toSkip === 0) yield* repacketizer.flush();
  } finally {
    transcoder.close();
    await bytes.return();
  }
}

function openWav(head: Uint8Array, bytes: AsyncGenerator<Uint8Array, void, undefined>, startMs: number): OpenedSource {
  const header = parseWavHeader(head);
  if (header?.format === undefined) throw new TypeError("openWav was called with what is no WAV file");
  const { format, dataOffset, dataBytes } = header;
  const blockBytes = format.channels * sampleBytes(format.sampleFormat);
  const usable = dataBytes === undefined ? Infinity : dataBytes - (dataBytes % blockBytes);
  const frames = pcmFrames(bytes, format, { startMs, skipBytes: dataOffset, takeBytes: usable });
  return { kind: "pcm", container: "wav", gain: 1, frames };
}
