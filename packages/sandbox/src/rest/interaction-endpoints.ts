import { ApiError } from "../world/api-error.ts";
import { CallbackType } from "../world/interaction-types.ts";
import type { InteractionCallback } from "../world/interaction-responses.ts";
import { isJsonObject } from "../world/json.ts";
import type { Message } from "../world/message-types.ts";
import { MessageFlag } from "../world/message-types.ts";
import type { Call, Endpoints } from "./call.ts";
import { form, param, queryFlag } from "./call.ts";
import { commandChoice } from "./command-choice.ts";
import { array, choice, integer, nullable } from "./fields.ts";
import { readMessageForm, requireKnownAttachments } from "./message-form.ts";
import { modal } from "./modal-form.ts";
import { object, optional, required } from "./object-field.ts";
import type { Reply } from "./reply.ts";
import { noContent, ok } from "./reply.ts";

const typeOnly = object({ type: required(choice([1, 4, 5, 6, 7, 8, 9, 10, 12])) });

const autocomplete = object({
  data: required(object({ choices: required(array(commandChoice, { max: 25 })) })),
});

const modalCallback = object({ data: required(modal) });

const deferral = object({ data: optional(nullable(object({ flags: optional(nullable(integer({ min: 0 }))) }))) });

/** Reads what a callback of its type carries. */
function readCallback(call: Call): InteractionCallback {
  const { type } = form(call, typeOnly);
  switch (type) {
    case CallbackType.Message:
    case CallbackType.Update:
      return { type, ...readMessage(call, 0) };
    case CallbackType.DeferredMessage:
    case CallbackType.DeferredUpdate: {
      const flags = form(call, deferral).data?.flags ?? 0;
      return { type, message: { flags: flags & MessageFlag.Ephemeral } };
    }
    case CallbackType.AutocompleteResult:
      return { type, choices: form(call, autocomplete).data.choices };
    case CallbackType.Modal:
      return { type, modal: form(call, modalCallback).data };
    default:
      return { type };
  }
}

function readMessage(call: Call, flags: number): Pick<InteractionCallback, "message" | "files"> {
  const data = isJsonObject(call.body) ? (call.body["data"] ?? {}) : {};
  const content = nested(() => readMessageForm(call, "create", flags, data));
  requireKnownAttachments(content, call.files, []);
  return { message: content.body, files: content.files };
}

/** Faults of a callback's message stand below `data`. */
function nested<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ApiError) || error.errors === undefined) throw error;
    throw new ApiError(error.status, error.code, error.message, { data: error.errors });
  }
}

export const interactionEndpoints: Endpoints = {
  create_interaction_response: (call) => {
    const id = param(call, "interaction_id");
    const token = param(call, "interaction_token");
    // Too late or twice is told before anything about the body.
    call.world.interactions.requireUnanswered(id, token);
    const callback = readCallback(call);
    const message = call.world.interactionResponses.respond(id, token, callback);
    return queryFlag(call, "with_response") ? withResponse(call, id, callback.type, message) : noContent;
  },
};

function withResponse(call: Call, id: string, type: number, message: Message | undefined): Reply {
  const interaction = call.world.interactions.get(id);
  const about = { id, type: interaction?.type };
  if (message !== undefined) {
    const resource = { type, message: call.world.messages.payload(message, interaction?.botId) };
    return ok({ interaction: { ...about, ...messageState(message) }, resource });
  }
  const instance = interaction?.activityInstanceId;
  if (instance === undefined) return ok({ interaction: about });
  const resource = { type, activity_instance: { id: instance } };
  return ok({ interaction: { ...about, activity_instance_id: instance }, resource });
}

function messageState({ id, flags }: Message): object {
  return {
    response_message_id: id,
    response_message_loading: (flags & MessageFlag.Loading) !== 0,
    response_message_ephemeral: (flags & MessageFlag.Ephemeral) !== 0,
  };
}
