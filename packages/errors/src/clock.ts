/** Time as an argument: everything that waits or measures takes one of these, so that tests do not wait. */
export interface Clock {
  /** Milliseconds that only ever grow (not the time of day). */
  now(): number;
  /** Calls `callback` once, `delayMs` from now. The timer does not keep the process alive unless `ref` is true. */
  setTimeout(callback: () => void, delayMs: number, options?: { ref?: boolean }): ClockTimer;
}

export interface ClockTimer {
  clear(): void;
}

/** The longest delay a timer of node can hold, in milliseconds. */
const maxTimerDelayMs = 2 ** 31 - 1;

/** The machine's own clock. `now()` is monotonic: a jump of the time of day does not move it. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimeout(callback, delayMs, options) {
    const timer = setTimeout(callback, Math.min(Math.max(0, delayMs), maxTimerDelayMs));
    if (options?.ref !== true) timer.unref();
    return { clear: () => clearTimeout(timer) };
  },
};
