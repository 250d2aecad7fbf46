import { channel } from "node:diagnostics_channel";
import { EventEmitter } from "node:events";
import type { BackOffOptions } from "./back-off.ts";
import { CallTrace } from "./call-trace.ts";
import { OptionCheck } from "./check-options.ts";
import type { Clock } from "./clock.ts";
import { systemClock } from "./clock.ts";
import { emitSafely } from "./emit-safely.ts";
import type { ErrorContext } from "./error-context.ts";
import type { ErrorSeverity } from "./error-code.ts";
import { ErrorHistory } from "./error-record.ts";
import type { ErrorOutcome, ErrorRecord } from "./error-record.ts";
import { ErrorCounts } from "./error-statistics.ts";
import type { ErrorStats } from "./error-statistics.ts";
import type { LoggerLike } from "./logger-like.ts";
import { silentLogger } from "./logger-like.ts";
import type { Operation, Policy } from "./policy.ts";
import { recoveryFor } from "./recovery-for.ts";
import type { RetryEvent, RetryOptions } from "./retry.ts";
import { resolveRetry, runWithRetry } from "./retry.ts";
import { timeout } from "./timeout.ts";
import { isAbort, toZignalError } from "./to-zignal-error.ts";
import type { ZignalError } from "./zignal-error.ts";

export interface RecoveryConfig extends BackOffOptions {
  /** How often to try again after the first attempt. @defaultValue `3` */
  maxRetries?: number;
}

export interface ErrorHandlerOptions {
  /** How {@link ErrorHandler.execute} tries again. */
  recovery?: RecoveryConfig;
  /** How many errors {@link ErrorHandler.history} keeps; `0` keeps none. @defaultValue `100` */
  maxErrorHistory?: number;
  /** Told of each error, at the level of its severity. @defaultValue a logger that drops everything */
  logger?: LoggerLike;
  /** @defaultValue the machine's clock */
  clock?: Clock;
  /** A number in `[0, 1)`, for the jitter. @defaultValue `Math.random` */
  random?: () => number;
  /** Milliseconds since 1970, for the history. @defaultValue `Date.now` */
  timeOfDay?: () => number;
}

export interface ExecuteOptions extends Pick<RetryOptions, "deadlineMs" | "isRetryable" | "repeatable" | "maxRetries"> {
  /** Ends the operation, its retries and its waits. */
  signal?: AbortSignal;
  /** Time for each attempt, in milliseconds. @defaultValue no limit */
  timeoutMs?: number;
  /** For whom the work is done; kept with each error. */
  context?: ErrorContext;
  /** Name of the operation, for messages. */
  operation?: string;
}

export interface ErrorHandlerEvents {
  /** An error was seen, retried or not. */
  handled: [record: ErrorRecord];
  retry: [event: RetryEvent];
  /** An operation succeeded after so many attempts. */
  recovered: [attempts: number];
}

const handledErrors = channel("zignal:errors:handle");
const retries = channel("zignal:errors:retry");

/**
 * Runs operations with retries, and keeps book of errors: a bounded history, counts, listeners, a logger.
 *
 * @example
 * ```ts
 * const errors = new ErrorHandler({ recovery: { maxRetries: 3, baseDelayMs: 1_000 }, maxErrorHistory: 100 });
 * const guild = await errors.execute(({ signal }) => rest.guilds.getGuild(guildId, { signal }));
 * ```
 */
export class ErrorHandler extends EventEmitter<ErrorHandlerEvents> implements Policy {
  readonly #recovery: RecoveryConfig;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #timeOfDay: () => number;
  readonly #logger: LoggerLike;
  readonly #history: ErrorHistory;
  readonly #counts = new ErrorCounts();
  /** Errors that are in the book already: one that `execute` threw may be passed to `handle` by its catcher. */
  readonly #seen = new WeakMap<object, ZignalError>();

  /** @throws {ValidationError} naming each option that does not fit. */
  constructor(options: ErrorHandlerOptions = {}) {
    super();
    const { maxErrorHistory = 100 } = options;
    new OptionCheck().count("maxErrorHistory", maxErrorHistory, 0).done();
    this.#recovery = options.recovery ?? {};
    resolveRetry(this.#recovery, "recovery.");
    this.#history = new ErrorHistory(maxErrorHistory);
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#timeOfDay = options.timeOfDay ?? Date.now;
    this.#logger = options.logger ?? silentLogger;
  }

  /** Who is told of each error; `silentLogger` when none was given. */
  get logger(): LoggerLike {
    return this.#logger;
  }

  /** The last errors, oldest first. */
  get history(): readonly ErrorRecord[] {
    return this.#history.records;
  }

  /**
   * Runs the operation, trying again what fails and may be repeated.
   *
   * Rejects with the error of the last attempt, as it was thrown, with the caller's lines at the end of its stack; with the
   * signal's reason when it was aborted; with a {@link TimeoutError} when `deadlineMs` is over.
   *
   * @throws {ValidationError} naming each option that does not fit.
   */
  async execute<T>(operation: Operation<T>, options: ExecuteOptions | AbortSignal = {}): Promise<T> {
    const trace = CallTrace.capture();
    const { signal, timeoutMs, context, operation: name, ...retryOptions } = optionsOf(options);
    let attempts = 1;
    const settings = resolveRetry({
      ...this.#recovery,
      ...retryOptions,
      clock: this.#clock,
      random: this.#random,
      onRetry: (event) => {
        attempts = event.attempt + 1;
        this.#onRetry(event, context);
      },
    });
    try {
      const value = await runWithRetry(this.#limited(operation, timeoutMs, name), settings, signal, trace);
      this.#counts.countEnd(attempts > 1 ? "recovered" : "succeeded");
      if (attempts > 1) emitSafely(() => this.emit("recovered", attempts));
      return value;
    } catch (error) {
      trace.attachTo(error);
      const wasAborted = signal?.aborted === true && (error === signal.reason || isAbort(error));
      this.#counts.countEnd(wasAborted ? "aborted" : "failed");
      if (!wasAborted) this.#record(error, "failed", context, attempts);
      throw error;
    }
  }

  /**
   * Takes an error into the book: history, counts, logger, listeners. One that is in it already is not counted again.
   * @returns the error, wrapped if it was not one of ours.
   */
  handle(error: unknown, context?: ErrorContext): ZignalError {
    const seen = typeof error === "object" && error !== null ? this.#seen.get(error) : undefined;
    return seen ?? this.#record(error, "handled", context, 1);
  }

  /** The reference's name of {@link handle}. */
  handleError(error: unknown, context?: ErrorContext): ZignalError {
    return this.handle(error, context);
  }

  getStats(): ErrorStats {
    return this.#counts.snapshot();
  }

  /** Forgets the history; the statistics go on. */
  clearHistory(): void {
    this.#history.clear();
  }

  #limited<T>(operation: Operation<T>, timeoutMs: number | undefined, name: string | undefined): Operation<T> {
    if (timeoutMs === undefined) return operation;
    const policy = timeout({ timeoutMs, clock: this.#clock, ...(name === undefined ? {} : { operation: name }) });
    return ({ attempt, signal }) => policy.execute((context) => operation({ attempt, signal: context.signal }), signal);
  }

  #onRetry(event: RetryEvent, context: ErrorContext | undefined): void {
    this.#counts.countRetry();
    this.#record(event.error, "retried", context, event.attempt);
    if (retries.hasSubscribers) retries.publish(event);
    emitSafely(() => this.emit("retry", event));
  }

  #record(thrown: unknown, outcome: ErrorOutcome, context: ErrorContext | undefined, attempt: number): ZignalError {
    const error = toZignalError(thrown, context === undefined ? {} : { context });
    const record: ErrorRecord = {
      error,
      context: context ?? error.context,
      time: this.#timeOfDay(),
      outcome,
      strategy: recoveryFor(error).strategy,
      attempt,
    };
    if (typeof thrown === "object" && thrown !== null) this.#seen.set(thrown, error);
    this.#seen.set(error, error);
    this.#history.add(record);
    this.#counts.add(record);
    if (handledErrors.hasSubscribers) handledErrors.publish(record);
    emitSafely(() => this.#log(record));
    emitSafely(() => this.emit("handled", record));
    return error;
  }

  #log({ error, context, outcome, attempt }: ErrorRecord): void {
    const level = outcome === "retried" ? "warn" : logLevels[error.severity];
    this.#logger[level]({ err: error, context, outcome, attempt }, error.message);
  }
}

const logLevels: Readonly<Record<ErrorSeverity, keyof LoggerLike>> = {
  trace: "trace",
  debug: "debug",
  info: "info",
  warning: "warn",
  error: "error",
  critical: "error",
  fatal: "fatal",
};

function optionsOf(options: ExecuteOptions | AbortSignal): ExecuteOptions {
  return options instanceof AbortSignal ? { signal: options } : options;
}
