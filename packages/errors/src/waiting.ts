import type { Clock } from "./clock.ts";

/**
 * Resolves after `delayMs`. Rejects with the signal's reason as soon as `signal` aborts, and leaves no timer or listener.
 * The wait keeps the process alive: somebody awaits it.
 */
export async function wait(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = clock.setTimeout(resolve, delayMs, { ref: true });
  const onAbort = (): void => reject(asError(signal?.reason));
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    await promise;
  } finally {
    timer.clear();
    signal?.removeEventListener("abort", onAbort);
  }
}

/** A controller that aborts when its parent does, until it is unlinked. */
export interface LinkedController {
  readonly signal: AbortSignal;
  abort(reason: unknown): void;
  /** Takes the listener off the parent. Call it, or listeners pile up on a signal that is used for many calls. */
  unlink(): void;
}

export function linkedController(parent: AbortSignal | undefined): LinkedController {
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(parent?.reason);
  if (parent?.aborted === true) onAbort();
  else parent?.addEventListener("abort", onAbort, { once: true });
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    unlink: () => parent?.removeEventListener("abort", onAbort),
  };
}

/** Settles as `promise` does, unless `signal` aborts first: then rejects with its reason and ignores the promise. */
export async function raceAbort<T>(promise: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(asError(signal.reason));
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

// A signal may be aborted with anything as its reason; it is passed on as it is.
function asError(reason: unknown): Error {
  return reason as Error;
}
