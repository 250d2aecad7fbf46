import { brand } from "./brand.ts";
import { gatewayCloseRecovery, voiceCloseRecovery } from "./close-recovery.ts";
import type { Recovery } from "./recovery.ts";
import type { ZignalErrorOptions } from "./zignal-error.ts";
import { ZignalError } from "./zignal-error.ts";

export interface CloseErrorOptions extends ZignalErrorOptions {
  /** WebSocket close code, where the connection was closed with one. */
  closeCode?: number;
}

/**
 * A gateway connection failed in a way that it can not mend by itself.
 *
 * `recovery` and `retryable` come from the table of close codes unless they are given.
 */
export class GatewayError extends ZignalError {
  override readonly name: string = "GatewayError";
  readonly closeCode: number | undefined;
  readonly shardId: number | undefined;

  static {
    brand(this, "GatewayError");
  }

  constructor(message: string, options: CloseErrorOptions & { shardId?: number } = {}) {
    super("GatewayDisconnected", message, { ...adviceFor(options.closeCode, gatewayCloseRecovery), ...options });
    this.closeCode = options.closeCode;
    this.shardId = options.shardId;
  }
}

/**
 * A voice connection could not be made or kept.
 *
 * `recovery` and `retryable` come from the table of close codes unless they are given.
 */
export class VoiceError extends ZignalError {
  override readonly name: string = "VoiceError";
  readonly closeCode: number | undefined;

  static {
    brand(this, "VoiceError");
  }

  constructor(message: string, options: CloseErrorOptions = {}) {
    super("VoiceConnectionFailed", message, { ...adviceFor(options.closeCode, voiceCloseRecovery), ...options });
    this.closeCode = options.closeCode;
  }
}

/** The cache, or the store behind it, failed. */
export class CacheError extends ZignalError {
  override readonly name: string = "CacheError";

  static {
    brand(this, "CacheError");
  }

  constructor(message: string, options: ZignalErrorOptions = {}) {
    super("CacheError", message, options);
  }
}

function adviceFor(closeCode: number | undefined, lookUp: (closeCode: number) => Recovery): ZignalErrorOptions {
  if (closeCode === undefined) return {};
  const { advice, retryable } = lookUp(closeCode);
  return { recovery: advice, retryable };
}
