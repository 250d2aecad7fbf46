import type { ErrorCode, ErrorSeverity } from "./error-code.ts";
import { ErrorContext } from "./error-context.ts";

export interface ZignalErrorOptions {
  /** @defaultValue `"error"` */
  severity?: ErrorSeverity;
  context?: ErrorContext;
  /** May the same operation be tried again, unchanged? @defaultValue `false` */
  retryable?: boolean;
  /** What to do about it, as a sentence. */
  recovery?: string;
  /** The error underneath; always kept. */
  cause?: unknown;
}

/** The base of every error that Zignal throws or rejects with. */
export class ZignalError extends Error {
  override readonly name: string = "ZignalError";
  readonly code: ErrorCode;
  readonly severity: ErrorSeverity;
  readonly context: ErrorContext;
  readonly retryable: boolean;
  readonly recovery: string;

  constructor(code: ErrorCode, message: string, options: ZignalErrorOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.severity = options.severity ?? "error";
    this.context = options.context ?? new ErrorContext();
    this.retryable = options.retryable ?? false;
    this.recovery = options.recovery ?? "";
  }
}
