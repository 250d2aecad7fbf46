import type { ClockTimer } from "@zignal/errors";
import { deferral } from "./context/interaction-context.ts";
import { autoDeferOf } from "./handler-options.ts";
import type { ResolvedHandlerOptions } from "./handler-options.ts";
import type { InteractionRoute } from "./interaction-route.ts";
import { callbackType } from "./interaction-type.ts";

/**
 * Watches over Discord's three seconds: defers when the handler has said nothing in time, if it allows that.
 * @returns The timer, to be cleared when the handler has ended.
 */
export function deferWhenSlow(
  { context, settings, deferral: kind, name }: InteractionRoute,
  options: ResolvedHandlerOptions,
): ClockTimer | undefined {
  const autoDefer = autoDeferOf(settings.autoDefer ?? options.autoDefer);
  if (autoDefer === undefined || kind === "none" || kind === "never") return undefined;
  const { clock, logger } = options;
  const defer = async (): Promise<void> => {
    if (context.answered) return;
    try {
      if (kind === "update") {
        await context.deferByItself({ wish: "deferUpdate", byItself: true }, { type: callbackType.deferredUpdate });
      } else {
        const { ephemeral } = autoDefer;
        await context.deferByItself({ wish: "defer", ephemeral, byItself: true }, deferral(ephemeral));
      }
    } catch (error) {
      // The handler's own answer may still come, and finds the interaction open.
      logger.warn({ interaction: name, err: error }, "a slow handler could not be deferred");
    }
  };
  return clock.setTimeout(() => void defer(), autoDefer.afterMs);
}
