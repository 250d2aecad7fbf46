import type { Clock, ClockTimer } from "@zignal/errors";
import type { EntityKind } from "./entities.ts";
import { entityKinds } from "./entities.ts";
import type { Eviction } from "./eviction.ts";

/** Longest time one turn of a sweep may hold the event loop, in milliseconds. */
const turnMs = 2;

/** How many entities go between two looks at the clock. */
const batch = 16;

export interface SweepPlan {
  maxAgeMs: { readonly [Kind in EntityKind]?: number };
  clock: Clock;
}

/**
 * Removes what was not used for longer than its kind's `maxAgeMs`.
 * @param deadlineMs - On the clock: the sweep stops there. `false` when it has more to do.
 */
export function sweep(eviction: Eviction, { maxAgeMs, clock }: SweepPlan, deadlineMs: number): boolean {
  let removed = 0;
  for (const kind of entityKinds) {
    const maxAge = maxAgeMs[kind];
    if (maxAge === undefined) continue;
    const nowMs = clock.now();
    while (eviction.evictOlder(kind, maxAge, nowMs)) {
      removed += 1;
      if (removed % batch === 0 && clock.now() >= deadlineMs) return false;
    }
  }
  return true;
}

/** Sweeps every so often, in turns of at most two milliseconds, without keeping the process or the cache alive. */
export class Sweeper {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #target: WeakRef<{ sweepUntil: (deadlineMs: number) => boolean }>;
  #timer: ClockTimer | undefined;

  constructor(clock: Clock, intervalMs: number, target: { sweepUntil: (deadlineMs: number) => boolean }) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#target = new WeakRef(target);
    this.#schedule(intervalMs);
  }

  close(): void {
    this.#timer?.clear();
    this.#timer = undefined;
  }

  #schedule(delayMs: number): void {
    this.#timer = this.#clock.setTimeout(() => {
      const target = this.#target.deref();
      if (target === undefined) return;
      const done = target.sweepUntil(this.#clock.now() + turnMs);
      this.#schedule(done ? this.#intervalMs : 0);
    }, delayMs);
  }
}
