import type { Clock, ClockTimer } from "@zignal/errors";

/** A timer that fires this late shows that the process was busy, and messages may still lie unread in the socket. */
const busyMs = 500;

/** What a mute connection still brings: nothing at all, or answers to heartbeats and no events. */
export type Heard = "nothing" | "heartbeats";

export interface WatchdogOptions {
  clock: Clock;
  /** After a heartbeat, time without a single byte. */
  silentMs: number;
  /** Time without an event, while heartbeats are answered; `Infinity` for any. */
  quietMs: number;
  /** Bytes received on the connection so far. */
  bytes: () => number;
  /** Events received so far. */
  events: () => number;
  onMute: (heard: Heard, silentMs: number) => void;
}

/**
 * Notices a connection that has gone mute long before the next heartbeat would show it: nothing may stay unanswered for
 * longer than `silentMs` after a heartbeat.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  #silence: ClockTimer | undefined;
  #quiet: ClockTimer | undefined;
  #bytesAtBeat = -1;
  #beatAt = 0;

  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  /** The shard has become ready. */
  start(): void {
    this.#listen();
  }

  /** A heartbeat was sent: something has to come back. */
  beat(): void {
    const { bytes, clock, silentMs } = this.#options;
    const before = bytes();
    if (before !== this.#bytesAtBeat) {
      this.#bytesAtBeat = before;
      this.#beatAt = clock.now();
    }
    this.#silence?.clear();
    this.#silence = this.#timer(silentMs, () => {
      if (bytes() === before) this.#options.onMute("nothing", clock.now() - this.#beatAt);
    });
  }

  /** Milliseconds since a heartbeat after which nothing at all came; `undefined` when something did. */
  get silentForMs(): number | undefined {
    const { bytes, clock } = this.#options;
    return bytes() === this.#bytesAtBeat ? clock.now() - this.#beatAt : undefined;
  }

  stop(): void {
    this.#silence?.clear();
    this.#quiet?.clear();
    this.#bytesAtBeat = -1;
  }

  /** Looks four times in `quietMs`, so that the silence it tells of is a quarter longer at most. */
  #listen(before: number = this.#options.events(), since: number = this.#options.clock.now()): void {
    const { quietMs, events, clock, onMute } = this.#options;
    this.#quiet?.clear();
    if (!Number.isFinite(quietMs)) return;
    this.#quiet = this.#timer(quietMs / 4, () => {
      const now = clock.now();
      if (events() !== before) this.#listen();
      else if (now - since >= quietMs) onMute("heartbeats", now - since);
      else this.#listen(before, since);
    });
  }

  #timer(delayMs: number, onDue: () => void): ClockTimer {
    const { clock } = this.#options;
    const dueAt = clock.now() + delayMs;
    let timer = clock.setTimeout(() => {
      // Let the socket be read first, or a busy moment of ours looks like silence.
      if (clock.now() - dueAt > busyMs) timer = clock.setTimeout(onDue, 50);
      else onDue();
    }, delayMs);
    return { clear: () => timer.clear() };
  }
}
