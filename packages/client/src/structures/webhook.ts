import {
  cdn,
  messageFrom,
  type MessageInput,
  type MessageJson,
  type WebhookMessageBody,
  type WebhookMessageBuilder,
} from "@zignal/builders";
import { ValidationError } from "@zignal/errors";
import type { APIWebhook, RESTPatchAPIWebhookJSONBody } from "@zignal/types";
import { createdAt } from "./created-at.ts";
import type { Message } from "./message.ts";
import type { ActionOptions } from "./structure-host.ts";
import { Structure } from "./structure.ts";
import type { User } from "./user.ts";

/** A message as a webhook sends it: with a name and an avatar of its own, where they are given. */
export type WebhookMessageInput =
  | MessageInput
  | WebhookMessageBuilder
  | (MessageJson & Pick<WebhookMessageBody, "username" | "avatar_url" | "thread_name" | "applied_tags">);

/** Where a message of a webhook is. */
export interface WebhookMessagePlace {
  /** A thread of the webhook's channel. */
  threadId?: string;
  signal?: AbortSignal;
}

/** A webhook. What it can do with messages goes by its token, and needs no permission of the bot. */
export class Webhook extends Structure<APIWebhook> {
  get id(): string {
    return this.raw.id;
  }

  get name(): string | undefined {
    return this.raw.name ?? undefined;
  }

  get guildId(): string | undefined {
    return this.raw.guild_id ?? undefined;
  }

  get channelId(): string | undefined {
    return this.raw.channel_id ?? undefined;
  }

  /** Who made it, where Discord tells. */
  get creator(): User | undefined {
    return this.raw.user ? this.host.make.user(this.raw.user) : undefined;
  }

  /** Secret; only of webhooks that this application made, or may manage. */
  get token(): string | undefined {
    return this.raw.token;
  }

  /** URL of the avatar, if there is one. */
  get avatarUrl(): string | undefined {
    return typeof this.raw.avatar === "string" ? cdn.userAvatar(this.raw.id, this.raw.avatar) : undefined;
  }

  get createdAt(): Date {
    return createdAt(this.raw.id);
  }

  /** @throws {ValidationError} if the webhook has no token here. */
  async send(input: WebhookMessageInput, place: WebhookMessagePlace = {}): Promise<Message> {
    const { threadId, ...options } = place;
    const query = { wait: true, ...(threadId === undefined ? {} : { thread_id: threadId }) } as const;
    const body = messageFrom(input);
    return this.host.make.message(
      await this.host.rest.webhooks.executeWebhook(this.id, this.#secret(), body, { ...options, query }),
    );
  }

  /** @throws {ValidationError} if the webhook has no token here. */
  async editMessage(messageId: string, input: MessageInput, place: WebhookMessagePlace = {}): Promise<Message> {
    const body = messageFrom(input, { edit: true });
    const { webhooks } = this.host.rest;
    return this.host.make.message(
      await webhooks.updateWebhookMessage(this.id, this.#secret(), messageId, body, optionsOf(place)),
    );
  }

  /** @throws {ValidationError} if the webhook has no token here. */
  async fetchMessage(messageId: string, place: WebhookMessagePlace = {}): Promise<Message> {
    const { webhooks } = this.host.rest;
    return this.host.make.message(
      await webhooks.getWebhookMessage(this.id, this.#secret(), messageId, optionsOf(place)),
    );
  }

  /** @throws {ValidationError} if the webhook has no token here. */
  async deleteMessage(messageId: string, place: WebhookMessagePlace = {}): Promise<void> {
    await this.host.rest.webhooks.deleteWebhookMessage(this.id, this.#secret(), messageId, optionsOf(place));
  }

  async edit(changes: RESTPatchAPIWebhookJSONBody, options: ActionOptions = {}): Promise<Webhook> {
    return this.host.make.webhook(await this.host.rest.webhooks.updateWebhook(this.id, changes, options));
  }

  async delete(options: ActionOptions = {}): Promise<void> {
    await this.host.rest.webhooks.deleteWebhook(this.id, options);
  }

  /** Without the token: what is printed or logged is no place for it. */
  override toJSON(): APIWebhook {
    const { token: _token, url: _url, ...others } = this.raw;
    return others;
  }

  #secret(): string {
    if (this.raw.token !== undefined) return this.raw.token;
    throw ValidationError.of(
      "token",
      `of webhook ${this.id} is not known: it comes with webhooks that this application made, or may manage`,
    );
  }
}

function optionsOf({ threadId, ...options }: WebhookMessagePlace): {
  query?: { thread_id: string };
  signal?: AbortSignal;
} {
  return threadId === undefined ? options : { ...options, query: { thread_id: threadId } };
}
