import type { Clock, ClockTimer } from "@zignal/errors";

/** A timer that fires this late shows that the process was busy, and answers may still lie unread in the socket. */
const busyMs = 500;

/** The first heartbeat comes early: it tells the latency. */
const firstMs = 1_000;

/** When heartbeats are due, and what their answers tell about the connection. */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #onDue: () => void;
  #intervalMs = 0;
  #timer: ClockTimer | undefined;
  #sentAtMs: number | undefined;
  /** Time between the last heartbeat that was answered and its answer, in milliseconds. */
  latencyMs: number | undefined;

  constructor(clock: Clock, random: () => number, onDue: () => void) {
    this.#clock = clock;
    this.#random = random;
    this.#onDue = onDue;
  }

  /** The first heartbeat comes within a second, at random, the others after the interval. */
  start(intervalMs: number): void {
    this.stop();
    this.#intervalMs = intervalMs;
    this.#arm(Math.min(intervalMs, firstMs) * this.#random());
  }

  stop(): void {
    this.#timer?.clear();
    this.#timer = undefined;
    this.#sentAtMs = undefined;
  }

  /** @returns The nonce to send. */
  sent(): number {
    this.#sentAtMs = this.#clock.now();
    return Math.trunc(this.#sentAtMs);
  }

  acknowledged(): void {
    if (this.#sentAtMs === undefined) return;
    this.latencyMs = this.#clock.now() - this.#sentAtMs;
    this.#sentAtMs = undefined;
  }

  #arm(delayMs: number): void {
    const dueAtMs = this.#clock.now() + delayMs;
    this.#timer = this.#clock.setTimeout(() => {
      // Let the socket be read first, or a busy moment of ours looks like a dead connection.
      if (this.#clock.now() - dueAtMs > busyMs) this.#timer = this.#clock.setTimeout(() => this.#due(), 50);
      else this.#due();
    }, delayMs);
  }

  #due(): void {
    this.#arm(this.#intervalMs);
    this.#onDue();
  }
}
