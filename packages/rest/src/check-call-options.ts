import { ValidationError } from "@zignal/errors";
import type { AnyCallOptions } from "./call-options.ts";

/**
 * Refuses what a call can not be bound by; what is left out may be.
 * @throws {ValidationError} naming the option.
 */
export function checkCallOptions(options: AnyCallOptions): AnyCallOptions {
  const { priority, timeoutMs, deadlineMs, maxRetries, signal, auth, files } = options;
  checkDuration("timeoutMs", timeoutMs);
  checkDuration("deadlineMs", deadlineMs);
  if (priority !== undefined && (typeof priority !== "number" || Number.isNaN(priority))) {
    throw ValidationError.of("priority", `must be a number, the higher the sooner (was ${String(priority)})`);
  }
  if (maxRetries !== undefined && maxRetries !== Infinity && !(Number.isInteger(maxRetries) && maxRetries >= 0)) {
    throw ValidationError.of("maxRetries", `must be a whole number of 0 or more (was ${maxRetries})`);
  }
  // Also one of another realm.
  if (signal !== undefined && typeof (signal as AbortSignal | null)?.throwIfAborted !== "function") {
    throw ValidationError.of("signal", "must be an AbortSignal");
  }
  if (auth !== undefined && auth !== "bot" && auth !== "none" && !isBearer(auth)) {
    throw ValidationError.of("auth", 'must be "bot", "none" or { bearer: "…" }');
  }
  if (files !== undefined && !Array.isArray(files)) throw ValidationError.of("files", "must be an array of files");
  return options;
}

function isBearer(auth: unknown): boolean {
  return typeof auth === "object" && auth !== null && "bearer" in auth && typeof auth.bearer === "string";
}

/** @throws {ValidationError} naming the option. */
export function checkDuration(name: string, value: number | undefined): void {
  if (value === undefined || (typeof value === "number" && value > 0 && value < 2 ** 31)) return;
  throw ValidationError.of(name, `must be above 0, in milliseconds (was ${value})`);
}
