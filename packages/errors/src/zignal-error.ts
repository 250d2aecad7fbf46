import { brand, isInstance } from "./brand.ts";
import { CallTrace } from "./call-trace.ts";
import type { ErrorCode, ErrorSeverity } from "./error-code.ts";
import { ErrorContext } from "./error-context.ts";
import type { PlainError } from "./plain-value.ts";
import { toPlainError } from "./plain-value.ts";

export interface ZignalErrorOptions {
  /** @defaultValue `"error"` */
  severity?: ErrorSeverity;
  /** For whom it happened. @defaultValue a context with the place where the error was made */
  context?: ErrorContext;
  /** May the same operation be tried again, unchanged? @defaultValue `false` */
  retryable?: boolean;
  /** What to do about it, as a sentence. */
  recovery?: string;
  /** The error underneath; always kept. */
  cause?: unknown;
}

/**
 * The base of every error that Zignal throws or rejects with.
 *
 * `instanceof` holds for errors of another copy of this package too, for this class and for each of ours below it.
 */
export class ZignalError extends Error {
  override readonly name: string = "ZignalError";
  readonly code: ErrorCode;
  readonly severity: ErrorSeverity;
  readonly context: ErrorContext;
  readonly retryable: boolean;
  readonly recovery: string;

  static {
    brand(this, "ZignalError");
  }

  constructor(code: ErrorCode, message: string, options: ZignalErrorOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.severity = options.severity ?? "error";
    this.context = options.context ?? new ErrorContext({}, CallTrace.of(this));
    this.retryable = options.retryable ?? false;
    this.recovery = options.recovery ?? "";
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return isInstance(this, value);
  }

  /** Everything the error holds, its causes too, as plain data without tokens. */
  toJSON(): PlainError {
    return toPlainError(this);
  }
}

/** Is this an error of Zignal's, of this copy of the package or of another? */
export function isZignalError(value: unknown): value is ZignalError {
  return value instanceof ZignalError;
}
