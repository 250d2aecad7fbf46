import { modalFrom } from "@zignal/builders";
import type { ModalInput } from "@zignal/builders";
import { callbackType } from "../interaction-type.ts";
import { InteractionContext } from "./interaction-context.ts";
import type { UserInteraction } from "./interaction-context.ts";

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

  /** Answers by starting the app's activity. @throws {InteractionError} if there is an answer already. */
  async launchActivity(): Promise<void> {
    await this.responder.first({ wish: "activity" }, { type: callbackType.launchActivity });
  }
}
