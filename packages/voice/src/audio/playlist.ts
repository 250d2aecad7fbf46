import type { AudioTrack } from "./audio-track.ts";
import type { LoopMode } from "./player-options.ts";

/** The tracks that wait for their turn. Pure order: opening and playing them is the player's matter. */
export class Playlist {
  readonly #waiting: AudioTrack[] = [];
  loop: LoopMode = "off";

  get waiting(): readonly AudioTrack[] {
    return this.#waiting;
  }

  /** @param index - Place to put it at. @defaultValue the end */
  add(track: AudioTrack, index: number = this.#waiting.length): void {
    this.#waiting.splice(index, 0, track);
  }

  take(): AudioTrack | undefined {
    return this.#waiting.shift();
  }

  /** @returns `false` when it does not wait here. */
  remove(track: AudioTrack): boolean {
    const index = this.#waiting.indexOf(track);
    if (index === -1) return false;
    this.#waiting.splice(index, 1);
    return true;
  }

  clear(): AudioTrack[] {
    return this.#waiting.splice(0);
  }

  /** @param random - Gives numbers from 0 to below 1. */
  shuffle(random: () => number): void {
    for (let index = this.#waiting.length - 1; index > 0; index--) {
      const other = Math.floor(random() * (index + 1));
      const [a, b] = [this.#waiting[index], this.#waiting[other]];
      if (a === undefined || b === undefined) continue;
      this.#waiting[index] = b;
      this.#waiting[other] = a;
    }
  }
}
