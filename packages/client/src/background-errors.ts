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

  report(error: unknown, context: ErrorContext): void {
    const { errorHandler, logger, tell } = this.#options;
    const shown = errorHandler.logger !== silentLogger || errorHandler.listenerCount("handled") > 0;
    const handled = errorHandler.handle(error, context);
    // A listener of "error" that throws must not be told of it.
    const told = context.extra["event"] !== "error" && tell(handled);
    if (!shown && !told) logger.error({ err: error, ...context.toJSON() }, handled.message);
  }
}
