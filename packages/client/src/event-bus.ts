/** Listeners by event name; `Events` maps a name to the arguments its listeners get. */
export type Listener<Arguments extends readonly unknown[]> = (...parameters: Arguments) => unknown;

interface Registration {
  listener: Listener<never>;
  once: boolean;
}

/** What went wrong in a listener, and during which event. */
export type ListenerFailure = (error: unknown, event: string) => void;

/**
 * A typed emitter that isolates listeners: one that throws or rejects is reported and stops neither the others nor the
 * emitter. A listener that is removed while an event is being emitted may still hear that event.
 */
export class EventBus<Events extends { [Name in keyof Events]: readonly unknown[] }> {
  readonly #registrations = new Map<keyof Events, readonly Registration[]>();
  readonly #onFailure: ListenerFailure;
  readonly #onChange: (event: keyof Events) => void;

  /**
   * @param onFailure - Hears of listeners that threw or rejected.
   * @param onChange - Hears which event's listeners changed.
   */
  constructor(onFailure: ListenerFailure, onChange: (event: keyof Events) => void = () => {}) {
    this.#onFailure = onFailure;
    this.#onChange = onChange;
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

  /** Calls every listener, in the order of registration. Returns the promises of those that answered with one. */
  emit<Name extends keyof Events>(event: Name, ...parameters: Events[Name]): Promise<void>[] {
    const pending: Promise<void>[] = [];
    const registrations = this.#registrations.get(event);
    if (registrations === undefined) return pending;
    for (const registration of registrations) {
      if (registration.once) this.#remove(event, registration);
      try {
        // The map's type can not say that a registration under `event` takes that event's arguments; `#add` saw to it.
        const result = (registration.listener as Listener<Events[Name]>)(...parameters);
        if (result instanceof Promise) pending.push(this.#watch(result, event));
      } catch (error) {
        this.#onFailure(error, String(event));
      }
    }
    return pending;
  }

  async #watch(result: Promise<unknown>, event: keyof Events): Promise<void> {
    try {
      await result;
    } catch (error) {
      this.#onFailure(error, String(event));
    }
  }

  #add(event: keyof Events, registration: Registration): void {
    this.#replace(event, [...(this.#registrations.get(event) ?? []), registration]);
  }

  #remove(event: keyof Events, registration: Registration): void {
    const present = this.#registrations.get(event) ?? [];
    this.#replace(
      event,
      present.filter((other) => other !== registration),
    );
  }

  #replace(event: keyof Events, registrations: readonly Registration[]): void {
    if (registrations.length === 0) this.#registrations.delete(event);
    else this.#registrations.set(event, registrations);
    this.#onChange(event);
  }
}
