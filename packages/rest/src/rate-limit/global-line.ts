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

  /** @param call - Called for each in turn, until one of them finds the limit used up again and calls `waitFor`. */
  constructor(clock: Clock, call: (head: LimitedRequest) => void) {
    this.#clock = clock;
    this.#call = call;
  }

  get isEmpty(): boolean {
    return this.#heads.size === 0;
  }

  /** Lines up, unless it stands there already. */
  join(head: LimitedRequest): void {
    if (this.#known.has(head)) return;
    this.#known.add(head);
    this.#heads.push(head);
  }

  /** The limit is used up for so long. */
  waitFor(delay: number): void {
    this.#timer ??= this.#clock.setTimeout(() => this.#advance(), Math.ceil(delay), { ref: true });
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
