import type { ZignalErrorOptions } from "./zignal-error.ts";
import { ZignalError } from "./zignal-error.ts";

export interface CloseErrorOptions extends ZignalErrorOptions {
  /** WebSocket close code, where the connection was closed with one. */
  closeCode?: number;
}

/** A gateway connection failed in a way that it can not mend by itself. */
export class GatewayError extends ZignalError {
  override readonly name: string = "GatewayError";
  readonly closeCode: number | undefined;
  readonly shardId: number | undefined;

  constructor(message: string, options: CloseErrorOptions & { shardId?: number } = {}) {
    super("GatewayDisconnected", message, options);
    this.closeCode = options.closeCode;
    this.shardId = options.shardId;
  }
}

/** A voice connection could not be made or kept. */
export class VoiceError extends ZignalError {
  override readonly name: string = "VoiceError";
  readonly closeCode: number | undefined;

  constructor(message: string, options: CloseErrorOptions = {}) {
    super("VoiceConnectionFailed", message, options);
    this.closeCode = options.closeCode;
  }
}

/** The cache, or the store behind it, failed. */
export class CacheError extends ZignalError {
  override readonly name: string = "CacheError";

  constructor(message: string, options: ZignalErrorOptions = {}) {
    super("CacheError", message, options);
  }
}
