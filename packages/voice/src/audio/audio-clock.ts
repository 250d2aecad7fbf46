import type { Clock, ClockTimer } from "@zignal/errors";
import { systemClock } from "@zignal/errors";
import { frameDurationMs } from "./frame-output.ts";
import { isolated } from "./isolated.ts";

/** Something that has a frame to send every 20 ms. */
export interface AudioClockTask {
  /** Sends the frame that is ready. Nothing else: the others wait. @param dueAtMs - When it should have been sent. */
  dispatch(dueAtMs: number): void;
  /** Makes the next frame ready; called when all tasks have sent theirs. */
  prepare(): void;
}

export interface AudioClockOptions {
  /** @defaultValue the machine's */
  readonly clock?: Clock;
  /**
   * A process that stood still sends what is overdue at once when it goes on, up to so many milliseconds of it. What is
   * beyond is given up: all audio goes on later by that much, instead of in a burst. @defaultValue `200`
   */
  readonly maxLagMs?: number;
}

/** A timer may fire up to a millisecond early, because it counts in whole ones. */
const toleranceMs = 1;

/**
 * Ticks every 20 ms, for any number of players with one timer.
 *
 * The grid is absolute: each tick is due 20 ms after the one before was due, not after it ran. So work and late timers
 * shift single ticks, and never the ones behind them.
 */
export class AudioClock {
  readonly #clock: Clock;
  readonly #maxLagMs: number;
  readonly #tasks = new Set<AudioClockTask>();
  #timer: ClockTimer | undefined;
  /** When the next tick is due. */
  #nextMs = 0;
  #givenUpMs = 0;
  #ticks = 0;
  #isTicking = false;

  constructor(options: AudioClockOptions = {}) {
    this.#clock = options.clock ?? systemClock;
    this.#maxLagMs = options.maxLagMs ?? 200;
  }

  /** Ticks so far. */
  get ticks(): number {
    return this.#ticks;
  }

  /** Time that was given up because the process stood still for longer than `maxLagMs`, in milliseconds. */
  get givenUpMs(): number {
    return this.#givenUpMs;
  }

  get now(): number {
    return this.#clock.now();
  }

  /** Adds a task, from the next tick on. The clock runs only while it has tasks. */
  add(task: AudioClockTask): void {
    this.#tasks.add(task);
    if (this.#timer !== undefined || this.#isTicking) return;
    this.#nextMs = this.#clock.now();
    this.#schedule();
  }

  remove(task: AudioClockTask): void {
    this.#tasks.delete(task);
    if (this.#tasks.size > 0) return;
    this.#timer?.clear();
    this.#timer = undefined;
  }

  #schedule(): void {
    const delayMs = Math.max(0, this.#nextMs - this.#clock.now());
    this.#timer = this.#clock.setTimeout(() => this.#onTimer(), delayMs);
  }

  #onTimer(): void {
    this.#timer = undefined;
    this.#isTicking = true;
    const lagMs = this.#clock.now() - this.#nextMs;
    if (lagMs > this.#maxLagMs) {
      const givenUpMs = Math.floor(lagMs / frameDurationMs) * frameDurationMs;
      this.#givenUpMs += givenUpMs;
      this.#nextMs += givenUpMs;
    }
    while (this.#tasks.size > 0 && this.#clock.now() >= this.#nextMs - toleranceMs) this.#tick();
    this.#isTicking = false;
    if (this.#tasks.size > 0) this.#schedule();
  }

  #tick(): void {
    const dueAtMs = this.#nextMs;
    this.#nextMs += frameDurationMs;
    this.#ticks++;
    const tasks = [...this.#tasks];
    for (const task of tasks) isolated(() => task.dispatch(dueAtMs));
    for (const task of tasks) if (this.#tasks.has(task)) isolated(() => task.prepare());
  }
}
