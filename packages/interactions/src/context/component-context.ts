import { messageFrom } from "@zignal/builders";
import type { MessageInput } from "@zignal/builders";
import type { APIInteractionDataResolved, APIMessage, APIMessageComponentInteraction } from "@zignal/types";
import { resolveMentionable, resolveUser } from "../commands/resolved.ts";
import type { ResolvedChannel, ResolvedMentionable, ResolvedRole, ResolvedUser } from "../commands/resolved.ts";
import { callbackType } from "../interaction-type.ts";
import type { Responder } from "../responder.ts";
import { ModalLauncherContext } from "./modal-launcher.ts";

/** A button that was clicked, or a select menu in which something was chosen. */
export class ComponentContext<
  Params = Readonly<Record<string, string>>,
  Interaction extends APIMessageComponentInteraction = APIMessageComponentInteraction,
> extends ModalLauncherContext<Interaction> {
  /** What the custom id carries. */
  readonly params: Params;

  constructor(interaction: Interaction, responder: Responder, params: Params) {
    super(interaction, responder);
    this.params = params;
  }

  get customId(): string {
    return this.interaction.data.custom_id;
  }

  /** The message that the component is on. */
  get message(): APIMessage {
    return this.interaction.message;
  }

  /** What was chosen in a select menu: its values, or ids. Empty for a button. */
  get values(): readonly string[] {
    return valuesOf(this.interaction);
  }

  /** The users chosen in a user or mentionable select. */
  get users(): readonly ResolvedUser[] {
    const resolved = resolvedOf(this.interaction);
    return valuesOf(this.interaction)
      .map((id) => resolveUser(id, resolved))
      .filter((user) => user !== undefined);
  }

  /** The roles chosen in a role or mentionable select. */
  get roles(): readonly ResolvedRole[] {
    const resolved = resolvedOf(this.interaction);
    return valuesOf(this.interaction)
      .map((id) => resolved?.roles?.[id])
      .filter((role) => role !== undefined);
  }

  /** The channels chosen in a channel select. */
  get channels(): readonly ResolvedChannel[] {
    const resolved = resolvedOf(this.interaction);
    return valuesOf(this.interaction)
      .map((id) => resolved?.channels?.[id])
      .filter((channel) => channel !== undefined);
  }

  /** The users and roles chosen in a mentionable select, in their order. */
  get mentionables(): readonly ResolvedMentionable[] {
    const resolved = resolvedOf(this.interaction);
    return valuesOf(this.interaction)
      .map((id) => resolveMentionable(id, resolved))
      .filter((item) => item !== undefined);
  }

  /**
   * Answers by changing the message that the component is on; after {@link deferUpdate} edits it then.
   * @throws {InteractionError} if there is an answer already.
   */
  async update(message: MessageInput): Promise<void> {
    await this.responder.message("update", messageFrom(message, { edit: true }));
  }

  /**
   * Acknowledges without showing anything; {@link update} can change the message within fifteen minutes.
   * @throws {InteractionError} if there is an answer already.
   */
  async deferUpdate(): Promise<void> {
    await this.responder.first({ wish: "deferUpdate", byItself: false }, { type: callbackType.deferredUpdate });
  }
}

function valuesOf({ data }: APIMessageComponentInteraction): readonly string[] {
  return "values" in data ? data.values : [];
}

function resolvedOf({ data }: APIMessageComponentInteraction): Partial<APIInteractionDataResolved> | undefined {
  return "resolved" in data ? data.resolved : undefined;
}
