import { ValidationError } from "@zignal/errors";
import type { AnyCallOptions } from "./call-options.ts";

/**
 * Refuses what a call can not be bound by; what is left out may be.
 * @throws {ValidationError} naming the option.
 */
export function checkCallOptions(options: AnyCallOptions): AnyCallOptions {
  const { priority, timeoutMs, deadlineMs, maxRetries, signal } = options;
  checkDuration("timeoutMs", timeoutMs);
  checkDuration("deadlineMs", deadlineMs);
  if (priority !== undefined && (typeof priority !== "number" || Number.isNaN(priority))) {
    throw ValidationError.of("priority", `must be a number, the higher the sooner (was ${String(priority)})`);
  }
  if (maxRetries !== undefined && maxRetries !== Infinity && !(Number.isInteger(maxRetries) && maxRetries >= 0)) {
    throw ValidationError.of("maxRetries", `must be a whole number of 0 or more (was ${maxRetries})`);
  }
  // Also one of another realm.
  if (signal !== undefined && typeof signal.throwIfAborted !== "function") {
    throw ValidationError.of("signal", "must be an AbortSignal");
  }
  return options;
}

/** @throws {ValidationError} naming the option. */
export function checkDuration(name: string, value: number | undefined): void {
  if (value === undefined || (value > 0 && value < 2 ** 31)) return;
  throw ValidationError.of(name, `must be above 0, in milliseconds (was ${value})`);
}
