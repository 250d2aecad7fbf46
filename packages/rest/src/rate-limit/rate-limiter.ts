import type { Clock, ClockTimer } from "@zignal/errors";
import { BucketQueue, Lane } from "./lane.ts";
import type { LimitedRequest } from "./limited-request.ts";
import { PriorityQueue } from "./priority-queue.ts";
import type { RateLimitHeaders } from "./rate-limit-headers.ts";
import type { BucketOutcome, RateLimitStore } from "./rate-limit-store.ts";

export interface RateLimiterSettings {
  readonly clock: Clock;
  readonly store: RateLimitStore;
  /** How many requests may wait in all. */
  readonly maxQueueSize: number;
  /** How many requests of one route and resource may be in flight, whatever Discord allows. */
  readonly maxInFlightPerBucket: number;
}

export interface RateLimiterStats {
  /** Requests that wait for a limit. */
  readonly waiting: number;
  /** Requests that have left and have no answer yet, exempt ones included. */
  readonly inFlight: number;
  /** Routes within a resource that are remembered. */
  readonly lanes: number;
  /** Requests that had to wait and then left, so far. */
  readonly waited: number;
  /** The longest of these waits, in milliseconds. */
  readonly longestWaitMs: number;
  /** Queues that hold requests, the longest first. */
  readonly queues: readonly { readonly bucket: string; readonly waiting: number }[];
}

/** How soon a store that failed to answer is asked again. */
const storeRetryMs = 250;

/** Lanes are looked through for idle ones when there are so many, and then each time they have doubled. */
const firstSweepAt = 1024;

/**
 * Lets requests go when Discord's limits allow. Knows routes, headers and time, but no HTTP: whoever sends reports what came
 * back, by `answered`, `limited`, `lost` or `unsent`, once per departure.
 *
 * FIFO within a bucket and a priority; a request that comes back (a 429) takes its old place.
 */
export class RateLimiter {
  readonly #settings: RateLimiterSettings;
  readonly #clock: Clock;
  readonly #store: RateLimitStore;
  /** By route, then by top-level resource. */
  readonly #lanes = new Map<string, Map<string, Lane>>();
  readonly #queues = new Map<string, BucketQueue>();
  /** Which bucket each route was last answered with. */
  readonly #hashes = new Map<string, string>();
  /** Heads of queues that wait for the global limit and nothing else. */
  readonly #globalHeads = new PriorityQueue<LimitedRequest>();
  readonly #inGlobalHeads = new Set<LimitedRequest>();
  readonly #banned: LimitedRequest[] = [];
  #globalTimer: ClockTimer | undefined = undefined;
  #banTimer: ClockTimer | undefined = undefined;
  #bannedUntil = -Infinity;
  #waiting = 0;
  #inFlight = 0;
  #laneCount = 0;
  #sweepAt = firstSweepAt;
  #waited = 0;
  #longestWaitMs = 0;

  constructor(settings: RateLimiterSettings) {
    this.#settings = settings;
    this.#clock = settings.clock;
    this.#store = settings.store;
  }

  /** Calls the request's `depart`, now or later, or its `refuse`. A request that a 429 sent back is submitted again. */
  submit(request: LimitedRequest): void {
    const now = this.#clock.now();
    const { ticket } = request;
    if (ticket.place === "new") ticket.enteredAt = now;
    this.#enter(request, now);
    if ((ticket.place === "waiting" || ticket.place === "parked") && this.#waiting > this.#settings.maxQueueSize) {
      this.withdraw(request);
      request.refuse({
        message: `${this.#settings.maxQueueSize} requests wait for a rate limit already (maxQueueSize)`,
        retryAfterMs: 0,
        scope: "queue",
      });
    }
  }

  /** A request that waits will not be sent after all. */
  withdraw(request: LimitedRequest): void {
    const { ticket } = request;
    if (ticket.place !== "waiting" && ticket.place !== "parked") return;
    const queue = ticket.lane?.queue;
    this.#take(
      ticket.place === "waiting" ? queue?.waiting.removeWhere((other) => other === request) : this.#unpark(request),
    );
    ticket.place = "done";
    if (queue !== undefined) this.#pump(queue);
  }

  /** An answer came that was no 429. Without limit headers it names no limit, or, if it is a failure, tells nothing. */
  answered(request: LimitedRequest, headers: RateLimitHeaders | undefined, isFailure: boolean): void {
    this.#settle(request, headers, headers ?? (isFailure ? "lost" : "unlimited"));
  }

  /** No answer came: Discord may have counted the request all the same. */
  lost(request: LimitedRequest): void {
    this.#settle(request, undefined, "lost");
  }

  /** The request did not go out. */
  unsent(request: LimitedRequest): void {
    this.#settle(request, undefined, "unsent");
  }

  /**
   * A 429 came.
   * @param scope - `user`: of this bucket or, when its headers say that it has room, of this route alone; `shared`: of the
   *   resource, whoever asks; `global`: of the bot.
   */
  limited(
    request: LimitedRequest,
    scope: "user" | "shared" | "global",
    retryAfterMs: number,
    headers: RateLimitHeaders | undefined,
  ): void {
    if (scope === "global" && request.isGlobal) {
      void this.#store.blockGlobal(retryAfterMs);
      this.#settle(request, headers, headers ?? "lost");
    } else if (scope !== "user" || (headers !== undefined && headers.remaining > 0)) {
      const { lane } = request.ticket;
      if (lane !== undefined) lane.blockedUntil = Math.max(lane.blockedUntil, this.#clock.now() + retryAfterMs);
      this.#settle(request, headers, headers ?? "lost");
    } else {
      this.#settle(request, headers, { exhaustedForMs: retryAfterMs });
    }
  }

  /** Everything stops: Discord, or what stands before it, has banned this address. */
  banFor(ms: number): void {
    this.#bannedUntil = Math.max(this.#bannedUntil, this.#clock.now() + ms);
  }

  /** Takes out what waits and is picked, in order; the caller settles it. */
  removeWaiting(pick: (request: LimitedRequest) => boolean): LimitedRequest[] {
    const gone = this.#banned.filter(pick);
    for (const queue of this.#queues.values()) gone.push(...queue.waiting.removeWhere(pick));
    for (const lanes of this.#lanes.values()) for (const lane of lanes.values()) gone.push(...lane.parked.filter(pick));
    for (const request of gone) {
      if (request.ticket.place === "parked") this.#unpark(request);
      request.ticket.place = "done";
    }
    this.#waiting -= gone.length;
    return gone.toSorted((a, b) => a.sequence - b.sequence);
  }

  getStats(): RateLimiterStats {
    const queues = [...this.#queues.values()]
      .filter((queue) => queue.waiting.size > 0)
      .map((queue) => ({ bucket: queue.id, waiting: queue.waiting.size }))
      .toSorted((a, b) => b.waiting - a.waiting);
    return {
      waiting: this.#waiting,
      inFlight: this.#inFlight,
      lanes: this.#laneCount,
      waited: this.#waited,
      longestWaitMs: this.#longestWaitMs,
      queues,
    };
  }

  #enter(request: LimitedRequest, now: number): void {
    if (this.#bannedUntil > now) {
      this.#parkForBan(request, now);
    } else if (request.isExempt) {
      this.#depart(request, now);
    } else {
      const lane = (request.ticket.lane ??= this.#laneOf(request, now));
      if (lane.blockedUntil > now) {
        this.#park(request, lane, now);
      } else {
        request.ticket.place = "waiting";
        this.#waiting += 1;
        lane.queue.waiting.push(request);
        this.#pump(lane.queue);
      }
    }
  }

  /** Lets the queue's requests go as far as they may; `once`: one of them, by leave of the global limit's queue. */
  #pump(queue: BucketQueue, once = false): void {
    let isFirst = true;
    while (!queue.isAsking) {
      const head = queue.waiting.peek();
      if (head === undefined) return;
      const now = this.#clock.now();
      const { lane } = head.ticket;
      if (this.#bannedUntil > now || (lane !== undefined && lane.blockedUntil > now)) {
        this.#take(queue.waiting.pop());
        if (this.#bannedUntil > now || lane === undefined) this.#parkForBan(head, now);
        else this.#park(head, lane, now);
        continue;
      }
      if (lane !== undefined && lane.inFlight >= this.#settings.maxInFlightPerBucket) return;
      if (head.isGlobal && (once ? !isFirst : this.#globalHeads.size > 0)) {
        this.#lineUp(head);
        return;
      }
      isFirst = false;
      const delay = this.#store.take(queue.id);
      if (typeof delay === "number" ? !this.#onBucket(queue, delay) : this.#ask(queue, delay, this.#onBucket)) return;
    }
  }

  /** The store has answered for the bucket. @returns whether to go on with the queue */
  #onBucket(queue: BucketQueue, delay: number): boolean {
    const head = queue.waiting.peek();
    if (delay > 0) {
      this.#sleep(queue, delay);
      return this.#refuseImpatient(queue, delay);
    }
    if (head?.isGlobal !== true) return this.#onGlobal(queue, 0);
    const globalDelay = this.#store.takeGlobal();
    if (typeof globalDelay === "number") return this.#onGlobal(queue, globalDelay);
    return !this.#ask(queue, globalDelay, this.#onGlobal);
  }

  /** The bucket has a request to spend, and the store has answered for the global limit. */
  #onGlobal(queue: BucketQueue, delay: number): boolean {
    const head = queue.waiting.peek();
    if (head === undefined || delay > 0) {
      void this.#store.settle(queue.id, 0, "unsent");
      if (head === undefined) return false;
      this.#armGlobal(delay);
      this.#lineUp(head);
      return this.#refuseImpatient(queue, delay);
    }
    this.#take(queue.waiting.pop());
    this.#depart(head, this.#clock.now());
    return true;
  }

  /** Waits for a store that answers later. @returns `true`: leave the queue until then */
  #ask(queue: BucketQueue, answer: Promise<number>, then: (queue: BucketQueue, delay: number) => boolean): true {
    queue.isAsking = true;
    answer.then(
      (delay) => {
        queue.isAsking = false;
        if (then.call(this, queue, delay)) this.#pump(queue);
      },
      () => {
        queue.isAsking = false;
        this.#sleep(queue, storeRetryMs);
      },
    );
    return true;
  }

  /** Refuses the head if it would rather not wait so long. @returns whether it was refused */
  #refuseImpatient(queue: BucketQueue, delay: number): boolean {
    const head = queue.waiting.peek();
    if (head === undefined || delay === Infinity) return false;
    const isLate = this.#clock.now() + delay > head.deadlineAt;
    if (!head.rejectInsteadOfWait && !isLate) return false;
    this.#take(queue.waiting.pop());
    this.#refuse(head, delay, isLate);
    return true;
  }

  #refuse(request: LimitedRequest, delay: number, isLate: boolean): void {
    request.ticket.place = "done";
    request.refuse({
      message: isLate
        ? `a rate limit would make it wait ${Math.ceil(delay)} ms, beyond its deadline`
        : `a rate limit would make it wait ${Math.ceil(delay)} ms, and it asked not to wait`,
      retryAfterMs: delay,
      scope: "user",
    });
  }

  #depart(request: LimitedRequest, now: number): void {
    const { ticket } = request;
    if (ticket.lane !== undefined) ticket.lane.inFlight += 1;
    this.#inFlight += 1;
    if (ticket.place !== "new" && now > ticket.enteredAt) {
      this.#waited += 1;
      this.#longestWaitMs = Math.max(this.#longestWaitMs, now - ticket.enteredAt);
    }
    ticket.place = "sent";
    ticket.sentAt = now;
    request.depart();
  }

  #settle(request: LimitedRequest, headers: RateLimitHeaders | undefined, outcome: BucketOutcome): void {
    const { ticket } = request;
    if (ticket.place !== "sent") return;
    ticket.place = "done";
    this.#inFlight -= 1;
    const { lane } = ticket;
    if (lane === undefined) return;
    const left = lane.queue;
    if (headers !== undefined && headers.bucket !== left.hash) this.#follow(lane, headers.bucket);
    lane.inFlight -= 1;
    void this.#store.settle(lane.queue.id, this.#clock.now() - ticket.sentAt, outcome);
    this.#pump(lane.queue);
    if (left !== lane.queue) this.#pump(left);
  }

  /** Discord counts this route in another bucket than before (or names it for the first time): what waits moves there, in order. */
  #follow(lane: Lane, hash: string): void {
    const left = lane.queue;
    const queue = this.#queueOf(hash, `${hash}:${lane.major}`);
    this.#hashes.set(lane.routeKey, hash);
    void this.#store.move(left.id, queue.id, lane.inFlight);
    lane.queue = queue;
    queue.lanes += 1;
    for (const request of left.waiting.removeWhere((other) => other.ticket.lane === lane)) queue.waiting.push(request);
    this.#leave(left);
  }

  #laneOf(request: LimitedRequest, now: number): Lane {
    let lanes = this.#lanes.get(request.routeKey);
    if (lanes === undefined) {
      lanes = new Map();
      this.#lanes.set(request.routeKey, lanes);
    }
    let lane = lanes.get(request.major);
    if (lane === undefined) {
      if (this.#laneCount >= this.#sweepAt) this.#sweep(now);
      const hash = this.#hashes.get(request.routeKey);
      lane = new Lane(
        request.routeKey,
        request.major,
        this.#queueOf(hash, `${hash ?? request.routeKey}:${request.major}`),
      );
      lane.queue.lanes += 1;
      lanes.set(request.major, lane);
      this.#laneCount += 1;
    }
    return lane;
  }

  #queueOf(hash: string | undefined, id: string): BucketQueue {
    let queue = this.#queues.get(id);
    if (queue === undefined) {
      queue = new BucketQueue(id, hash);
      this.#queues.set(id, queue);
    }
    return queue;
  }

  #leave(queue: BucketQueue): void {
    queue.lanes -= 1;
    if (queue.lanes > 0) return;
    queue.timer?.clear();
    this.#queues.delete(queue.id);
  }

  /** Forgets lanes that nothing waits in or is under way for. */
  #sweep(now: number): void {
    for (const lanes of this.#lanes.values()) {
      for (const [major, lane] of lanes) {
        if (!lane.isIdle(now)) continue;
        lanes.delete(major);
        this.#laneCount -= 1;
        this.#leave(lane.queue);
      }
    }
    this.#store.sweep?.();
    this.#sweepAt = Math.max(firstSweepAt, 2 * this.#laneCount);
  }

  #sleep(queue: BucketQueue, delay: number): void {
    if (delay === Infinity) return;
    const wakeAt = this.#clock.now() + delay;
    if (queue.timer !== undefined && queue.wakeAt <= wakeAt) return;
    queue.timer?.clear();
    queue.wakeAt = wakeAt;
    queue.timer = this.#wakeAfter(delay, () => {
      queue.timer = undefined;
      this.#pump(queue);
    });
  }

  #park(request: LimitedRequest, lane: Lane, now: number): void {
    const delay = lane.blockedUntil - now;
    if (request.rejectInsteadOfWait || lane.blockedUntil > request.deadlineAt) {
      this.#refuse(request, delay, lane.blockedUntil > request.deadlineAt);
      return;
    }
    request.ticket.place = "parked";
    this.#waiting += 1;
    lane.parked.push(request);
    lane.timer ??= this.#wakeAfter(delay, () => {
      lane.timer = undefined;
      this.#reenter(lane.parked.splice(0));
    });
  }

  #parkForBan(request: LimitedRequest, now: number): void {
    const delay = this.#bannedUntil - now;
    if (request.rejectInsteadOfWait || this.#bannedUntil > request.deadlineAt) {
      this.#refuse(request, delay, this.#bannedUntil > request.deadlineAt);
      return;
    }
    request.ticket.place = "parked";
    this.#waiting += 1;
    this.#banned.push(request);
    this.#banTimer ??= this.#wakeAfter(delay, () => {
      this.#banTimer = undefined;
      this.#reenter(this.#banned.splice(0));
    });
  }

  #unpark(request: LimitedRequest): LimitedRequest | undefined {
    for (const list of [this.#banned, request.ticket.lane?.parked]) {
      const at = list?.indexOf(request) ?? -1;
      if (at >= 0) return list?.splice(at, 1)[0];
    }
    return undefined;
  }

  #reenter(requests: LimitedRequest[]): void {
    this.#waiting -= requests.length;
    const now = this.#clock.now();
    for (const request of requests.toSorted((a, b) => a.sequence - b.sequence)) this.#enter(request, now);
  }

  #lineUp(request: LimitedRequest): void {
    if (this.#inGlobalHeads.has(request)) return;
    this.#inGlobalHeads.add(request);
    this.#globalHeads.push(request);
  }

  #armGlobal(delay: number): void {
    this.#globalTimer ??= this.#wakeAfter(delay, () => {
      this.#globalTimer = undefined;
      while (this.#globalTimer === undefined) {
        const head = this.#globalHeads.pop();
        if (head === undefined) return;
        this.#inGlobalHeads.delete(head);
        const queue = head.ticket.place === "waiting" ? head.ticket.lane?.queue : undefined;
        if (queue !== undefined) this.#pump(queue, true);
      }
    });
  }

  #take(taken: unknown): void {
    if (taken !== undefined) this.#waiting -= 1;
  }

  #wakeAfter(delay: number, wake: () => void): ClockTimer {
    // A timer of node rounds down and would wake too early; it must hold the process, for somebody waits.
    return this.#clock.setTimeout(wake, Math.ceil(delay), { ref: true });
  }
}
