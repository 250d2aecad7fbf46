import { TimeoutError } from "@zignal/errors";
import type { WorldEvent } from "../world/events.ts";
import type { World } from "../world/world.ts";

/** How long to wait when nothing else was said, in milliseconds. */
export const defaultTimeoutMs = 5000;

/**
 * The first event from now on for which `pick` finds something.
 * @throws {TimeoutError} naming `what`, when none comes in time.
 */
export async function nextEvent<T>(
  world: World,
  what: string,
  pick: (event: WorldEvent) => T | undefined,
  timeoutMs: number = defaultTimeoutMs,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      unsubscribe();
      timer.clear();
      settle();
    };
    const unsubscribe = world.subscribe((event) => {
      let picked: T | undefined;
      try {
        picked = pick(event);
      } catch (error) {
        end(() => reject(error instanceof Error ? error : new Error(String(error))));
        return;
      }
      if (picked !== undefined) end(() => resolve(picked));
    });
    const late = (): void => end(() => reject(new TimeoutError(what, timeoutMs)));
    const timer = world.context.clock.setTimeout(late, timeoutMs, { ref: true });
  });
}
