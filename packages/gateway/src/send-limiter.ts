import type { Clock, ClockTimer } from "@zignal/errors";

/** Who may use how much of the window: heartbeats all of it, presence and voice most, everything else what is left. */
export type SendPriority = "heartbeat" | "high" | "normal";

export interface SendLimits {
  /** Messages that one connection may send within the window. @defaultValue `120` */
  limit: number;
  /** @defaultValue `60_000` */
  windowMs: number;
  /** Kept free for heartbeats, identify and resume. @defaultValue `6` */
  heartbeatReserve: number;
  /** Kept free for presence and voice state, on top. @defaultValue `10` */
  highReserve: number;
}

/** @see {@link https://docs.discord.com/developers/events/gateway#rate-limiting | Discord Docs/Rate Limiting} */
export const discordSendLimits: SendLimits = { limit: 120, windowMs: 60_000, heartbeatReserve: 6, highReserve: 10 };

interface Queued {
  write: () => void;
  resolve: () => void;
  reject: (error: Error) => void;
}

/**
 * Sliding-window log: at most `limit` messages in any `windowMs`, as the server may count from any moment. The window
 * belongs to a connection and starts anew with each; the queue belongs to the shard and outlives them.
 */
export class SendLimiter {
  readonly #clock: Clock;
  readonly #limits: SendLimits;
  readonly #queues: Record<Exclude<SendPriority, "heartbeat">, Queued[]> = { high: [], normal: [] };
  /** When each message of the window was sent, oldest first. */
  #sentAt: number[] = [];
  #open = false;
  #timer: ClockTimer | undefined;

  constructor(clock: Clock, limits: SendLimits = discordSendLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  get queued(): number {
    return this.#queues.high.length + this.#queues.normal.length;
  }

  /** A new connection: the server counts from zero. Nothing queued leaves before {@link open}. */
  reset(): void {
    this.pause();
    this.#sentAt = [];
  }

  /** The shard is ready: lets the queue go. */
  open(): void {
    this.#open = true;
    this.#drain();
  }

  /** The connection is gone; what is queued waits for the next {@link open}. */
  pause(): void {
    this.#open = false;
    this.#timer?.clear();
    this.#timer = undefined;
  }

  /** Counts what was sent past the queue: heartbeats, identify, resume. */
  count(): void {
    this.#sentAt.push(this.#clock.now());
  }

  /** Calls `write` when its turn has come, and resolves then. */
  async send(write: () => void, priority: Exclude<SendPriority, "heartbeat">): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#queues[priority].push({ write, resolve, reject });
      this.#drain();
    });
  }

  /** The shard is closed for good: everything that waits is rejected with `error`. */
  rejectAll(error: Error): void {
    this.pause();
    const waiting = [...this.#queues.high.splice(0), ...this.#queues.normal.splice(0)];
    for (const entry of waiting) entry.reject(error);
  }

  #drain(): void {
    const now = this.#clock.now();
    while (this.#open) {
      const priority = this.#queues.high.length > 0 ? "high" : "normal";
      const next = this.#queues[priority][0];
      if (next === undefined) return;
      const waitMs = this.#waitMs(priority, now);
      if (waitMs > 0) {
        this.#timer?.clear();
        this.#timer = this.#clock.setTimeout(() => this.#drain(), waitMs);
        return;
      }
      this.#queues[priority].shift();
      this.#sentAt.push(now);
      next.write();
      next.resolve();
    }
  }

  #waitMs(priority: Exclude<SendPriority, "heartbeat">, now: number): number {
    const { limit, windowMs, heartbeatReserve, highReserve } = this.#limits;
    while (this.#sentAt[0] !== undefined && this.#sentAt[0] + windowMs <= now) this.#sentAt.shift();
    const allowed = limit - heartbeatReserve - (priority === "high" ? 0 : highReserve);
    const over = this.#sentAt.length - allowed;
    if (over < 0) return 0;
    // The message that has to leave the window before this one may go.
    return (this.#sentAt[over] ?? now) + windowMs - now;
  }
}
