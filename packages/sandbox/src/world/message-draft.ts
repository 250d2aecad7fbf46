import { ApiError, invalidForm } from "./api-error.ts";
import type { Channel } from "./channel-types.ts";
import { componentText } from "./components.ts";
import type { JsonObject } from "./json.ts";
import type { AllowedMentions } from "./mentions.ts";
import { defaultAllowedMentions, parseMentions } from "./mentions.ts";
import type { MemberStore } from "./members.ts";
import type { Message, MessageAuthor, MessageBody, MessageReference } from "./message-types.ts";
import { MessageFlag, MessageType } from "./message-types.ts";
import { PermissionBit } from "./permission-bits.ts";
import type { PermissionRules } from "./permissions.ts";
import type { RoleStore } from "./roles.ts";
import type { UserStore } from "./users.ts";

export interface DraftStores {
  users: UserStore;
  members: MemberStore;
  roles: RoleStore;
  permissions: PermissionRules;
  find: (channelId: string, messageId: string) => Message | undefined;
}

export interface ResolvedMentions {
  mentionIds: string[];
  mentionRoles: string[];
  mentionEveryone: boolean;
}

/** What of a message's text mentions somebody who exists, within what the author may do and allows. */
export function resolveMentions(
  text: string,
  author: MessageAuthor,
  channel: Channel,
  allowed: AllowedMentions | null | undefined,
  stores: DraftStores,
  viaInteraction: boolean,
): ResolvedMentions {
  const isWebhook = author.kind === "webhook" || viaInteraction;
  const defaults = isWebhook ? defaultAllowedMentions.webhook : defaultAllowedMentions.message;
  const found = parseMentions(text, allowed ?? defaults);
  const guildId = channel.guild_id;
  const mayMentionAll =
    author.kind === "webhook" ||
    (stores.permissions.inChannel(author.id, channel) & PermissionBit.MentionEveryone) !== 0n;
  return {
    mentionIds: found.userIds.filter((id) => stores.users.get(id) !== undefined),
    mentionRoles: found.roleIds.filter((id) => {
      const role = guildId === undefined ? undefined : stores.roles.get(guildId, id);
      return role !== undefined && (role.mentionable || mayMentionAll);
    }),
    mentionEveryone: guildId !== undefined && found.everyone && mayMentionAll,
  };
}

/** The text that mentions are looked for in. */
export function mentionText(content: string, components: readonly JsonObject[]): string {
  return `${content}\n${componentText(components)}`;
}

export interface ResolvedReference {
  type: number;
  reference: MessageReference | undefined;
  referencedId: string | undefined;
  snapshots: JsonObject[] | undefined;
  /** The author of what is replied to, where a reply mentions it. */
  repliedUserId: string | undefined;
}

const noReference: ResolvedReference = {
  type: MessageType.Default,
  reference: undefined,
  referencedId: undefined,
  snapshots: undefined,
  repliedUserId: undefined,
};

/** What people wrote; what the system says cannot be replied to, nor forwarded. */
const repliableTypes: ReadonlySet<number> = new Set([
  MessageType.Default,
  MessageType.Reply,
  MessageType.ChatInputCommand,
  MessageType.ContextMenuCommand,
]);

/** A reply's or forward's reference, checked against what exists. */
export function resolveReference(body: MessageBody, channel: Channel, stores: DraftStores): ResolvedReference {
  const request = body.message_reference;
  if (request === undefined || request === null || request.message_id === undefined) return noReference;
  const { message_id } = request;
  const guild = channel.guild_id === undefined ? {} : { guild_id: channel.guild_id };
  const target = stores.find(request.channel_id ?? channel.id, message_id);
  if (request.type === 1) return forward(target, request.channel_id);
  if (request.channel_id !== undefined && request.channel_id !== channel.id) {
    throw invalidForm(
      ["message_reference"],
      "REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL",
      "Cannot reply to a message in a different channel",
    );
  }
  const isSystem = target !== undefined && !repliableTypes.has(target.type);
  if (target === undefined || target.visibleTo !== undefined || isSystem) {
    if (request.fail_if_not_exists === false) return noReference;
    throw invalidForm(["message_reference"], "REPLIES_UNKNOWN_MESSAGE", "Unknown message");
  }
  const mentionsAuthor =
    body.allowed_mentions?.replied_user ?? (body.allowed_mentions === undefined || body.allowed_mentions === null);
  return {
    type: MessageType.Reply,
    reference: { type: 0, message_id, channel_id: channel.id, ...guild },
    referencedId: message_id,
    snapshots: undefined,
    repliedUserId: mentionsAuthor && target.author.kind === "user" ? target.author.id : undefined,
  };
}

function forward(target: Message | undefined, channelId: string | undefined): ResolvedReference {
  if (channelId === undefined) {
    throw invalidForm(["message_reference", "channel_id"], "BASE_TYPE_REQUIRED", "This field is required");
  }
  if (target === undefined) throw invalidForm(["message_reference"], "REPLIES_UNKNOWN_MESSAGE", "Unknown message");
  if (!repliableTypes.has(target.type) || target.poll !== undefined) {
    throw new ApiError(400, 50068, "Invalid message type");
  }
  const { type, content, embeds, attachments, timestamp, editedTimestamp, flags, components, mentionRoles } = target;
  const snapshot = {
    message: {
      type,
      content,
      embeds: structuredClone(embeds),
      attachments: attachments.map((attachment) => ({ ...attachment })),
      timestamp,
      edited_timestamp: editedTimestamp,
      flags,
      mentions: [],
      mention_roles: [...mentionRoles],
      components: structuredClone(components),
    },
  };
  return {
    type: MessageType.Default,
    reference: { type: 1, message_id: target.id, channel_id: target.channelId },
    referencedId: undefined,
    snapshots: [snapshot],
    repliedUserId: undefined,
  };
}

/** @throws {ApiError} 50006 if there is nothing to see in the message. */
export function requireContent(body: MessageBody, fileCount: number): void {
  const hasText = typeof body.content === "string" && body.content.trim() !== "";
  const hasParts = (body.embeds?.length ?? 0) > 0 || (body.components?.length ?? 0) > 0;
  const isForward = body.message_reference?.type === 1;
  const hasPoll = body.poll !== undefined && body.poll !== null;
  if (!hasText && !hasParts && fileCount === 0 && !isForward && !hasPoll) {
    throw new ApiError(400, 50006, "Cannot send an empty message");
  }
}

/** Flags that a sender may set; others are ignored, as Discord does. */
export function allowedFlags(requested: number | null | undefined, extra: number = 0): number {
  const { SuppressEmbeds, SuppressNotifications, IsVoiceMessage, IsComponentsV2 } = MessageFlag;
  return (requested ?? 0) & (SuppressEmbeds | SuppressNotifications | IsVoiceMessage | IsComponentsV2 | extra);
}
