/** The ten stable codes of {@link ZignalError}: switch on these, never on messages. */
export const ErrorCode = {
  /** Discord answered with a status that is not a success, or the connection failed. */
  HttpRequestFailed: "HttpRequestFailed",
  /** No answer within the time allowed. */
  HttpTimeout: "HttpTimeout",
  /** A rate limit stands in the way, and the caller asked not to wait (or waiting has no end in sight). */
  RateLimited: "RateLimited",
  /** The token is missing, malformed or refused. */
  InvalidToken: "InvalidToken",
  /** Discord refused, or sent, a payload that does not fit. */
  InvalidPayload: "InvalidPayload",
  /** The gateway connection ended and can not be resumed as asked. */
  GatewayDisconnected: "GatewayDisconnected",
  /** A voice connection could not be made or kept. */
  VoiceConnectionFailed: "VoiceConnectionFailed",
  /** The cache, or the store behind it, failed. */
  CacheError: "CacheError",
  /** An argument or option does not fit; the error names each field. */
  ValidationError: "ValidationError",
  /** Anything else: the machine, the runtime, a bug. */
  SystemError: "SystemError",
} as const;

export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];

/** How bad it is, from least to worst. */
export const ErrorSeverity = ["trace", "debug", "info", "warning", "error", "critical", "fatal"] as const;

export type ErrorSeverity = (typeof ErrorSeverity)[number];
