import type { Clock, ClockTimer } from "@zignal/errors";

/** A timer that fires this late shows that the process was busy, and answers may still lie unread in the socket. */
const busyMs = 500;

/** When heartbeats are due, and what their answers tell about the connection. */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #onDue: () => void;
  #intervalMs = 0;
  #timer: ClockTimer | undefined;
  #sentAt: number | undefined;
  #answered = true;
  #measuredMs: number | undefined;
  #unanswered = 0;
  /** Those who wait for answers, first come first. */
  readonly #waiting: { left: number; resolve: () => void }[] = [];

  constructor(clock: Clock, random: () => number, onDue: () => void) {
    this.#clock = clock;
    this.#random = random;
    this.#onDue = onDue;
  }

  /**
   * Time between the last heartbeat and its answer, in milliseconds. While the answer is missing it grows with the
   * time that has passed, so that a mute connection shows; `undefined` before the first answer.
   */
  get latencyMs(): number | undefined {
    if (this.#answered || this.#sentAt === undefined) return this.#measuredMs;
    const waitedMs = this.#clock.now() - this.#sentAt;
    return this.#measuredMs === undefined ? waitedMs : Math.max(waitedMs, this.#measuredMs);
  }

  /** The first heartbeat comes after a random part of the interval, the others after the whole. */
  start(intervalMs: number): void {
    this.stop();
    this.#intervalMs = intervalMs;
    this.#arm(intervalMs * this.#random());
  }

  stop(): void {
    this.#timer?.clear();
    this.#timer = undefined;
    this.#sentAt = undefined;
    this.#answered = true;
    // The next connection has its own; the last one's would look as if all were well.
    this.#measuredMs = undefined;
    this.#unanswered = 0;
    for (const waiter of this.#waiting.splice(0)) waiter.resolve();
  }

  /** Settles when every heartbeat that was sent by now is answered, or the connection has ended. */
  async answered(): Promise<void> {
    if (this.#unanswered === 0) return;
    await new Promise<void>((resolve) => {
      this.#waiting.push({ left: this.#unanswered, resolve });
    });
  }

  sent(): void {
    this.#unanswered += 1;
    if (this.#answered) this.#sentAt = this.#clock.now();
    this.#answered = false;
  }

  /** @returns The latency, in milliseconds, or `undefined` for an answer to nothing. */
  acknowledged(): number | undefined {
    if (this.#unanswered > 0) this.#unanswered -= 1;
    for (const waiter of this.#waiting) waiter.left -= 1;
    while (this.#waiting[0] !== undefined && this.#waiting[0].left <= 0) this.#waiting.shift()?.resolve();
    if (this.#answered || this.#sentAt === undefined) return undefined;
    this.#answered = true;
    this.#measuredMs = this.#clock.now() - this.#sentAt;
    return this.#measuredMs;
  }

  #arm(delayMs: number): void {
    const dueAt = this.#clock.now() + delayMs;
    this.#timer = this.#clock.setTimeout(() => {
      if (this.#clock.now() - dueAt > busyMs) {
        // Let the socket be read first, or a busy moment of ours looks like a dead connection.
        this.#timer = this.#clock.setTimeout(() => this.#due(), 50);
      } else this.#due();
    }, delayMs);
  }

  #due(): void {
    this.#arm(this.#intervalMs);
    this.#onDue();
  }
}
