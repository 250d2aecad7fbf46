import { FakeClock } from "@zignal/errors/testing";
import type { LimitedRequest, Refusal, Ticket } from "../src/rate-limit/limited-request.ts";
import { MemoryRateLimitStore } from "../src/rate-limit/memory-rate-limit-store.ts";
import type { RateLimitHeaders } from "../src/rate-limit/rate-limit-headers.ts";
import type { RateLimitStore } from "../src/rate-limit/rate-limit-store.ts";
import { RateLimiter } from "../src/rate-limit/rate-limiter.ts";

/** How the simulated Discord limits one route, from a time on. */
export interface SimulatedLimit {
  hash: string;
  limit: number;
  windowMs: number;
}

export interface SimulationOptions {
  /** By route; a function of the time, so that limits may change. */
  limitOf: (route: string, now: number) => SimulatedLimit | undefined;
  /** One-way latencies of the next request, there and back, in milliseconds. */
  latency?: () => [there: number, back: number];
  /** Is the next answer lost on the way? */
  isLost?: () => boolean;
  globalPerSecond?: number;
  globalRequestsPerSecond?: number;
  maxQueueSize?: number;
  maxInFlightPerBucket?: number;
  /** Called for each process. */
  store?: (clock: FakeClock) => RateLimitStore;
  /** Limiters of clients that use the same token. @defaultValue `1` */
  processes?: number;
}

interface ServerBucket {
  used: number;
  endsAt: number;
}

export interface RequestDescription {
  route: string;
  major?: string;
  variant?: string;
  priority?: number;
  isGlobal?: boolean;
  /** How long it waits for its connection once it has left the limiter. */
  connectingMs?: number;
  /** Which of the processes sends it. @defaultValue `0` */
  process?: number;
}

/** A request as the limiter's user would make it: comes back after a 429, counts what happened to it. */
export class SimulatedRequest implements LimitedRequest {
  readonly ticket: Ticket = { place: "new", lane: undefined, enteredAt: 0, submittedAt: 0, sentAt: 0, writtenAt: 0 };
  readonly isExempt: boolean = false;
  rejectInsteadOfWait = false;
  deadlineAt = Infinity;
  departures: number[] = [];
  answeredAt: number | undefined = undefined;
  refusal: Refusal | undefined = undefined;
  readonly routeKey: string;
  readonly major: string;
  readonly priority: number;
  readonly sequence: number;
  readonly variant: string;
  readonly isGlobal: boolean;
  readonly connectingMs: number;
  readonly process: number;
  readonly #send: (request: SimulatedRequest) => void;

  constructor(of: RequestDescription, sequence: number, send: (request: SimulatedRequest) => void) {
    this.routeKey = of.route;
    this.major = of.major ?? "";
    this.variant = of.variant ?? "";
    this.priority = of.priority ?? 0;
    this.isGlobal = of.isGlobal ?? true;
    this.connectingMs = of.connectingMs ?? 0;
    this.process = of.process ?? 0;
    this.sequence = sequence;
    this.#send = send;
  }

  depart(): void {
    this.#send(this);
  }

  refuse(refusal: Refusal): void {
    this.refusal = refusal;
  }
}

/**
 * Discord as the limiter meets it, in simulated time: fixed windows per hash and resource that begin with the first request
 * after the last has ended, a latency each way, answers that get lost, limits that change, other clients.
 */
export class SimulatedDiscord {
  readonly clock = new FakeClock();
  /** The first process'. */
  readonly limiter: RateLimiter;
  readonly limiters: readonly RateLimiter[];
  readonly requests: SimulatedRequest[] = [];
  /** In the order in which they left. */
  readonly departed: SimulatedRequest[] = [];
  rejected = 0;
  lost = 0;
  globalRejected = 0;
  readonly #options: SimulationOptions;
  readonly #buckets = new Map<string, ServerBucket>();
  readonly #global: ServerBucket = { used: 0, endsAt: 0 };

  constructor(options: SimulationOptions) {
    this.#options = options;
    const { clock } = this;
    const makeStore =
      options.store ??
      ((): RateLimitStore =>
        new MemoryRateLimitStore({ clock, globalRequestsPerSecond: options.globalRequestsPerSecond ?? Infinity }));
    const makeLimiter = (): RateLimiter =>
      new RateLimiter({
        clock,
        store: makeStore(clock),
        maxQueueSize: options.maxQueueSize ?? Infinity,
        maxInFlightPerBucket: options.maxInFlightPerBucket ?? Infinity,
      });
    this.limiter = makeLimiter();
    this.limiters = [this.limiter, ...Array.from({ length: (options.processes ?? 1) - 1 }, makeLimiter)];
  }

  request(of: RequestDescription): SimulatedRequest {
    const request = new SimulatedRequest(of, this.requests.length + 1, (sent) => this.#send(sent));
    this.requests.push(request);
    return request;
  }

  submit(of: RequestDescription): SimulatedRequest {
    const request = this.request(of);
    this.limiterOf(request).submit(request);
    return request;
  }

  limiterOf({ process }: SimulatedRequest): RateLimiter {
    return this.limiters[process] ?? this.limiter;
  }

  /** Another client uses up one request of a bucket. */
  useElsewhere(route: string, major = ""): void {
    const limit = this.#options.limitOf(route, this.clock.now());
    if (limit !== undefined) this.#count(limit, major);
  }

  /** Lets time pass until every request has its answer, or for `maxMs`. @returns the time of the last answer */
  drain(maxMs = 3_600_000): number {
    const end = this.clock.now() + maxMs;
    while (this.clock.now() < end && this.requests.some(isOpen)) this.clock.advanceSync(1);
    return Math.max(...this.requests.map(({ answeredAt }) => answeredAt ?? Infinity));
  }

  #send(request: SimulatedRequest): void {
    const { clock } = this;
    request.departures.push(clock.now());
    this.departed.push(request);
    const [there, back] = this.#options.latency?.() ?? [0, 0];
    const write = (): void => {
      request.ticket.writtenAt = clock.now();
      clock.setTimeout(() => this.#arrive(request, back), there);
    };
    if (request.connectingMs === 0) write();
    else clock.setTimeout(write, request.connectingMs);
  }

  #arrive(request: SimulatedRequest, back: number): void {
    const { clock } = this;
    const limiter = this.limiterOf(request);
    const now = clock.now();
    const limit = this.#options.limitOf(request.routeKey, now);
    const globalWait = this.#countGlobal(now);
    const [isAllowed, headers] =
      globalWait > 0 ? [false, undefined] : limit === undefined ? [true, undefined] : this.#count(limit, request.major);
    const isLost = isAllowed && this.#options.isLost?.() === true;
    clock.setTimeout(() => {
      if (isLost) {
        this.lost += 1;
        limiter.lost(request);
        limiter.submit(request);
      } else if (isAllowed) {
        request.answeredAt = clock.now();
        limiter.answered(request, headers, false);
      } else if (globalWait > 0) {
        this.globalRejected += 1;
        limiter.limited(request, "global", globalWait, undefined);
        limiter.submit(request);
      } else {
        this.rejected += 1;
        limiter.limited(request, "user", headers?.resetAfterMs ?? 1000, headers);
        limiter.submit(request);
      }
    }, back);
  }

  #count(limit: SimulatedLimit, major: string): [isAllowed: boolean, headers: RateLimitHeaders] {
    const now = this.clock.now();
    const id = `${limit.hash}:${major}`;
    let bucket = this.#buckets.get(id);
    if (bucket === undefined || now >= bucket.endsAt) {
      bucket = { used: 0, endsAt: now + limit.windowMs };
      this.#buckets.set(id, bucket);
    }
    const isAllowed = bucket.used < limit.limit;
    if (isAllowed) bucket.used += 1;
    const remaining = Math.max(0, limit.limit - bucket.used);
    return [isAllowed, { bucket: limit.hash, limit: limit.limit, remaining, resetAfterMs: bucket.endsAt - now }];
  }

  /** @returns milliseconds to wait, `0` when the request may pass */
  #countGlobal(now: number): number {
    const { globalPerSecond } = this.#options;
    if (globalPerSecond === undefined) return 0;
    if (now >= this.#global.endsAt) {
      this.#global.used = 0;
      this.#global.endsAt = now + 1000;
    }
    if (this.#global.used >= globalPerSecond) return this.#global.endsAt - now;
    this.#global.used += 1;
    return 0;
  }
}

function isOpen(request: SimulatedRequest): boolean {
  return request.answeredAt === undefined && request.refusal === undefined;
}
