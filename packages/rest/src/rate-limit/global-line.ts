import type { Clock, ClockTimer } from "@zignal/errors";
import type { LimitedRequest } from "./limited-request.ts";
import { PriorityQueue } from "./priority-queue.ts";

/**
 * The line before the global limit: heads of queues that wait for it and nothing else. When it lets one pass, the best of
 * them goes, whatever bucket it is of.
 */
export class GlobalLine {
  readonly #clock: Clock;
  readonly #call: (head: LimitedRequest) => void;
  readonly #heads = new PriorityQueue<LimitedRequest>();
  readonly #known = new Set<LimitedRequest>();
  #timer: ClockTimer | undefined = undefined;
  #opensAt = -Infinity;

  /** @param call - Called for each in turn, until one of them finds the limit used up again and calls `waitFor`. */
  constructor(clock: Clock, call: (head: LimitedRequest) => void) {
    this.#clock = clock;
    this.#call = call;
  }

  get isEmpty(): boolean {
    return this.#heads.size === 0;
  }

  /** Lines up. @returns `false` if it stands there already */
  join(head: LimitedRequest): boolean {
    if (this.#known.has(head)) return false;
    this.#known.add(head);
    this.#heads.push(head);
    return true;
  }

  /** The limit is used up for so long. */
  waitFor(delay: number): void {
    if (this.#timer !== undefined) return;
    this.#opensAt = this.#clock.now() + delay;
    this.#timer = this.#clock.setTimeout(() => this.#advance(), Math.ceil(delay), { ref: true });
  }

  /** Milliseconds until the line moves; `0` while it does. */
  delay(now: number): number {
    return this.#timer === undefined ? 0 : Math.max(0, this.#opensAt - now);
  }

  #advance(): void {
    this.#timer = undefined;
    while (this.#timer === undefined) {
      const head = this.#heads.pop();
      if (head === undefined) return;
      this.#known.delete(head);
      this.#call(head);
    }
  }
}
