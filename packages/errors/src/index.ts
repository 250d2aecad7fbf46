export { backOffDelay, resolveBackOff } from "./back-off.ts";
export type { BackOff, BackOffOptions } from "./back-off.ts";
export { checkedBotToken, invalidBotToken } from "./bot-token.ts";
export type { BreakerStatus } from "./breaker-state.ts";
export { CallTrace } from "./call-trace.ts";
export type { SourceLocation } from "./call-trace.ts";
export { CircuitBreaker } from "./circuit-breaker.ts";
export type { CircuitBreakerOptions, CircuitBreakerStats, CircuitStateChange } from "./circuit-breaker.ts";
export { systemClock } from "./clock.ts";
export type { Clock, ClockTimer } from "./clock.ts";
export { gatewayCloseRecoveries, voiceCloseRecoveries } from "./close-recovery.ts";
export { CacheError, GatewayError, VoiceError } from "./connection-errors.ts";
export type { CloseErrorOptions } from "./connection-errors.ts";
export { discordRecoveries } from "./discord-recovery.ts";
export { ErrorCode, ErrorSeverity } from "./error-code.ts";
export { ErrorContext } from "./error-context.ts";
export type { ErrorContextFields } from "./error-context.ts";
export { ErrorHandler } from "./error-handler.ts";
export type { ErrorHandlerEvents, ErrorHandlerOptions, ExecuteOptions, RecoveryConfig } from "./error-handler.ts";
export type { ErrorOutcome, ErrorRecord } from "./error-record.ts";
export type { ErrorStats, RecoveryStats } from "./error-statistics.ts";
export {
  CircuitOpenError,
  HttpError,
  InvalidTokenError,
  PoolExhaustedError,
  RateLimitError,
  TimeoutError,
} from "./http-error.ts";
export type { FieldError, HttpErrorOptions, RateLimitErrorOptions } from "./http-error.ts";
export { httpRecoveries } from "./http-recovery.ts";
export { silentLogger } from "./logger-like.ts";
export type { LoggerLike, LogMethod } from "./logger-like.ts";
export { toPlainValue } from "./plain-value.ts";
export type { PlainError, PlainValue } from "./plain-value.ts";
export { combine } from "./policy.ts";
export type { Combinable, Operation, Policy, PolicyContext } from "./policy.ts";
export { recoveryFor } from "./recovery-for.ts";
export type { Advice, RecoverySubject } from "./recovery-for.ts";
export type { Recovery, RecoveryStrategy, RecoveryTable, Repeat } from "./recovery.ts";
export { isSecretName, redacted, redactText } from "./redact.ts";
export { retry } from "./retry.ts";
export type { RetryEvent, RetryOptions } from "./retry.ts";
export { timeout } from "./timeout.ts";
export type { TimeoutOptions } from "./timeout.ts";
export { isAbort, toZignalError } from "./to-zignal-error.ts";
export { ValidationError } from "./validation-error.ts";
export type { ValidationIssue } from "./validation-error.ts";
export { wait } from "./waiting.ts";
export { isZignalError, ZignalError } from "./zignal-error.ts";
export type { ZignalErrorOptions } from "./zignal-error.ts";
