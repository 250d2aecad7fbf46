import type { Clock, ClockTimer } from "@zignal/errors";
import { TimeoutError } from "@zignal/errors";
import type { BatchItem } from "./batch-handler.ts";
import type { SignalListener, SignalWatch } from "../signal-watch.ts";
import type { Waiters } from "./waiters.ts";

export interface EntryTerms {
  readonly item: BatchItem;
  readonly signal?: AbortSignal | undefined;
  /** Time until it has a result, in milliseconds. */
  readonly timeoutMs?: number | undefined;
  readonly priority?: number | undefined;
  /** Time one attempt may take, in milliseconds. */
  readonly attemptTimeoutMs?: number | undefined;
}

/** One caller who waits for a result: settles once, by the result, by time or by the caller's signal. */
export class BatchEntry implements SignalListener {
  readonly item: BatchItem;
  readonly priority: number;
  /** By the clock; `Infinity` without a limit. */
  readonly dueAt: number;
  readonly promise: Promise<unknown>;
  readonly attemptTimeoutMs: number | undefined;
  /** With whom it waits, once requests were sent for it. */
  waiters: Waiters | undefined = undefined;
  #isTimedOut = false;
  readonly #timeoutMs: number;
  readonly #signal: AbortSignal | undefined;
  readonly #signals: SignalWatch;
  readonly #timer: ClockTimer | undefined;
  readonly #onSettled: (entry: BatchEntry) => void;
  #isSettled = false;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (error: unknown) => void;

  /** @param onSettled - Called when the caller no longer waits. */
  constructor(
    { item, signal, timeoutMs = Infinity, priority = 0, attemptTimeoutMs }: EntryTerms,
    clock: Clock,
    signals: SignalWatch,
    onSettled: (entry: BatchEntry) => void,
  ) {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.item = item;
    this.priority = priority;
    this.attemptTimeoutMs = attemptTimeoutMs;
    this.promise = promise;
    this.dueAt = clock.now() + timeoutMs;
    this.#timeoutMs = timeoutMs;
    this.#signal = signal;
    this.#signals = signals;
    this.#onSettled = onSettled;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = timeoutMs === Infinity ? undefined : clock.setTimeout(() => this.timeOut(), timeoutMs, { ref: true });
    if (signal !== undefined) signals.watch(signal, this);
  }

  get isTimedOut(): boolean {
    return this.#isTimedOut;
  }

  resolve(value: unknown): void {
    this.#finish();
    this.#resolve(value);
  }

  reject(error: unknown): void {
    this.#finish();
    this.#reject(error);
  }

  timeOut(): void {
    if (this.#isSettled) return;
    this.#isTimedOut = true;
    // Neither the path nor its ids: they may hold a token.
    this.reject(new TimeoutError(`The batched ${this.item.method}`, this.#timeoutMs));
  }

  /** The caller's signal was aborted. */
  onAbort(reason: unknown): void {
    this.reject(reason);
  }

  #finish(): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#timer?.clear();
    if (this.#signal !== undefined) this.#signals.unwatch(this.#signal, this);
    this.waiters?.leave(this);
    this.#onSettled(this);
  }
}
