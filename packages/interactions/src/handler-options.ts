import type { MessageInput } from "@zignal/builders";
import { silentLogger, systemClock, ValidationError } from "@zignal/errors";
import type { Clock, ErrorContext, LoggerLike } from "@zignal/errors";
import type { AutoDeferOptions } from "./commands/handler-settings.ts";
import type { InteractionContext } from "./context/interaction-context.ts";
import type { InteractionRest } from "./interaction-rest.ts";

export interface InteractionHandlerOptions {
  /** Sends the answers: `Rest` of `@zignal/rest`, or anything of its shape. */
  rest: InteractionRest;
  /** The application's id, which {@link InteractionHandler.syncCommands} needs. @defaultValue asked of Discord */
  applicationId?: string;
  /** For handlers that do not say so themselves. @defaultValue `false` */
  autoDefer?: boolean | AutoDeferOptions;
  /** Hears of every error that a handler throws. @defaultValue it is logged */
  onError?: (error: unknown, context: ErrorContext, interaction: InteractionContext) => unknown;
  /**
   * What the user of a failed handler is told, if there was no answer yet; `false`: nothing.
   * @defaultValue `"Something went wrong. Please try again later."`
   */
  errorMessage?: MessageInput | ((error: unknown, interaction: InteractionContext) => MessageInput | false) | false;
  /** Hears of interactions for which no handler is registered. @defaultValue they are logged at level debug */
  onUnhandled?: (interaction: InteractionContext) => unknown;
  /** @defaultValue none */
  logger?: LoggerLike;
  /** @defaultValue the system's */
  clock?: Clock;
}

export interface ResolvedHandlerOptions extends Required<
  Omit<InteractionHandlerOptions, "applicationId" | "onError" | "onUnhandled">
> {
  onError: InteractionHandlerOptions["onError"] | undefined;
  onUnhandled: InteractionHandlerOptions["onUnhandled"] | undefined;
}

const defaultErrorMessage = "Something went wrong. Please try again later.";

export function resolveHandlerOptions(options: InteractionHandlerOptions): ResolvedHandlerOptions {
  const {
    rest,
    autoDefer = false,
    errorMessage = defaultErrorMessage,
    logger = silentLogger,
    clock = systemClock,
  } = options;
  autoDeferOf(autoDefer);
  return { rest, autoDefer, errorMessage, logger, clock, onError: options.onError, onUnhandled: options.onUnhandled };
}

/**
 * The options of a deferral by itself; `undefined` for none.
 * @throws {ValidationError} if it would come after Discord's three seconds.
 */
export function autoDeferOf(autoDefer: boolean | AutoDeferOptions): Required<AutoDeferOptions> | undefined {
  if (autoDefer === false) return undefined;
  const { ephemeral = false, afterMs = 2000 } = autoDefer === true ? {} : autoDefer;
  if (!(afterMs >= 0 && afterMs < 3000)) {
    throw ValidationError.of(
      "autoDefer.afterMs",
      `must be 0 to 2999 milliseconds, as Discord waits three seconds (was ${afterMs})`,
    );
  }
  return { ephemeral, afterMs };
}
