import { AudioSourceError } from "./audio-error.ts";
import type { AudioTrack, TrackEnd } from "./audio-track.ts";
import type { Mixer, MixerInput } from "./mixer.ts";
import { Playlist } from "./playlist.ts";
import type { TrackSource } from "./track-source.ts";

export interface DeckEvents {
  started(track: AudioTrack): void;
  ended(track: AudioTrack, end: TrackEnd): void;
  /** What is played has changed. */
  changed(): void;
}

/** The track that comes next, opened while the current one plays its last second: no gap between them. */
interface Following {
  readonly track: AudioTrack;
  readonly source: TrackSource;
  isOpen: boolean;
}

/** What is played now, over it, and next. It knows which frame comes next; when it goes is the sender's matter. */
export class Deck {
  readonly playlist: Playlist = new Playlist();
  readonly #mixer: Mixer;
  readonly #events: DeckEvents;
  readonly #overlays = new Map<AudioTrack, MixerInput>();
  #current: { readonly track: AudioTrack; input: MixerInput } | undefined;
  #following: Following | undefined;
  #volume: number;

  constructor(mixer: Mixer, volume: number, events: DeckEvents) {
    this.#mixer = mixer;
    this.#volume = volume;
    this.#events = events;
  }

  get current(): AudioTrack | undefined {
    return this.#current?.track;
  }

  get hasAudio(): boolean {
    return this.#current !== undefined || this.#overlays.size > 0;
  }

  /** A track is being opened, and nothing is played meanwhile. */
  get isOpening(): boolean {
    return this.#current === undefined && this.#following !== undefined;
  }

  set volume(volume: number) {
    this.#volume = volume;
    this.aimVolumes();
  }

  /** Brings the loudness of all that is heard to what it should be. */
  aimVolumes(): void {
    if (this.#current !== undefined) this.#current.input.volume.target = this.#volumeOf(this.#current.track);
    for (const [track, input] of this.#overlays) input.volume.target = this.#volumeOf(track);
  }

  /** The next frame; `undefined` when none is ready. Goes over to the next track where one ends. */
  pull(): Uint8Array | undefined {
    // A track is over when its last frame was sent: that is when another one is asked for.
    this.#settle();
    try {
      return this.#mixer.next();
    } catch (error) {
      // The codec has failed: it is the audio that ends, and not the process.
      this.#endCurrent(failed(error));
      for (const [track, input] of this.#overlays) this.#endOverlay(track, input, failed(error));
      this.advance();
      return undefined;
    }
  }

  /** Plays an opened track in place of the current one. */
  replaceCurrent(track: AudioTrack): void {
    this.#dropRepetition();
    this.#endCurrent({ reason: "skipped" });
    this.#begin(track, track.source);
  }

  /** Goes on with another reading of the current track. */
  replaceSource(track: AudioTrack, source: TrackSource): boolean {
    if (this.#current?.track !== track) return false;
    this.#mixer.remove(this.#current.input);
    track.source = source;
    this.#current.input = this.#mixer.add(source, this.#volumeOf(track));
    return true;
  }

  addOverlay(track: AudioTrack, duckTo: number): void {
    track.begin();
    this.#overlays.set(track, this.#mixer.add(track.source, this.#volumeOf(track), duckTo));
    this.#events.started(track);
    this.#events.changed();
  }

  /** Begins the next track, if nothing is played. */
  advance(): void {
    if (this.#current !== undefined) return;
    this.#following ??= this.#openFollowing();
    const following = this.#following;
    if (following?.isOpen === true) {
      this.#following = undefined;
      this.#begin(following.track, following.source);
      return;
    }
    if (following === undefined && this.#overlays.size === 0) this.#mixer.release();
    this.#events.changed();
  }

  skip(): boolean {
    const current = this.#current;
    if (current === undefined) {
      if (this.#following === undefined) return false;
      this.#dropFollowing({ reason: "skipped" });
      this.advance();
      return true;
    }
    this.#dropRepetition();
    if (this.playlist.loop === "queue" && this.#requeue(current.track)) this.#dropCurrent();
    else this.#endCurrent({ reason: "skipped" });
    this.advance();
    return true;
  }

  /** Takes a track away wherever it is. */
  remove(track: AudioTrack): boolean {
    if (this.playlist.remove(track)) return this.#end(track, { reason: "skipped" });
    const overlay = this.#overlays.get(track);
    if (overlay !== undefined) return this.#endOverlay(track, overlay, { reason: "skipped" });
    if (this.#current?.track === track) return this.skip();
    if (this.#following?.track !== track) return false;
    this.#dropFollowing({ reason: "skipped" });
    this.advance();
    return true;
  }

  stop(): void {
    for (const track of this.playlist.clear()) this.#end(track, { reason: "stopped" });
    this.#dropFollowing({ reason: "stopped" });
    for (const [track, input] of this.#overlays) this.#endOverlay(track, input, { reason: "stopped" });
    this.#endCurrent({ reason: "stopped" });
    this.#mixer.close();
    this.#events.changed();
  }

  /** What follows may be the current track once more. */
  #dropRepetition(): void {
    if (this.#following === undefined || this.#following.track !== this.#current?.track) return;
    this.#following.source.close();
    this.#following = undefined;
  }

  #begin(track: AudioTrack, source: TrackSource): void {
    const isRepetition = track.state === "current";
    track.source = source;
    track.begin();
    this.#current = { track, input: this.#mixer.add(source, this.#volumeOf(track)) };
    if (!isRepetition) this.#events.started(track);
    this.#events.changed();
  }

  /** Ends what has come to its end. */
  #settle(): void {
    for (const [track, input] of this.#overlays) {
      if (input.source.ended) this.#endOverlay(track, input, endOf(input.source));
    }
    const current = this.#current;
    if (current === undefined) return;
    const { source } = current.input;
    if (source.sourceEnded && source.error === undefined) this.#following ??= this.#openFollowing();
    if (!source.ended) return;
    const goesOn = source.error === undefined && this.#following?.track === current.track;
    if (goesOn || (this.playlist.loop === "queue" && source.error === undefined && this.#requeue(current.track))) {
      this.#dropCurrent();
    } else {
      this.#endCurrent(endOf(source));
    }
    this.advance();
  }

  #openFollowing(): Following | undefined {
    const following = this.#chooseFollowing();
    if (following === undefined) return undefined;
    void this.#open(following);
    return following;
  }

  async #open(following: Following): Promise<void> {
    try {
      await following.source.open();
    } catch (error) {
      this.#onOpenFailed(following, error);
      return;
    }
    following.isOpen = true;
    if (this.#following === following) this.advance();
  }

  #chooseFollowing(): Following | undefined {
    const { loop, waiting } = this.playlist;
    const track = this.#current?.track;
    const repeats = loop === "track" || (loop === "queue" && waiting.length === 0);
    if (track !== undefined && repeats && track.source.isRepeatable) {
      return { track, source: track.source.from(0), isOpen: false };
    }
    const next = this.playlist.take();
    return next === undefined ? undefined : { track: next, source: next.source, isOpen: false };
  }

  #onOpenFailed(following: Following, error: unknown): void {
    following.source.close();
    // It was dropped, which is why it could not be opened.
    if (this.#following !== following) return;
    this.#following = undefined;
    // A repetition that fails while the track is still heard: it ends when it ends.
    if (this.#current?.track !== following.track) this.#end(following.track, failed(error));
    this.advance();
  }

  /** Back to the end of the queue, to be read anew. */
  #requeue(track: AudioTrack): boolean {
    if (!track.source.isRepeatable) return false;
    track.queueAgain();
    this.playlist.add(track);
    return true;
  }

  #dropCurrent(): void {
    if (this.#current !== undefined) this.#mixer.remove(this.#current.input);
    this.#current = undefined;
  }

  #endCurrent(end: TrackEnd): void {
    const track = this.#current?.track;
    this.#dropCurrent();
    if (track !== undefined) this.#end(track, end);
  }

  #endOverlay(track: AudioTrack, input: MixerInput, end: TrackEnd): boolean {
    this.#overlays.delete(track);
    this.#mixer.remove(input);
    const ended = this.#end(track, end);
    this.#events.changed();
    return ended;
  }

  #dropFollowing(end: TrackEnd): void {
    const following = this.#following;
    this.#following = undefined;
    following?.source.close();
    if (following !== undefined && following.track !== this.#current?.track) this.#end(following.track, end);
  }

  #end(track: AudioTrack, end: TrackEnd): boolean {
    if (!track.end(end)) return false;
    this.#events.ended(track, end);
    return true;
  }

  #volumeOf(track: AudioTrack): number {
    return this.#volume * track.volume;
  }
}

/** How a track ends that could not be read. */
export function failed(error: unknown): TrackEnd {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    reason: "failed",
    error: error instanceof AudioSourceError ? error : new AudioSourceError(reason, { cause: error }),
  };
}

function endOf(source: TrackSource): TrackEnd {
  return source.error === undefined ? { reason: "finished" } : failed(source.error);
}
