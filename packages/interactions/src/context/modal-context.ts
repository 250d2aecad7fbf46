import { messageFrom } from "@zignal/builders";
import type { MessageInput } from "@zignal/builders";
import type { APIMessage, APIModalSubmitInteraction } from "@zignal/types";
import { InteractionError } from "../interaction-error.ts";
import { callbackType } from "../interaction-type.ts";
import type { Responder } from "../responder.ts";
import { InteractionContext } from "./interaction-context.ts";

/** A modal that was submitted. It can not be answered with another modal. */
export class ModalContext<
  Params = Readonly<Record<string, string>>,
  Fields = Readonly<Record<string, unknown>>,
> extends InteractionContext<APIModalSubmitInteraction> {
  /** What the custom id carries. */
  readonly params: Params;
  /** What was filled in, by custom id. */
  readonly fields: Fields;

  constructor(interaction: APIModalSubmitInteraction, responder: Responder, params: Params, fields: Fields) {
    super(interaction, responder);
    this.params = params;
    this.fields = fields;
  }

  get customId(): string {
    return this.interaction.data.custom_id;
  }

  /** The message whose component opened the modal; `undefined` if a command did. */
  get message(): APIMessage | undefined {
    return this.interaction.message;
  }

  /**
   * Answers by changing the message whose component opened the modal.
   * @throws {InteractionError} if a command opened it, or there is an answer already.
   */
  async update(message: MessageInput): Promise<void> {
    refuseWithoutMessage(this.interaction, "update()");
    await this.responder.message("update", messageFrom(message, { edit: true }));
  }

  /**
   * Acknowledges without showing anything.
   * @throws {InteractionError} if a command opened the modal, or there is an answer already.
   */
  async deferUpdate(): Promise<void> {
    refuseWithoutMessage(this.interaction, "deferUpdate()");
    await this.responder.first({ wish: "deferUpdate", byItself: false }, { type: callbackType.deferredUpdate });
  }
}

function refuseWithoutMessage({ message }: APIModalSubmitInteraction, name: string): void {
  if (message !== undefined) return;
  throw new InteractionError(
    "notPossible",
    `${name} needs a message to change, but this modal was opened by a command: use reply() or defer()`,
  );
}
