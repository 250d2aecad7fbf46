import { ApiError, unknown } from "./api-error.ts";
import type { Attachment, AttachmentStore, UploadedFile } from "./attachments.ts";
import type { Channel } from "./channel-types.ts";
import { isThread } from "./channel-types.ts";
import type { ChannelStore } from "./channels.ts";
import { normalizeComponents } from "./components.ts";
import { normalizeEmbeds } from "./embeds.ts";
import type { Audience } from "./events.ts";
import type { JsonObject } from "./json.ts";
import type { MemberStore } from "./members.ts";
import type { DraftStores } from "./message-draft.ts";
import { allowedFlags, mentionText, requireContent, resolveMentions, resolveReference } from "./message-draft.ts";
import { MessageLog } from "./message-log.ts";
import type { MessagePage } from "./message-log.ts";
import type { MessagePayload, MessagePayloadStores } from "./message-payload.ts";
import { messageEventPayload, messagePayload } from "./message-payload.ts";
import type { Message, MessageBody, NewMessage } from "./message-types.ts";
import { MessageFlag } from "./message-types.ts";
import type { PermissionRules } from "./permissions.ts";
import { createPoll } from "./polls.ts";
import type { RoleStore } from "./roles.ts";
import type { UserStore } from "./users.ts";
import type { WorldContext } from "./world-context.ts";

export interface MessageStores {
  users: UserStore;
  members: MemberStore;
  roles: RoleStore;
  channels: ChannelStore;
  permissions: PermissionRules;
  attachments: AttachmentStore;
}

/** How long an enforced nonce is remembered, in milliseconds. */
const nonceMemoryMs = 5 * 60 * 1000;

/** The messages of every channel. */
export class MessageStore {
  readonly #context: WorldContext;
  readonly #stores: MessageStores;
  readonly #lookup: MessagePayloadStores & DraftStores;
  readonly #byChannel = new Map<string, MessageLog>();
  readonly #nonces = new Map<string, { message: Message; untilMs: number }>();

  constructor(context: WorldContext, stores: MessageStores) {
    this.#context = context;
    this.#stores = stores;
    this.#lookup = { ...stores, find: (channelId, messageId) => this.get(channelId, messageId) };
  }

  /**
   * Sends a message. Whether the author may is for the caller to check.
   * @throws {ApiError} 10003, 50006, or 50035 for a reply to nothing
   */
  create(input: NewMessage): Message {
    const { channelId, author, body, files = [] } = input;
    const channel = this.#stores.channels.require(channelId);
    const repeated = this.#sameNonce(input);
    if (repeated !== undefined) return repeated;
    const isLoading = ((body.flags ?? 0) & MessageFlag.Loading) !== 0;
    if (!isLoading && input.type === undefined) requireContent(body, files.length);

    const resolved = resolveReference(body, channel, this.#lookup);
    const ephemeral = input.visibleTo !== undefined;
    const parts = this.#parts(channelId, body, files, [], ephemeral);
    const content = (body.content ?? "").trim();
    const viaInteraction = input.interactionMetadata !== undefined;
    const text = mentionText(content, parts.components);
    const mentions = resolveMentions(text, author, channel, body.allowed_mentions, this.#lookup, viaInteraction);
    const { repliedUserId } = resolved;
    if (repliedUserId !== undefined && !mentions.mentionIds.includes(repliedUserId)) {
      mentions.mentionIds.push(repliedUserId);
    }
    const interactionFlags = MessageFlag.Loading | MessageFlag.Ephemeral;
    const message: Message = {
      id: this.#context.newId(),
      channelId,
      author,
      type: input.type ?? resolved.type,
      content,
      timestamp: this.#context.timestamp(),
      editedTimestamp: null,
      tts: body.tts ?? false,
      ...mentions,
      ...parts,
      reactions: [],
      nonce: body.nonce ?? undefined,
      pinnedAt: undefined,
      flags:
        allowedFlags(body.flags, viaInteraction ? interactionFlags : 0) |
        (resolved.snapshots === undefined ? 0 : MessageFlag.HasSnapshot) |
        (input.isCrosspost === true ? MessageFlag.IsCrosspost : 0),
      reference: input.reference ?? resolved.reference,
      referencedId: input.reference?.message_id ?? resolved.referencedId,
      snapshots: resolved.snapshots,
      poll: body.poll === undefined || body.poll === null ? undefined : createPoll(body.poll, this.#context.nowMs()),
      applicationId: input.applicationId,
      interactionMetadata: input.interactionMetadata,
      interaction: input.interaction,
      threadId: undefined,
      visibleTo: input.visibleTo,
      position: isThread(channel) ? (channel.total_message_sent ?? 0) : undefined,
    };
    this.#keep(message, channel);
    if (body.enforce_nonce === true && body.nonce !== undefined && body.nonce !== null) {
      this.#rememberNonce(nonceKey(input), message);
    }
    this.#context.publish("MESSAGE_CREATE", this.eventPayload(message), this.audience(message));
    return message;
  }

  get(channelId: string, messageId: string): Message | undefined {
    return this.#byChannel.get(channelId)?.get(messageId);
  }

  /** @throws {ApiError} 10008 */
  require(channelId: string, messageId: string): Message {
    const message = this.get(channelId, messageId);
    if (message === undefined) throw unknown("Message");
    return message;
  }

  /** Newest first. Ephemeral messages are not part of a channel's history. */
  list(channelId: string, page: MessagePage = {}): Message[] {
    return this.#byChannel.get(channelId)?.page(page) ?? [];
  }

  /** Changes a message. Fields that are absent stay; `null` empties them. */
  edit(channelId: string, messageId: string, body: MessageBody, files: readonly UploadedFile[] = []): Message {
    const message = this.require(channelId, messageId);
    const channel = this.#stores.channels.require(channelId);
    const kept =
      body.attachments === undefined || body.attachments === null
        ? message.attachments
        : message.attachments.filter(({ id }) => body.attachments?.some((item) => item["id"] === id) === true);
    const current: MessageBody = {
      ...body,
      embeds: body.embeds === undefined ? message.embeds : body.embeds,
      components: body.components === undefined ? message.components : body.components,
    };
    const parts = this.#parts(channelId, current, files, kept, message.visibleTo !== undefined);
    message.attachments = parts.attachments;
    if (body.embeds !== undefined || files.length > 0) message.embeds = parts.embeds;
    if (body.components !== undefined) message.components = parts.components;
    if (body.content !== undefined) message.content = (body.content ?? "").trim();
    if (body.flags !== undefined) {
      const mutable = MessageFlag.SuppressEmbeds;
      const v2 = (body.flags ?? 0) & MessageFlag.IsComponentsV2;
      message.flags = (message.flags & ~mutable) | ((body.flags ?? 0) & mutable) | v2;
    }
    const wasLoading = (message.flags & MessageFlag.Loading) !== 0;
    message.flags &= ~MessageFlag.Loading;
    const isEmpty = message.content === "" && message.embeds.length + message.components.length === 0;
    if (isEmpty && message.attachments.length === 0 && message.snapshots === undefined && message.poll === undefined) {
      if (wasLoading) message.flags |= MessageFlag.Loading;
      throw new ApiError(400, 50006, "Cannot send an empty message");
    }
    if (body.content !== undefined || body.components !== undefined) {
      const text = mentionText(message.content, message.components);
      const viaInteraction = message.interactionMetadata !== undefined;
      const allowed = body.allowed_mentions;
      Object.assign(message, resolveMentions(text, message.author, channel, allowed, this.#lookup, viaInteraction));
    }
    // What replaces "thinking…" is the message's first content, not an edit.
    if (!wasLoading) message.editedTimestamp = this.#context.timestamp();
    this.publishUpdate(message);
    return message;
  }

  delete(channelId: string, messageId: string): void {
    const message = this.require(channelId, messageId);
    this.#byChannel.get(channelId)?.delete(messageId);
    this.#countThreadMessages(channelId, -1);
    const guild = this.#guildOf(message);
    this.#context.publish("MESSAGE_DELETE", { id: messageId, channel_id: channelId, ...guild }, this.audience(message));
  }

  /** Ids that do not exist are passed over. */
  bulkDelete(channelId: string, messageIds: readonly string[]): void {
    const channel = this.#stores.channels.require(channelId);
    const ids = messageIds.filter((id) => this.#byChannel.get(channelId)?.delete(id) === true);
    if (ids.length === 0) return;
    this.#countThreadMessages(channelId, -ids.length);
    const guild = channel.guild_id === undefined ? {} : { guild_id: channel.guild_id };
    this.#context.publish(
      "MESSAGE_DELETE_BULK",
      { ids, channel_id: channelId, ...guild },
      this.#stores.channels.audience(channel),
    );
  }

  /** Drops all messages of a channel that is gone. */
  forgetChannel(channelId: string): void {
    this.#byChannel.delete(channelId);
  }

  /** The message object, as `viewerId` sees it. */
  payload(message: Message, viewerId?: string): MessagePayload {
    return messagePayload(message, this.#lookup, viewerId);
  }

  eventPayload(message: Message): MessagePayload {
    return messageEventPayload(message, this.#lookup);
  }

  publishUpdate(message: Message): void {
    this.#context.publish("MESSAGE_UPDATE", { ...this.eventPayload(message), tts: false }, this.audience(message));
  }

  audience(message: Message): Audience {
    const channel = this.#stores.channels.require(message.channelId);
    if (message.visibleTo === undefined) return this.#stores.channels.audience(channel);
    return { kind: "ephemeral", channelId: channel.id, userIds: [message.author.id, message.visibleTo] };
  }

  #parts(
    channelId: string,
    body: MessageBody,
    files: readonly UploadedFile[],
    kept: readonly Attachment[],
    ephemeral: boolean,
  ): { attachments: Attachment[]; embeds: JsonObject[]; components: JsonObject[] } {
    const added = files.map((file) => this.#stores.attachments.add(channelId, file, { ephemeral }));
    const attachments = [...kept, ...added];
    const inEmbeds = new Set<string>();
    const embeds = normalizeEmbeds(body.embeds ?? [], attachments, inEmbeds);
    const components = normalizeComponents(body.components ?? [], attachments, new Set(), () => this.#context.newId());
    // What an embed shows is not listed a second time.
    return { attachments: attachments.filter(({ id }) => !inEmbeds.has(id)), embeds, components };
  }

  #sameNonce(input: NewMessage): Message | undefined {
    if (input.body.enforce_nonce !== true) return undefined;
    const found = this.#nonces.get(nonceKey(input));
    return found !== undefined && found.untilMs > this.#context.nowMs() ? found.message : undefined;
  }

  #rememberNonce(key: string, message: Message): void {
    const now = this.#context.nowMs();
    this.#nonces.delete(key);
    this.#nonces.set(key, { message, untilMs: now + nonceMemoryMs });
    // The oldest come first.
    for (const [known, { untilMs }] of this.#nonces) {
      if (untilMs > now) break;
      this.#nonces.delete(known);
    }
  }

  #keep(message: Message, channel: Channel): void {
    let log = this.#byChannel.get(channel.id);
    if (log === undefined) this.#byChannel.set(channel.id, (log = new MessageLog()));
    log.add(message);
    if (message.visibleTo !== undefined) return;
    channel.last_message_id = message.id;
    this.#countThreadMessages(channel.id, 1);
  }

  #countThreadMessages(channelId: string, change: number): void {
    const channel = this.#stores.channels.get(channelId);
    if (channel === undefined || !isThread(channel)) return;
    channel.message_count = Math.max(0, (channel.message_count ?? 0) + change);
    if (change > 0) channel.total_message_sent = (channel.total_message_sent ?? 0) + change;
  }

  #guildOf(message: Message): { guild_id?: string } {
    const guildId = this.#stores.channels.get(message.channelId)?.guild_id;
    return guildId === undefined || message.visibleTo !== undefined ? {} : { guild_id: guildId };
  }
}

function nonceKey({ author, body }: NewMessage): string {
  return `${author.id}:${String(body.nonce)}`;
}
