import { ApiError } from "./api-error.ts";
import type { ChannelStore } from "./channels.ts";
import type { Message, MessageAuthor } from "./message-types.ts";
import { MessageType } from "./message-types.ts";
import type { MessageStore } from "./messages.ts";
import type { WorldContext } from "./world-context.ts";

const maxPins = 250;

/** Pinned messages. */
export class PinStore {
  readonly #context: WorldContext;
  readonly #channels: ChannelStore;
  readonly #messages: MessageStore;

  constructor(context: WorldContext, channels: ChannelStore, messages: MessageStore) {
    this.#context = context;
    this.#channels = channels;
    this.#messages = messages;
  }

  /** Last pinned first. */
  list(channelId: string): Message[] {
    return this.#messages
      .list(channelId, { limit: Infinity })
      .filter(({ pinnedAt }) => pinnedAt !== undefined)
      .toSorted((a, b) => (b.pinnedAt ?? "").localeCompare(a.pinnedAt ?? ""));
  }

  /** Pins, and says so in the channel. @throws {ApiError} 10008, 30003, or 50021 for a system message */
  pin(channelId: string, messageId: string, by: MessageAuthor): void {
    const message = this.#messages.require(channelId, messageId);
    if (message.pinnedAt !== undefined) return;
    if (isSystemMessage(message)) throw new ApiError(403, 50021, "Cannot execute action on a system message");
    if (this.list(channelId).length >= maxPins) {
      throw new ApiError(400, 30003, `Maximum number of pins reached for the channel (${maxPins})`);
    }
    message.pinnedAt = this.#context.timestamp();
    this.#changed(message);
    const guildId = this.#channels.require(channelId).guild_id;
    this.#messages.create({
      channelId,
      author: by,
      body: {},
      type: MessageType.ChannelPinnedMessage,
      reference: {
        type: 0,
        message_id: messageId,
        channel_id: channelId,
        ...(guildId === undefined ? {} : { guild_id: guildId }),
      },
    });
  }

  unpin(channelId: string, messageId: string): void {
    const message = this.#messages.require(channelId, messageId);
    if (message.pinnedAt === undefined) return;
    message.pinnedAt = undefined;
    this.#changed(message);
  }

  #changed(message: Message): void {
    const channel = this.#channels.require(message.channelId);
    channel.last_pin_timestamp = this.list(channel.id)[0]?.pinnedAt ?? null;
    this.#messages.publishUpdate(message);
    const guild = channel.guild_id === undefined ? {} : { guild_id: channel.guild_id };
    this.#context.publish(
      "CHANNEL_PINS_UPDATE",
      { ...guild, channel_id: channel.id, last_pin_timestamp: channel.last_pin_timestamp },
      this.#channels.audience(channel),
    );
  }
}

/** Messages that nobody wrote: joins, pins, new threads. */
export function isSystemMessage(message: Message): boolean {
  const { Default, Reply, ChatInputCommand, ContextMenuCommand } = MessageType;
  const written: readonly number[] = [Default, Reply, ChatInputCommand, ContextMenuCommand];
  return !written.includes(message.type);
}
