import { messageFrom, type MessageInput } from "@zignal/builders";
import type {
  APIAttachment,
  APIEmbed,
  APIMessage,
  APIUser,
  RESTPostAPIChannelMessagesThreadsJSONBody,
} from "@zignal/types";
import { isSnowflake } from "@zignal/types/snowflake";
import { createdAt } from "./created-at.ts";
import type { Member, RawMember } from "./member.ts";
import type { Poll } from "./poll.ts";
import type { ActionOptions } from "./structure-host.ts";
import { Structure } from "./structure.ts";
import type { Thread } from "./thread.ts";
import type { User } from "./user.ts";

/** @see {@link https://docs.discord.com/developers/resources/message#message-reference-types | Discord Docs/Message Reference Types} */
const forwardType = 1;

/** A message as the gateway or the API has it. The gateway adds the guild and the author's membership. */
export type RawMessage = APIMessage & {
  guild_id?: string;
  member?: RawMember;
};

/** A message. */
export class Message extends Structure<RawMessage> {
  get id(): string {
    return this.raw.id;
  }

  get channelId(): string {
    return this.raw.channel_id;
  }

  /** The guild; `undefined` in direct messages. REST does not tell: then it is known where the channel is cached. */
  get guildId(): string | undefined {
    if (this.raw.guild_id !== undefined) return this.raw.guild_id;
    const channel = isSnowflake(this.raw.channel_id) ? this.host.cache?.getChannel(this.raw.channel_id) : undefined;
    return channel !== undefined && "guild_id" in channel ? channel.guild_id : undefined;
  }

  /** Narrows `guildId`: was it sent in a guild? */
  isInGuild(): this is this & { readonly guildId: string } {
    return this.guildId !== undefined;
  }

  /** The text. Empty without the `messageContent` intent, unless the bot is mentioned, addressed directly, or the author. */
  get content(): string {
    return this.raw.content ?? "";
  }

  get author(): User {
    return this.host.make.user(this.raw.author);
  }

  /** The author as a member, where the gateway sent it. */
  get member(): Member | undefined {
    const { member, guild_id: guildId, author } = this.raw;
    return member && guildId !== undefined ? this.host.make.member(member, author, guildId) : undefined;
  }

  get embeds(): readonly APIEmbed[] {
    return this.raw.embeds ?? [];
  }

  get attachments(): readonly APIAttachment[] {
    return this.raw.attachments ?? [];
  }

  /** The users it mentions. */
  get mentions(): readonly User[] {
    return (this.raw.mentions ?? []).map((user: APIUser) => this.host.make.user(user));
  }

  /** The message this one answers, where Discord sent it along. */
  get repliedTo(): Message | undefined {
    const replied = this.raw.referenced_message;
    return replied ? this.host.make.message(replied) : undefined;
  }

  get poll(): Poll | undefined {
    return this.raw.poll ? this.host.make.poll(this.raw.poll, this.raw) : undefined;
  }

  get createdAt(): Date {
    return createdAt(this.raw.id);
  }

  get editedAt(): Date | undefined {
    return typeof this.raw.edited_timestamp === "string" ? new Date(this.raw.edited_timestamp) : undefined;
  }

  /** Was it sent by a webhook? */
  get isWebhook(): boolean {
    return typeof this.raw.webhook_id === "string";
  }

  /** Address of the message in Discord's applications. */
  get url(): string {
    return `https://discord.com/channels/${this.guildId ?? "@me"}/${this.channelId}/${this.id}`;
  }

  /** Answers this message, in its channel. */
  async reply(input: MessageInput): Promise<Message> {
    const body = { message_reference: { message_id: this.id }, ...messageFrom(input) };
    return this.host.make.message(await this.host.rest.channels.createMessage(this.channelId, body));
  }

  async edit(input: MessageInput): Promise<Message> {
    return this.host.make.message(
      await this.host.rest.channels.updateMessage(this.channelId, this.id, messageFrom(input, { edit: true })),
    );
  }

  async delete(options: ActionOptions = {}): Promise<void> {
    await this.host.rest.channels.deleteMessage(this.channelId, this.id, options);
  }

  /** @param emoji - The emoji itself, or `name:id` of a custom one. */
  async react(emoji: string): Promise<void> {
    await this.host.rest.channels.addMyMessageReaction(this.channelId, this.id, emoji);
  }

  /**
   * Removes one reaction.
   * @param userId - Whose. @defaultValue the bot's own
   */
  async unreact(emoji: string, userId?: string): Promise<void> {
    const { channels } = this.host.rest;
    if (userId === undefined) await channels.deleteMyMessageReaction(this.channelId, this.id, emoji);
    else await channels.deleteUserMessageReaction(this.channelId, this.id, emoji, userId);
  }

  /** Removes every reaction, or every one with an emoji. */
  async clearReactions(emoji?: string): Promise<void> {
    const { channels } = this.host.rest;
    if (emoji === undefined) await channels.deleteAllMessageReactions(this.channelId, this.id);
    else await channels.deleteAllMessageReactionsByEmoji(this.channelId, this.id, emoji);
  }

  /** Who reacted with an emoji, page by page as they are asked for. */
  async *reactors(emoji: string, options: { signal?: AbortSignal } = {}): AsyncGenerator<User, void, void> {
    const users = this.host.rest.channels.iterateReactions(this.channelId, this.id, emoji, options);
    for await (const user of users) yield this.host.make.user(user);
  }

  /** Sends it on into another channel, as it is. */
  async forward(channelId: string): Promise<Message> {
    const reference = { type: forwardType, message_id: this.id, channel_id: this.channelId };
    return this.host.make.message(
      await this.host.rest.channels.createMessage(channelId, { message_reference: reference }),
    );
  }

  /** Publishes a message of an announcement channel to the channels that follow it. */
  async publish(): Promise<Message> {
    return this.host.make.message(await this.host.rest.channels.crosspostMessage(this.channelId, this.id));
  }

  async pin(options: ActionOptions = {}): Promise<void> {
    await this.host.rest.channels.createPin(this.channelId, this.id, options);
  }

  async unpin(options: ActionOptions = {}): Promise<void> {
    await this.host.rest.channels.deletePin(this.channelId, this.id, options);
  }

  async createThread(body: RESTPostAPIChannelMessagesThreadsJSONBody, options: ActionOptions = {}): Promise<Thread> {
    return this.host.make.thread(
      await this.host.rest.channels.createThreadFromMessage(this.channelId, this.id, body, options),
    );
  }
}
