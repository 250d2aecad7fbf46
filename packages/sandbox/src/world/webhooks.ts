import { ApiError, unknown } from "./api-error.ts";
import type { ChannelStore } from "./channels.ts";
import type { UserStore } from "./users.ts";
import type { WorldContext } from "./world-context.ts";

export interface Webhook {
  readonly id: string;
  /** 1: incoming; 2: brings what is published in a channel that its own follows. */
  readonly type: 1 | 2;
  readonly guild_id: string;
  channel_id: string;
  readonly creatorId: string;
  name: string;
  avatar: string | null;
  /** Those that follow have none that anybody is told. */
  readonly token: string;
  readonly application_id: string | null;
  /** Whom it follows. */
  readonly source?: { readonly guildId: string; readonly channelId: string };
}

const maxPerChannel = 15;

/** Incoming webhooks. */
export class WebhookStore {
  readonly #context: WorldContext;
  readonly #users: UserStore;
  readonly #channels: ChannelStore;
  readonly #webhooks = new Map<string, Webhook>();

  constructor(context: WorldContext, users: UserStore, channels: ChannelStore) {
    this.#context = context;
    this.#users = users;
    this.#channels = channels;
  }

  /** @throws {ApiError} 10003, 30007 */
  create(
    channelId: string,
    creatorId: string,
    name: string,
    avatar: string | null,
    applicationId: string | null,
  ): Webhook {
    const channel = this.#channels.require(channelId);
    if (this.ofChannel(channelId).length >= maxPerChannel) {
      throw new ApiError(400, 30007, `Maximum number of webhooks reached (${maxPerChannel})`);
    }
    const webhook: Webhook = {
      id: this.#context.newId(),
      type: 1,
      guild_id: channel.guild_id ?? "",
      channel_id: channelId,
      creatorId,
      name,
      avatar,
      token: this.#context.randomText(68),
      application_id: applicationId,
    };
    this.#webhooks.set(webhook.id, webhook);
    this.#publish(webhook);
    return webhook;
  }

  /** Lets a channel follow another one. @throws {ApiError} 10003, 30007 */
  follow(sourceId: string, channelId: string, creatorId: string): Webhook {
    const source = this.#channels.require(sourceId);
    const made = this.create(channelId, creatorId, source.name ?? "", null, null);
    const follower: Webhook = {
      ...made,
      type: 2,
      source: { guildId: source.guild_id ?? "", channelId: sourceId },
    };
    this.#webhooks.set(made.id, follower);
    return follower;
  }

  /** The webhooks that bring what is published in a channel to those that follow it. */
  followersOf(sourceId: string): Webhook[] {
    return [...this.#webhooks.values()].filter(({ source }) => source?.channelId === sourceId);
  }

  /** @throws {ApiError} 10015 */
  require(id: string): Webhook {
    const webhook = this.#webhooks.get(id);
    if (webhook === undefined) throw unknown("Webhook");
    return webhook;
  }

  get(id: string): Webhook | undefined {
    return this.#webhooks.get(id);
  }

  /** @throws {ApiError} 10015 if there is no such webhook, 50027 if the token is not its own. */
  requireByToken(id: string, token: string): Webhook {
    const webhook = this.require(id);
    if (webhook.type !== 1 || webhook.token !== token) throw new ApiError(401, 50027, "Invalid Webhook Token");
    return webhook;
  }

  ofChannel(channelId: string): Webhook[] {
    return [...this.#webhooks.values()].filter(({ channel_id }) => channel_id === channelId);
  }

  ofGuild(guildId: string): Webhook[] {
    return [...this.#webhooks.values()].filter(({ guild_id }) => guild_id === guildId);
  }

  update(id: string, change: Partial<Pick<Webhook, "name" | "avatar" | "channel_id">>): Webhook {
    const webhook = this.require(id);
    Object.assign(webhook, change);
    this.#publish(webhook);
    return webhook;
  }

  delete(id: string): void {
    const webhook = this.require(id);
    this.#webhooks.delete(id);
    this.#publish(webhook);
  }

  forgetChannel(channelId: string): void {
    for (const webhook of this.ofChannel(channelId)) this.#webhooks.delete(webhook.id);
  }

  /** The webhook object; by token without the user who made it. */
  payload(webhook: Webhook, options: { origin: string; withUser: boolean }): object {
    const { creatorId, source, token, ...fields } = webhook;
    const user = options.withUser ? { user: this.#users.require(creatorId) } : {};
    if (source !== undefined) {
      const { channelId, guildId } = source;
      return {
        ...fields,
        ...user,
        source_channel: { id: channelId, name: this.#channels.get(channelId)?.name },
        source_guild: { id: guildId },
      };
    }
    return { ...fields, token, ...user, url: `${options.origin}/api/webhooks/${webhook.id}/${token}` };
  }

  #publish({ guild_id, channel_id }: Webhook): void {
    const audience = { kind: "channel", guildId: guild_id, channelId: channel_id } as const;
    this.#context.publish("WEBHOOKS_UPDATE", { guild_id, channel_id }, audience);
  }
}
