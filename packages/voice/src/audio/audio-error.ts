import type { ErrorCode, ZignalErrorOptions } from "@zignal/errors";
import { ZignalError } from "@zignal/errors";

/**
 * A piece of audio could not be opened, read or converted. It ends that piece; the voice connection, the player and
 * what is queued behind it go on.
 *
 * `code` is `SystemError` unless something more exact is known, such as `HttpRequestFailed` for a URL.
 */
export class AudioSourceError extends ZignalError {
  override readonly name: string = "AudioSourceError";

  constructor(message: string, options: ZignalErrorOptions & { code?: ErrorCode } = {}) {
    super(options.code ?? "SystemError", message, options);
  }
}
