import { toJson } from "@zignal/builders";
import type { Input } from "@zignal/builders";
import type { APIModalInteractionResponseCallbackData } from "@zignal/types";
import { callbackType } from "../interaction-type.ts";
import { InteractionContext } from "./interaction-context.ts";
import type { UserInteraction } from "./interaction-context.ts";

/** What a modal is made of: a builder, or Discord's JSON. */
export type ModalInput = Input<APIModalInteractionResponseCallbackData>;

/** An interaction that can be answered with a modal, or by starting the app's activity. */
export class ModalLauncherContext<Interaction extends UserInteraction> extends InteractionContext<Interaction> {
  /**
   * Answers with a form. It must be the first answer: there is none after {@link defer}.
   * @throws {InteractionError} if there is an answer already.
   */
  async showModal(modal: ModalInput): Promise<void> {
    const data = "build" in modal && typeof modal.build === "function" ? modal.build() : toJson(modal);
    await this.responder.first({ wish: "modal" }, { type: callbackType.modal, data });
  }

  /** Answers by starting the app's activity. @throws {InteractionError} if there is an answer already. */
  async launchActivity(): Promise<void> {
    await this.responder.first({ wish: "activity" }, { type: callbackType.launchActivity });
  }
}
