import { ValidationError } from "@zignal/errors";
import type { Actor } from "../actors/actor.ts";
import type { OptionValue, OptionValues } from "../actors/command-options.ts";
import type { OpenModal } from "../actors/interaction-result.ts";
import type { FieldValue, FieldValues } from "../actors/modal-values.ts";
import type { JsonObject } from "../world/json.ts";
import { isJsonObject, objectsIn } from "../world/json.ts";
import { RequestFields, withFiles } from "./request-fields.ts";

type Action = (actor: Actor, fields: RequestFields) => Promise<unknown>;

/** What the page can do as a user, by name. */
const actions: Readonly<Record<string, Action>> = {
  sendMessage: (actor, fields) => {
    const replyTo = fields.messageOrNone("replyTo");
    const files = fields.files("files");
    const content = fields.text("content");
    return actor.sendMessage(fields.text("channel"), { content, files, ...(replyTo === undefined ? {} : { replyTo }) });
  },
  edit: (actor, fields) => actor.edit(fields.message("message"), fields.text("content")),
  delete: (actor, fields) => actor.delete(fields.message("message")),
  react: (actor, fields) => actor.react(fields.message("message"), fields.text("emoji")),
  unreact: (actor, fields) => actor.unreact(fields.message("message"), fields.text("emoji")),
  typing: (actor, fields) => actor.typing(fields.text("channel")),
  joinVoice: async (actor, fields) => {
    await actor.joinVoice(fields.text("channel"));
  },
  leaveVoice: (actor) => actor.leaveVoice(),
  commands: async (actor, fields) => actor.commands(fields.text("channel")),
  runCommand: (actor, fields) =>
    actor.runCommand(fields.text("name"), optionValues(fields.objectOrEmpty("values")), {
      channel: fields.text("channel"),
    }),
  runUserCommand: (actor, fields) =>
    actor.runUserCommand(fields.text("name"), fields.text("target"), { channel: fields.text("channel") }),
  runMessageCommand: (actor, fields) => actor.runMessageCommand(fields.text("name"), fields.message("message")),
  autocomplete: (actor, fields) =>
    actor.autocomplete(fields.text("name"), fields.text("option"), fields.text("partial"), {
      channel: fields.text("channel"),
      values: optionValues(fields.objectOrEmpty("values")),
    }),
  clickButton: (actor, fields) => actor.clickButton(fields.message("message"), fields.text("button")),
  select: (actor, fields) => actor.select(fields.message("message"), fields.text("menu"), fields.texts("values")),
  submitModal: (actor, fields) =>
    actor.submitModal(openModal(fields.object("modal")), fieldValues(fields.object("values"))),
};

/** @throws {ValidationError} for an action that does not exist, or fields that do not fit. */
export async function performAction(actor: Actor, body: JsonObject): Promise<unknown> {
  const fields = new RequestFields(body);
  const name = fields.text("action");
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined)
    throw ValidationError.of("action", `"${name}" does not exist (known: ${Object.keys(actions).join(", ")})`);
  return (await action(actor, fields)) ?? {};
}

function optionValues(values: JsonObject): OptionValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const given = withFiles(value);
      if (isOptionValue(given)) return [name, given];
      throw ValidationError.of(`values.${name}`, "must be text, a number, true or false, or a file");
    }),
  );
}

function fieldValues(values: JsonObject): FieldValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const given = withFiles(value);
      if (isFieldValue(given)) return [name, given];
      throw ValidationError.of(`values.${name}`, "must be text, true or false, or a list");
    }),
  );
}

function isOptionValue(value: unknown): value is OptionValue {
  return ["string", "number", "boolean"].includes(typeof value) || (isJsonObject(value) && "data" in value);
}

function isFieldValue(value: unknown): value is FieldValue {
  return typeof value === "string" || typeof value === "boolean" || Array.isArray(value);
}

/** A modal comes back as the page was given it. */
function openModal(modal: JsonObject): OpenModal {
  const fields = new RequestFields(modal);
  return {
    customId: fields.text("customId"),
    title: fields.text("title"),
    components: objectsIn(modal["components"]),
    interactionId: fields.text("interactionId"),
    applicationId: fields.text("applicationId"),
    channelId: fields.text("channelId"),
  };
}
