import type { BackOff, Clock, HttpError, InvalidTokenError } from "@zignal/errors";
import { CallTrace, RateLimitError, resolveBackOff, ZignalError } from "@zignal/errors";
import { BanBackOff } from "./ban-back-off.ts";
import type { BatchedRequest, BatchTransport } from "./batch/batched-request.ts";
import type { RequestBatcher } from "./batch/request-batcher.ts";
import { BotToken } from "./bot-token.ts";
import type { CallAtDesk, CallDesk } from "./call-desk.ts";
import type { AnyCallOptions } from "./call-options.ts";
import { CallPlanner } from "./call-planner.ts";
import { Call } from "./call.ts";
import { closedError, cutOffError } from "./call-errors.ts";
import { checkCallOptions } from "./check-call-options.ts";
import type { Caller } from "./caller.ts";
import type { ConnectionPool } from "./connection-pool.ts";
import type { RequestTrace } from "./diagnostics.ts";
import { rateLimits, requestTracing, retries } from "./diagnostics.ts";
import type { HostBreaker } from "./host-breaker.ts";
import { InvalidRequestGuard } from "./invalid-request-guard.ts";
import { queryString } from "./query.ts";
import { MemoryRateLimitStore } from "./rate-limit/memory-rate-limit-store.ts";
import type { RateLimitStore } from "./rate-limit/rate-limit-store.ts";
import { RateLimiter } from "./rate-limit/rate-limiter.ts";
import type { RestEvents } from "./rest-events.ts";
import type { RestSettings } from "./rest-options.ts";
import type { Route } from "./route.ts";
import { findRoute } from "./route-finder.ts";
import { SignalWatch } from "./signal-watch.ts";
import { refusedTokenError } from "./token.ts";
import { WebhookGuard } from "./webhook-guard.ts";

type Emit = <Name extends keyof RestEvents>(name: Name, ...args: RestEvents[Name]) => void;

/** Takes calls in, checks them and sees them off: what all calls of one client share. */
export class Desk implements Caller, CallDesk {
  readonly clock: Clock;
  readonly random: () => number;
  readonly backOff: BackOff;
  readonly limiter: RateLimiter;
  readonly pool: ConnectionPool;
  readonly origin: string;
  readonly botToken: BotToken;
  readonly breaker: HostBreaker | undefined;
  readonly webhooks: WebhookGuard = new WebhookGuard();
  readonly banBackOff: BanBackOff = new BanBackOff();
  readonly signals: SignalWatch = new SignalWatch();
  readonly #settings: RestSettings;
  readonly #emit: Emit;
  readonly #guard: InvalidRequestGuard;
  readonly #planner: CallPlanner;
  readonly #open = new Set<Call>();
  #sequence = 0;
  #retried = 0;
  #rateLimited = 0;
  #failed = 0;
  #isClosed = false;
  #isOver = false;
  #onIdle: (() => void) | undefined = undefined;

  constructor(settings: RestSettings, pool: ConnectionPool, store: RateLimitStore | undefined, emit: Emit) {
    const { clock, rateLimiter } = settings;
    this.#settings = settings;
    this.#emit = emit;
    this.clock = clock;
    this.random = settings.random;
    this.breaker = settings.circuitBreaker;
    this.backOff = resolveBackOff(settings.backOff, "backOff.");
    this.pool = pool;
    this.origin = settings.origin;
    this.botToken = new BotToken(settings.token);
    this.#planner = new CallPlanner(settings, this.botToken);
    this.#guard = new InvalidRequestGuard(settings.invalidRequestStop);
    this.limiter = new RateLimiter({
      clock,
      store: store ?? new MemoryRateLimitStore({ clock, globalRequestsPerSecond: rateLimiter.globalRequestsPerSecond }),
      maxQueueSize: rateLimiter.maxQueueSize,
      maxInFlightPerBucket: rateLimiter.maxInFlightPerBucket,
    });
  }

  call<Result>(
    route: Route,
    values: readonly string[],
    body: unknown,
    options: AnyCallOptions | undefined,
  ): Promise<Result> {
    const { requestBatcher, batch } = this.#settings;
    if (this.#isClosed) return Promise.reject(closedError(route.key));
    if (requestBatcher !== undefined) {
      if (options?.batch ?? batch) return this.#fold<Result>(requestBatcher, route, values, body, options);
      if (route.method === "PATCH") return this.#sendAfter<Result>(requestBatcher, route, values, body, options);
    }
    return this.#send<Result>(route, values, body, options);
  }

  /** Sends after what waits with the batcher and must not be overtaken. */
  async #sendAfter<Result>(
    batcher: RequestBatcher,
    route: Route,
    values: readonly string[],
    body: unknown,
    options: AnyCallOptions | undefined,
  ): Promise<Result> {
    batcher.sendBefore(route.method, route.fill(values), this.transport);
    return this.#send<Result>(route, values, body, options);
  }

  /** @param query - Written already, with its `?`; otherwise that of the options is. */
  async #send<Result>(
    route: Route,
    values: readonly string[],
    body: unknown,
    options: AnyCallOptions | undefined,
    query?: string,
  ): Promise<Result> {
    if (this.#isOver) throw closedError(route.key);
    const call = new Call(
      this.#planner.plan(route, values, body, options, query ?? queryString(options?.query)),
      this,
      ++this.#sequence,
    );
    call.plan.signal?.throwIfAborted();
    const refusal = this.refusalOf(call);
    if (refusal !== undefined) throw refusal;
    if (requestTracing.hasSubscribers) this.#trace(call);
    this.#open.add(call);
    const outcome = await call.run();
    if (!outcome.isError) return outcome.value as Result;
    // Here, after the await, the runtime knows who awaits: taking the caller's stack beforehand would cost each call 5 µs.
    if (outcome.value instanceof ZignalError) CallTrace.capture().attachTo(outcome.value);
    throw outcome.value;
  }

  /** Sends what a batcher has folded. */
  readonly transport: BatchTransport = ({
    method,
    path,
    query,
    body,
    reason,
    priority,
    maxRetries,
    timeoutMs,
    signal,
  }) => {
    const { route, values } = findRoute(method, path);
    const options = {
      priority,
      signal,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(reason === undefined ? {} : { reason }),
      ...(maxRetries === undefined ? {} : { maxRetries }),
    };
    return this.#send(route, values, body, options, query);
  };

  /** Calls that have not settled. */
  get openCalls(): number {
    return this.#open.size;
  }

  counts(): { requests: number; failed: number; retried: number; rateLimited: number; invalidRequests: number } {
    return {
      requests: this.#sequence,
      failed: this.#failed,
      retried: this.#retried,
      rateLimited: this.#rateLimited,
      invalidRequests: this.#guard.total(this.clock.now()),
    };
  }

  /** Takes no new calls; resolves when the open ones have settled, the last of them by force after `drainTimeoutMs`. */
  async close(drainTimeoutMs: number): Promise<void> {
    this.#isClosed = true;
    const { promise: gaveUp, resolve: onGivenUp } = Promise.withResolvers<void>();
    const timer = this.clock.setTimeout(() => this.#giveUp(onGivenUp), drainTimeoutMs, { ref: true });
    // What the batcher holds was called before: it still goes out.
    const { requestBatcher } = this.#settings;
    await Promise.race([requestBatcher?.processBatch(), gaveUp]);
    while (this.#open.size > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onIdle = resolve;
      await promise;
    }
    timer.clear();
    this.#isOver = true;
    requestBatcher?.detach(this.transport, closedError("A batched request"));
  }

  #giveUp(onGivenUp: () => void): void {
    this.#isOver = true;
    // Those that wait first: they must not move up into the places of those that are under way.
    const calls = [...this.#open].toSorted((a, b) => Number(a.hasSetOut) - Number(b.hasSetOut));
    for (const call of calls) {
      call.giveUp(call.hasSetOut ? cutOffError(call.plan.route.key) : closedError(call.plan.route.key));
    }
    onGivenUp();
  }

  refusalOf({ plan }: CallAtDesk): ZignalError | undefined {
    const { route } = plan;
    if (this.#isOver) return closedError(route.key);
    const now = this.clock.now();
    const rest = this.#guard.delay(now);
    if (rest > 0) {
      return new RateLimitError(
        `${route.key} was not sent: ${this.#guard.total(now)} invalid requests in ten minutes, and Discord bans the address at 10000`,
        { method: route.method, route: route.path, retryAfterMs: rest, scope: "global", severity: "critical" },
      );
    }
    if (route.isWebhook && this.webhooks.isGone(plan.major)) {
      return new ZignalError("HttpRequestFailed", `${route.key} was not sent: this webhook answered 404 before`, {
        recovery: "The webhook was deleted: forget it, and create another if you need one.",
      });
    }
    return undefined;
  }

  onInvalidAnswer(_call: CallAtDesk, status: number, isShared: boolean): void {
    if (status === 429 && isShared) return;
    const { invalidRequestWarning, invalidRequestStop, logger } = this.#settings;
    const count = this.#guard.count(this.clock.now());
    if (count !== invalidRequestWarning && count !== invalidRequestStop) return;
    logger.error(
      { count, stopAt: invalidRequestStop },
      "Many invalid requests: Discord bans the address at 10000 in ten minutes",
    );
    this.#emit("invalidRequests", { count, isStopped: count >= invalidRequestStop });
  }

  onRateLimited({ plan }: CallAtDesk, scope: "user" | "shared" | "global" | "ban", retryAfterMs: number): void {
    this.#rateLimited += 1;
    const { method, path: route } = plan.route;
    const event = { method, route, scope, retryAfterMs };
    this.#settings.logger.warn(event, scope === "ban" ? "Answered 429 by something before Discord" : "Rate limited");
    if (rateLimits.hasSubscribers) rateLimits.publish(event);
    this.#emit("rateLimited", event);
  }

  onUnauthorized({ plan }: CallAtDesk, token: string | undefined, cause: HttpError): InvalidTokenError {
    const { key } = plan.route;
    const error = refusedTokenError(`${key} was answered with 401`, cause);
    // Meanwhile another was set: that one is not to blame, nor does anybody else wait with this one.
    if (token !== this.botToken.header) return error;
    this.botToken.refused(token, cause, this.clock.now());
    this.#settings.logger.error({ route: key }, "Discord refused the bot's token");
    for (const call of this.#open) {
      if (call.plan === plan || !call.plan.usesBotToken || call.ticket.place === "sent") continue;
      call.giveUp(refusedTokenError(`${call.plan.route.key} was not sent after ${key} was answered with 401`, cause));
    }
    this.#emit("tokenRefused", error);
    return error;
  }

  onRetry({ plan }: CallAtDesk, attempt: number, delayMs: number, error: ZignalError): void {
    this.#retried += 1;
    const { method, path: route } = plan.route;
    this.#settings.logger.info({ method, route, attempt, delayMs, error: error.message }, "Trying again");
    if (retries.hasSubscribers) retries.publish({ method, route, attempt, delayMs, error });
  }

  onSettled(call: CallAtDesk, outcome: unknown, isError: boolean, history: readonly unknown[] | undefined): void {
    this.#open.delete(call as Call);
    if (isError) {
      this.#failed += 1;
      if (outcome instanceof ZignalError) {
        if (history !== undefined) Object.assign(outcome, { context: outcome.context.with("attempts", history) });
        this.#tellErrorHandler(outcome);
      }
    }
    const { tracing } = call;
    if (tracing !== undefined) {
      if (isError) {
        tracing.error = outcome;
        requestTracing.error.publish(tracing);
      } else tracing.result = outcome;
      requestTracing.asyncStart.publish(tracing);
      requestTracing.asyncEnd.publish(tracing);
    }
    if (this.#open.size === 0) this.#onIdle?.();
  }

  #tellErrorHandler(error: ZignalError): void {
    try {
      this.#settings.errorHandler?.handle(error);
    } catch (fault) {
      // The program's, as with listeners; the call that failed must settle all the same.
      queueMicrotask(() => {
        throw fault;
      });
    }
  }

  /** Lets the batcher say it in fewer requests, where it can. */
  async #fold<Result>(
    batcher: RequestBatcher,
    route: Route,
    values: readonly string[],
    body: unknown,
    options: AnyCallOptions = {},
  ): Promise<Result> {
    const path = route.fill(values);
    checkCallOptions(options);
    const { signal, reason, deadlineMs, timeoutMs, maxRetries, priority, files, auth, query } = options;
    const isPlain =
      files === undefined &&
      options.rejectInsteadOfWait !== true &&
      (auth === undefined || (auth === "bot" && route.auth === "bot"));
    if (!isPlain || !batcher.canFold(route.method, path)) {
      return this.#sendAfter<Result>(batcher, route, values, body, options);
    }
    const request: BatchedRequest = {
      method: route.method,
      url: path + queryString(query),
      body,
      ...(reason === undefined ? {} : { headers: { "X-Audit-Log-Reason": reason } }),
      ...(signal === undefined ? {} : { signal }),
      ...(deadlineMs === undefined ? {} : { timeoutMs: deadlineMs }),
      ...(timeoutMs === undefined ? {} : { attemptTimeoutMs: timeoutMs }),
      ...(maxRetries === undefined ? {} : { maxRetries }),
      ...(priority === undefined ? {} : { priority }),
    };
    return (await batcher.addRequest(request, this.transport)) as Result;
  }

  #trace(call: Call): void {
    const { method, path, resource } = call.plan.route;
    const tracing: RequestTrace = { method, route: path, resource, attempts: 0, status: 0, waitedMs: 0 };
    call.tracing = tracing;
    requestTracing.start.publish(tracing);
    requestTracing.end.publish(tracing);
  }
}
