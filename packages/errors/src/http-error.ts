import { brand } from "./brand.ts";
import { discordRecovery } from "./discord-recovery.ts";
import { httpRecovery } from "./http-recovery.ts";
import type { Recovery } from "./recovery.ts";
import type { ZignalErrorOptions } from "./zignal-error.ts";
import { ZignalError } from "./zignal-error.ts";

/** One fault of a request body, as Discord's nested `errors` object names it, flattened. */
export interface FieldError {
  /** Path of the field, such as `embeds[0].title`. */
  path: string;
  /** Discord's code, such as `BASE_TYPE_MAX_LENGTH`. */
  code: string;
  message: string;
}

export interface HttpErrorOptions extends ZignalErrorOptions {
  method: string;
  /** The route with its placeholders, such as `/channels/:id/messages`: never the URL, which may hold a token. */
  route: string;
  /** HTTP status; `0` when no answer came. */
  status: number;
  /** Discord's JSON error code, such as 50013. */
  discordCode?: number;
  fieldErrors?: readonly FieldError[];
  /** Milliseconds that `Retry-After` asked to wait, where the answer had it. */
  retryAfterMs?: number;
}

/**
 * Discord answered with a failure, or gave no answer.
 *
 * `recovery` and `retryable` come from the tables unless they are given. A POST that Discord may have acted on (status 0
 * or 5xx) is not retryable: doing it twice may send the message twice.
 */
export class HttpError extends ZignalError {
  override readonly name: string = "HttpError";
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly discordCode: number | undefined;
  readonly fieldErrors: readonly FieldError[];
  readonly retryAfterMs: number | undefined;

  static {
    brand(this, "HttpError");
  }

  constructor(message: string, options: HttpErrorOptions) {
    const { advice, repeat } = recoveryForAnswer(options.status, options.discordCode);
    super("HttpRequestFailed", message, {
      recovery: advice,
      retryable: repeat === "always" || (repeat === "idempotent" && isIdempotent(options.method)),
      ...options,
    });
    this.method = options.method;
    this.route = options.route;
    this.status = options.status;
    this.discordCode = options.discordCode;
    this.fieldErrors = options.fieldErrors ?? [];
    this.retryAfterMs = options.retryAfterMs;
  }
}

export interface RateLimitErrorOptions extends ZignalErrorOptions {
  method: string;
  route: string;
  /** Milliseconds until the limit is expected to have passed. */
  retryAfterMs: number;
  scope: "user" | "shared" | "global" | "queue";
}

/** A rate limit stands in the way and the call may not, or will not, wait for it. */
export class RateLimitError extends ZignalError {
  override readonly name: string = "RateLimitError";
  readonly method: string;
  readonly route: string;
  readonly retryAfterMs: number;
  readonly scope: RateLimitErrorOptions["scope"];

  static {
    brand(this, "RateLimitError");
  }

  constructor(message: string, options: RateLimitErrorOptions) {
    super("RateLimited", message, {
      severity: "warning",
      retryable: true,
      recovery: `Wait ${Math.ceil(options.retryAfterMs)} ms, then send it again; ask less often.`,
      ...options,
    });
    this.method = options.method;
    this.route = options.route;
    this.retryAfterMs = options.retryAfterMs;
    this.scope = options.scope;
  }
}

/**
 * No answer within `timeoutMs`. `cause` is the abort or socket error underneath, where there is one.
 *
 * Retryable unless the operation's name starts with `POST`: the other side may have acted on it.
 */
export class TimeoutError extends ZignalError {
  override readonly name: string = "TimeoutError";
  /** What gave no answer, such as `POST /channels/:id/messages`. */
  readonly operation: string;
  readonly timeoutMs: number;

  static {
    brand(this, "TimeoutError");
  }

  constructor(operation: string, timeoutMs: number, options: ZignalErrorOptions = {}) {
    super("HttpTimeout", `${operation} gave no answer within ${timeoutMs} ms`, {
      retryable: isIdempotent(operation.split(" ", 1)[0] ?? ""),
      recovery: "Try again if doing it twice does no harm, or allow more time.",
      ...options,
    });
    this.operation = operation;
    this.timeoutMs = timeoutMs;
  }
}

/** The token is missing, malformed, or was refused by Discord. */
export class InvalidTokenError extends ZignalError {
  override readonly name: string = "InvalidTokenError";

  static {
    brand(this, "InvalidTokenError");
  }

  constructor(message: string, options: ZignalErrorOptions = {}) {
    super("InvalidToken", message, {
      severity: "critical",
      recovery: "Copy the bot's token from the Developer Portal (Bot, Reset Token) and set it anew.",
      ...options,
    });
  }
}

/** Every connection to `origin` that the pool may open is in use. */
export class PoolExhaustedError extends ZignalError {
  override readonly name: string = "PoolExhaustedError";
  readonly origin: string;
  readonly maxConnections: number;

  static {
    brand(this, "PoolExhaustedError");
  }

  constructor(origin: string, maxConnections: number, options: ZignalErrorOptions = {}) {
    super("HttpRequestFailed", `All ${maxConnections} connections of the pool are in use; none is free for ${origin}`, {
      retryable: true,
      recovery: "Release connections sooner, or raise maxConnections.",
      ...options,
    });
    this.origin = origin;
    this.maxConnections = maxConnections;
  }
}

/** The circuit breaker is open: the call was not made. */
export class CircuitOpenError extends ZignalError {
  override readonly name: string = "CircuitOpenError";
  /** Milliseconds until the breaker lets a probe through. */
  readonly retryAfterMs: number;

  static {
    brand(this, "CircuitOpenError");
  }

  constructor(message: string, retryAfterMs: number, options: ZignalErrorOptions = {}) {
    super("SystemError", message, {
      severity: "warning",
      retryable: true,
      recovery: "Go on without the service, or try again once the breaker lets a probe through.",
      ...options,
    });
    this.retryAfterMs = retryAfterMs;
  }
}

/** The row for an answer: the JSON code's when it says something, else the status'. */
export function recoveryForAnswer(status: number, discordCode: number | undefined): Recovery {
  const byStatus = httpRecovery(status);
  if (discordCode === undefined || discordCode === 0) return byStatus;
  const byCode = discordRecovery(discordCode);
  // A 429 is a matter of waiting whatever else the body says.
  return status === 429 && !byCode.retryable ? byStatus : byCode;
}

function isIdempotent(method: string): boolean {
  return method.toUpperCase() !== "POST";
}
