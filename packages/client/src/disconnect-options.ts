import { ValidationError } from "@zignal/errors";

/** What becomes of the sessions when a client disconnects. */
export interface DisconnectOptions {
  /**
   * Leaves the sessions open, so that the next `connect()`, of this process or another, resumes them.
   * @defaultValue `false`: they end, and the bot is offline at once
   */
  keepSessions?: boolean;
  /** The same as `keepSessions`, for those who think of one shard. */
  keepSession?: boolean;
}

/** @throws {ValidationError} if the two names contradict each other, or one is not a boolean. */
export function keepsSessions(options: DisconnectOptions): boolean {
  const { keepSessions, keepSession }: DisconnectOptions = options ?? {};
  for (const [path, value] of Object.entries({ keepSessions, keepSession })) {
    if (value !== undefined && typeof value !== "boolean") throw ValidationError.of(path, "must be true or false");
  }
  if (keepSession !== undefined && keepSessions !== undefined && keepSession !== keepSessions) {
    throw ValidationError.of("keepSession", "is another name of keepSessions, and contradicts it: give one of them");
  }
  return keepSessions ?? keepSession ?? false;
}
