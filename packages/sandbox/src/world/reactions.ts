import { ApiError } from "./api-error.ts";
import type { ChannelStore } from "./channels.ts";
import type { MemberStore } from "./members.ts";
import type { EmojiRef, Message } from "./message-types.ts";
import type { MessageStore } from "./messages.ts";
import type { WorldContext } from "./world-context.ts";

/** How many different emoji a message may have. */
const maxEmoji = 20;

/** Who reacted to what, with which emoji. */
export class ReactionStore {
  readonly #context: WorldContext;
  readonly #channels: ChannelStore;
  readonly #members: MemberStore;
  readonly #messages: MessageStore;

  constructor(context: WorldContext, channels: ChannelStore, members: MemberStore, messages: MessageStore) {
    this.#context = context;
    this.#channels = channels;
    this.#members = members;
    this.#messages = messages;
  }

  /** Adding a reaction twice does nothing. @throws {ApiError} 30010 with more than 20 different emoji */
  add(message: Message, emoji: EmojiRef, userId: string): void {
    let reaction = message.reactions.find((other) => isSameEmoji(other.emoji, emoji));
    if (reaction?.userIds.includes(userId) === true) return;
    if (reaction === undefined) {
      if (message.reactions.length >= maxEmoji)
        throw new ApiError(403, 30010, `Maximum number of reactions reached (${maxEmoji})`);
      message.reactions.push((reaction = { emoji, userIds: [] }));
    }
    reaction.userIds.push(userId);
    const guildId = this.#channels.get(message.channelId)?.guild_id;
    const member = guildId === undefined ? undefined : this.#members.get(guildId, userId);
    this.#publish("MESSAGE_REACTION_ADD", message, {
      user_id: userId,
      emoji,
      ...(member === undefined ? {} : { member: this.#members.payload(member) }),
      message_author_id: message.author.id,
      type: 0,
      burst: false,
    });
  }

  /** Taking away what is not there does nothing. */
  remove(message: Message, emoji: EmojiRef, userId: string): void {
    const index = message.reactions.findIndex((reaction) => isSameEmoji(reaction.emoji, emoji));
    const users = message.reactions[index]?.userIds ?? [];
    if (!users.includes(userId)) return;
    users.splice(users.indexOf(userId), 1);
    if (users.length === 0) message.reactions.splice(index, 1);
    this.#publish("MESSAGE_REACTION_REMOVE", message, { user_id: userId, emoji, type: 0, burst: false });
  }

  /** Users in the order of their ids. */
  userIds(message: Message, emoji: EmojiRef): string[] {
    const reaction = message.reactions.find((other) => isSameEmoji(other.emoji, emoji));
    return (reaction?.userIds ?? []).toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  }

  clear(message: Message): void {
    message.reactions.length = 0;
    this.#publish("MESSAGE_REACTION_REMOVE_ALL", message, {});
  }

  clearEmoji(message: Message, emoji: EmojiRef): void {
    const index = message.reactions.findIndex((reaction) => isSameEmoji(reaction.emoji, emoji));
    if (index === -1) return;
    message.reactions.splice(index, 1);
    this.#publish("MESSAGE_REACTION_REMOVE_EMOJI", message, { emoji });
  }

  #publish(t: string, message: Message, fields: object): void {
    const channel = this.#channels.require(message.channelId);
    const guild = channel.guild_id === undefined ? {} : { guild_id: channel.guild_id };
    const place = { channel_id: message.channelId, message_id: message.id, ...guild };
    this.#context.publish(t, { ...place, ...fields }, this.#messages.audience(message));
  }
}

function isSameEmoji(a: EmojiRef, b: EmojiRef): boolean {
  return a.id === null ? b.id === null && a.name === b.name : a.id === b.id;
}

/**
 * An emoji as paths name it: a unicode emoji, or `name:id` of a custom one.
 * @throws {ApiError} 10014
 */
export function parseEmoji(text: string): EmojiRef {
  const custom = /^(?:a:)?(\w{1,32}):(\d{1,20})$/.exec(text);
  if (custom !== null) return { id: custom[2] ?? "", name: custom[1] ?? null };
  // Pictures that may go without the selector that makes them colourful are taken either way.
  if (/^(?:\p{RGI_Emoji}|\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F?)$/v.test(text)) {
    return { id: null, name: text };
  }
  throw unknownReactionEmoji();
}

/** An emoji that nobody can react with: bad input (400), unlike a custom emoji that is asked for by its id (404). */
export function unknownReactionEmoji(): ApiError {
  return new ApiError(400, 10014, "Unknown Emoji");
}
