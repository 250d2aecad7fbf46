import type { ClockTimer } from "@zignal/errors";
import type { Gate } from "./gate.ts";
import type { LimitedRequest } from "./limited-request.ts";
import { PriorityQueue } from "./priority-queue.ts";

/** What waits for one bucket. Lanes whose routes turn out to share a bucket share its queue. */
export class BucketQueue {
  /** Name of the bucket in the store. */
  readonly id: string;
  /** Discord's name of the bucket; `undefined` until an answer said it. */
  readonly hash: string | undefined;
  waiting: PriorityQueue<LimitedRequest> = new PriorityQueue<LimitedRequest>();
  /** Of those that wait, who would rather be refused as soon as it is known that it takes time; some may have left since. */
  readonly unwilling: Set<LimitedRequest> = new Set<LimitedRequest>();
  /** How many lanes lead here; without any it can be forgotten. */
  lanes: number = 0;
  /** The store is being asked; its answer goes on with the queue. */
  isAsking: boolean = false;
  timer: ClockTimer | undefined = undefined;
  wakeAt: number = Infinity;

  constructor(id: string, hash: string | undefined) {
    this.id = id;
    this.hash = hash;
  }
}

/** One route within one top-level resource: what Discord may give a bucket to, and may move to another. */
export class Lane {
  readonly routeKey: string;
  readonly major: string;
  queue: BucketQueue;
  inFlight: number = 0;
  /**
   * Shut by limits that the bucket's headers do not tell of: of the resource (`shared`) or the route, under `""`, and of
   * single values of a request, under the request's variant.
   */
  readonly gates: Map<string, Gate> = new Map<string, Gate>();

  constructor(routeKey: string, major: string, queue: BucketQueue) {
    this.routeKey = routeKey;
    this.major = major;
    this.queue = queue;
  }

  /** The gate that stands before a request of this variant now, if any. */
  shutGate(variant: string, now: number): Gate | undefined {
    if (this.gates.size === 0) return undefined;
    for (const name of variant === "" ? [""] : ["", variant]) {
      const gate = this.gates.get(name);
      if (gate !== undefined && gate.delay(now) > 0) return gate;
    }
    return undefined;
  }

  isIdle(now: number): boolean {
    if (this.inFlight > 0 || this.queue.waiting.size > 0) return false;
    for (const [variant, gate] of this.gates) {
      if (!gate.isEmpty || gate.delay(now) > 0) return false;
      this.gates.delete(variant);
    }
    return true;
  }
}
