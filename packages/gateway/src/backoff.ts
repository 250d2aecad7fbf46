/** How the pause before a new connection grows. */
export interface Backoff {
  /** Pause after the first failure, in milliseconds. @defaultValue `1_000` */
  baseDelayMs: number;
  /** The pause never grows beyond this. @defaultValue `60_000` */
  maxDelayMs: number;
}

export const defaultBackoff: Backoff = { baseDelayMs: 1_000, maxDelayMs: 60_000 };

/**
 * Exponential back-off with equal jitter: half of the pause is certain, half random, so that many shards that lost
 * their connections at once do not come back at once.
 * @param attempt - Failures in a row; `0` means none, and no pause.
 * @param random - Uniform in `[0, 1)`.
 */
export function backoffDelayMs(attempt: number, random: () => number, { baseDelayMs, maxDelayMs }: Backoff): number {
  if (attempt <= 0) return 0;
  const full = Math.min(maxDelayMs, baseDelayMs * 2 ** Math.min(attempt - 1, 30));
  return full / 2 + (full / 2) * random();
}
