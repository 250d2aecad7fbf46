import type { Clock, ClockTimer } from "@zignal/errors";

interface Transition {
  readonly version: number;
  readonly recipients: readonly string[];
  readonly waitingFor: Set<string>;
  readonly timer: ClockTimer;
}

export interface TransitionHost {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Everybody is ready, or has had time enough. */
  execute(id: number, version: number, recipients: readonly string[], late: readonly string[]): void;
}

/** Transitions under way: each is executed once all are ready for it, or after a time. */
export class Transitions {
  readonly #host: TransitionHost;
  readonly #open = new Map<number, Transition>();
  #lastId = 0;

  constructor(host: TransitionHost) {
    this.#host = host;
  }

  /** Ids have 16 bits; `0` is kept for what is executed at once. */
  nextId(): number {
    this.#lastId = this.#lastId >= 0xffff ? 1 : this.#lastId + 1;
    return this.#lastId;
  }

  start(id: number, version: number, recipients: readonly string[]): void {
    const timer = this.#host.clock.setTimeout(() => this.#execute(id), this.#host.timeoutMs);
    this.#open.get(id)?.timer.clear();
    this.#open.set(id, { version, recipients, waitingFor: new Set(recipients), timer });
  }

  get pending(): boolean {
    return this.#open.size > 0;
  }

  ready(userId: string, id: number): void {
    const transition = this.#open.get(id);
    if (transition === undefined) return;
    transition.waitingFor.delete(userId);
    if (transition.waitingFor.size === 0) this.#execute(id);
  }

  /** Nobody waits for who has left, or could not follow. */
  leave(userId: string): void {
    for (const id of this.#open.keys()) this.ready(userId, id);
  }

  close(): void {
    for (const { timer } of this.#open.values()) timer.clear();
    this.#open.clear();
  }

  #execute(id: number): void {
    const transition = this.#open.get(id);
    if (transition === undefined) return;
    transition.timer.clear();
    this.#open.delete(id);
    this.#host.execute(id, transition.version, transition.recipients, [...transition.waitingFor]);
  }
}
