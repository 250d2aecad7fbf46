import type { Clock } from "@zignal/errors";
import { Bucket } from "./bucket.ts";
import { GlobalLimit } from "./global-limit.ts";
import { HeadStart } from "./head-start.ts";
import type { BucketOutcome, RateLimitStore } from "./rate-limit-store.ts";

/** Counts in this process's memory. */
export class MemoryRateLimitStore implements RateLimitStore {
  readonly #clock: Clock;
  readonly #global: GlobalLimit;
  readonly #headStart = new HeadStart();
  readonly #buckets = new Map<string, Bucket>();
  #inFlight = 0;
  /** The most that were in flight together since none was. */
  #mostInFlight = 0;

  constructor(options: { clock: Clock; globalRequestsPerSecond: number }) {
    this.#clock = options.clock;
    this.#global = new GlobalLimit(options.globalRequestsPerSecond);
  }

  /** How many buckets are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  take(id: string): number {
    const now = this.#clock.now();
    const bucket = this.#bucket(id);
    const delay = bucket.delay(now, this.#headStart.ms);
    if (delay > 0) return delay;
    bucket.take(now);
    this.#inFlight += 1;
    this.#mostInFlight = Math.max(this.#mostInFlight, this.#inFlight);
    return 0;
  }

  settle(id: string, ageMs: number, outcome: BucketOutcome, roundTripMs: number = ageMs): void {
    const now = this.#clock.now();
    const bucket = this.#bucket(id);
    if (outcome === "unlimited") bucket.answeredWithoutLimit(now - ageMs);
    else if (outcome === "lost") bucket.lost(now - ageMs);
    else if (outcome === "unsent") bucket.giveBack(now - ageMs);
    else if ("exhaustedForMs" in outcome) {
      if (bucket.isEarly) this.#headStart.mistaken(outcome.exhaustedForMs);
      this.#headStart.sample(roundTripMs, roundTripMs, this.#mostInFlight - 1);
      bucket.exhausted(outcome.exhaustedForMs, now - ageMs, now);
    } else {
      bucket.answered(outcome, now - ageMs, now, now - roundTripMs);
      this.#headStart.sample(roundTripMs, bucket.pathMs, this.#mostInFlight - 1);
    }
    this.#inFlight = Math.max(0, this.#inFlight - 1);
    if (this.#inFlight === 0) this.#mostInFlight = 0;
  }

  move(from: string, to: string, inFlight: number): void {
    this.#bucket(from).letGo(inFlight);
    this.#bucket(to).inFlight += inFlight;
  }

  takeGlobal(): number {
    const now = this.#clock.now();
    const delay = this.#global.delay(now);
    if (delay > 0) return delay;
    this.#global.take(now);
    return 0;
  }

  writtenGlobal(agoMs: number): void {
    const now = this.#clock.now();
    this.#global.written(now - agoMs, now);
  }

  blockGlobal(forMs: number): void {
    this.#global.block(this.#clock.now() + forMs);
  }

  sweep(): void {
    const now = this.#clock.now();
    for (const [id, bucket] of this.#buckets) {
      if (bucket.isIdle(now)) this.#buckets.delete(id);
    }
  }

  #bucket(id: string): Bucket {
    let bucket = this.#buckets.get(id);
    if (bucket === undefined) {
      bucket = new Bucket();
      this.#buckets.set(id, bucket);
    }
    return bucket;
  }
}
