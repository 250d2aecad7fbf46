import type { AudioSourceError } from "./audio-error.ts";
import type { AudioTrack, TrackEnd } from "./audio-track.ts";

/**
 * `idle`: nothing to play. `opening`: the first frame is not there yet. `playing`. `paused`: by `pause()`.
 * `waiting`: no connection can send (it is being made, or encryption is not ready); nothing is lost meanwhile.
 */
export type PlayerState = "idle" | "opening" | "playing" | "paused" | "waiting";

export interface AudioPlayerEvents {
  trackStart: [track: AudioTrack];
  trackEnd: [track: AudioTrack, end: TrackEnd];
  /** A track could not be opened, or broke off; `trackEnd` comes after it. The next one in the queue goes on. */
  trackError: [error: AudioSourceError, track: AudioTrack];
  stateChange: [state: PlayerState, previous: PlayerState];
}

/** What a player has done so far. */
export interface AudioPlayerStats {
  /** Frames of audio sent, each counted once however many connections got it. */
  readonly framesSent: number;
  /** Those that had to be encoded; the others passed through. */
  readonly framesEncoded: number;
  /** Ticks in which a track should have been heard and had no frame ready. */
  readonly underruns: number;
  /** Time given up because the process stood still for longer than the clock makes good, in milliseconds. */
  readonly givenUpMs: number;
  /** How far frames were off their schedule, in milliseconds. */
  readonly deviationP50Ms: number;
  readonly deviationP99Ms: number;
  readonly deviationMaxMs: number;
}
