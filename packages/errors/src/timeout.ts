import { CallTrace } from "./call-trace.ts";
import { OptionCheck } from "./check-options.ts";
import type { Clock } from "./clock.ts";
import { systemClock } from "./clock.ts";
import { ErrorContext } from "./error-context.ts";
import { TimeoutError } from "./http-error.ts";
import type { Operation, Policy } from "./policy.ts";
import { linkedController, raceAbort } from "./waiting.ts";

export interface TimeoutOptions {
  /** How long one call may take, in milliseconds. */
  timeoutMs: number;
  /** Name of the operation in the error. @defaultValue `"The operation"` */
  operation?: string;
  /** @defaultValue the machine's clock */
  clock?: Clock;
}

/**
 * A policy that gives each call `timeoutMs`. Then the signal it was given aborts, and the caller gets a
 * {@link TimeoutError} at once, whether the operation listens to its signal or not.
 *
 * @throws {ValidationError} if `timeoutMs` is not above 0.
 */
export function timeout(options: TimeoutOptions): Policy {
  const { timeoutMs, operation: name = "The operation", clock = systemClock } = options;
  new OptionCheck().number("timeoutMs", timeoutMs, Number.MIN_VALUE, "milliseconds").done();

  async function execute<T>(operation: Operation<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const trace = CallTrace.capture(execute);
    const controller = linkedController(signal);
    const timer = clock.setTimeout(
      () => {
        controller.abort(new TimeoutError(name, timeoutMs, { context: new ErrorContext({}, trace) }));
      },
      timeoutMs,
      { ref: true },
    );
    try {
      return await raceAbort(start(operation, controller.signal), controller.signal);
    } catch (error) {
      trace.attachTo(error);
      throw error;
    } finally {
      timer.clear();
      controller.unlink();
    }
  }
  return { execute };
}

async function start<T>(operation: Operation<T>, signal: AbortSignal): Promise<T> {
  return operation({ attempt: 1, signal });
}
