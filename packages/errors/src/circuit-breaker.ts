import { channel } from "node:diagnostics_channel";
import { EventEmitter } from "node:events";
import type { BreakerSettings, BreakerState, BreakerStatus, CallOutcome, Permit } from "./breaker-state.ts";
import { initialBreakerState, reportCall, requestCall } from "./breaker-state.ts";
import { CallTrace } from "./call-trace.ts";
import { OptionCheck } from "./check-options.ts";
import type { Clock } from "./clock.ts";
import { systemClock } from "./clock.ts";
import { emitSafely } from "./emit-safely.ts";
import { ErrorContext } from "./error-context.ts";
import { CircuitOpenError, HttpError } from "./http-error.ts";
import type { Operation, Policy } from "./policy.ts";
import { isAbort } from "./to-zignal-error.ts";
import { isZignalError } from "./zignal-error.ts";

export interface CircuitBreakerOptions {
  /** How many calls in a row must fail, or be slow, for it to open. @defaultValue `5` */
  failureThreshold?: number;
  /** How long it stays open before it lets one call through to try, in milliseconds. @defaultValue `30_000` */
  recoveryTimeoutMs?: number;
  /** An answer that takes longer counts as a failure (its caller still gets it), in milliseconds. @defaultValue `Infinity` */
  expectedResponseTimeMs?: number;
  /** What stands behind it, for messages. @defaultValue `"the service"` */
  name?: string;
  /**
   * Which errors say that the service is ill.
   * @defaultValue all but our ValidationError, InvalidTokenError and HttpErrors of 400 to 499: there the service answered
   */
  isFailure?: (error: unknown) => boolean;
  /** @defaultValue the machine's clock */
  clock?: Clock;
}

export interface CircuitBreakerStats {
  readonly state: BreakerStatus;
  /** Calls that were made and have ended. */
  readonly calls: number;
  readonly successes: number;
  readonly failures: number;
  /** Answers slower than expected; they are among the failures. */
  readonly slow: number;
  /** Calls that were not made because it was open. */
  readonly rejected: number;
  /** Calls that their caller gave up. */
  readonly aborted: number;
  readonly consecutiveFailures: number;
  /** How often it has opened. */
  readonly timesOpened: number;
  /** Of the calls that have ended; 0 when there were none. */
  readonly averageResponseTimeMs: number;
  /** What failed last. */
  readonly lastError: unknown;
}

export interface CircuitStateChange {
  readonly from: BreakerStatus;
  readonly to: BreakerStatus;
}

const stateChanges = channel("zignal:errors:breaker");

/**
 * Stops calling a service that fails, and tries again with one call after a while. Closed: calls go through. Open: they are
 * refused with {@link CircuitOpenError}. Half-open: exactly one, the probe, goes through; its result closes or opens.
 *
 * It holds no timer: it becomes half-open with the first call after `recoveryTimeoutMs`. A probe without an answer for as
 * long again makes way for another.
 */
export class CircuitBreaker extends EventEmitter<{ stateChange: [change: CircuitStateChange] }> implements Policy {
  readonly #settings: BreakerSettings & Required<CircuitBreakerOptions>;
  #state: BreakerState = initialBreakerState;
  #counts = { calls: 0, successes: 0, failures: 0, slow: 0, rejected: 0, aborted: 0, timesOpened: 0, totalTimeMs: 0 };
  #lastError: unknown;

  /** @throws {ValidationError} naming each option that does not fit. */
  constructor(options: CircuitBreakerOptions = {}) {
    super();
    this.#settings = resolve(options);
  }

  get state(): BreakerStatus {
    return this.#state.status;
  }

  /**
   * Makes the call, or refuses it.
   * @throws {CircuitOpenError} if the breaker is open, or half-open with its probe under way.
   */
  async execute<T>(operation: Operation<T>, signal: AbortSignal = new AbortController().signal): Promise<T> {
    signal.throwIfAborted();
    const { clock } = this.#settings;
    const startedAt = clock.now();
    const trace = CallTrace.capture();
    const permit = this.#request(startedAt, trace);
    try {
      const value = await operation({ attempt: 1, signal });
      this.#onAnswer(permit, startedAt);
      return value;
    } catch (error) {
      trace.attachTo(error);
      this.#onError(permit, startedAt, error, signal);
      throw error;
    }
  }

  getStats(): CircuitBreakerStats {
    const { totalTimeMs, ...counts } = this.#counts;
    return {
      ...counts,
      state: this.state,
      consecutiveFailures: this.#state.status === "closed" ? this.#state.failures : this.#settings.failureThreshold,
      averageResponseTimeMs: counts.calls === 0 ? 0 : totalTimeMs / counts.calls,
      lastError: this.#lastError,
    };
  }

  /** Closes it by hand, whatever it has seen. Calls under way no longer count. */
  reset(): void {
    this.#become({ status: "closed", failures: 0, round: this.#state.round + 1 });
  }

  #request(now: number, trace: CallTrace): Permit {
    const [next, answer] = requestCall(this.#state, now, this.#settings);
    this.#become(next);
    if ("round" in answer) return answer;
    this.#counts.rejected++;
    throw new CircuitOpenError(
      `The circuit breaker of ${this.#settings.name} is ${next.status}: the call was not made`,
      answer.retryAfterMs,
      { context: new ErrorContext({}, trace), ...(this.#lastError === undefined ? {} : { cause: this.#lastError }) },
    );
  }

  #onAnswer(permit: Permit, startedAt: number): void {
    const isSlow = this.#settings.clock.now() - startedAt > this.#settings.expectedResponseTimeMs;
    if (isSlow) this.#counts.slow++;
    this.#report(permit, startedAt, isSlow ? "failure" : "success");
  }

  #onError(permit: Permit, startedAt: number, error: unknown, signal: AbortSignal): void {
    if (signal.aborted && (error === signal.reason || isAbort(error))) {
      this.#report(permit, startedAt, "undecided");
      return;
    }
    if (!this.#settings.isFailure(error)) {
      this.#onAnswer(permit, startedAt);
      return;
    }
    this.#lastError = error;
    this.#report(permit, startedAt, "failure");
  }

  #report(permit: Permit, startedAt: number, outcome: CallOutcome): void {
    const now = this.#settings.clock.now();
    this.#counts.calls++;
    this.#counts.totalTimeMs += now - startedAt;
    if (outcome === "success") this.#counts.successes++;
    else if (outcome === "failure") this.#counts.failures++;
    else this.#counts.aborted++;
    this.#become(reportCall(this.#state, permit, outcome, now, this.#settings));
  }

  #become(next: BreakerState): void {
    const from = this.#state.status;
    this.#state = next;
    if (next.status === from) return;
    if (next.status === "open") this.#counts.timesOpened++;
    const change: CircuitStateChange = { from, to: next.status };
    if (stateChanges.hasSubscribers) stateChanges.publish({ ...change, name: this.#settings.name });
    emitSafely(() => this.emit("stateChange", change));
  }
}

function resolve(options: CircuitBreakerOptions): Required<CircuitBreakerOptions> {
  const settings = {
    failureThreshold: options.failureThreshold ?? 5,
    recoveryTimeoutMs: options.recoveryTimeoutMs ?? 30_000,
    expectedResponseTimeMs: options.expectedResponseTimeMs ?? Infinity,
    name: options.name ?? "the service",
    isFailure: options.isFailure ?? saysServiceIsIll,
    clock: options.clock ?? systemClock,
  };
  new OptionCheck()
    .count("failureThreshold", settings.failureThreshold, 1)
    .number("recoveryTimeoutMs", settings.recoveryTimeoutMs, 1, "milliseconds")
    .limit("expectedResponseTimeMs", settings.expectedResponseTimeMs, 1, "milliseconds")
    .done();
  return settings;
}

function saysServiceIsIll(error: unknown): boolean {
  if (error instanceof HttpError) return error.status < 400 || error.status > 499;
  return !(isZignalError(error) && (error.code === "ValidationError" || error.code === "InvalidToken"));
}
