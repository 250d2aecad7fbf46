import { OptionCheck } from "./check-options.ts";

/** How long to wait between attempts. */
export interface BackOffOptions {
  /** Upper bound of the first wait, in milliseconds. @defaultValue `1_000` */
  baseDelayMs?: number;
  /** Upper bound of any wait, in milliseconds; only a `Retry-After` goes beyond. @defaultValue `30_000` */
  maxDelayMs?: number;
  /** By how much the bound grows with each attempt. @defaultValue `2` */
  backoffMultiplier?: number;
  /**
   * Wait a random part of the bound instead of all of it ("full jitter"), so that many clients do not come back at once.
   * @defaultValue `true`
   */
  jitter?: boolean;
}

export type BackOff = Required<BackOffOptions>;

const defaults: BackOff = { baseDelayMs: 1_000, maxDelayMs: 30_000, backoffMultiplier: 2, jitter: true };

/** @throws {ValidationError} naming each option that does not fit. */
export function resolveBackOff(options: BackOffOptions, path = ""): BackOff {
  const resolved: BackOff = {
    baseDelayMs: options.baseDelayMs ?? defaults.baseDelayMs,
    maxDelayMs: options.maxDelayMs ?? defaults.maxDelayMs,
    backoffMultiplier: options.backoffMultiplier ?? defaults.backoffMultiplier,
    jitter: options.jitter ?? defaults.jitter,
  };
  new OptionCheck()
    .number(`${path}baseDelayMs`, resolved.baseDelayMs, 0, "milliseconds")
    .number(`${path}maxDelayMs`, resolved.maxDelayMs, 0, "milliseconds")
    .number(`${path}backoffMultiplier`, resolved.backoffMultiplier, 1, "")
    .that(typeof resolved.jitter === "boolean", `${path}jitter`, "must be true or false", resolved.jitter)
    .done();
  return resolved;
}

/**
 * Milliseconds to wait after a failed attempt: exponential, capped, with full jitter.
 *
 * @param attempt - Which attempt failed, counted from 1.
 * @param random - A number in `[0, 1)`.
 * @see {@link https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ | Exponential Backoff And Jitter}
 */
export function backOffDelay(attempt: number, backOff: BackOff, random: () => number): number {
  // The power may be Infinity, and Infinity times 0 is not a number.
  const growth = Math.min(backOff.backoffMultiplier ** (attempt - 1), Number.MAX_VALUE);
  const bound = Math.min(backOff.maxDelayMs, backOff.baseDelayMs * growth);
  return backOff.jitter ? bound * random() : bound;
}
