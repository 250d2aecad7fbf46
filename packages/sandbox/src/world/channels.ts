import { unknown } from "./api-error.ts";
import type { Channel, ChannelFields, Overwrite } from "./channel-types.ts";
import { channelDefaults, ChannelType, isDirect, isThread } from "./channel-types.ts";
import type { Audience } from "./events.ts";
import type { User, UserStore } from "./users.ts";
import type { WorldContext } from "./world-context.ts";

export interface NewChannel extends ChannelFields {
  name: string;
  /** @defaultValue 0, a text channel */
  type?: number;
}

/** Every channel and thread, of guilds and between users. */
export class ChannelStore {
  readonly #context: WorldContext;
  readonly #users: UserStore;
  readonly #channels = new Map<string, Channel>();

  constructor(context: WorldContext, users: UserStore) {
    this.#context = context;
    this.#users = users;
  }

  /** A guild channel; threads are made by the thread store. It stands last among its guild's. */
  create(guildId: string, { type = ChannelType.GuildText, ...fields }: NewChannel): Channel {
    const siblings = this.ofGuild(guildId);
    const channel: Channel = {
      id: this.#context.newId(),
      type,
      guild_id: guildId,
      position: siblings.length,
      ...channelDefaults(type),
      ...fields,
    };
    const parent = typeof channel.parent_id === "string" ? this.get(channel.parent_id) : undefined;
    // A channel made inside a category without overwrites of its own starts in step with it.
    if (fields.permission_overwrites === undefined && parent?.permission_overwrites !== undefined) {
      channel.permission_overwrites = [...parent.permission_overwrites];
    }
    this.#channels.set(channel.id, channel);
    this.#context.publish("CHANNEL_CREATE", this.payload(channel), this.audience(channel));
    return channel;
  }

  /** The direct channel of two users: the same one each time. */
  openDirect(userId: string, otherId: string): Channel {
    for (const channel of this.#channels.values()) {
      if (channel.type !== ChannelType.Dm) continue;
      const { recipientIds = [] } = channel;
      if (recipientIds.includes(userId) && recipientIds.includes(otherId)) return channel;
    }
    const channel: Channel = {
      id: this.#context.newId(),
      type: ChannelType.Dm,
      last_message_id: null,
      flags: 0,
      recipientIds: [userId, otherId],
    };
    this.#channels.set(channel.id, channel);
    return channel;
  }

  /** Keeps a channel that another store made. */
  put(channel: Channel): void {
    this.#channels.set(channel.id, channel);
  }

  get(id: string): Channel | undefined {
    return this.#channels.get(id);
  }

  /** @throws {ApiError} 10003 */
  require(id: string): Channel {
    const channel = this.#channels.get(id);
    if (channel === undefined) throw unknown("Channel");
    return channel;
  }

  /** The guild's channels without its threads, by position. */
  ofGuild(guildId: string): Channel[] {
    return [...this.#channels.values()]
      .filter((channel) => channel.guild_id === guildId && !isThread(channel))
      .toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0));
  }

  /** The guild's threads that are not archived. */
  activeThreads(guildId: string): Channel[] {
    return this.#threads((thread) => thread.guild_id === guildId && thread.thread_metadata?.archived === false);
  }

  threadsOf(parentId: string): Channel[] {
    return this.#threads((thread) => thread.parent_id === parentId);
  }

  /** The direct channels a user takes part in. */
  directOf(userId: string): Channel[] {
    return [...this.#channels.values()].filter(
      (channel) => isDirect(channel) && channel.recipientIds?.includes(userId) === true,
    );
  }

  update(id: string, change: ChannelFields & { type?: number }): Channel {
    const channel = this.require(id);
    Object.assign(channel, change);
    this.publishUpdate(channel);
    return channel;
  }

  publishUpdate(channel: Channel): void {
    const name = isThread(channel) ? "THREAD_UPDATE" : "CHANNEL_UPDATE";
    this.#context.publish(name, this.payload(channel), this.audience(channel));
  }

  /** Sets or replaces the overwrite of a role or a member. */
  setOverwrite(id: string, overwrite: Overwrite): void {
    const others = (this.require(id).permission_overwrites ?? []).filter((other) => other.id !== overwrite.id);
    this.update(id, { permission_overwrites: [...others, overwrite] });
  }

  /** @throws {ApiError} 10009 */
  deleteOverwrite(id: string, overwriteId: string): void {
    const overwrites = this.require(id).permission_overwrites ?? [];
    const others = overwrites.filter((other) => other.id !== overwriteId);
    if (others.length === overwrites.length) throw unknown("Permission overwrite");
    this.update(id, { permission_overwrites: others });
  }

  /** Deletes a channel with its threads; a category's channels stay, without it. */
  delete(id: string): Channel {
    const channel = this.require(id);
    const audience = this.audience(channel);
    // While it is still there: afterwards nobody can be found who may see it.
    if (isThread(channel)) {
      const { guild_id, parent_id, type } = channel;
      this.#context.publish("THREAD_DELETE", { id, guild_id, parent_id, type }, audience);
    } else {
      this.#context.publish("CHANNEL_DELETE", this.payload(channel), audience);
    }
    for (const thread of this.threadsOf(id)) this.#channels.delete(thread.id);
    this.#channels.delete(id);
    if (channel.type === ChannelType.GuildCategory) {
      for (const child of this.ofGuild(channel.guild_id ?? "")) {
        if (child.parent_id === id) this.update(child.id, { parent_id: null });
      }
    }
    return channel;
  }

  /** Who hears of what happens in the channel. */
  audience(channel: Channel): Audience {
    if (channel.guild_id !== undefined) {
      return { kind: "channel", guildId: channel.guild_id, channelId: channel.id };
    }
    return { kind: "direct", channelId: channel.id, userIds: channel.recipientIds ?? [] };
  }

  /** The channel object. In direct messages, `forUserId` is left out of the recipients. */
  payload(channel: Channel, forUserId?: string): object {
    const { recipientIds, ...fields } = channel;
    const payload = { ...fields };
    if (channel.permission_overwrites !== undefined) {
      payload.permission_overwrites = channel.permission_overwrites.map((overwrite) => ({ ...overwrite }));
    }
    if (channel.thread_metadata !== undefined) payload.thread_metadata = { ...channel.thread_metadata };
    if (recipientIds === undefined) return payload;
    return { ...payload, recipients: this.#recipients(recipientIds, forUserId) };
  }

  #recipients(ids: readonly string[], forUserId: string | undefined): User[] {
    return ids.filter((id) => id !== forUserId).map((id) => this.#users.require(id));
  }

  #threads(matches: (thread: Channel) => boolean): Channel[] {
    return [...this.#channels.values()].filter((channel) => isThread(channel) && matches(channel));
  }
}
