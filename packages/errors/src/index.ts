export { systemClock } from "./clock.ts";
export type { Clock, ClockTimer } from "./clock.ts";
export { CacheError, GatewayError, VoiceError } from "./connection-errors.ts";
export type { CloseErrorOptions } from "./connection-errors.ts";
export { ErrorCode, ErrorSeverity } from "./error-code.ts";
export { ErrorContext } from "./error-context.ts";
export type { ErrorContextFields } from "./error-context.ts";
export {
  CircuitOpenError,
  HttpError,
  InvalidTokenError,
  PoolExhaustedError,
  RateLimitError,
  TimeoutError,
} from "./http-error.ts";
export type { FieldError, HttpErrorOptions, RateLimitErrorOptions } from "./http-error.ts";
export { silentLogger } from "./logger-like.ts";
export type { LoggerLike, LogMethod } from "./logger-like.ts";
export { ValidationError } from "./validation-error.ts";
export type { ValidationIssue } from "./validation-error.ts";
export { ZignalError } from "./zignal-error.ts";
export type { ZignalErrorOptions } from "./zignal-error.ts";
