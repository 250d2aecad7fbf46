import type { Clock } from "@zignal/errors";
import type { MaybePromise } from "./rate-limit-store.ts";

/** How soon a store that failed to answer is asked again. */
export const storeRetryMs = 250;

/** How often a store is told something. */
const maxTellings = 4;

/**
 * Tells a store something, again if it is away for a moment; after that it miscounts, which is better than to stop the process.
 * Discord's answers put it right.
 * @param tell - Tells it as of now: durations grow meanwhile.
 */
export function tellStore(clock: Clock, tell: () => MaybePromise<void>, tellings: number = 1): void {
  const told = tell();
  if (!(told instanceof Promise)) return;
  told.catch(() => {
    if (tellings < maxTellings) clock.setTimeout(() => tellStore(clock, tell, tellings + 1), storeRetryMs);
  });
}
