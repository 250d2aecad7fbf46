import { type Clock, GatewayError, TimeoutError, ValidationError } from "@zignal/errors";
import { type EventBus, isThenable } from "./event-bus.ts";
import { EventStream, type EventStreamOptions, signalIssue } from "./event-stream.ts";

export interface WaitForOptions<Arguments extends readonly unknown[]> {
  /** Takes only the event for which this is true. */
  filter?: (...parameters: Arguments) => boolean;
  /** How long to wait, in milliseconds; `Infinity` is without end. @defaultValue `60000` */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** Waits and loops over events; all of them end when the client is closed. */
export class EventWaiting<Events extends { [Name in keyof Events]: readonly unknown[] }> {
  readonly #bus: EventBus<Events>;
  readonly #clock: Clock;
  readonly #open = new Set<() => void>();
  #closed = false;

  constructor(bus: EventBus<Events>, clock: Clock) {
    this.#bus = bus;
    this.#clock = clock;
  }

  /** Resolves with the arguments of the next event that passes the filter. */
  next<Name extends keyof Events & string>(
    event: Name,
    { filter, timeoutMs = 60_000, signal }: WaitForOptions<Events[Name]>,
  ): Promise<Events[Name]> {
    const issue = issueOf(filter, timeoutMs) ?? signalIssue(signal);
    if (issue !== undefined) return Promise.reject(issue);
    if (this.#closed) return Promise.reject(closedWhileWaiting(event));
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
          if (filter !== undefined && !isPassed(filter(...parameters))) return;
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
        reject(closedWhileWaiting(event));
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
    if (this.#closed) stream.end();
    if (this.#closed || options.signal?.aborted === true) return stream;
    this.#open.add(onClose);
    this.#bus.on(event, listener);
    return stream;
  }

  /** Ends every loop, and rejects every wait, also those that are begun later. */
  close(): void {
    this.#closed = true;
    for (const end of this.#open) end();
  }
}

/** A promise would let everything pass, whatever it resolves with. */
function isPassed(answer: unknown): boolean {
  if (!isThenable(answer)) return Boolean(answer);
  // Its failure has nobody to go to.
  answer.then(undefined, () => undefined);
  throw ValidationError.of("filter", "must answer true or false at once, and not with a promise");
}

function issueOf(filter: unknown, timeoutMs: unknown): ValidationError | undefined {
  if (filter !== undefined && typeof filter !== "function") {
    return ValidationError.of("filter", `must be a function (was ${typeof filter})`);
  }
  if (typeof timeoutMs === "number" && timeoutMs >= 0) return undefined;
  const was = typeof timeoutMs === "number" ? String(timeoutMs) : JSON.stringify(timeoutMs);
  return ValidationError.of("timeoutMs", `must be 0 or more, in milliseconds (was ${was})`);
}

function closedWhileWaiting(event: string): GatewayError {
  return new GatewayError(`The client was closed while waitFor("${event}") was waiting`);
}
