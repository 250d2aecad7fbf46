import type { APIAllowedMentions, APIEmbed, APIMessageTopLevelComponent, FileInput, RESTAPIPoll } from "@zignal/types";
import { copyJson, toJson, toJsonList } from "./buildable.ts";
import type { Buildable, Input, Plain } from "./buildable.ts";
import type { MessageBody, MessageBuildOptions } from "./message-builder.ts";
import { messageFlags } from "./message-flags.ts";
import { messageEditSchema, messageSchema, usesComponentsV2 } from "./schemas/message.ts";
import { checked } from "./validation.ts";

type OwnFields = "embeds" | "components" | "allowed_mentions" | "poll" | "files";

/** Discord's JSON of a message, in which builders can stand where their JSON can. */
export interface MessageJson extends Omit<MessageBody, OwnFields> {
  embeds?: readonly Input<APIEmbed>[];
  components?: readonly Input<APIMessageTopLevelComponent>[];
  allowed_mentions?: Plain<APIAllowedMentions>;
  poll?: Input<RESTAPIPoll>;
  files?: readonly FileInput[];
  /** Seen by the user of the interaction only; for answers to interactions. @defaultValue `false` */
  ephemeral?: boolean;
}

/** A message: its content, a builder, or Discord's JSON with or without builders in it. */
export type MessageInput = string | Buildable<MessageBody> | MessageJson;

/**
 * Discord's JSON of any message input. The flag of components V2 is set where they are used.
 * @throws {ValidationError} with every fault, unless `validate` is `false`.
 */
export function messageFrom(input: MessageInput, options?: MessageBuildOptions): MessageBody {
  return checked(
    bodyOf(input, options),
    options?.edit === true ? messageEditSchema : messageSchema,
    "message",
    options,
  );
}

function bodyOf(input: MessageInput, options: MessageBuildOptions | undefined): MessageBody {
  if (typeof input === "string") return { content: input };
  // No message, from plain JavaScript: the check says so.
  if (typeof input !== "object" || input === null) return input;
  if ("build" in input && typeof input.build === "function") {
    // Checked with the rest; a builder of one's own may not know the option.
    return input.build({ ...options, validate: false });
  }
  return fromJson(input as MessageJson);
}

function fromJson(json: MessageJson): MessageBody {
  const { embeds, components, allowed_mentions, poll, files, ephemeral, ...rest } = json;
  const body: MessageBody = copyJson(rest);
  if (embeds !== undefined) body.embeds = toJsonList(embeds);
  if (components !== undefined) {
    body.components = toJsonList(components);
    if (usesComponentsV2(body.components, undefined)) body.flags = (body.flags ?? 0) | messageFlags.isComponentsV2;
  }
  // The API's types have a string enum here.
  if (allowed_mentions !== undefined) body.allowed_mentions = copyJson(allowed_mentions) as APIAllowedMentions;
  if (poll !== undefined) body.poll = toJson(poll);
  // No list, from plain JavaScript: the check says so.
  if (files !== undefined)
    body.files = Array.isArray(files) ? files.map((file: FileInput) => ({ ...file })) : (files as FileInput[]);
  if (ephemeral === true) body.flags = (body.flags ?? 0) | messageFlags.ephemeral;
  return body;
}
