import type { ResolvedInput } from "./audio-input.ts";
import { discardInput, isRepeatable } from "./audio-input.ts";
import { AudioSourceError } from "./audio-error.ts";
import { frameDurationMs } from "./frame-output.ts";
import { FrameReader } from "./frame-reader.ts";
import type { OpenedSource, SourceOptions } from "./open-source.ts";
import { openSource } from "./open-source.ts";
import type { OpusCodec, OpusDecoder } from "./opus-codec.ts";
import type { PcmFrame } from "./pcm-converter.ts";

type Reading =
  | { readonly kind: "opus"; readonly reader: FrameReader<Uint8Array> }
  | { readonly kind: "pcm"; readonly reader: FrameReader<PcmFrame> };

/** One reading of an input, from a place in it to its end: opened, read ahead, and taken frame by frame. */
export class TrackSource {
  readonly #input: ResolvedInput;
  readonly #options: SourceOptions;
  readonly #codec: OpusCodec;
  readonly #controller = new AbortController();
  #opened: OpenedSource | undefined;
  #reading: Reading | undefined;
  #decoder: OpusDecoder | undefined;
  #framesTaken = 0;
  /** Whoever was asked for its bytes closes it. */
  #wasAsked = false;

  constructor(input: ResolvedInput, options: SourceOptions, codec: OpusCodec) {
    this.#input = input;
    this.#options = options;
    this.#codec = codec;
  }

  /**
   * Resolves once the first frame is there.
   *
   * @throws {AudioSourceError} when it can not be opened, or holds no audio.
   */
  async open(): Promise<void> {
    this.#wasAsked = true;
    try {
      const opened = await openSource(this.#input, this.#options, {
        codec: this.#codec,
        signal: this.#controller.signal,
      });
      this.#opened = opened;
      this.#reading =
        opened.kind === "opus"
          ? { kind: "opus", reader: new FrameReader(opened.frames) }
          : { kind: "pcm", reader: new FrameReader(opened.frames) };
      if (this.#controller.signal.aborted) this.#reading.reader.close();
      await this.#reading.reader.ready;
    } catch (error) {
      throw asSourceError(error);
    }
    const { reader } = this.#reading;
    if (!reader.ended || this.#controller.signal.aborted) return;
    const atEnd = (this.#options.startMs ?? 0) > 0;
    throw reader.error === undefined
      ? new AudioSourceError(atEnd ? "The audio ends before the place to begin at" : "There is no audio in it")
      : asSourceError(reader.error);
  }

  /** How it was read; known once it is open. */
  get container(): OpenedSource["container"] | undefined {
    return this.#opened?.container;
  }

  /** May its frames go out as they are? */
  get isOpus(): boolean {
    return this.#opened?.kind === "opus" && this.#opened.gain === 1;
  }

  /** What the file's header asks for. */
  get gain(): number {
    return this.#opened?.gain ?? 1;
  }

  /** Place of the next frame, in milliseconds. */
  get positionMs(): number {
    return (this.#options.startMs ?? 0) + this.#framesTaken * frameDurationMs;
  }

  /** All of it was taken. */
  get ended(): boolean {
    return this.#reading?.reader.ended ?? this.#controller.signal.aborted;
  }

  /** It has nothing more to read; the last second may still have to be played. */
  get sourceEnded(): boolean {
    return this.#reading?.reader.sourceEnded ?? false;
  }

  /** What broke it off. */
  get error(): AudioSourceError | undefined {
    const error = this.#reading?.reader.error;
    return error === undefined ? undefined : asSourceError(error);
  }

  get isRepeatable(): boolean {
    return isRepeatable(this.#input);
  }

  /** Another reading of the same input. */
  from(startMs: number): TrackSource {
    return new TrackSource(this.#input, { ...this.#options, startMs }, this.#codec);
  }

  /** The next frame as it is in the file; only where `isOpus`. */
  takeOpus(): Uint8Array | undefined {
    if (this.#reading?.kind !== "opus") return undefined;
    const frame = this.#reading.reader.read();
    if (frame !== undefined) this.#framesTaken++;
    return frame;
  }

  /** The next frame, decoded where it has to be. */
  takePcm(): PcmFrame | undefined {
    if (this.#reading?.kind !== "pcm") {
      const packet = this.takeOpus();
      return packet === undefined ? undefined : this.#decode(packet);
    }
    const frame = this.#reading.reader.read();
    if (frame !== undefined) this.#framesTaken++;
    return frame;
  }

  close(): void {
    if (!this.#wasAsked) discardInput(this.#input);
    this.#controller.abort();
    this.#reading?.reader.close();
    this.#decoder?.close();
    this.#decoder = undefined;
  }

  #decode(packet: Uint8Array): PcmFrame {
    this.#decoder ??= this.#codec.createDecoder();
    try {
      return this.#decoder.decode(packet);
    } catch {
      // Sound by its container, damaged inside.
      return this.#decoder.conceal();
    }
  }
}

function asSourceError(error: unknown): AudioSourceError {
  if (error instanceof AudioSourceError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new AudioSourceError(`The audio can not be read: ${message}`, { cause: error });
}
