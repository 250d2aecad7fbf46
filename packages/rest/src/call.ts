import { Buffer } from "node:buffer";
import type { CircuitOpenError, ClockTimer, ZignalError } from "@zignal/errors";
import { backOffDelay, TimeoutError } from "@zignal/errors";
import { decodeBody, httpError, isPage, readFailure } from "./answer.ts";
import type { AttemptOwner } from "./attempt.ts";
import { Attempt } from "./attempt.ts";
import type { CallDesk } from "./call-desk.ts";
import { limitedError, noAnswerError, refusedError, unreadableError } from "./call-errors.ts";
import type { CallPlan } from "./call-planner.ts";
import type { RequestTrace } from "./diagnostics.ts";
import type { LimitedRequest, Refusal, Ticket } from "./rate-limit/limited-request.ts";
import type { HeaderValues } from "./rate-limit/rate-limit-headers.ts";
import { readRateLimitHeaders, secondsToMs } from "./rate-limit/rate-limit-headers.ts";
import { readRateLimitAnswer } from "./rate-limit-answer.ts";
import { mayRepeatAfter } from "./repeatability.ts";
import type { SignalListener } from "./signal-watch.ts";

/** So many 429s in a row, and a call is given up: somebody else uses up the limit. */
const maxRateLimited = 10;

export interface CallOutcome {
  readonly value: unknown;
  readonly isError: boolean;
}

/** One call, from the limiter's queue through its attempts to its outcome. Settles exactly once. */
export class Call implements LimitedRequest, AttemptOwner, CallOutcome, SignalListener {
  readonly plan: CallPlan;
  readonly sequence: number;
  readonly deadlineAt: number;
  readonly ticket: Ticket = { place: "new", lane: undefined, enteredAt: 0, submittedAt: 0, sentAt: 0, writtenAt: 0 };
  tracing: RequestTrace | undefined = undefined;
  readonly #desk: CallDesk;
  #value: unknown = undefined;
  #isError = false;
  #onDone: ((outcome: CallOutcome) => void) | undefined = undefined;
  /** The last one. */
  #attempt: Attempt | undefined = undefined;
  #attempts = 0;
  #rateLimited = 0;
  /** Headers of an answer that counts, whatever becomes of its body. */
  #counting: { readonly status: number; readonly headers: HeaderValues } | undefined = undefined;
  #history: unknown[] | undefined = undefined;
  #timer: ClockTimer | undefined = undefined;
  #deadlineTimer: ClockTimer | undefined = undefined;
  #isOver = false;

  constructor(plan: CallPlan, desk: CallDesk, sequence: number) {
    this.plan = plan;
    this.sequence = sequence;
    this.#desk = desk;
    this.deadlineAt = plan.deadlineMs === Infinity ? Infinity : desk.clock.now() + plan.deadlineMs;
  }

  /** An attempt was made: Discord may know of it. */
  get hasSetOut(): boolean {
    return this.#attempts > 0;
  }
  get routeKey(): string {
    return this.plan.route.key;
  }
  get major(): string {
    return this.plan.major;
  }
  get variant(): string {
    return this.plan.variant;
  }
  get priority(): number {
    return this.plan.priority;
  }
  get isGlobal(): boolean {
    return this.plan.usesBotToken;
  }
  get isExempt(): boolean {
    return this.plan.route.isInteractionCallback;
  }
  get rejectInsteadOfWait(): boolean {
    return this.plan.rejectInsteadOfWait;
  }

  /** What came of it: the value, or the error to reject with. */
  get value(): unknown {
    return this.#value;
  }
  get isError(): boolean {
    return this.#isError;
  }

  /** Sets out; resolves, never rejects, when all is over. */
  run(): Promise<CallOutcome> {
    return new Promise((resolve) => {
      this.#onDone = resolve;
      const { signal, deadlineMs } = this.plan;
      if (signal !== undefined) this.#desk.signals.watch(signal, this);
      if (deadlineMs !== Infinity) {
        this.#deadlineTimer = this.#desk.clock.setTimeout(() => this.#onDeadline(), deadlineMs, { ref: true });
      }
      this.#submit();
    });
  }

  /** The caller's signal was aborted. */
  onAbort(reason: unknown): void {
    this.giveUp(reason);
  }

  /** Ends the call from outside, wherever it is. */
  giveUp(reason: unknown): void {
    if (this.#isOver) return;
    const { limiter } = this.#desk;
    limiter.withdraw(this);
    const cause = reason instanceof Error ? reason : new Error("The call was aborted");
    if (this.#attempt?.cancel(cause) === true) limiter.lost(this);
    else limiter.unsent(this);
    this.#settle(reason, true);
  }

  // From the limiter

  depart(): void {
    const desk = this.#desk;
    const refusal = desk.refusalOf(this);
    if (refusal !== undefined) {
      desk.limiter.unsent(this);
      this.#settle(refusal, true);
      return;
    }
    this.#attempt = new Attempt(this, this.plan, desk);
    this.#attempt.start();
  }

  refuse(refusal: Refusal): void {
    this.#fail(refusedError(this.plan.route, refusal));
  }

  // From the attempt

  setOut(): void {
    this.#attempts += 1;
    this.#counting = undefined;
    this.#tellWaited(this.ticket.sentAt);
  }

  keptBack(error: CircuitOpenError): void {
    this.#desk.limiter.unsent(this);
    this.#fail(error);
  }

  writing(): void {
    this.#desk.limiter.written(this);
  }

  answered(status: number, headers: HeaderValues): void {
    this.#counting = status === 429 || status === 401 || status === 403 ? { status, headers } : undefined;
    // The slot is free as soon as the limits are known; a 429 and a 401 say more in their bodies.
    if (status !== 429 && status !== 401)
      this.#desk.limiter.answered(this, readRateLimitHeaders(headers), status >= 500);
  }

  ended(status: number, headers: HeaderValues, body: Buffer): void {
    if (this.tracing !== undefined) this.tracing.status = status;
    if (status < 500) this.#attempt?.ended(undefined);
    if (status >= 200 && status < 300) {
      if (this.plan.usesBotToken) this.#desk.botToken.accepted(this.#attempt?.tokenSent);
      if (this.plan.route.isInteractionCallback) this.#desk.webhooks.answeredCallback(this.plan.path);
      this.#succeed(headers, body);
    } else if (status === 429) this.#onRateLimited(headers, body);
    else this.#onFailure(status, headers, body);
  }

  failed(error: unknown, wentOut: boolean): void {
    if (this.#endedWithoutBody()) return;
    const retryable = !wentOut || this.plan.isRepeatable;
    this.#onNoAnswer(wentOut, noAnswerError(this.plan.route, error, retryable));
  }

  broke(error: unknown): void {
    this.#desk.limiter.lost(this);
    this.#settle(error, true);
  }

  timedOut(wentOut: boolean): void {
    if (this.#endedWithoutBody()) return;
    this.#onNoAnswer(wentOut, new TimeoutError(this.plan.route.key, this.plan.timeoutMs));
  }

  /** Discord has refused, and the body that would say more broke off: asking again at once would count towards a ban. */
  #endedWithoutBody(): boolean {
    const counting = this.#counting;
    this.#counting = undefined;
    if (counting === undefined) return false;
    if (counting.status === 429 && secondsToMs(counting.headers["retry-after"]) === undefined) return false;
    this.ended(counting.status, counting.headers, Buffer.alloc(0));
    return true;
  }

  #succeed(headers: HeaderValues, body: Buffer): void {
    let value: unknown;
    try {
      value = decodeBody(headers, body);
    } catch (cause) {
      // Over HTTP/2 an answer that broke off looks like one that ended.
      const error = unreadableError(this.plan.route, cause);
      if (this.plan.isRepeatable) this.#repeatOrFail(error, 0);
      else this.#fail(error);
      return;
    }
    this.#settle(value, false);
  }

  #onNoAnswer(wentOut: boolean, error: ZignalError): void {
    const { limiter } = this.#desk;
    if (wentOut) limiter.lost(this);
    else limiter.unsent(this);
    this.#attempt?.ended(error);
    const { payload } = this.plan;
    const isUnread = typeof payload !== "object" || payload.isReplayable;
    if (wentOut ? this.plan.isRepeatable : isUnread) this.#repeatOrFail(error, 0);
    else this.#fail(error);
  }

  #onRateLimited(headers: HeaderValues, body: Buffer): void {
    const { limiter, clock } = this.#desk;
    const { route, payload } = this.plan;
    const { scope, retryAfterMs, limit, isBan } = readRateLimitAnswer(headers, body);
    this.#desk.onInvalidAnswer(this, 429, scope === "shared");
    if (retryAfterMs === undefined || isBan) {
      const banMs = this.#desk.banBackOff.banned(clock.now(), retryAfterMs);
      limiter.banFor(banMs);
      limiter.lost(this);
      this.#desk.onRateLimited(this, "ban", banMs);
      this.#afterRateLimit("global", banMs);
      return;
    }
    limiter.limited(this, scope, retryAfterMs, limit);
    this.#desk.onRateLimited(this, scope, retryAfterMs);
    if (typeof payload === "object" && !payload.isReplayable) {
      const why = ", and its file is a stream that can not be sent again";
      this.#fail(limitedError(route, why, retryAfterMs, scope));
    } else {
      this.#afterRateLimit(scope, retryAfterMs);
    }
  }

  #afterRateLimit(scope: "user" | "shared" | "global", retryAfterMs: number): void {
    this.#rateLimited += 1;
    this.#note(`429 ${scope}`);
    if (this.#rateLimited < maxRateLimited) {
      // No lane holds a callback back: it waits by itself.
      if (this.isExempt) this.#wait(retryAfterMs);
      else this.#submit();
    } else {
      this.#fail(limitedError(this.plan.route, ` ${maxRateLimited} times`, retryAfterMs, scope));
    }
  }

  #onFailure(status: number, headers: HeaderValues, body: Buffer): void {
    const failure = readFailure(headers, body);
    const retryAfterMs = secondsToMs(headers["retry-after"]);
    const error = httpError(this.plan.route, status, failure, retryAfterMs);
    if (status >= 500) this.#attempt?.ended(error);
    if (status === 401 || status === 403) this.#desk.onInvalidAnswer(this, status, false);
    if (status === 404 && this.plan.route.isWebhook && !isPage(headers))
      this.#desk.webhooks.answeredNotFound(this.plan.major, failure.code);
    if (status === 401 && this.plan.usesBotToken && failure.code !== invalidWebhookToken) {
      this.#settle(this.#desk.onUnauthorized(this, this.#attempt?.tokenSent, error), true);
      this.#desk.limiter.answered(this, readRateLimitHeaders(headers), false);
      return;
    }
    if (status === 401) this.#desk.limiter.answered(this, readRateLimitHeaders(headers), false);
    if (status >= 500 && mayRepeatAfter(status, this.plan.isRepeatable)) {
      this.#repeatOrFail(error, retryAfterMs ?? 0);
    } else {
      this.#fail(error);
    }
  }

  #repeatOrFail(error: ZignalError, atLeastMs: number): void {
    const { backOff, random, clock } = this.#desk;
    if (this.#attempts > this.plan.maxRetries) {
      this.#fail(error);
      return;
    }
    const delay = Math.max(atLeastMs, backOffDelay(this.#attempts, backOff, random));
    if (clock.now() + delay > this.deadlineAt) {
      this.#fail(error);
      return;
    }
    this.#note(error);
    this.#desk.onRetry(this, this.#attempts, delay, error);
    this.#wait(delay);
  }

  #wait(delay: number): void {
    const { clock } = this.#desk;
    this.#timer = clock.setTimeout(() => this.#submit(), Math.ceil(delay), { ref: true });
  }

  #submit(): void {
    try {
      this.#desk.limiter.submit(this);
    } catch (error) {
      // A store of the user's that throws.
      this.#settle(error, true);
    }
  }

  #onDeadline(): void {
    this.giveUp(new TimeoutError(this.plan.route.key, this.plan.deadlineMs, { retryable: false }));
  }

  #tellWaited(until: number): void {
    if (this.tracing !== undefined) this.tracing.waitedMs = until - this.ticket.enteredAt;
  }

  #note(what: unknown): void {
    (this.#history ??= []).push(what);
  }

  #fail(error: ZignalError): void {
    this.#settle(error, true);
  }

  #settle(outcome: unknown, isError: boolean): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { signal } = this.plan;
    if (signal !== undefined) this.#desk.signals.unwatch(signal, this);
    this.#timer?.clear();
    this.#deadlineTimer?.clear();
    if (this.tracing !== undefined) this.tracing.attempts = this.#attempts;
    if (this.#attempts === 0) this.#tellWaited(this.#desk.clock.now());
    this.#desk.onSettled(this, outcome, isError, this.#history);
    this.#value = outcome;
    this.#isError = isError;
    this.#onDone?.(this);
  }
}

/** Discord's code for a webhook token that is not valid: nothing is wrong with the bot's. */
const invalidWebhookToken = 50027;
