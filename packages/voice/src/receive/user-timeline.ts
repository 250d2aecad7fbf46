import { frameDurationMs } from "../audio/frame-output.ts";
import type { OpusFrame } from "./heard-frame.ts";

/** A pause that is shorter by the clock on the wall than by this is the network's, and not the speaker's. */
const newTalkAfterMs = 300;

/**
 * Where a user's frames lie on a recording's time line, in frames of 20 ms.
 *
 * While somebody speaks their own count of frames says so, because arrival wavers. After a pause the time of arrival
 * does, because many clients do not count their pauses.
 */
export class UserTimeline {
  readonly #startedAtMs: number;
  /** The first place that is free. */
  #next = 0;
  #lastReceivedAtMs: number | undefined;

  constructor(startedAtMs: number) {
    this.#startedAtMs = startedAtMs;
  }

  /** The first place behind what was placed. */
  get next(): number {
    return this.#next;
  }

  /** @returns the place of a frame; those before it from `next` on are to be filled. */
  place(frame: OpusFrame, durationFrames: number): number {
    const arrived = Math.floor((frame.receivedAtMs - this.#startedAtMs) / frameDurationMs);
    const sinceLastMs = this.#lastReceivedAtMs === undefined ? Infinity : frame.receivedAtMs - this.#lastReceivedAtMs;
    this.#lastReceivedAtMs = frame.receivedAtMs;
    const talksOn = sinceLastMs < newTalkAfterMs;
    const pauseFrames = Math.round(frame.pauseBeforeMs / frameDurationMs);
    // A count that has jumped says nothing.
    const counted = this.#next + frame.lostBefore + (pauseFrames * frameDurationMs <= newTalkAfterMs ? pauseFrames : 0);
    const at = talksOn ? counted : Math.max(this.#next, arrived);
    this.#next = at + durationFrames;
    return at;
  }
}
