import { type Clock, GatewayError, TimeoutError } from "@zignal/errors";
import type { EventBus } from "./event-bus.ts";
import { EventStream, type EventStreamOptions } from "./event-stream.ts";

export interface WaitForOptions<Arguments extends readonly unknown[]> {
  /** Takes only the event for which this is true. */
  filter?: (...parameters: Arguments) => boolean;
  /** How long to wait, in milliseconds. @defaultValue `60000` */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** Waits and loops over events; all of them end when the client is closed. */
export class EventWaiting<Events extends { [Name in keyof Events]: readonly unknown[] }> {
  readonly #bus: EventBus<Events>;
  readonly #clock: Clock;
  readonly #open = new Set<() => void>();

  constructor(bus: EventBus<Events>, clock: Clock) {
    this.#bus = bus;
    this.#clock = clock;
  }

  /** Resolves with the arguments of the next event that passes the filter. */
  next<Name extends keyof Events & string>(
    event: Name,
    { filter, timeoutMs = 60_000, signal }: WaitForOptions<Events[Name]>,
  ): Promise<Events[Name]> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      const settle = (): void => {
        timer.clear();
        signal?.removeEventListener("abort", onAbort);
        this.#open.delete(onClose);
        this.#bus.off(event, listener);
      };
      const listener = (...parameters: Events[Name]): void => {
        try {
          if (filter !== undefined && !filter(...parameters)) return;
          resolve(parameters);
        } catch (error) {
          reject(error);
        }
        settle();
      };
      const onAbort = (): void => {
        settle();
        reject(signal?.reason);
      };
      const onClose = (): void => {
        settle();
        reject(new GatewayError(`The client was closed while waitFor("${event}") was waiting`));
      };
      const timer = this.#clock.setTimeout(() => {
        settle();
        reject(new TimeoutError(`waitFor("${event}")`, timeoutMs));
      }, timeoutMs);
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#open.add(onClose);
      this.#bus.on(event, listener);
    });
  }

  /** @param pick - Makes the stream's value of the event's arguments. */
  stream<Name extends keyof Events & string, Value>(
    event: Name,
    options: EventStreamOptions,
    pick: (parameters: Events[Name]) => Value,
  ): EventStream<Value> {
    const listener = (...parameters: Events[Name]): void => stream.push(pick(parameters));
    const onClose = (): void => stream.end();
    const stream = new EventStream<Value>(options, () => {
      this.#open.delete(onClose);
      this.#bus.off(event, listener);
    });
    if (options.signal?.aborted === true) return stream;
    this.#open.add(onClose);
    this.#bus.on(event, listener);
    return stream;
  }

  /** Ends every loop, and rejects every wait. */
  close(): void {
    for (const end of this.#open) end();
  }
}
