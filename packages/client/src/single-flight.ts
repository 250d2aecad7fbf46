/** Folds calls for the same key that run at the same time into one. */
export class SingleFlight {
  readonly #running = new Map<string, Promise<unknown>>();

  /** Runs `call`, or joins the one that runs under `key`. The same key must always mean the same type. */
  run<Value>(key: string, call: () => Promise<Value>): Promise<Value> {
    const running = this.#running.get(key);
    if (running !== undefined) return running as Promise<Value>;
    const started = call().finally(() => this.#running.delete(key));
    this.#running.set(key, started);
    return started;
  }
}
