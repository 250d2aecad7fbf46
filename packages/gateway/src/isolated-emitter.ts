import { EventEmitter } from "node:events";

/** A listener as it is kept: with what it returns, which tells whether it is still at work. */
export type AnyListener = (...args: unknown[]) => unknown;

/** The methods that change which listeners there are; `once` and `prependOnceListener` come down to them. */
const changing = ["on", "addListener", "prependListener", "removeListener", "off", "removeAllListeners"] as const;

/**
 * An emitter whose listeners can not disturb it, nor each other: what one of them throws, or rejects with, is handed
 * to `report`, and the others are called all the same.
 */
export class IsolatedEmitter<Events extends Record<keyof Events, unknown[]>> extends EventEmitter<Events> {
  readonly #report: (error: unknown, event: keyof Events) => void;
  /** The listeners by event, looked up when they are first needed after a change. */
  readonly #lists = new Map<PropertyKey, readonly AnyListener[]>();

  constructor(report: (error: unknown, event: keyof Events) => void) {
    super({ captureRejections: true });
    this.#report = report;
    // Where node puts what an asynchronous listener rejected with.
    const onRejection = (error: unknown, event: keyof Events): void => report(error, event);
    Object.defineProperty(this, EventEmitter.captureRejectionSymbol, { value: onRejection });
    for (const method of changing) {
      const original = EventEmitter.prototype[method] as (...args: unknown[]) => unknown;
      const value = (...args: unknown[]): unknown => {
        const result = original.apply(this, args);
        this.#lists.clear();
        this.listenersChanged();
        return result;
      };
      Object.defineProperty(this, method, { value });
    }
  }

  /** Called after a listener was added or removed. */
  protected listenersChanged(): void {
    // For those who keep something by them.
  }

  /** The listeners of `event` in the order they were added; the list never changes, it is replaced. */
  protected listenersOf(event: keyof Events & string): readonly AnyListener[] {
    let list = this.#lists.get(event);
    if (list === undefined) {
      list = EventEmitter.prototype.rawListeners.call(this, event) as AnyListener[];
      this.#lists.set(event, list);
    }
    return list;
  }

  /** Calls the listeners of `event` in the order they were added. */
  protected tell<Name extends keyof Events & string>(event: Name, ...args: Events[Name]): void {
    for (const listener of this.listenersOf(event)) {
      try {
        const result: unknown = listener.apply(this, args);
        if (isThenable(result)) Promise.resolve(result).catch((error: unknown) => this.#report(error, event));
      } catch (error) {
        this.#report(error, event);
      }
    }
  }
}

/** Whether a listener is still at work after it has returned. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
