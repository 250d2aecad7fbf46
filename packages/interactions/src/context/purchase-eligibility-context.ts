import { callbackType } from "../interaction-type.ts";
import { InteractionContext } from "./interaction-context.ts";

const reasons = { other: 0, owned: 1, platform: 2 } as const;

/** Why a user may not buy something. */
export interface Ineligibility {
  /** Owned already, as a whole or in parts; not on the user's platform; or something else. @defaultValue `"other"` */
  reason?: keyof typeof reasons;
  /** For the user: at most 255 characters. @defaultValue none */
  description?: string;
}

/**
 * Discord asks whether a user may buy a SKU of the Social Layer. It is in Discord's API specification, and not in its
 * guides yet: `interaction.data` is as Discord sends it.
 */
export class PurchaseEligibilityContext extends InteractionContext {
  /** The user may. @throws {InteractionError} if there is an answer already. */
  async allow(): Promise<void> {
    await this.respondWith({ type: callbackType.purchaseEligibility, data: { eligible: true } });
  }

  /** The user may not. @throws {InteractionError} if there is an answer already. */
  async refuse({ reason = "other", description }: Ineligibility = {}): Promise<void> {
    await this.respondWith({
      type: callbackType.purchaseEligibility,
      data: {
        eligible: false,
        ineligible_reason: reasons[reason],
        ...(description !== undefined && { ineligible_reason_description: description }),
      },
    });
  }
}
