import { modalFrom } from "@zignal/builders";
import type { ModalInput } from "@zignal/builders";
import { callbackType } from "../interaction-type.ts";
import { InteractionContext } from "./interaction-context.ts";
import { premiumMessage } from "./premium-message.ts";
import type { PremiumMessageOptions } from "./premium-message.ts";
import type { UserInteraction } from "./interaction-context.ts";

/** What is offered to a user who has not paid. */
export interface PremiumOffer extends PremiumMessageOptions {
  /** The SKUs, a premium button for each: at most five. @defaultValue Discord's own offer */
  skuIds?: readonly string[];
}

/** An interaction that can be answered with a modal, or by starting the app's activity. */
export class ModalLauncherContext<Interaction extends UserInteraction> extends InteractionContext<Interaction> {
  /**
   * Answers with a form. It must be the first answer: there is none after {@link defer}.
   * @throws {InteractionError} if there is an answer already.
   * @throws {ValidationError} if the modal breaks a limit of Discord; nothing is sent.
   */
  async showModal(modal: ModalInput): Promise<void> {
    const data = modalFrom(modal);
    await this.responder.first({ wish: "modal" }, { type: callbackType.modal, data });
  }

  /**
   * Answers that this costs something: with a premium button for each SKU, private unless `ephemeral` is `false`. Without
   * SKUs it is Discord's own offer to upgrade, which Discord has deprecated.
   * @throws {InteractionError} if there is an answer already.
   */
  async requirePremium(offer: PremiumOffer = {}): Promise<void> {
    if (offer.skuIds === undefined) {
      await this.responder.first({ wish: "premium" }, { type: callbackType.premiumRequired });
      return;
    }
    await this.reply(premiumMessage(offer.skuIds, offer));
  }

  /** Answers by starting the app's activity. @throws {InteractionError} if there is an answer already. */
  async launchActivity(): Promise<void> {
    await this.responder.first({ wish: "activity" }, { type: callbackType.launchActivity });
  }
}
