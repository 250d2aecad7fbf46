import { messageFrom, type MessageInput } from "@zignal/builders";
import type {
  APIChannel,
  APIMessage,
  RESTGetAPIChannelMessagesQuery,
  RESTPatchAPIChannelJSONBody,
  RESTPostAPIChannelThreadsJSONBody,
} from "@zignal/types";
import { Snowflakes } from "@zignal/types/snowflake";
import type { Message } from "./message.ts";
import type { ActionOptions } from "./structure-host.ts";
import { Structure } from "./structure.ts";

/** Announcement thread, public thread, private thread. */
const threadTypes: ReadonlySet<number> = new Set([10, 11, 12]);
/** Direct message, group of direct messages. */
const directTypes: ReadonlySet<number> = new Set([1, 3]);

/** A channel or thread, as events, single requests and lists have it. */
export type RawChannel = APIChannel;

/** A channel or thread of any type. `raw.type` tells which, and TypeScript narrows `raw` by it. */
export class Channel extends Structure<RawChannel> {
  get id(): string {
    return this.raw.id;
  }

  get type(): RawChannel["type"] {
    return this.raw.type;
  }

  /** Name; empty for direct messages. */
  get name(): string {
    return this.raw.name ?? "";
  }

  get guildId(): string | undefined {
    return "guild_id" in this.raw ? this.raw.guild_id : undefined;
  }

  /** The category, or a thread's channel. */
  get parentId(): string | undefined {
    return "parent_id" in this.raw ? (this.raw.parent_id ?? undefined) : undefined;
  }

  get topic(): string | undefined {
    return "topic" in this.raw ? (this.raw.topic ?? undefined) : undefined;
  }

  get isThread(): boolean {
    return threadTypes.has(this.raw.type);
  }

  get isDirect(): boolean {
    return directTypes.has(this.raw.type);
  }

  get createdAt(): Date {
    return Snowflakes.date(this.raw.id);
  }

  get mention(): string {
    return `<#${this.raw.id}>`;
  }

  async send(input: MessageInput): Promise<Message> {
    return this.host.make.message(await this.host.rest.channels.createMessage(this.id, messageFrom(input)));
  }

  async fetchMessage(messageId: string): Promise<Message> {
    return this.host.make.message(await this.host.rest.channels.getMessage(this.id, messageId));
  }

  /**
   * Messages, newest first, page by page as they are asked for.
   * @param options.limit - How many at most. @defaultValue all of them
   * @param options.before - Only messages older than this id.
   */
  async *messages(options: { limit?: number; before?: string } = {}): AsyncGenerator<Message, void, undefined> {
    let left = options.limit ?? Number.POSITIVE_INFINITY;
    let before = options.before;
    while (left > 0) {
      const limit = Math.min(left, 100);
      const query: RESTGetAPIChannelMessagesQuery = before === undefined ? { limit } : { limit, before };
      const page: APIMessage[] = await this.host.rest.channels.listMessages(this.id, { query });
      for (const raw of page) yield this.host.make.message(raw);
      if (page.length < limit) return;
      before = page.at(-1)?.id;
      left -= page.length;
    }
  }

  /**
   * Deletes 2 to 100 messages at once; none may be older than two weeks.
   * @throws {HttpError} with `discordCode` 50034 where one is.
   */
  async bulkDelete(messageIds: readonly string[], options: ActionOptions = {}): Promise<void> {
    await this.host.rest.channels.bulkDeleteMessages(this.id, { messages: [...messageIds] }, options);
  }

  /** Shows that the bot is typing, for ten seconds or until it has sent a message. */
  async sendTyping(): Promise<void> {
    await this.host.rest.channels.triggerTypingIndicator(this.id);
  }

  async edit(changes: RESTPatchAPIChannelJSONBody, options: ActionOptions = {}): Promise<Channel> {
    return this.host.make.channel(await this.host.rest.channels.updateChannel(this.id, changes, options));
  }

  /** Deletes the channel, or closes the direct messages. */
  async delete(options: ActionOptions = {}): Promise<void> {
    await this.host.rest.channels.deleteChannel(this.id, options);
  }

  async createThread(body: RESTPostAPIChannelThreadsJSONBody, options: ActionOptions = {}): Promise<Channel> {
    return this.host.make.channel(await this.host.rest.channels.createThread(this.id, body, options));
  }

  override toString(): string {
    return this.mention;
  }
}
