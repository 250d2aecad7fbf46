import type { Clock } from "@zignal/errors";
import type { Gate } from "./gate.ts";
import type { BucketQueue } from "./lane.ts";
import type { LimitedRequest } from "./limited-request.ts";

/** What a request would have to wait for, as far as those who refuse to are told. */
type WaitScope = "user" | "global";

/** Who waits for a limit. Counts them, and refuses those who would rather not wait for as long as it takes. */
export class WaitingRoom {
  readonly #clock: Clock;
  #size = 0;
  #waited = 0;
  #longestWaitMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#size;
  }

  /** Requests that had to wait and then left, so far. */
  get waited(): number {
    return this.#waited;
  }

  get longestWaitMs(): number {
    return this.#longestWaitMs;
  }

  /** A request waits its turn in a queue. */
  enqueue(request: LimitedRequest, queue: BucketQueue): void {
    request.ticket.place = "queued";
    this.#size += 1;
    queue.waiting.push(request);
  }

  /** A request waits before a gate, or is refused. */
  hold(request: LimitedRequest, gate: Gate, now: number, scope: WaitScope): void {
    const delay = gate.delay(now);
    this.#size += 1;
    if (isImpatient(request, delay, now)) {
      this.#refuse(request, delay, scope);
    } else {
      request.ticket.place = "held";
      gate.hold(request);
    }
  }

  /** So many go on to the next place, which may be another one here. */
  goOn(count: number = 1): void {
    this.#size -= count;
  }

  /** A request waits no more, and goes nowhere. */
  leave(request: LimitedRequest): void {
    request.ticket.place = "done";
    this.#size -= 1;
  }

  /** A request departs that was submitted so long ago. */
  noteWait(ms: number): void {
    if (ms < 1) return;
    this.#waited += 1;
    this.#longestWaitMs = Math.max(this.#longestWaitMs, ms);
  }

  /** Refuses the head of a queue if it would rather not wait so long. @returns whether it was refused */
  refuseHead(queue: BucketQueue, delay: number, scope: WaitScope): boolean {
    const head = queue.waiting.peek();
    if (head === undefined || !isImpatient(head, delay, this.#clock.now())) return false;
    queue.waiting.pop();
    this.#refuse(head, delay, scope);
    return true;
  }

  /** Refuses one that has come, and would rather not wait for as long as those before it do. */
  refuseLatecomer(request: LimitedRequest, queue: BucketQueue, delay: number, scope: WaitScope): void {
    if (isImpatient(request, delay, this.#clock.now())) {
      queue.waiting.remove(request);
      this.#refuse(request, delay, scope);
    } else if (request.rejectInsteadOfWait) {
      queue.unwilling.add(request);
    }
  }

  /** Refuses those who came while it was not known that the queue has to wait so long, and would rather not. */
  refuseUnwilling(queue: BucketQueue, delay: number, scope: WaitScope): void {
    for (const request of queue.unwilling) {
      const { place, lane } = request.ticket;
      if (place !== "queued" || lane?.queue !== queue) continue;
      queue.waiting.remove(request);
      this.#refuse(request, delay, scope);
    }
    queue.unwilling.clear();
  }

  #refuse(request: LimitedRequest, delay: number, scope: WaitScope): void {
    this.leave(request);
    const why = request.rejectInsteadOfWait ? "and it asked not to wait" : "beyond its deadline";
    request.refuse({
      message: `a rate limit would make it wait ${Math.ceil(delay)} ms, ${why}`,
      retryAfterMs: delay,
      scope,
    });
  }
}

/** Would the request rather be refused than wait so long? What only an answer can tell (`Infinity`) is waited for. */
function isImpatient(request: LimitedRequest, delay: number, now: number): boolean {
  return delay > 0 && delay !== Infinity && (request.rejectInsteadOfWait || now + delay > request.deadlineAt);
}
