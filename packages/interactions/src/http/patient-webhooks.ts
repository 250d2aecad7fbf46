import { HttpError } from "@zignal/errors";
import type { Clock } from "@zignal/errors";
import type { InteractionRest } from "../interaction-rest.ts";

/** Discord's code for a webhook that it does not know: that of an interaction, until it has read the answer. */
const unknownWebhook = 10_015;

/** How long to wait before each further attempt, in milliseconds. */
const delaysMs = [25, 50, 100, 200, 400, 800] as const;

/**
 * A REST client for interactions that were answered over HTTP: what follows can reach Discord by its own way before Discord
 * has read the answer, and then is tried again.
 */
export function withPatientWebhooks(rest: InteractionRest, clock: Clock): InteractionRest {
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      clock.setTimeout(resolve, ms, { ref: true });
    });
  const patiently = async <T>(call: () => Promise<T>): Promise<T> => {
    for (const delayMs of delaysMs) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof HttpError) || error.discordCode !== unknownWebhook) throw error;
        await pause(delayMs);
      }
    }
    return call();
  };
  const { webhooks, interactions, applications } = rest;
  return {
    interactions,
    applications,
    webhooks: {
      executeWebhook: (...args) => patiently(() => webhooks.executeWebhook(...args)),
      getOriginalWebhookMessage: (...args) => patiently(() => webhooks.getOriginalWebhookMessage(...args)),
      getWebhookMessage: (...args) => patiently(() => webhooks.getWebhookMessage(...args)),
      updateOriginalWebhookMessage: (...args) => patiently(() => webhooks.updateOriginalWebhookMessage(...args)),
      deleteOriginalWebhookMessage: (...args) => patiently(() => webhooks.deleteOriginalWebhookMessage(...args)),
      updateWebhookMessage: (...args) => patiently(() => webhooks.updateWebhookMessage(...args)),
      deleteWebhookMessage: (...args) => patiently(() => webhooks.deleteWebhookMessage(...args)),
    },
  };
}
