import { EventEmitter } from "node:events";
import { ValidationError, ZignalError } from "@zignal/errors";
import { AudioClock } from "./audio-clock.ts";
import type { AudioInput } from "./audio-input.ts";
import type { TrackEnd, TrackOptions } from "./audio-track.ts";
import { AudioTrack } from "./audio-track.ts";
import { Deck, failed } from "./deck.ts";
import { publishTrack } from "./diagnostics.ts";
import type { FrameOutput } from "./frame-output.ts";
import { FrameSender } from "./frame-sender.ts";
import { isolated } from "./isolated.ts";
import { loadOpusCodec } from "./load-codec.ts";
import { Mixer } from "./mixer.ts";
import type { OpusCodec } from "./opus-codec.ts";
import type { AudioPlayerOptions, LoopMode, OverlayOptions } from "./player-options.ts";
import type { AudioPlayerEvents, AudioPlayerStats, PlayerState } from "./player-events.ts";
import { checkLoop, checkNumber, checkPlayerOptions, checkVolume, encoderOptionsOf } from "./player-options.ts";

/**
 * Plays audio to one or many voice connections, on one clock: each frame is made once and goes to all of them.
 *
 * Errors of a track end that track: they come as `trackError`, and reject the `play()` that brought it.
 */
export class AudioPlayer extends EventEmitter<AudioPlayerEvents> {
  readonly #options: AudioPlayerOptions;
  readonly #clock: AudioClock;
  readonly #codec: OpusCodec;
  readonly #mixer: Mixer;
  readonly #deck: Deck;
  readonly #sender: FrameSender;
  #volume: number;
  #state: PlayerState = "idle";
  #isPaused = false;
  #isClosed = false;
  /** Tracks that are being opened, and are to be played at once. */
  readonly #opening = new Map<AudioTrack, "current" | "overlay">();
  #seeks = 0;

  /** @throws {ValidationError} when an option does not fit, or names a codec that is not installed. */
  constructor(options: AudioPlayerOptions = {}) {
    super();
    checkPlayerOptions(options);
    this.#options = options;
    this.#clock = options.audioClock ?? new AudioClock(options.clock === undefined ? {} : { clock: options.clock });
    this.#codec = typeof options.codec === "object" ? options.codec : loadOpusCodec(options.codec);
    this.#volume = options.volume ?? 1;
    this.#mixer = new Mixer(this.#codec, encoderOptionsOf(options));
    this.#deck = new Deck(this.#mixer, this.#volume, {
      started: (track) => {
        publishTrack({ event: "start", track });
        this.#tell("trackStart", track);
      },
      ended: (track, end) => this.#onEnded(track, end),
      changed: () => this.#update(),
    });
    this.#sender = new FrameSender({
      clock: this.#clock,
      speakingFlags: options.speakingFlags,
      pull: () => this.#deck.pull(),
      onChange: () => this.#update(),
    });
  }

  get state(): PlayerState {
    return this.#state;
  }

  /** What is being played, or paused. */
  get current(): AudioTrack | undefined {
    return this.#deck.current;
  }

  /** What waits for its turn, the next one first. */
  get queue(): readonly AudioTrack[] {
    return this.#deck.playlist.waiting;
  }

  /** Loudness of everything; change it with `setVolume`. */
  get volume(): number {
    return this.#volume;
  }

  /** Does the track, or the whole queue, begin again at its end? A stream can be read once only, and ends all the same. */
  get loop(): LoopMode {
    return this.#deck.playlist.loop;
  }

  set loop(mode: LoopMode) {
    this.#deck.playlist.loop = checkLoop(mode);
  }

  /** Sends to this connection as well, from the next frame on. Returns a function that ends that, with five frames of silence. */
  addOutput(output: FrameOutput): () => void {
    this.#checkOpen();
    this.#sender.outputs.add(output);
    return () => {
      this.#sender.outputs.remove(output);
      this.#update();
    };
  }

  /**
   * Plays in place of what is being played, which goes on until the new one's first frame is there. The queue stays.
   *
   * @returns the track, once its first frame is there.
   * @throws {AudioSourceError} when it can not be opened; what was being played goes on.
   * @throws {ValidationError} when it is nothing that can be played.
   */
  async play(input: AudioInput, options: TrackOptions = {}): Promise<AudioTrack> {
    const track = this.#newTrack(input, options);
    for (const [older, as] of this.#opening) if (as === "current") this.#endUnplayed(older, { reason: "stopped" });
    await this.#open(track, "current");
    if (track.state !== "ended") this.#deck.replaceCurrent(track);
    return track;
  }

  /**
   * Puts a track at the end of the queue; it begins at once when nothing is played.
   *
   * @throws {ValidationError} when it is nothing that can be played. That it can not be opened comes as `trackError`.
   */
  enqueue(input: AudioInput, options: TrackOptions = {}): AudioTrack {
    const track = this.#newTrack(input, options);
    this.#deck.playlist.add(track);
    this.#deck.advance();
    return track;
  }

  /**
   * Plays over what is heard, which goes down meanwhile: an announcement over music.
   *
   * @throws {AudioSourceError} when it can not be opened.
   * @throws {ValidationError} when it is nothing that can be played.
   */
  async overlay(input: AudioInput, options: TrackOptions & OverlayOptions = {}): Promise<AudioTrack> {
    const { duckTo = 0.25, ...trackOptions } = options;
    checkNumber("duckTo", duckTo, 0, 1, "share of the loudness");
    const track = this.#newTrack(input, trackOptions);
    await this.#open(track, "overlay");
    if (track.state !== "ended") this.#deck.addOverlay(track, duckTo);
    return track;
  }

  /** Stands still, after five frames of silence. Returns `false` when it did so already, or has nothing to play. */
  pause(): boolean {
    if (this.#isPaused || this.#state === "idle") return false;
    this.#isPaused = true;
    this.#update();
    return true;
  }

  /** Goes on where `pause()` stopped. Returns `false` when it was not paused. */
  resume(): boolean {
    if (!this.#isPaused) return false;
    this.#isPaused = false;
    this.#update();
    return true;
  }

  /** Ends the current track and goes on with the next. Returns `false` when there is none. */
  skip(): boolean {
    this.#sender.dropPrepared();
    return this.#deck.skip();
  }

  /** Ends everything, the queue too, with five frames of silence. */
  stop(): void {
    for (const track of this.#opening.keys()) this.#endUnplayed(track, { reason: "stopped" });
    this.#isPaused = false;
    this.#sender.dropPrepared();
    this.#deck.stop();
  }

  /** Takes a track away, whether it waits or is heard. Returns `false` when it is not of this player, or over. */
  remove(track: AudioTrack): boolean {
    return this.#deck.remove(track);
  }

  /** Puts the queue in a random order. @param random - Gives numbers from 0 to below 1. */
  shuffle(random: () => number = Math.random): void {
    this.#deck.playlist.shuffle(random);
  }

  /** Loudness of everything, 0 to 10; changes within 60 ms, without a click. */
  setVolume(volume: number): void {
    this.#volume = checkVolume(volume);
    this.#deck.volume = volume;
  }

  /** Loudness of one track, 0 to 10, whether it waits or is heard. */
  setTrackVolume(track: AudioTrack, volume: number): void {
    track.setVolume(volume);
    this.#deck.aimVolumes();
  }

  /**
   * Goes to a place in the current track, in milliseconds from its beginning.
   *
   * @throws {ValidationError} when nothing is played, or when it is a stream, which can be read once only.
   * @throws {AudioSourceError} when the place is behind its end; it goes on where it was.
   */
  async seek(positionMs: number): Promise<void> {
    checkNumber("positionMs", positionMs, 0, Number.MAX_SAFE_INTEGER, "milliseconds");
    const track = this.current;
    if (track === undefined) throw ValidationError.of("positionMs", "needs a track that is being played");
    if (!track.source.isRepeatable) {
      throw ValidationError.of("positionMs", "does not work on a stream: play a file, a URL or bytes instead");
    }
    const seek = ++this.#seeks;
    const source = track.source.from(positionMs);
    try {
      await source.open();
    } catch (error) {
      source.close();
      throw error;
    }
    if (seek !== this.#seeks || !this.#deck.replaceSource(track, source)) source.close();
    else this.#sender.dropPrepared();
  }

  getStats(): AudioPlayerStats {
    const { deviation, framesSent, underruns } = this.#sender;
    return {
      framesSent,
      framesEncoded: this.#mixer.framesEncoded,
      underruns,
      givenUpMs: this.#clock.givenUpMs,
      deviationP50Ms: deviation.quantile(0.5),
      deviationP99Ms: deviation.quantile(0.99),
      deviationMaxMs: deviation.maxMs,
    };
  }

  /** Ends everything at once; nothing can be played any more. */
  close(): void {
    if (this.#isClosed) return;
    this.stop();
    this.#isClosed = true;
    this.#sender.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #newTrack(input: AudioInput, options: TrackOptions): AudioTrack {
    this.#checkOpen();
    const { ffmpeg } = this.#options;
    return new AudioTrack(input, { ...(ffmpeg === undefined ? {} : { ffmpeg }), ...options }, this.#codec);
  }

  /** Resolves once the first frame is there, or the track was ended meanwhile. */
  async #open(track: AudioTrack, as: "current" | "overlay"): Promise<void> {
    this.#opening.set(track, as);
    this.#update();
    try {
      await track.source.open();
    } catch (error) {
      // Something else was asked for meanwhile, so that this one was let go of.
      if (track.state === "ended") return;
      this.#endUnplayed(track, failed(error));
      throw error;
    } finally {
      this.#opening.delete(track);
      this.#update();
    }
  }

  #endUnplayed(track: AudioTrack, end: TrackEnd): void {
    if (track.end(end)) this.#onEnded(track, end);
  }

  #onEnded(track: AudioTrack, end: TrackEnd): void {
    publishTrack({ event: "end", track, end });
    if (end.reason === "failed") this.#tell("trackError", end.error, track);
    this.#tell("trackEnd", track, end);
  }

  #update(): void {
    this.#sender.isActive = this.#deck.hasAudio && !this.#isPaused;
    const previous = this.#state;
    this.#state = this.#stateNow();
    if (this.#state !== previous) this.#tell("stateChange", this.#state, previous);
  }

  #stateNow(): PlayerState {
    if (this.#deck.hasAudio && this.#isPaused) return "paused";
    if (this.#deck.hasAudio) return this.#sender.outputs.canSend ? "playing" : "waiting";
    return this.#opening.size > 0 || this.#deck.isOpening ? "opening" : "idle";
  }

  /** What a listener throws is its own matter: it surfaces as an uncaught exception, and the audio goes on. */
  #tell<Name extends keyof AudioPlayerEvents>(name: Name, ...args: AudioPlayerEvents[Name]): void {
    for (const listener of this.rawListeners(name)) {
      isolated(() => Reflect.apply(listener, this, args));
    }
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new ZignalError("SystemError", "The player is closed", { recovery: "Make a new one." });
  }
}
