import type { BackOff, Clock, HttpError, InvalidTokenError, ZignalError } from "@zignal/errors";
import type { BanBackOff } from "./ban-back-off.ts";
import type { BotToken } from "./bot-token.ts";
import type { CallPlan } from "./call-planner.ts";
import type { HostBreaker } from "./host-breaker.ts";
import type { ConnectionPool } from "./connection-pool.ts";
import type { RequestTrace } from "./diagnostics.ts";
import type { RateLimiter } from "./rate-limit/rate-limiter.ts";
import type { SignalWatch } from "./signal-watch.ts";
import type { WebhookGuard } from "./webhook-guard.ts";

/** What a desk sees of a call. */
export interface CallAtDesk {
  readonly plan: CallPlan;
  readonly tracing: RequestTrace | undefined;
}

/** What a call needs around it: the parts that all calls of a client share. */
export interface CallDesk {
  readonly clock: Clock;
  readonly random: () => number;
  readonly backOff: BackOff;
  readonly limiter: RateLimiter;
  readonly pool: ConnectionPool;
  readonly origin: string;
  /** Stops asking a host that is ill. */
  readonly breaker: HostBreaker | undefined;
  readonly botToken: BotToken;
  readonly webhooks: WebhookGuard;
  readonly banBackOff: BanBackOff;
  readonly signals: SignalWatch;
  /** Why the call may not be sent, now that its turn has come. */
  refusalOf(call: CallAtDesk): ZignalError | undefined;
  onInvalidAnswer(call: CallAtDesk, status: number, isShared: boolean): void;
  onRateLimited(call: CallAtDesk, scope: "user" | "shared" | "global" | "ban", retryAfterMs: number): void;
  /** The bot's token was refused. @param token - As it was sent. @returns the error for the call */
  onUnauthorized(call: CallAtDesk, token: string | undefined, error: HttpError): InvalidTokenError;
  onRetry(call: CallAtDesk, attempt: number, delayMs: number, error: ZignalError): void;
  /** @param history - What went wrong before, attempt by attempt. */
  onSettled(call: CallAtDesk, outcome: unknown, isError: boolean, history: readonly unknown[] | undefined): void;
}
