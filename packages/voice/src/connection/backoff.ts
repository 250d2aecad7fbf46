/** How the pause before another attempt grows. */
export interface VoiceBackoff {
  /** Pause before the second attempt, in milliseconds. @defaultValue `1_000` */
  baseDelayMs: number;
  /** The pause never grows beyond this. @defaultValue `10_000` */
  maxDelayMs: number;
}

export const defaultVoiceBackoff: VoiceBackoff = { baseDelayMs: 1_000, maxDelayMs: 10_000 };

/**
 * Exponential back-off with equal jitter; the first attempt follows at once.
 * @param attempt - From 0.
 * @param random - Uniform in `[0, 1)`.
 */
export function backoffDelayMs(
  attempt: number,
  random: () => number,
  { baseDelayMs, maxDelayMs }: VoiceBackoff,
): number {
  if (attempt <= 0) return 0;
  const full = Math.min(maxDelayMs, baseDelayMs * 2 ** Math.min(attempt - 1, 30));
  return full / 2 + (full / 2) * random();
}
