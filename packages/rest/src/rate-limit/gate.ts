import type { Clock, ClockTimer } from "@zignal/errors";
import type { LimitedRequest } from "./limited-request.ts";

/** Holds requests back until a time, then releases them all at once, in order. */
export class Gate {
  readonly #clock: Clock;
  readonly #release: (requests: LimitedRequest[]) => void;
  readonly #held: LimitedRequest[] = [];
  #shutUntil = -Infinity;
  #timer: ClockTimer | undefined = undefined;

  constructor(clock: Clock, release: (requests: LimitedRequest[]) => void) {
    this.#clock = clock;
    this.#release = release;
  }

  get held(): readonly LimitedRequest[] {
    return this.#held;
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
    this.#held.push(request);
    this.#timer ??= this.#clock.setTimeout(
      () => {
        this.#timer = undefined;
        this.#release(this.#held.splice(0).toSorted((a, b) => a.sequence - b.sequence));
      },
      Math.ceil(this.delay(this.#clock.now())),
      { ref: true },
    );
  }

  /** Takes out what is picked. */
  removeWhere(pick: (request: LimitedRequest) => boolean): LimitedRequest[] {
    const gone = this.#held.filter(pick);
    if (gone.length > 0) {
      const stay = this.#held.filter((request) => !gone.includes(request));
      this.#held.splice(0, this.#held.length, ...stay);
      if (stay.length === 0) this.#timer?.clear();
      if (stay.length === 0) this.#timer = undefined;
    }
    return gone;
  }
}
