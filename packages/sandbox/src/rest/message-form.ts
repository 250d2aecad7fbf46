import { ApiError, invalidForm } from "../world/api-error.ts";
import type { UploadedFile } from "../world/attachments.ts";
import type { JsonObject } from "../world/json.ts";
import { isJsonObject } from "../world/json.ts";
import type { AllowedMentions } from "../world/mentions.ts";
import { mediaType } from "../world/media-types.ts";
import type { Message, MessageBody } from "../world/message-types.ts";
import { MessageFlag } from "../world/message-types.ts";
import type { Call } from "./call.ts";
import { componentsV2, legacyComponents } from "./component-form.ts";
import { embeds } from "./embed-form.ts";
import type { At, Field } from "./fields.ts";
import {
  array,
  boolean,
  choice,
  fail,
  integer,
  nullable,
  number,
  readBody,
  refine,
  snowflake,
  string,
} from "./fields.ts";
import { object, optional, required } from "./object-field.ts";
import { poll } from "./poll-form.ts";
import type { UploadedPart } from "./request-body.ts";

const allowedMentions: Field<AllowedMentions> = refine(
  object({
    parse: optional(nullable(array(choice(["users", "roles", "everyone"])))),
    users: optional(nullable(array(snowflake, { max: 100 }))),
    roles: optional(nullable(array(snowflake, { max: 100 }))),
    replied_user: optional(boolean),
  }),
  (value, at) => {
    for (const kind of ["users", "roles"] as const) {
      if (value.parse?.includes(kind) === true && (value[kind]?.length ?? 0) > 0) {
        const message = `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`;
        fail(at, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message);
      }
    }
  },
);

const nonce: Field<string | number> = (value, at) => {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  return string({ max: 25 })(value, at);
};

const attachment = object({
  id: required(snowflake),
  filename: optional(nullable(string({ max: 1024 }))),
  title: optional(nullable(string({ max: 1024 }))),
  description: optional(nullable(string({ max: 1024 }))),
  duration_secs: optional(nullable(number({ min: 0, max: 1200 }))),
  waveform: optional(nullable(string({ max: 400 }))),
  is_spoiler: optional(boolean),
});

const shared = {
  content: optional(nullable(string({ max: 2000 }))),
  embeds: optional(nullable(embeds)),
  allowed_mentions: optional(nullable(allowedMentions)),
  flags: optional(nullable(integer({ min: 0 }))),
  attachments: optional(nullable(array(attachment, { max: 10 }))),
  poll: optional(nullable(poll)),
};

const creation = {
  ...shared,
  tts: optional(boolean),
  nonce: optional(nullable(nonce)),
  enforce_nonce: optional(boolean),
  message_reference: optional(
    nullable(
      object({
        type: optional(choice([0, 1])),
        message_id: optional(snowflake),
        channel_id: optional(snowflake),
        guild_id: optional(snowflake),
        fail_if_not_exists: optional(boolean),
      }),
    ),
  ),
};

/** Names that a webhook execution takes besides. */
export interface WebhookIdentity {
  username?: string | null;
  avatar_url?: string | null;
  thread_name?: string;
  applied_tags?: string[];
}

const webhookExtras = {
  username: optional(nullable(string({ min: 1, max: 80 }))),
  avatar_url: optional(nullable(string({ max: 2048 }))),
  thread_name: optional(string({ min: 1, max: 100 })),
  applied_tags: optional(array(snowflake)),
};

const v2Fields = { components: optional(nullable(componentsV2)) };
const legacyFields = { components: optional(nullable(legacyComponents)) };

const forms: Record<"create" | "webhook", Record<"v2" | "legacy", Field<MessageBody & WebhookIdentity>>> = {
  create: {
    v2: object({ ...creation, ...v2Fields }),
    legacy: object({ ...creation, ...legacyFields }),
  },
  webhook: {
    v2: object({ ...creation, ...v2Fields, ...webhookExtras }),
    legacy: object({ ...creation, ...legacyFields, ...webhookExtras }),
  },
};

/** A message's body and files, validated. */
export interface MessageForm {
  body: MessageBody & WebhookIdentity;
  files: UploadedFile[];
}

/**
 * Reads a message from a request.
 * @param source - The body, or the part of it that is the message.
 * @param currentFlags - Flags of the message that is edited: components of the second version stay such.
 * @throws {ApiError} 50035, 50081, 30015
 */
export function readMessageForm(
  call: Pick<Call, "body" | "files">,
  kind: "create" | "webhook",
  currentFlags: number = 0,
  source: unknown = call.body ?? {},
): MessageForm {
  const requested = isJsonObject(source) && typeof source["flags"] === "number" ? source["flags"] : 0;
  const isV2 = ((requested | currentFlags) & MessageFlag.IsComponentsV2) !== 0;
  const field = refine(forms[kind][isV2 ? "v2" : "legacy"], (body, at) => {
    if (isV2) rejectLegacyFields(body, at);
  });
  const body = readBody(field, source);
  // No guild here has stickers, so that none can be sent.
  if (isJsonObject(source) && Array.isArray(source["sticker_ids"]) && source["sticker_ids"].length > 0) {
    throw new ApiError(400, 50081, "Invalid sticker sent");
  }
  if ((requested & MessageFlag.IsVoiceMessage) !== 0) requireVoiceMessage(body, call.files);
  if (call.files.length > 10) throw new ApiError(400, 30015, "Maximum number of attachments in a message reached (10)");
  return { body, files: call.files.map((part) => toFile(part, body.attachments ?? [])) };
}

function rejectLegacyFields(body: MessageBody, at: At): void {
  const used = {
    content: (body.content ?? "") !== "",
    embeds: (body.embeds?.length ?? 0) > 0,
    poll: body.poll !== undefined && body.poll !== null,
  };
  for (const [name, isUsed] of Object.entries(used)) {
    if (!isUsed) continue;
    const message = `The '${name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`;
    at.errors.add([...at.path, name], "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message);
  }
}

/** A voice message is one sound file with its length and waveform, and nothing else. */
function requireVoiceMessage(body: MessageBody, files: readonly UploadedPart[]): void {
  const hasMore = (body.content ?? "") !== "" || (body.embeds?.length ?? 0) > 0 || (body.components?.length ?? 0) > 0;
  if (hasMore) throw new ApiError(400, 50159, "Voice messages do not support additional content.");
  const [file] = files;
  const contentType = file?.contentType ?? mediaType(file?.filename ?? "") ?? "";
  if (files.length !== 1 || !contentType.startsWith("audio/")) {
    throw new ApiError(400, 50160, "Voice messages must have a single audio attachment.");
  }
  const [described] = body.attachments ?? [];
  if (typeof described?.["duration_secs"] !== "number" || typeof described["waveform"] !== "string") {
    throw new ApiError(400, 50161, "Voice messages must have supporting metadata.");
  }
}

/**
 * A message becomes one of components only when all else in it is taken out in the same edit.
 * @throws {ApiError} 50035
 */
export function requireEmptied(message: Message, body: MessageBody): void {
  const becomesV2 = ((body.flags ?? 0) & ~message.flags & MessageFlag.IsComponentsV2) !== 0;
  if (!becomesV2) return;
  const left = [
    ["content", message.content !== "" && body.content === undefined],
    ["embeds", message.embeds.length > 0 && body.embeds === undefined],
  ] as const;
  for (const [name, isLeft] of left) {
    if (!isLeft) continue;
    const reason = `The '${name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`;
    throw invalidForm([name], "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", reason);
  }
}

function toFile(part: UploadedPart, attachments: readonly JsonObject[]): UploadedFile {
  const described = attachments.find(({ id }) => id === String(part.index)) ?? {};
  const text = (name: string): string | undefined => {
    const value = described[name];
    return typeof value === "string" ? value : undefined;
  };
  const optionalText = { description: text("description"), title: text("title"), waveform: text("waveform") };
  const duration = described["duration_secs"];
  return {
    filename: text("filename") ?? part.filename,
    data: part.data,
    ...(part.contentType === undefined ? {} : { contentType: part.contentType }),
    ...Object.fromEntries(Object.entries(optionalText).filter(([, value]) => value !== undefined)),
    ...(typeof duration === "number" ? { durationSecs: duration } : {}),
    ...(described["is_spoiler"] === true ? { isSpoiler: true } : {}),
  };
}

/** @throws {ApiError} 50035 if `attachments` names a file that was neither uploaded now nor kept. */
export function requireKnownAttachments(
  { body }: MessageForm,
  files: readonly UploadedPart[],
  kept: readonly string[],
): void {
  for (const [index, { id }] of (body.attachments ?? []).entries()) {
    const isKnown = kept.includes(String(id)) || files.some((file) => String(file.index) === id);
    if (!isKnown) throw invalidForm(["attachments", index], "ATTACHMENT_NOT_FOUND", `Unknown attachment ${String(id)}`);
  }
}
