import { ApiError, invalidForm, unknown } from "./api-error.ts";
import type { UploadedFile } from "./attachments.ts";
import type { Interaction } from "./interaction-types.ts";
import { CallbackType, InteractionType } from "./interaction-types.ts";
import type { InteractionStore } from "./interactions.ts";
import type { JsonObject } from "./json.ts";
import { objectsIn } from "./json.ts";
import type { Message, MessageBody, MessageReference } from "./message-types.ts";
import { MessageFlag, MessageType } from "./message-types.ts";
import type { MessageStore } from "./messages.ts";
import type { UserStore } from "./users.ts";
import type { WorldContext } from "./world-context.ts";

/** A bot's callback, its message part already validated. */
export interface InteractionCallback {
  type: number;
  message?: MessageBody;
  files?: readonly UploadedFile[];
  choices?: JsonObject[];
  modal?: { custom_id: string; title: string; components: JsonObject[] };
}

/** Which callbacks an interaction may be answered with. */
const callbacksByType: Readonly<Record<number, readonly number[]>> = {
  [InteractionType.Ping]: [CallbackType.Pong],
  [InteractionType.ApplicationCommand]: [
    CallbackType.Message,
    CallbackType.DeferredMessage,
    CallbackType.Modal,
    CallbackType.PremiumRequired,
    CallbackType.LaunchActivity,
  ],
  [InteractionType.MessageComponent]: [
    CallbackType.Message,
    CallbackType.DeferredMessage,
    CallbackType.DeferredUpdate,
    CallbackType.Update,
    CallbackType.Modal,
    CallbackType.PremiumRequired,
    CallbackType.LaunchActivity,
  ],
  [InteractionType.Autocomplete]: [CallbackType.AutocompleteResult],
  [InteractionType.ModalSubmit]: [
    CallbackType.Message,
    CallbackType.DeferredMessage,
    CallbackType.DeferredUpdate,
    CallbackType.Update,
    CallbackType.PremiumRequired,
    CallbackType.LaunchActivity,
  ],
};

/** What bots do with an interaction's id and token: callbacks, followups, the original response. */
export class InteractionResponses {
  readonly #context: WorldContext;
  readonly #interactions: InteractionStore;
  readonly #messages: MessageStore;
  readonly #users: UserStore;

  constructor(context: WorldContext, interactions: InteractionStore, messages: MessageStore, users: UserStore) {
    this.#context = context;
    this.#interactions = interactions;
    this.#messages = messages;
    this.#users = users;
  }

  /** @returns the message that was created or changed, if any. @throws {ApiError} 10062, 40060, 50035 */
  respond(id: string, token: string, callback: InteractionCallback): Message | undefined {
    const interaction = this.#interactions.requireUnanswered(id, token);
    this.#requireFitting(interaction, callback.type);
    const acknowledge = this.#interactions.acknowledged.bind(this.#interactions, interaction, callback.type);
    switch (callback.type) {
      case CallbackType.Message: {
        const message = this.#send(interaction, callback.message ?? {}, callback.files ?? []);
        acknowledge({ kind: "message", message, deferred: false, ephemeral: isEphemeral(message) });
        return message;
      }
      case CallbackType.DeferredMessage: {
        const ephemeral = (callback.message?.flags ?? 0) & MessageFlag.Ephemeral;
        const message = this.#send(interaction, { flags: ephemeral | MessageFlag.Loading }, []);
        acknowledge(undefined);
        return message;
      }
      case CallbackType.DeferredUpdate:
        interaction.originalId = interaction.message?.id;
        acknowledge({ kind: "deferredUpdate" });
        return undefined;
      case CallbackType.Update: {
        const target = interaction.message?.id ?? "";
        interaction.originalId = target;
        const message = this.#messages.edit(interaction.channelId, target, callback.message ?? {}, callback.files);
        acknowledge({ kind: "update", message });
        return message;
      }
      case CallbackType.AutocompleteResult:
        acknowledge({ kind: "choices", choices: callback.choices ?? [] });
        return undefined;
      case CallbackType.Modal:
        acknowledge({ kind: "modal", modal: callback.modal ?? { custom_id: "", title: "", components: [] } });
        return undefined;
      case CallbackType.PremiumRequired:
        acknowledge({ kind: "premiumRequired" });
        return undefined;
      case CallbackType.LaunchActivity: {
        const instanceId = `i-${this.#context.newId()}-gc-${interaction.channelId}`;
        interaction.activityInstanceId = instanceId;
        acknowledge({ kind: "activity", instanceId });
        return undefined;
      }
      default:
        acknowledge({ kind: "pong" });
        return undefined;
    }
  }

  /** A further message. Straight after a deferral it fills in the deferred one. */
  followup(applicationId: string, token: string, body: MessageBody, files: readonly UploadedFile[]): Message {
    const interaction = this.#interactions.requireByToken(applicationId, token);
    const original = this.#find(interaction, "@original");
    if (original !== undefined && (original.flags & MessageFlag.Loading) !== 0) {
      return this.edit(applicationId, token, "@original", body, files);
    }
    return this.#send(interaction, body, files);
  }

  /** @param messageId - An id, or `@original`. */
  get(applicationId: string, token: string, messageId: string): Message {
    return this.#require(this.#interactions.requireByToken(applicationId, token), messageId);
  }

  edit(
    applicationId: string,
    token: string,
    messageId: string,
    body: MessageBody,
    files: readonly UploadedFile[],
  ): Message {
    const interaction = this.#interactions.requireByToken(applicationId, token);
    const { id, flags } = this.#require(interaction, messageId);
    const wasLoading = (flags & MessageFlag.Loading) !== 0;
    const message = this.#messages.edit(interaction.channelId, id, body, files);
    if (wasLoading) {
      const ephemeral = isEphemeral(message);
      this.#interactions.settle(interaction, { kind: "message", message, deferred: true, ephemeral });
    }
    return message;
  }

  delete(applicationId: string, token: string, messageId: string): void {
    const interaction = this.#interactions.requireByToken(applicationId, token);
    const message = this.#require(interaction, messageId);
    this.#messages.delete(interaction.channelId, message.id);
    if ((message.flags & MessageFlag.Loading) !== 0) this.#interactions.settle(interaction, { kind: "deleted" });
  }

  #send(interaction: Interaction, body: MessageBody, files: readonly UploadedFile[]): Message {
    const isFirst = interaction.originalId === undefined;
    const { type, reference } = this.#kindOf(interaction, isFirst);
    const ephemeral = ((body.flags ?? 0) & MessageFlag.Ephemeral) !== 0;
    const loading = ((body.flags ?? 0) & MessageFlag.Loading) !== 0;
    if (!loading) requireSomething(body, files);
    const message = this.#messages.create({
      channelId: interaction.channelId,
      author: { kind: "user", id: interaction.botId },
      body: { ...body, message_reference: null },
      files,
      type,
      applicationId: interaction.applicationId,
      interactionMetadata: isFirst
        ? interaction.metadata
        : { ...interaction.metadata, original_response_message_id: interaction.originalId },
      ...(isFirst ? this.#legacyInteraction(interaction) : {}),
      ...(reference === undefined ? {} : { reference }),
      ...(ephemeral ? { visibleTo: interaction.userId } : {}),
    });
    interaction.messageIds.add(message.id);
    if (isFirst) {
      interaction.originalId = message.id;
    }
    return message;
  }

  /** Followups reply to the original, answers to components reply to the component's message. */
  #kindOf(interaction: Interaction, isFirst: boolean): { type: number; reference?: MessageReference } {
    const place = {
      type: 0 as const,
      channel_id: interaction.channelId,
      ...(interaction.guildId === undefined ? {} : { guild_id: interaction.guildId }),
    };
    if (!isFirst && interaction.originalId !== undefined) {
      return { type: MessageType.Reply, reference: { ...place, message_id: interaction.originalId } };
    }
    if (interaction.message !== undefined) {
      return { type: MessageType.Reply, reference: { ...place, message_id: interaction.message.id } };
    }
    const commandType = interaction.data["type"];
    const targetId = interaction.data["target_id"];
    if (commandType === 3 && typeof targetId === "string") {
      return { type: MessageType.ContextMenuCommand, reference: { ...place, message_id: targetId } };
    }
    return { type: commandType === 2 ? MessageType.ContextMenuCommand : MessageType.ChatInputCommand };
  }

  #legacyInteraction(interaction: Interaction): { interaction?: JsonObject } {
    if (interaction.type !== InteractionType.ApplicationCommand) return {};
    const { id, type, data, userId } = interaction;
    return { interaction: { id, type, name: fullCommandName(data), user: this.#users.require(userId) } };
  }

  #find(interaction: Interaction, messageId: string): Message | undefined {
    const id = messageId === "@original" ? interaction.originalId : messageId;
    if (id === undefined || (!interaction.messageIds.has(id) && id !== interaction.originalId)) return undefined;
    return this.#messages.get(interaction.channelId, id);
  }

  #require(interaction: Interaction, messageId: string): Message {
    const message = this.#find(interaction, messageId);
    if (message === undefined) throw unknown("Message");
    return message;
  }

  #requireFitting(interaction: Interaction, callbackType: number): void {
    const needsMessage = callbackType === CallbackType.Update || callbackType === CallbackType.DeferredUpdate;
    const allowed = callbacksByType[interaction.type] ?? [];
    if (allowed.includes(callbackType) && !(needsMessage && interaction.message === undefined)) return;
    throw invalidForm(
      ["type"],
      "INTERACTION_RESPONSE_TYPE_INVALID",
      `Callback type ${callbackType} is not valid for interaction type ${interaction.type}.`,
    );
  }
}

function isEphemeral(message: Message): boolean {
  return (message.flags & MessageFlag.Ephemeral) !== 0;
}

function requireSomething(body: MessageBody, files: readonly UploadedFile[]): void {
  const parts = (body.embeds?.length ?? 0) + (body.components?.length ?? 0) + files.length;
  const hasPoll = body.poll !== undefined && body.poll !== null;
  if ((body.content ?? "").trim() === "" && parts === 0 && !hasPoll) {
    throw new ApiError(400, 50006, "Cannot send an empty message");
  }
}

/** `group subgroup command`, as users typed it. */
function fullCommandName(data: JsonObject): string {
  const names = [String(data["name"])];
  let options = objectsIn(data["options"]);
  for (let nested = options[0]; nested !== undefined && Number(nested["type"]) <= 2; nested = options[0]) {
    names.push(String(nested["name"]));
    options = objectsIn(nested["options"]);
  }
  return names.join(" ");
}
