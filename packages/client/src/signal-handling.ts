import { ValidationError } from "@zignal/errors";
import type { DisconnectOptions } from "./disconnect-options.ts";

/** Which signals end the client; for the next process to resume kept sessions, it needs a `sessionStore` that outlives this one. */
export interface SignalOptions extends DisconnectOptions {
  /** @defaultValue `["SIGINT", "SIGTERM"]` */
  signals?: readonly NodeJS.Signals[];
}

/**
 * Calls `close` at the first signal; the process then ends by itself, when nothing else holds it. A second signal ends it
 * at once, as if nobody listened.
 * @returns what takes the listeners away again
 * @throws {ValidationError} naming a signal that can not be listened to; then none is.
 */
export function onSignal(signals: readonly NodeJS.Signals[], close: () => void): () => void {
  const stopListening = (): void => {
    for (const signal of signals) process.off(signal, onFirst);
  };
  const onFirst = (): void => {
    stopListening();
    close();
  };
  for (const [index, signal] of signals.entries()) {
    try {
      process.on(signal, onFirst);
    } catch (error) {
      stopListening();
      throw ValidationError.of(`signals[${index}]`, `can not be listened to (was ${signal})`, { cause: error });
    }
  }
  return stopListening;
}
