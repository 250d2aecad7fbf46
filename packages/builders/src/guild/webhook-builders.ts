import type { RESTPostAPIChannelWebhookJSONBody, RESTPostAPIWebhookWithTokenJSONBody } from "@zignal/types";
import type { FileInput } from "@zignal/types";
import type { BuildOptions } from "../buildable.ts";
import { MessageBuilder } from "../message-builder.ts";
import type { MessageBody, MessageBuildOptions } from "../message-builder.ts";
import { messageEditSchema, messageSchema } from "../schemas/message.ts";
import { webhookSchema } from "../schemas/webhook.ts";
import { checked } from "../validation.ts";

/**
 * A webhook to create in a channel.
 * @see {@link https://docs.discord.com/developers/resources/webhook#create-webhook | Discord Docs/Create Webhook}
 */
export class WebhookBuilder {
  readonly #data: RESTPostAPIChannelWebhookJSONBody = { name: "" };

  /** 1 to 80 characters, without "clyde" and "discord". */
  name(name: string): this {
    this.#data.name = name;
    return this;
  }

  /** A data URI of a PNG, JPEG or GIF. */
  setAvatar(image: string): this {
    this.#data.avatar = image;
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): RESTPostAPIChannelWebhookJSONBody {
    return checked({ ...this.#data }, webhookSchema, "webhook", options);
  }
}

/** What a webhook takes beside a message. */
export type WebhookMessageBody = MessageBody &
  Pick<RESTPostAPIWebhookWithTokenJSONBody, "username" | "avatar_url" | "thread_name" | "applied_tags"> & {
    files?: FileInput[];
  };

/**
 * A message to post through a webhook.
 * @see {@link https://docs.discord.com/developers/resources/webhook#execute-webhook | Discord Docs/Execute Webhook}
 */
export class WebhookMessageBuilder extends MessageBuilder {
  readonly #sender: Pick<WebhookMessageBody, "username" | "avatar_url" | "thread_name" | "applied_tags"> = {};

  /** Instead of the webhook's name: 1 to 80 characters. */
  username(username: string): this {
    this.#sender.username = username;
    return this;
  }

  /** Instead of the webhook's picture. */
  avatarUrl(url: string): this {
    this.#sender.avatar_url = url;
    return this;
  }

  /** Starts a post of this name; for webhooks of forum and media channels. 1 to 100 characters. */
  threadName(name: string): this {
    this.#sender.thread_name = name;
    return this;
  }

  /** Adds tags of the forum to the post; at most five. */
  addTag(...tagIds: readonly string[]): this {
    this.#sender.applied_tags = [...(this.#sender.applied_tags ?? []), ...tagIds];
    return this;
  }

  override build(options?: MessageBuildOptions): WebhookMessageBody {
    const body: WebhookMessageBody = { ...super.build({ ...options, validate: false }), ...this.#sender };
    if (body.applied_tags !== undefined) body.applied_tags = [...body.applied_tags];
    return checked(body, options?.edit === true ? messageEditSchema : messageSchema, "message", options);
  }
}
