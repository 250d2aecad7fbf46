import type { AudioInput } from "./audio-input.ts";
import { resolveInput } from "./audio-input.ts";
import type { AudioSourceError } from "./audio-error.ts";
import type { OpenedSource, SourceOptions } from "./open-source.ts";
import type { OpusCodec } from "./opus-codec.ts";
import { checkSourceOptions } from "./check-source-options.ts";
import { checkVolume } from "./player-options.ts";
import { TrackSource } from "./track-source.ts";

/** How a track is played. */
export interface TrackOptions extends SourceOptions {
  /** For your own use: a title, who asked for it. @defaultValue `undefined` */
  readonly data?: unknown;
  /** Loudness: 1 as it is, 0 silent, 2 twice the amplitude. Other than 1 it has to be encoded anew. @defaultValue `1` */
  readonly volume?: number;
}

/** How a track came to its end. */
export type TrackEnd =
  | { readonly reason: "finished" | "skipped" | "stopped" }
  | { readonly reason: "failed"; readonly error: AudioSourceError };

/** `queued` waits for its turn, `current` is played (or paused), `ended` is over. */
export type TrackState = "queued" | "current" | "ended";

/** One piece of audio in a player: what is known of it, and how it ends. */
export class AudioTrack {
  /** What was given to play. */
  readonly input: AudioInput;
  /** What was given along with it. */
  readonly data: unknown;
  readonly #ended = Promise.withResolvers<TrackEnd>();
  #volume: number;
  #source: TrackSource;
  #state: TrackState = "queued";

  /** Made by a player. @throws {ValidationError} when the input or an option does not fit. */
  constructor(input: AudioInput, options: TrackOptions, codec: OpusCodec) {
    const { data, volume = 1, ...sourceOptions } = options;
    this.input = input;
    this.data = data;
    this.#volume = checkVolume(volume);
    checkSourceOptions(sourceOptions);
    this.#source = new TrackSource(resolveInput(input), sourceOptions, codec);
  }

  get state(): TrackState {
    return this.#state;
  }

  /** Resolves when it is over, however that came; never rejects. */
  get ended(): Promise<TrackEnd> {
    return this.#ended.promise;
  }

  /** How much of it was played, in milliseconds from its beginning. */
  get positionMs(): number {
    return this.#source.positionMs;
  }

  /** Who reads it: `other` is ffmpeg. `undefined` until it is open. */
  get container(): OpenedSource["container"] | undefined {
    return this.#source.container;
  }

  get volume(): number {
    return this.#volume;
  }

  /** @internal */
  get source(): TrackSource {
    return this.#source;
  }

  /** @internal */
  set source(source: TrackSource) {
    this.#source = source;
  }

  /** @internal */
  setVolume(volume: number): void {
    this.#volume = checkVolume(volume);
  }

  /** @internal */
  begin(): void {
    this.#state = "current";
  }

  /** @internal Back into the queue, to be played from its beginning. */
  queueAgain(): void {
    this.#source = this.#source.from(0);
    this.#state = "queued";
  }

  /** @internal Ends it; only the first end counts. */
  end(end: TrackEnd): boolean {
    if (this.#state === "ended") return false;
    this.#state = "ended";
    this.#source.close();
    this.#ended.resolve(end);
    return true;
  }
}
