import type { BackOffOptions } from "./back-off.ts";
import { backOffDelay, resolveBackOff } from "./back-off.ts";
import { CallTrace } from "./call-trace.ts";
import { OptionCheck } from "./check-options.ts";
import type { Clock } from "./clock.ts";
import { systemClock } from "./clock.ts";
import { emitSafely } from "./emit-safely.ts";
import { ErrorContext } from "./error-context.ts";
import { TimeoutError } from "./http-error.ts";
import type { Operation, Policy } from "./policy.ts";
import { isAbort, mayHaveActed, toZignalError } from "./to-zignal-error.ts";
import { linkedController, raceAbort, wait } from "./waiting.ts";

/** What is about to be tried again. */
export interface RetryEvent {
  readonly error: unknown;
  /** Which attempt failed, counted from 1. */
  readonly attempt: number;
  /** How long the wait is until the next, in milliseconds. */
  readonly delayMs: number;
}

export interface RetryOptions extends BackOffOptions {
  /** How often to try again after the first attempt. @defaultValue `3` */
  maxRetries?: number;
  /**
   * Time for all attempts and waits together, in milliseconds. A wait that would end after it is not begun: the last
   * error is thrown at once; an attempt that is under way then is aborted. @defaultValue `Infinity`
   */
  deadlineMs?: number;
  /**
   * May the operation be done twice? Then failures are retried too after which the other side may have acted (a connection
   * that broke, a time-out). @defaultValue `false`
   */
  repeatable?: boolean;
  /**
   * Which failures to retry. Whatever it says, an operation that its caller aborted is not tried again.
   * @defaultValue those that say `retryable`, and with `repeatable` broken connections and time-outs
   */
  isRetryable?: (error: unknown, attempt: number) => boolean;
  /** Called before each wait. What it throws surfaces as an uncaught exception; the retry goes on. */
  onRetry?: (event: RetryEvent) => void;
  /** @defaultValue the machine's clock */
  clock?: Clock;
  /** A number in `[0, 1)`, for the jitter. @defaultValue `Math.random` */
  random?: () => number;
}

/**
 * A policy that tries again what fails and may be repeated: exponential back-off with full jitter, never sooner than a
 * `Retry-After` allows (`retryAfterMs` of the error). The error that is thrown in the end is the last attempt's own, with
 * the caller's lines at the end of its stack.
 *
 * @throws {ValidationError} naming each option that does not fit.
 */
export function retry(options: RetryOptions = {}): Policy {
  const settings = resolveRetry(options);
  async function execute<T>(operation: Operation<T>, signal?: AbortSignal): Promise<T> {
    const trace = CallTrace.capture(execute);
    try {
      return await runWithRetry(operation, settings, signal, trace);
    } catch (error) {
      trace.attachTo(error);
      throw error;
    }
  }
  return { execute };
}

export type RetrySettings = Required<RetryOptions>;

export function resolveRetry(options: RetryOptions, path = ""): RetrySettings {
  const repeatable = options.repeatable ?? false;
  const settings: RetrySettings = {
    ...resolveBackOff(options, path),
    maxRetries: options.maxRetries ?? 3,
    deadlineMs: options.deadlineMs ?? Infinity,
    repeatable,
    isRetryable: options.isRetryable ?? ((error) => mayRetry(error, repeatable)),
    onRetry: options.onRetry ?? ignore,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  };
  new OptionCheck()
    .count(`${path}maxRetries`, settings.maxRetries, 0)
    .limit("deadlineMs", settings.deadlineMs, 0, "milliseconds")
    .done();
  return settings;
}

/** The loop itself, for {@link retry} and the ErrorHandler. */
export async function runWithRetry<T>(
  operation: Operation<T>,
  settings: RetrySettings,
  signal: AbortSignal | undefined,
  trace: CallTrace,
): Promise<T> {
  signal?.throwIfAborted();
  const { clock, deadlineMs } = settings;
  const endsAt = clock.now() + deadlineMs;
  const controller = linkedController(signal);
  let lastError: unknown;
  const timer = Number.isFinite(deadlineMs)
    ? clock.setTimeout(() => controller.abort(deadlineError(deadlineMs, lastError, trace)), deadlineMs, { ref: true })
    : undefined;
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        return await raceAbort(start(operation, attempt, controller.signal), controller.signal);
      } catch (error) {
        lastError = error;
        if (controller.signal.aborted || attempt > settings.maxRetries || isAbort(error)) throw error;
        if (!settings.isRetryable(error, attempt)) throw error;
        const delayMs = Math.max(backOffDelay(attempt, settings, settings.random), retryAfterOf(error));
        if (clock.now() + delayMs >= endsAt) throw error;
        emitSafely(() => settings.onRetry({ error, attempt, delayMs }));
        await wait(clock, delayMs, controller.signal);
      }
    }
  } finally {
    timer?.clear();
    controller.unlink();
  }
}

async function start<T>(operation: Operation<T>, attempt: number, signal: AbortSignal): Promise<T> {
  return operation({ attempt, signal });
}

function deadlineError(deadlineMs: number, lastError: unknown, trace: CallTrace): TimeoutError {
  return new TimeoutError("The operation, with its retries,", deadlineMs, {
    retryable: false,
    context: new ErrorContext({}, trace),
    ...(lastError === undefined ? {} : { cause: lastError }),
  });
}

function mayRetry(thrown: unknown, repeatable: boolean): boolean {
  const error = toZignalError(thrown);
  if (error.retryable) return true;
  if (!repeatable) return false;
  return (
    error.code === "HttpTimeout" ||
    (error.code === "HttpRequestFailed" && error.cause === thrown && mayHaveActed(thrown))
  );
}

/** Milliseconds that the failure asks to wait, 0 when it does not. */
function retryAfterOf(error: unknown): number {
  if (typeof error !== "object" || error === null || !("retryAfterMs" in error)) return 0;
  const { retryAfterMs } = error;
  return typeof retryAfterMs === "number" && retryAfterMs > 0 ? retryAfterMs : 0;
}

function ignore(): void {
  // Nobody listens.
}
