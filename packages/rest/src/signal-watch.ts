/** Whose signal it is. */
export interface SignalListener {
  /** The signal was aborted. */
  onAbort(reason: unknown): void;
}

/**
 * One listener per signal, however many calls it is given to: a signal looks through all its listeners whenever one is
 * added or taken away, so that ten thousand calls with a listener each would block the process for seconds.
 */
export class SignalWatch {
  readonly #listeners = new WeakMap<AbortSignal, Set<SignalListener>>();

  watch(signal: AbortSignal, listener: SignalListener): void {
    const known = this.#listeners.get(signal);
    if (known !== undefined) {
      known.add(listener);
      return;
    }
    this.#listeners.set(signal, new Set([listener]));
    signal.addEventListener("abort", this, { once: true });
  }

  unwatch(signal: AbortSignal, listener: SignalListener): void {
    const known = this.#listeners.get(signal);
    if (known === undefined || !known.delete(listener) || known.size > 0) return;
    this.#listeners.delete(signal);
    signal.removeEventListener("abort", this);
  }

  /** An EventListener object. */
  handleEvent({ target }: Event): void {
    const signal = target as AbortSignal;
    const known = this.#listeners.get(signal);
    this.#listeners.delete(signal);
    for (const listener of known ?? []) listener.onAbort(signal.reason);
  }
}
