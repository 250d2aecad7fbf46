import { EventEmitter } from "node:events";

/**
 * An emitter whose listeners can not disturb it, nor each other. What one of them throws is its own matter: it surfaces
 * as an uncaught exception, and the audio goes on.
 */
export class IsolatedEmitter<Events extends Record<keyof Events, unknown[]>> extends EventEmitter<Events> {
  /** Calls the listeners of `name` in the order they were added. */
  protected tell<Name extends keyof Events & string>(name: Name, ...args: Events[Name]): void {
    if (EventEmitter.prototype.listenerCount.call(this, name) === 0) return;
    for (const listener of EventEmitter.prototype.rawListeners.call(this, name)) {
      try {
        Reflect.apply(listener, this, args);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
