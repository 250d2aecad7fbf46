import { ValidationError } from "@zignal/errors";
import { HandlerTrace, handlerTracing } from "./diagnostics.ts";

/** Listeners by event name; `Events` maps a name to the arguments its listeners get. */
export type Listener<Arguments extends readonly unknown[]> = (...parameters: Arguments) => unknown;

interface Registration {
  listener: Listener<never>;
  once: boolean;
}

export interface EventBusHooks<Name> {
  /** A listener threw or rejected; `parameters` are what it was called with. */
  onFailure(error: unknown, event: string, parameters: readonly unknown[]): void;
  /** A listener answered with a promise; this one never rejects. */
  onPending?(work: Promise<void>): void;
  /** Listeners of the event were added or removed. */
  onChange?(event: Name): void;
}

/**
 * A typed emitter that isolates listeners: one that throws or rejects is reported and stops neither the others nor the
 * emitter. A listener that is removed while an event is being emitted may still hear that event.
 */
export class EventBus<Events extends { [Name in keyof Events]: readonly unknown[] }> {
  readonly #registrations = new Map<keyof Events, readonly Registration[]>();
  readonly #hooks: EventBusHooks<keyof Events>;

  constructor(hooks: EventBusHooks<keyof Events>) {
    this.#hooks = hooks;
  }

  on<Name extends keyof Events>(event: Name, listener: Listener<Events[Name]>): void {
    this.#add(event, { listener, once: false });
  }

  once<Name extends keyof Events>(event: Name, listener: Listener<Events[Name]>): void {
    this.#add(event, { listener, once: true });
  }

  /** Removes a listener; one that was added twice is removed once. */
  off<Name extends keyof Events>(event: Name, listener: Listener<Events[Name]>): void {
    const present = this.#registrations.get(event) ?? [];
    const index = present.findLastIndex((registration) => registration.listener === listener);
    if (index < 0) return;
    this.#replace(event, present.toSpliced(index, 1));
  }

  listenerCount(event: keyof Events): number {
    return this.#registrations.get(event)?.length ?? 0;
  }

  /** The events that have listeners. */
  get events(): (keyof Events)[] {
    return [...this.#registrations.keys()];
  }

  /** Calls every listener, in the order of registration. */
  emit<Name extends keyof Events>(event: Name, ...parameters: Events[Name]): void {
    const registrations = this.#registrations.get(event);
    if (registrations === undefined) return;
    for (const registration of registrations) {
      // Where a listener has the same event told again, that one has it already.
      if (registration.once && !this.#remove(event, registration)) continue;
      // The map's type can not say that a registration under `event` takes that event's arguments; `#add` saw to it.
      const listener = registration.listener as Listener<Events[Name]>;
      if (handlerTracing.hasSubscribers) this.#callTraced(listener, event, parameters);
      else this.#call(listener, event, parameters);
    }
  }

  #call<Name extends keyof Events>(
    listener: Listener<Events[Name]>,
    event: Name,
    parameters: Events[Name],
    trace?: HandlerTrace,
  ): void {
    try {
      const result = listener(...parameters);
      if (isThenable(result)) this.#watch(result, event, parameters, trace);
    } catch (error) {
      this.#fail(error, event, parameters, trace);
    }
  }

  #callTraced<Name extends keyof Events>(
    listener: Listener<Events[Name]>,
    event: Name,
    parameters: Events[Name],
  ): void {
    const trace = new HandlerTrace(String(event), parameters);
    handlerTracing.start.runStores(trace, () => this.#call(listener, event, parameters, trace));
    handlerTracing.end.publish(trace);
  }

  #fail(error: unknown, event: keyof Events, parameters: readonly unknown[], trace: HandlerTrace | undefined): void {
    if (trace !== undefined) {
      trace.error = error;
      handlerTracing.error.publish(trace);
    }
    this.#hooks.onFailure(error, String(event), parameters);
  }

  #watch(
    result: PromiseLike<unknown>,
    event: keyof Events,
    parameters: readonly unknown[],
    trace: HandlerTrace | undefined,
  ): void {
    if (trace !== undefined) trace.isAsync = true;
    const watch = async (): Promise<void> => {
      try {
        await result;
      } catch (error) {
        this.#fail(error, event, parameters, trace);
      }
      if (trace !== undefined) handlerTracing.asyncEnd.publish(trace);
    };
    const work = watch();
    this.#hooks.onPending?.(work);
  }

  #add(event: keyof Events, registration: Registration): void {
    if (typeof registration.listener !== "function") {
      throw ValidationError.of(
        "listener",
        `of "${String(event)}" must be a function (was ${typeof registration.listener})`,
      );
    }
    this.#replace(event, [...(this.#registrations.get(event) ?? []), registration]);
  }

  /** @returns whether it was there. */
  #remove(event: keyof Events, registration: Registration): boolean {
    const present = this.#registrations.get(event) ?? [];
    const others = present.filter((other) => other !== registration);
    if (others.length === present.length) return false;
    this.#replace(event, others);
    return true;
  }

  #replace(event: keyof Events, registrations: readonly Registration[]): void {
    if (registrations.length === 0) this.#registrations.delete(event);
    else this.#registrations.set(event, registrations);
    this.#hooks.onChange?.(event);
  }
}

/** Promises of other libraries and of other realms count too. */
export function isThenable(result: unknown): result is PromiseLike<unknown> {
  return typeof result === "object" && result !== null && "then" in result && typeof result.then === "function";
}
