import type { Clock } from "@zignal/errors";
import { TimeoutError } from "@zignal/errors";

/** How long a session store may take to load or, at the end, to finish, in milliseconds. */
const storePatienceMs = 3_000;

/**
 * Waits for a store, which is somebody's own code and may talk to something that does not answer: a shard must be able
 * to start, and to stop, without it.
 * @throws {TimeoutError} when it takes too long; and what `work` rejects with.
 */
export async function withPatience<Value>(work: Promise<Value>, what: string, clock: Clock): Promise<Value> {
  const late = Promise.withResolvers<never>();
  const timer = clock.setTimeout(
    () => late.reject(new TimeoutError(`The session store's ${what}`, storePatienceMs)),
    storePatienceMs,
    { ref: true },
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    timer.clear();
  }
}
