/** Which signals end the client. */
export interface SignalOptions {
  /** @defaultValue `["SIGINT", "SIGTERM"]` */
  signals?: readonly NodeJS.Signals[];
  /** Leaves the sessions open, so that the next process resumes them; it needs a `sessionStore` that outlives this one. */
  keepSessions?: boolean;
}

/**
 * Calls `close` at the first signal; the process then ends by itself, when nothing else holds it. A second signal ends it
 * at once, as if nobody listened.
 * @returns what takes the listeners away again
 */
export function onSignal(signals: readonly NodeJS.Signals[], close: () => void): () => void {
  const stopListening = (): void => {
    for (const signal of signals) process.off(signal, onFirst);
  };
  const onFirst = (): void => {
    stopListening();
    close();
  };
  for (const signal of signals) process.on(signal, onFirst);
  return stopListening;
}
