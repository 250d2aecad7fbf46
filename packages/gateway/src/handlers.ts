import type { Clock, ClockTimer } from "@zignal/errors";
import type { GatewayDispatchPayload } from "@zignal/types";
import { diagnostics } from "./diagnostics.ts";
import type { SlowHandlerDetails } from "./gateway-events.ts";
import type { AnyListener } from "./isolated-emitter.ts";
import { isThenable } from "./isolated-emitter.ts";

export interface HandlersOptions {
  clock: Clock;
  /** What listeners are called on, as node's emitters do. */
  emitter: unknown;
  /** Milliseconds after which a listener that is still at work is reported. */
  slowHandlerMs: number;
  /** Measure listeners that return nothing as well, which costs two readings of the clock an event. */
  timeSynchronous: boolean;
  onSlow: (details: SlowHandlerDetails, shardId: number) => void;
  onError: (error: unknown) => void;
}

/** One call of an asynchronous listener that has not settled. */
interface Work {
  event: string;
  shardId: number;
  since: number;
  reported: boolean;
}

/** Calls the listeners of dispatches, isolated from each other, and knows which are still at work. */
export class Handlers {
  readonly #options: HandlersOptions;
  readonly #atWork = new Set<Work>();
  #timer: ClockTimer | undefined;
  #whenIdle: PromiseWithResolvers<void> | undefined;

  constructor(options: HandlersOptions) {
    this.#options = options;
  }

  /** Asynchronous listeners that have not settled. */
  get running(): number {
    return this.#atWork.size;
  }

  /** @returns What settles when all asynchronous listeners have; `undefined` when none is at work. Never rejects. */
  run(
    listeners: readonly AnyListener[],
    payload: GatewayDispatchPayload,
    shardId: number,
    text: string | undefined,
  ): Promise<void> | undefined {
    if (this.#options.timeSynchronous || diagnostics.slowHandler.hasSubscribers) {
      return this.#timed(listeners, payload, shardId, text);
    }
    const only = listeners[0];
    // Most have one.
    if (listeners.length === 1 && only !== undefined) return this.#call(only, payload, shardId, text);
    let all: Promise<void> | undefined;
    for (const listener of listeners) {
      const work = this.#call(listener, payload, shardId, text);
      if (work !== undefined) all = all === undefined ? work : Promise.all([all, work]).then(() => undefined);
    }
    return all;
  }

  /** Settles when nobody is at work, or after `timeoutMs`. @returns How many are still at work. */
  async idle(timeoutMs: number): Promise<number> {
    if (this.#atWork.size === 0 || timeoutMs <= 0) return this.#atWork.size;
    this.#whenIdle ??= Promise.withResolvers<void>();
    const { promise } = this.#whenIdle;
    await new Promise<void>((resolve) => {
      const timer = this.#options.clock.setTimeout(resolve, timeoutMs, { ref: true });
      void promise.then(() => {
        timer.clear();
        return resolve();
      });
    });
    return this.#atWork.size;
  }

  /** No reports any more; who is at work stays counted. */
  close(): void {
    this.#timer?.clear();
    this.#timer = undefined;
  }

  #call(
    listener: AnyListener,
    payload: GatewayDispatchPayload,
    shardId: number,
    text: string | undefined,
  ): Promise<void> | undefined {
    try {
      const result = listener.call(this.#options.emitter, payload, shardId, text);
      return typeof result === "object" && isThenable(result) ? this.#follow(result, payload, shardId) : undefined;
    } catch (error) {
      this.#options.onError(error);
      return undefined;
    }
  }

  #timed(
    listeners: readonly AnyListener[],
    payload: GatewayDispatchPayload,
    shardId: number,
    text: string | undefined,
  ): Promise<void> | undefined {
    const { clock, slowHandlerMs } = this.#options;
    const pending: Promise<void>[] = [];
    for (const listener of listeners) {
      const since = clock.now();
      const work = this.#call(listener, payload, shardId, text);
      const elapsedMs = clock.now() - since;
      // It held up everything else, whether or not it goes on.
      if (elapsedMs >= slowHandlerMs) this.#report(payload.t, shardId, elapsedMs, true);
      if (work !== undefined) pending.push(work);
    }
    return pending.length === 0 ? undefined : Promise.all(pending).then(() => undefined);
  }

  async #follow(result: PromiseLike<unknown>, { t: event }: { t: string }, shardId: number): Promise<void> {
    const { clock, slowHandlerMs, onError } = this.#options;
    const work: Work = { event, shardId, since: clock.now(), reported: false };
    this.#atWork.add(work);
    if (Number.isFinite(slowHandlerMs)) this.#timer ??= clock.setTimeout(() => this.#look(), slowHandlerMs);
    try {
      await result;
    } catch (error) {
      onError(error);
    }
    this.#atWork.delete(work);
    if (this.#atWork.size > 0) return;
    this.close();
    this.#whenIdle?.resolve();
    this.#whenIdle = undefined;
  }

  /** Reports who has been at work for too long, each once, and comes back when the next may be due. */
  #look(): void {
    const { clock, slowHandlerMs } = this.#options;
    const now = clock.now();
    this.#timer = undefined;
    // Oldest first.
    for (const work of this.#atWork) {
      if (work.reported) continue;
      const elapsedMs = now - work.since;
      if (elapsedMs < slowHandlerMs) {
        this.#timer = clock.setTimeout(() => this.#look(), slowHandlerMs - elapsedMs);
        return;
      }
      work.reported = true;
      this.#report(work.event, work.shardId, elapsedMs, false);
    }
  }

  #report(event: string, shardId: number, elapsedMs: number, blocking: boolean): void {
    if (diagnostics.slowHandler.hasSubscribers) {
      diagnostics.slowHandler.publish({ shardId, event, elapsedMs, blocking });
    }
    this.#options.onSlow({ event, elapsedMs, blocking }, shardId);
  }
}
