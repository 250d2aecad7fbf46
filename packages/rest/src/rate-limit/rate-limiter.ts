import type { Clock } from "@zignal/errors";
import { Gate } from "./gate.ts";
import { GlobalLine } from "./global-line.ts";
import { LaneRegistry } from "./lane-registry.ts";
import type { BucketQueue, Lane } from "./lane.ts";
import type { LimitedRequest } from "./limited-request.ts";
import type { RateLimitHeaders } from "./rate-limit-headers.ts";
import type { BucketOutcome, MaybePromise, RateLimitStore } from "./rate-limit-store.ts";
import type { RateLimiterStats } from "./rate-limiter-stats.ts";
import { storeRetryMs, tellStore } from "./store-link.ts";
import { WaitingRoom } from "./waiting-room.ts";

export interface RateLimiterSettings {
  readonly clock: Clock;
  readonly store: RateLimitStore;
  /** How many requests may wait in all. */
  readonly maxQueueSize: number;
  /** How many requests of one route and resource may be in flight, whatever Discord allows. */
  readonly maxInFlightPerBucket: number;
}

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
  readonly #registry: LaneRegistry;
  /** Shut while Discord, or what stands before it, has banned this address. */
  readonly #ban: Gate;
  readonly #globalLine: GlobalLine;
  readonly #room: WaitingRoom;
  #inFlight = 0;

  constructor(settings: RateLimiterSettings) {
    this.#settings = settings;
    this.#clock = settings.clock;
    this.#store = settings.store;
    this.#registry = new LaneRegistry(() => this.#store.sweep?.());
    this.#room = new WaitingRoom(settings.clock);
    this.#ban = this.#gate();
    this.#globalLine = new GlobalLine(this.#clock, ({ ticket: { place, lane } }) => {
      if (place === "queued" && lane !== undefined) this.#pump(lane.queue, true);
    });
  }

  /** Calls the request's `depart`, now or later, or its `refuse`. A request that a 429 sent back is submitted again. */
  submit(request: LimitedRequest): void {
    const now = this.#clock.now();
    const { ticket } = request;
    if (ticket.place === "new") ticket.enteredAt = now;
    ticket.submittedAt = now;
    this.#enter(request, now);
    if (ticket.place === "queued" && ticket.lane !== undefined) this.#receiveLatecomer(request, ticket.lane.queue, now);
    if (this.#room.size > this.#settings.maxQueueSize && (ticket.place === "queued" || ticket.place === "held")) {
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
    const { place, lane } = request.ticket;
    if (place !== "queued" && place !== "held") return;
    if (place === "queued") lane?.queue.waiting.remove(request);
    else if (!this.#ban.remove(request)) {
      for (const gate of lane?.gates.values() ?? []) gate.remove(request);
    }
    this.#room.leave(request);
    // It may have been the one that the others waited behind.
    if (lane !== undefined) this.#pump(lane.queue);
  }

  /** The request goes out over its connection, which may have had to be made first. */
  written({ ticket, isGlobal }: LimitedRequest): void {
    const now = this.#clock.now();
    ticket.writtenAt = now;
    const late = now - ticket.sentAt;
    if (late >= 1 && isGlobal && ticket.lane !== undefined) this.#tell(() => this.#store.writtenGlobal?.(late));
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
   * @param scope - `user`: of this bucket or, when its headers say that it has room, of this route and the
   *   request's variant alone; `shared`: of the resource, whoever asks; `global`: of the bot.
   */
  limited(
    request: LimitedRequest,
    scope: "user" | "shared" | "global",
    retryAfterMs: number,
    headers: RateLimitHeaders | undefined,
  ): void {
    if (scope === "global" && request.isGlobal) {
      this.#tell(() => this.#store.blockGlobal(retryAfterMs));
      this.#settle(request, headers, headers ?? "lost");
    } else if (scope !== "user" || (headers !== undefined && headers.remaining > 0)) {
      this.#shut(request, scope === "user" ? request.variant : "", retryAfterMs);
      this.#settle(request, headers, headers ?? "lost");
    } else {
      this.#settle(request, headers, { exhaustedForMs: retryAfterMs });
    }
  }

  /** Everything stops: Discord, or what stands before it, has banned this address. */
  banFor(ms: number): void {
    this.#ban.shutFor(ms);
  }

  getStats(): RateLimiterStats {
    const queues = [...this.#registry.queues()]
      .filter((queue) => queue.waiting.size > 0)
      .map((queue) => ({ bucket: queue.id, waiting: queue.waiting.size }))
      .toSorted((a, b) => b.waiting - a.waiting);
    return {
      waiting: this.#room.size,
      inFlight: this.#inFlight,
      lanes: this.#registry.size,
      waited: this.#room.waited,
      longestWaitMs: this.#room.longestWaitMs,
      queues,
    };
  }

  #enter(request: LimitedRequest, now: number): void {
    if (this.#ban.delay(now) > 0) {
      this.#room.hold(request, this.#ban, now, "global");
    } else if (request.isExempt) {
      this.#depart(request, now);
    } else {
      const lane = (request.ticket.lane ??= this.#registry.laneOf(request.routeKey, request.major, now));
      const gate = lane.shutGate(request.variant, now);
      if (gate !== undefined) {
        this.#room.hold(request, gate, now, "user");
      } else {
        this.#room.enqueue(request, lane.queue);
        this.#pump(lane.queue);
      }
    }
  }

  /** Lets the queue's requests go as far as they may; `once`: one of them, by leave of the global limit's queue. */
  #pump(queue: BucketQueue, once = false): void {
    let isFirst = true;
    while (!queue.isAsking) {
      const head = queue.waiting.peek();
      if (head === undefined) {
        // Nobody is left to be woken, and a timer would hold the process.
        queue.timer?.clear();
        queue.timer = undefined;
        queue.unwilling.clear();
        return;
      }
      const now = this.#clock.now();
      const { lane } = head.ticket;
      const gate = this.#ban.delay(now) > 0 ? this.#ban : lane?.shutGate(head.variant, now);
      if (gate !== undefined) {
        queue.waiting.pop();
        this.#room.goOn();
        this.#room.hold(head, gate, now, gate === this.#ban ? "global" : "user");
        continue;
      }
      if (lane !== undefined && lane.inFlight >= this.#settings.maxInFlightPerBucket) return;
      if (head.isGlobal && (once ? !isFirst : !this.#globalLine.isEmpty)) {
        if (this.#room.refuseHead(queue, this.#globalLine.delay(now), "global")) continue;
        this.#lineUp(head, queue);
        return;
      }
      isFirst = false;
      const delay = this.#store.take(queue.id);
      if (typeof delay !== "number") {
        void this.#ask(queue, delay, (answer) => this.#onBucket(queue, answer));
        return;
      }
      if (!this.#onBucket(queue, delay)) return;
    }
  }

  /** The store has answered for the bucket. @returns whether to go on with the queue */
  #onBucket(queue: BucketQueue, delay: number): boolean {
    if (delay > 0) {
      if (this.#room.refuseHead(queue, delay, "user")) return true;
      this.#sleep(queue, delay);
      return false;
    }
    if (queue.waiting.peek()?.isGlobal !== true) return this.#onGlobal(queue, 0);
    const globalDelay = this.#store.takeGlobal();
    if (typeof globalDelay === "number") return this.#onGlobal(queue, globalDelay);
    void this.#ask(queue, globalDelay, (answer) => this.#onGlobal(queue, answer), true);
    return false;
  }

  /** The bucket has a request to spend, and the store has answered for the global limit. */
  #onGlobal(queue: BucketQueue, delay: number): boolean {
    const head = queue.waiting.peek();
    if (head === undefined || delay > 0) {
      this.#untake(queue);
      if (head === undefined) return false;
      if (this.#room.refuseHead(queue, delay, "global")) return true;
      this.#globalLine.waitFor(delay);
      this.#lineUp(head, queue);
      return false;
    }
    queue.waiting.pop();
    this.#room.goOn();
    this.#depart(head, this.#clock.now());
    return true;
  }

  /** A request stands behind others of its queue, or behind other queues. */
  #receiveLatecomer(request: LimitedRequest, queue: BucketQueue, now: number): void {
    if (queue.timer !== undefined) this.#room.refuseLatecomer(request, queue, queue.wakeAt - now, "user");
    else this.#room.refuseLatecomer(request, queue, request.isGlobal ? this.#globalLine.delay(now) : 0, "global");
  }

  /** The head waits for the global limit. */
  #lineUp(head: LimitedRequest, queue: BucketQueue): void {
    if (this.#globalLine.join(head)) {
      this.#room.refuseUnwilling(queue, this.#globalLine.delay(this.#clock.now()), "global");
    }
  }

  /** Goes on with the queue when a store that answers later has answered. */
  async #ask(
    queue: BucketQueue,
    answer: Promise<number>,
    onAnswer: (delay: number) => boolean,
    hasTaken = false,
  ): Promise<void> {
    queue.isAsking = true;
    let delay: number;
    try {
      delay = await answer;
    } catch {
      queue.isAsking = false;
      if (hasTaken) this.#untake(queue);
      this.#sleep(queue, storeRetryMs);
      return;
    }
    queue.isAsking = false;
    if (onAnswer(delay)) this.#pump(queue);
  }

  #shut({ ticket: { lane } }: LimitedRequest, variant: string, ms: number): void {
    if (lane === undefined) return;
    let gate = lane.gates.get(variant);
    if (gate === undefined) {
      gate = this.#gate();
      lane.gates.set(variant, gate);
    }
    gate.shutFor(ms);
  }

  #gate(): Gate {
    return new Gate(this.#clock, (requests) => {
      this.#room.goOn(requests.length);
      for (const request of requests) this.#enter(request, this.#clock.now());
    });
  }

  #depart(request: LimitedRequest, now: number): void {
    const { ticket } = request;
    if (ticket.lane !== undefined) ticket.lane.inFlight += 1;
    this.#inFlight += 1;
    this.#room.noteWait(now - ticket.submittedAt);
    ticket.place = "sent";
    ticket.sentAt = now;
    ticket.writtenAt = now;
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
    const { id } = lane.queue;
    const { sentAt, writtenAt } = ticket;
    this.#tell(() => {
      const now = this.#clock.now();
      return this.#store.settle(id, now - sentAt, outcome, now - writtenAt);
    });
    this.#pump(lane.queue);
    if (left !== lane.queue) this.#pump(left);
  }

  /** Discord counts this route in another bucket than before, or names it for the first time. */
  #follow(lane: Lane, hash: string): void {
    const left = lane.queue;
    this.#registry.lead(lane, hash);
    const [from, to, { inFlight }] = [left.id, lane.queue.id, lane];
    this.#tell(() => this.#store.move(from, to, inFlight));
  }

  /** What was taken from the bucket is not sent. */
  #untake({ id }: BucketQueue): void {
    this.#tell(() => this.#store.settle(id, 0, "unsent", 0));
  }

  #tell(tell: () => MaybePromise<void>): void {
    tellStore(this.#clock, tell);
  }

  #sleep(queue: BucketQueue, delay: number): void {
    if (delay === Infinity) return;
    const wakeAt = this.#clock.now() + delay;
    if (queue.timer !== undefined && queue.wakeAt <= wakeAt) return;
    queue.timer?.clear();
    queue.wakeAt = wakeAt;
    const wake = (): void => {
      queue.timer = undefined;
      this.#pump(queue);
    };
    // A timer of node rounds down and would wake too early; it must hold the process, for somebody waits.
    queue.timer = this.#clock.setTimeout(wake, Math.ceil(delay), { ref: true });
    this.#room.refuseUnwilling(queue, delay, "user");
  }
}
