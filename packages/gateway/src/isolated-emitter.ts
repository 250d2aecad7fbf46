import { EventEmitter } from "node:events";

/**
 * An emitter whose listeners can not disturb it, nor each other: what one of them throws, or rejects with, is handed
 * to `report`, and the others are called all the same.
 */
export class IsolatedEmitter<Events extends Record<keyof Events, unknown[]>> extends EventEmitter<Events> {
  readonly #report: (error: unknown, event: keyof Events) => void;

  constructor(report: (error: unknown, event: keyof Events) => void) {
    super({ captureRejections: true });
    this.#report = report;
    // Where node puts what an asynchronous listener rejected with.
    const onRejection = (error: unknown, event: keyof Events): void => report(error, event);
    Object.defineProperty(this, EventEmitter.captureRejectionSymbol, { value: onRejection });
  }

  /** Calls the listeners of `event` in the order they were added. */
  protected tell<Name extends keyof Events & string>(event: Name, ...args: Events[Name]): void {
    // Copied by node, so that a listener may add and remove others.
    for (const listener of EventEmitter.prototype.rawListeners.call(this, event)) {
      try {
        const result: unknown = listener.apply(this, args);
        if (result instanceof Promise) result.catch((error: unknown) => this.#report(error, event));
      } catch (error) {
        this.#report(error, event);
      }
    }
  }
}
