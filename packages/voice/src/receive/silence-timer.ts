import type { Clock, ClockTimer } from "@zignal/errors";

/** Calls back once nothing was heard for so long. Begins with the first sound. */
export class SilenceTimer {
  readonly #clock: Clock;
  readonly #silenceMs: number;
  readonly #onSilence: () => void;
  #timer: ClockTimer | undefined;
  #heardAtMs = 0;

  constructor(clock: Clock, silenceMs: number, onSilence: () => void) {
    this.#clock = clock;
    this.#silenceMs = silenceMs;
    this.#onSilence = onSilence;
  }

  heard(): void {
    this.#heardAtMs = this.#clock.now();
    // One that comes too early looks again: it is not set anew with each frame.
    if (this.#timer === undefined) this.#wait(this.#silenceMs);
  }

  stop(): void {
    this.#timer?.clear();
    this.#timer = undefined;
  }

  #wait(delayMs: number): void {
    this.#timer = this.#clock.setTimeout(() => {
      const leftMs = this.#heardAtMs + this.#silenceMs - this.#clock.now();
      this.#timer = undefined;
      if (leftMs > 0) this.#wait(leftMs);
      else this.#onSilence();
    }, delayMs);
  }
}
