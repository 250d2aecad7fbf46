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
}

/** Discord answered with a failure, or gave no answer. */
export class HttpError extends ZignalError {
  override readonly name: string = "HttpError";
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly discordCode: number | undefined;
  readonly fieldErrors: readonly FieldError[];

  constructor(message: string, options: HttpErrorOptions) {
    super("HttpRequestFailed", message, options);
    this.method = options.method;
    this.route = options.route;
    this.status = options.status;
    this.discordCode = options.discordCode;
    this.fieldErrors = options.fieldErrors ?? [];
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

  constructor(message: string, options: RateLimitErrorOptions) {
    super("RateLimited", message, { retryable: true, ...options });
    this.method = options.method;
    this.route = options.route;
    this.retryAfterMs = options.retryAfterMs;
    this.scope = options.scope;
  }
}

/** No answer within `timeoutMs`. `cause` is the abort or socket error underneath, where there is one. */
export class TimeoutError extends ZignalError {
  override readonly name: string = "TimeoutError";
  /** What gave no answer, such as `POST /channels/:id/messages`. */
  readonly operation: string;
  readonly timeoutMs: number;

  constructor(operation: string, timeoutMs: number, options: ZignalErrorOptions = {}) {
    super("HttpTimeout", `${operation} gave no answer within ${timeoutMs} ms`, { retryable: true, ...options });
    this.operation = operation;
    this.timeoutMs = timeoutMs;
  }
}

/** The token is missing, malformed, or was refused by Discord. */
export class InvalidTokenError extends ZignalError {
  override readonly name: string = "InvalidTokenError";

  constructor(message: string, options: ZignalErrorOptions = {}) {
    super("InvalidToken", message, { severity: "critical", ...options });
  }
}

/** Every connection to `origin` that the pool may open is in use. */
export class PoolExhaustedError extends ZignalError {
  override readonly name: string = "PoolExhaustedError";
  readonly origin: string;
  readonly maxConnections: number;

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

  constructor(message: string, retryAfterMs: number, options: ZignalErrorOptions = {}) {
    super("SystemError", message, { retryable: true, ...options });
    this.retryAfterMs = retryAfterMs;
  }
}
