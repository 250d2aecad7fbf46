import type { RESTPostAPIChannelThreadsJSONBody, RESTPostAPIGuildForumThreadsJSONBody } from "@zignal/types";
import type { FileInput } from "@zignal/types";
import type { BuildOptions } from "../buildable.ts";
import { messageFrom } from "../message-input.ts";
import type { MessageInput } from "../message-input.ts";
import { forumPostSchema, threadSchema } from "../schemas/thread.ts";
import { checked } from "../validation.ts";

/** Minutes without activity until a thread is archived. */
export type ArchiveDuration = 60 | 1440 | 4320 | 10_080;

const threadTypes = { announcement: 10, public: 11, private: 12 } as const;

/**
 * A thread to start, from a message or without one.
 * @see {@link https://docs.discord.com/developers/resources/channel#start-thread-without-message | Discord Docs/Start Thread}
 */
export class ThreadBuilder {
  readonly #data: RESTPostAPIChannelThreadsJSONBody = { name: "" };

  /** 1 to 100 characters. */
  name(name: string): this {
    this.#data.name = name;
    return this;
  }

  /** Without a message only; from a message the channel decides. @defaultValue Discord's: `"private"` */
  type(type: keyof typeof threadTypes): this {
    this.#data.type = threadTypes[type];
    return this;
  }

  /** Minutes without activity until it is archived. @defaultValue the channel's */
  setAutoArchiveDuration(minutes: ArchiveDuration): this {
    this.#data.auto_archive_duration = minutes;
    return this;
  }

  /** Seconds that a member waits between messages: 0 to 21600. @defaultValue the channel's */
  setRateLimitPerUser(seconds: number): this {
    this.#data.rate_limit_per_user = seconds;
    return this;
  }

  /** May members of a private thread add others? @defaultValue `true` */
  invitable(invitable = true): this {
    this.#data.invitable = invitable;
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): RESTPostAPIChannelThreadsJSONBody {
    return checked({ ...this.#data }, threadSchema, "thread", options);
  }
}

/** What Discord takes for a forum post, and the files of its message. */
export type ForumPostBody = RESTPostAPIGuildForumThreadsJSONBody & { files?: FileInput[] };

/**
 * A post of a forum or media channel: a thread with its first message.
 * @see {@link https://docs.discord.com/developers/resources/channel#start-thread-in-forum-or-media-channel | Discord Docs/Forum Thread}
 */
export class ForumPostBuilder {
  readonly #data: Omit<RESTPostAPIGuildForumThreadsJSONBody, "message"> = { name: "" };
  #message: MessageInput = "";

  /** 1 to 100 characters. */
  name(name: string): this {
    this.#data.name = name;
    return this;
  }

  /** The first message: text, a builder, or Discord's JSON. */
  message(message: MessageInput): this {
    this.#message = message;
    return this;
  }

  /** Adds tags of the forum; at most five. */
  addTag(...tagIds: readonly string[]): this {
    this.#data.applied_tags = [...(this.#data.applied_tags ?? []), ...tagIds];
    return this;
  }

  /** Minutes without activity until it is archived. @defaultValue the forum's */
  setAutoArchiveDuration(minutes: ArchiveDuration): this {
    this.#data.auto_archive_duration = minutes;
    return this;
  }

  /** Seconds that a member waits between messages: 0 to 21600. @defaultValue the forum's */
  setRateLimitPerUser(seconds: number): this {
    this.#data.rate_limit_per_user = seconds;
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): ForumPostBody {
    const { files, ...message } = messageFrom(this.#message, { validate: false });
    const post: ForumPostBody = { ...this.#data, message, ...(files !== undefined && { files }) };
    if (post.applied_tags !== undefined) post.applied_tags = [...post.applied_tags];
    checked({ ...this.#data, message: { ...message, files } }, forumPostSchema, "forum post", options);
    return post;
  }
}
