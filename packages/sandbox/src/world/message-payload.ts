import type { ChannelStore } from "./channels.ts";
import type { MemberStore } from "./members.ts";
import type { EmojiRef, Message } from "./message-types.ts";
import { MessageFlag, MessageType } from "./message-types.ts";
import { pollPayload } from "./polls.ts";
import type { UserStore } from "./users.ts";

/** A message as Discord sends it; see the documentation for the rest of its fields. */
export interface MessagePayload {
  id: string;
  channel_id: string;
  content: string;
  type: number;
  flags: number;
  timestamp: string;
  edited_timestamp: string | null;
  tts: boolean;
  pinned: boolean;
  mention_everyone: boolean;
  author: { id: string; username: string; bot?: boolean; [field: string]: unknown };
  mentions: object[];
  mention_roles: string[];
  attachments: object[];
  embeds: object[];
  components: object[];
  reactions?: object[];
  [field: string]: unknown;
}

export interface MessagePayloadStores {
  users: UserStore;
  members: MemberStore;
  channels: ChannelStore;
  find: (channelId: string, messageId: string) => Message | undefined;
}

const typesWithReferencedMessage: ReadonlySet<number> = new Set([
  MessageType.Reply,
  MessageType.ThreadStarterMessage,
  MessageType.ContextMenuCommand,
]);

/** The message object, as `viewerId` sees it (own reactions, own votes). */
export function messagePayload(message: Message, stores: MessagePayloadStores, viewerId?: string): MessagePayload {
  return { ...withoutReferenced(message, stores, viewerId), ...referenced(message, stores, viewerId) };
}

/** What gateway events add to the message object. */
export function messageEventPayload(message: Message, stores: MessagePayloadStores): MessagePayload {
  const channel = stores.channels.get(message.channelId);
  const payload = messagePayload(message, stores);
  if (channel !== undefined) payload["channel_type"] = channel.type;
  const guildId = channel?.guild_id;
  if (guildId === undefined || message.visibleTo !== undefined) return payload;
  payload["guild_id"] = guildId;
  const author = message.author.kind === "user" ? stores.members.get(guildId, message.author.id) : undefined;
  if (author !== undefined) payload["member"] = stores.members.partialPayload(author);
  payload.mentions = message.mentionIds.map((id) => {
    const member = stores.members.get(guildId, id);
    const user = stores.users.require(id);
    return member === undefined ? user : { ...user, member: stores.members.partialPayload(member) };
  });
  return payload;
}

function withoutReferenced(message: Message, stores: MessagePayloadStores, viewerId?: string): MessagePayload {
  const suppressed = (message.flags & MessageFlag.SuppressEmbeds) !== 0;
  const payload: MessagePayload = {
    id: message.id,
    channel_id: message.channelId,
    type: message.type,
    content: message.content,
    author: authorPayload(message, stores.users),
    timestamp: message.timestamp,
    edited_timestamp: message.editedTimestamp,
    tts: message.tts,
    mention_everyone: message.mentionEveryone,
    mentions: message.mentionIds.map((id) => stores.users.require(id)),
    mention_roles: [...message.mentionRoles],
    attachments: message.attachments.map((attachment) => ({ ...attachment })),
    embeds: suppressed ? [] : structuredClone(message.embeds),
    components: structuredClone(message.components),
    pinned: message.pinnedAt !== undefined,
    flags: message.flags,
  };
  if (message.reactions.length > 0) {
    payload.reactions = message.reactions.map((reaction) => reactionPayload(reaction, viewerId));
  }
  if (message.nonce !== undefined) payload["nonce"] = message.nonce;
  // Answers to interactions are sent through a webhook that has the application's id.
  const viaWebhook = message.interactionMetadata === undefined ? undefined : message.applicationId;
  const webhookId = message.author.kind === "webhook" ? message.author.id : viaWebhook;
  if (webhookId !== undefined) payload["webhook_id"] = webhookId;
  if (message.applicationId !== undefined) payload["application_id"] = message.applicationId;
  if (message.interactionMetadata !== undefined) payload["interaction_metadata"] = message.interactionMetadata;
  if (message.interaction !== undefined) payload["interaction"] = message.interaction;
  if (message.reference !== undefined) payload["message_reference"] = { ...message.reference };
  if (message.snapshots !== undefined) payload["message_snapshots"] = message.snapshots;
  if (message.poll !== undefined) payload["poll"] = pollPayload(message.poll, viewerId);
  if (message.position !== undefined) payload["position"] = message.position;
  const thread = message.threadId === undefined ? undefined : stores.channels.get(message.threadId);
  if (thread !== undefined) payload["thread"] = stores.channels.payload(thread);
  return payload;
}

/** The referenced message goes one level deep; `null` says that it was deleted. */
function referenced(message: Message, stores: MessagePayloadStores, viewerId?: string): object {
  if (message.referencedId === undefined || !typesWithReferencedMessage.has(message.type)) return {};
  const target = stores.find(message.reference?.channel_id ?? message.channelId, message.referencedId);
  return { referenced_message: target === undefined ? null : withoutReferenced(target, stores, viewerId) };
}

function authorPayload({ author }: Message, users: UserStore): MessagePayload["author"] {
  if (author.kind === "user") return { ...users.require(author.id) };
  const { id, name, avatar } = author;
  return {
    id,
    username: name,
    avatar,
    discriminator: "0000",
    bot: true,
    global_name: null,
    flags: 0,
    public_flags: 0,
    primary_guild: null,
  };
}

function reactionPayload(reaction: { emoji: EmojiRef; userIds: readonly string[] }, viewerId?: string): object {
  return {
    emoji: { ...reaction.emoji },
    count: reaction.userIds.length,
    count_details: { burst: 0, normal: reaction.userIds.length },
    burst_colors: [],
    me_burst: false,
    burst_me: false,
    me: viewerId !== undefined && reaction.userIds.includes(viewerId),
    burst_count: 0,
  };
}
