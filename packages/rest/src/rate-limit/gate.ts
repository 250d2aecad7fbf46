import type { Clock, ClockTimer } from "@zignal/errors";
import type { LimitedRequest } from "./limited-request.ts";

/** Holds requests back until a time, then releases them all at once, in order. */
export class Gate {
  readonly #clock: Clock;
  readonly #release: (requests: LimitedRequest[]) => void;
  readonly #held = new Set<LimitedRequest>();
  #shutUntil = -Infinity;
  #timer: ClockTimer | undefined = undefined;

  constructor(clock: Clock, release: (requests: LimitedRequest[]) => void) {
    this.#clock = clock;
    this.#release = release;
  }

  get isEmpty(): boolean {
    return this.#held.size === 0;
  }

  /** Shuts it for so long, or longer if it is shut for longer already. */
  shutFor(ms: number): void {
    this.#shutUntil = Math.max(this.#shutUntil, this.#clock.now() + ms);
  }

  /** Milliseconds until it opens; `0` when it is open. */
  delay(now: number): number {
    return Math.max(0, this.#shutUntil - now);
  }

  hold(request: LimitedRequest): void {
    this.#held.add(request);
    this.#timer ??= this.#clock.setTimeout(
      () => {
        this.#timer = undefined;
        const held = [...this.#held].toSorted((a, b) => a.sequence - b.sequence);
        this.#held.clear();
        this.#release(held);
      },
      Math.ceil(this.delay(this.#clock.now())),
      { ref: true },
    );
  }

  /** @returns whether it was held here */
  remove(request: LimitedRequest): boolean {
    if (!this.#held.delete(request)) return false;
    if (this.#held.size === 0) {
      this.#timer?.clear();
      this.#timer = undefined;
    }
    return true;
  }
}
