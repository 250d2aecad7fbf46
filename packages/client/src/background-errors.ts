import { type ErrorContext, type ErrorHandler, type LoggerLike, silentLogger } from "@zignal/errors";

export interface BackgroundErrorsOptions {
  errorHandler: ErrorHandler;
  logger: LoggerLike;
  /** Tells the listeners of `error`. @returns whether there are any */
  readonly tell: (error: Error) => boolean;
}

/**
 * Errors that no caller is there to hear of. Each goes into the book of the `ErrorHandler` and to the listeners of
 * `error`; where neither shows it to anybody, it is logged, for an error must not be lost unseen.
 */
export class BackgroundErrors {
  readonly #options: BackgroundErrorsOptions;

  constructor(options: BackgroundErrorsOptions) {
    this.#options = options;
  }

  /** Never throws: the shard and the other listeners go on, also when the `ErrorHandler` itself is broken. */
  report(error: unknown, context: ErrorContext): void {
    try {
      this.#report(error, context);
    } catch (failure) {
      this.#log(failure, context, "The error handler failed at an error");
    }
  }

  #report(error: unknown, context: ErrorContext): void {
    const { errorHandler, tell } = this.#options;
    const shown = errorHandler.logger !== silentLogger || errorHandler.listenerCount("handled") > 0;
    const handled = errorHandler.handle(error, context);
    // A listener of "error" that throws must not be told of it.
    const told = context.extra["event"] !== "error" && tell(handled);
    if (!shown && !told) this.#log(error, context, handled.message);
  }

  #log(error: unknown, context: ErrorContext, message: string): void {
    try {
      this.#options.logger.error({ err: error, ...context.toJSON() }, message);
    } catch {
      // There is nobody left to tell.
    }
  }
}
