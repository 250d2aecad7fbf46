import { type Buildable, type ForumPostBody, messageFrom, type MessageInput } from "@zignal/builders";
import type {
  APIChannel,
  APIThreadChannel,
  RESTPatchAPIChannelJSONBody,
  RESTPostAPIChannelInviteJSONBody,
  RESTPostAPIChannelThreadsJSONBody,
  RESTPostAPIChannelWebhookJSONBody,
  RESTPostAPIGuildForumThreadsJSONBody,
  RESTPostAPIStageInstanceJSONBody,
} from "@zignal/types";
import { createdAt } from "./created-at.ts";
import { bodyOf, isBuildable } from "./body.ts";
import type { Invite } from "./invite.ts";
import type { Message } from "./message.ts";
import type { StageInstance } from "./stage-instance.ts";
import type { ActionOptions } from "./structure-host.ts";
import { Structure } from "./structure.ts";
import type { Thread } from "./thread.ts";
import type { Webhook } from "./webhook.ts";

/** Announcement thread, public thread, private thread. */
const threadTypes: ReadonlySet<number> = new Set([10, 11, 12]);
const announcementChannel = 5;
const announcementThread = 10;
const publicThread = 11;
/** Direct message, group of direct messages. */
const directTypes: ReadonlySet<number> = new Set([1, 3]);

/** A channel or thread, as events, single requests and lists have it. */
export type RawChannel = APIChannel;

/** A post of a forum or media channel, with its first message. */
export interface ForumPost extends Omit<RESTPostAPIGuildForumThreadsJSONBody, "message"> {
  message: MessageInput;
}

/** A channel or thread of any type. `raw.type` tells which, and TypeScript narrows `raw` by it. */
export class Channel<Raw extends RawChannel = RawChannel> extends Structure<Raw> {
  get id(): string {
    return this.raw.id;
  }

  get type(): Raw["type"] {
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

  /** Narrows `raw`: is it of this type? */
  isOfType<Type extends Raw["type"]>(type: Type): this is this & Channel<Extract<Raw, { type: Type }>> {
    return this.raw.type === type;
  }

  get isThread(): boolean {
    return isThread(this.raw);
  }

  get isDirect(): boolean {
    return directTypes.has(this.raw.type);
  }

  get createdAt(): Date {
    return createdAt(this.raw.id);
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
  async *messages(
    options: { limit?: number; before?: string; signal?: AbortSignal } = {},
  ): AsyncGenerator<Message, void, void> {
    const { limit, before, ...others } = options;
    const paging = {
      ...others,
      ...(limit === undefined ? {} : { max: limit }),
      ...(before === undefined ? {} : { query: { before } }),
    };
    for await (const raw of this.host.rest.channels.iterateMessages(this.id, paging)) yield this.host.make.message(raw);
  }

  /** Pinned messages, the latest pin first, page by page as they are asked for. */
  async *pins(options: { signal?: AbortSignal } = {}): AsyncGenerator<Message, void, void> {
    for await (const pin of this.host.rest.channels.iteratePins(this.id, options)) {
      yield this.host.make.message(pin.message);
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

  /** Opens a thread without a first message: a public one, unless `type` says otherwise. */
  async createThread(
    input: RESTPostAPIChannelThreadsJSONBody | Buildable<RESTPostAPIChannelThreadsJSONBody>,
    options: ActionOptions = {},
  ): Promise<Thread> {
    // Discord's own default is a private one.
    const type = this.raw.type === announcementChannel ? announcementThread : publicThread;
    return this.host.make.thread(
      await this.host.rest.channels.createThread(this.id, { type, ...bodyOf(input) }, options),
    );
  }

  /** Opens a post in a forum or media channel. */
  async createPost(post: ForumPost | Buildable<ForumPostBody>, options: ActionOptions = {}): Promise<Thread> {
    const body = isBuildable(post) ? post.build() : forumPostBody(post);
    return this.host.make.thread(await this.host.rest.channels.createThread(this.id, body, options));
  }

  /** Archived threads that everybody may see, the last archived first, page by page as they are asked for. */
  async *archivedThreads(options: { signal?: AbortSignal } = {}): AsyncGenerator<Thread, void, void> {
    for await (const raw of this.host.rest.channels.iteratePublicArchivedThreads(this.id, options)) {
      yield this.host.make.thread(raw);
    }
  }

  async createInvite(body: RESTPostAPIChannelInviteJSONBody = {}, options: ActionOptions = {}): Promise<Invite> {
    return this.host.make.invite(await this.host.rest.channels.createChannelInvite(this.id, body, options));
  }

  async invites(): Promise<Invite[]> {
    return (await this.host.rest.channels.listChannelInvites(this.id)).map((raw) => this.host.make.invite(raw));
  }

  async createWebhook(
    body: RESTPostAPIChannelWebhookJSONBody | Buildable<RESTPostAPIChannelWebhookJSONBody>,
    options: ActionOptions = {},
  ): Promise<Webhook> {
    return this.host.make.webhook(await this.host.rest.channels.createWebhook(this.id, bodyOf(body), options));
  }

  async webhooks(): Promise<Webhook[]> {
    return (await this.host.rest.channels.listChannelWebhooks(this.id)).map((raw) => this.host.make.webhook(raw));
  }

  /** Starts a live stage in a stage channel. */
  async startStage(
    body: Omit<RESTPostAPIStageInstanceJSONBody, "channel_id">,
    options: ActionOptions = {},
  ): Promise<StageInstance> {
    const { stageInstances } = this.host.rest;
    return this.host.make.stageInstance(
      await stageInstances.createStageInstance({ ...body, channel_id: this.id }, options),
    );
  }

  /** The live stage of a stage channel. @throws {HttpError} with `discordCode` 10067 if there is none. */
  async fetchStage(): Promise<StageInstance> {
    return this.host.make.stageInstance(await this.host.rest.stageInstances.getStageInstance(this.id));
  }

  override toString(): string {
    return this.mention;
  }
}

export function isThread(raw: RawChannel): raw is APIThreadChannel {
  return threadTypes.has(raw.type);
}

function forumPostBody({ message, ...post }: ForumPost): ForumPostBody {
  const { files, ...body } = messageFrom(message);
  return { ...post, message: body, ...(files === undefined ? {} : { files }) };
}
