import type { FakeClock } from "@zignal/errors/testing";
import { MemoryRateLimitStore } from "../src/index.ts";
import type { RateLimitStore } from "../src/index.ts";

/**
 * A server that counts for several processes, such as Redis would: every question takes its time there and back, sometimes
 * it is away, it measures with its own clock, and wakes nobody.
 */
export class StoreServer {
  /** Questions to answer before one fails, and so on; empty for never. */
  failing: () => boolean = () => false;
  /** Time of a question, there and back, in milliseconds. */
  latency: () => number = () => 2;
  questions = 0;
  readonly #clock: FakeClock;
  /** Since when only an answer could tell, by bucket. */
  readonly #unknownSince = new Map<string, number>();
  readonly #counts: MemoryRateLimitStore;

  constructor(clock: FakeClock, globalRequestsPerSecond: number = Infinity) {
    this.#clock = clock;
    this.#counts = new MemoryRateLimitStore({ clock, globalRequestsPerSecond });
  }

  /** How many buckets it remembers. */
  get size(): number {
    return this.#counts.size;
  }

  /** As one process sees it. */
  client(): RateLimitStore {
    const counts = this.#counts;
    // Only the answer to a request of some process can tell, maybe of another: it has to ask again.
    const pollMs = 20;
    return {
      take: (bucket) => this.#ask(() => Math.min(this.#take(bucket), pollMs)),
      settle: (bucket, ageMs, outcome, roundTripMs) =>
        this.#ask(() => counts.settle(bucket, ageMs, outcome, roundTripMs)),
      move: (from, to, inFlight) => this.#ask(() => counts.move(from, to, inFlight)),
      takeGlobal: () => this.#ask(() => counts.takeGlobal()),
      blockGlobal: (forMs) => this.#ask(() => counts.blockGlobal(forMs)),
      sweep: () => void this.#ask(() => counts.sweep()).catch(() => undefined),
    };
  }

  #take(bucket: string): number {
    const delay = this.#counts.take(bucket);
    if (delay !== Infinity) {
      this.#unknownSince.delete(bucket);
      return delay;
    }
    const now = this.#clock.now();
    const since = this.#unknownSince.get(bucket) ?? now;
    this.#unknownSince.set(bucket, since);
    // Whoever took it died, or could not tell: what is never settled expires.
    if (now - since > 2_000) this.#counts.settle(bucket, 0, "unsent");
    return delay;
  }

  #ask<Answer>(question: () => Answer): Promise<Answer> {
    this.questions += 1;
    const latency = this.latency();
    return new Promise((resolve, reject) => {
      this.#clock.setTimeout(() => {
        if (this.failing()) {
          this.#clock.setTimeout(() => reject(new Error("the store is away")), latency / 2);
          return;
        }
        const answer = question();
        this.#clock.setTimeout(() => resolve(answer), latency / 2);
      }, latency / 2);
    });
  }
}
