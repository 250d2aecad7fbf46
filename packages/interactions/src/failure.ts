import { messageFrom } from "@zignal/builders";
import { CallTrace, ErrorContext, silentLogger } from "@zignal/errors";
import type { ResolvedHandlerOptions } from "./handler-options.ts";
import { InteractionError } from "./interaction-error.ts";
import type { InteractionRoute } from "./interaction-route.ts";
import { callbackType } from "./interaction-type.ts";

/** A handler has failed: tells `onError` of it, and the user if there is no answer yet. Never rejects. */
export async function tellOfFailure(
  route: InteractionRoute,
  error: unknown,
  options: ResolvedHandlerOptions,
  fallbackOnError: ResolvedHandlerOptions["onError"],
): Promise<void> {
  const { logger } = options;
  const { context, name } = route;
  // With neither an `onError` nor a logger of its own nobody would hear of it.
  const onError = options.onError ?? (logger === silentLogger ? fallbackOnError : undefined);
  const tell = async (): Promise<void> => {
    try {
      if (onError === undefined)
        logger.error({ interaction: name, err: error }, "the handler of an interaction failed");
      else await onError(error, whereOf(route, error), context);
    } catch (nested) {
      logger.error({ interaction: name, err: nested }, "onError itself failed");
    }
  };
  // The user does not wait for what it does.
  const telling = tell();
  try {
    await apologise(route, error, options);
  } catch (failure) {
    logger.warn({ interaction: name, err: failure }, "the user could not be told of the failure");
  }
  await telling;
}

function whereOf({ context, name }: InteractionRoute, error: unknown): ErrorContext {
  const { guildId, channelId, interaction } = context;
  const fields = {
    ...(guildId !== undefined && { guildId }),
    ...(channelId !== undefined && { channelId }),
    userId: (interaction.member?.user ?? interaction.user)?.id,
    extra: { interaction: name, interactionId: interaction.id },
  };
  // The place in the program is the one that threw.
  return new ErrorContext(fields, error instanceof Error ? CallTrace.of(error) : undefined);
}

/** Tells the user, unless there is an answer: a spinner that never ends tells nothing. */
async function apologise(
  { context, deferral: kind }: InteractionRoute,
  error: unknown,
  { errorMessage }: ResolvedHandlerOptions,
): Promise<void> {
  if (errorMessage === false) return;
  // Discord would not take it any more.
  if (error instanceof InteractionError && error.reason === "expired") return;
  if (kind === "never") return;
  if (kind === "none") {
    if (!context.answered) {
      await context.respondWith({ type: callbackType.autocompleteResult, data: { choices: [] } });
    }
    return;
  }
  const message = typeof errorMessage === "function" ? errorMessage(error, context) : errorMessage;
  if (message !== false) await context.replyIfSilent(messageFrom(message));
}
