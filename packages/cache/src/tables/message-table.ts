import type { CachedMessage } from "../entities.ts";
import { isNewer, lowerBound } from "../snowflake-order.ts";
import type { Tally } from "../tally.ts";
import type { EntityTableOptions } from "./entity-table.ts";
import { EntityTable } from "./entity-table.ts";

export interface MessageRecord {
  message: CachedMessage;
  /** Seen from its creation on: nobody had reacted or voted before. */
  sinceCreation: boolean;
  /** Who reacted and voted, as far as events told; made with the first such event. */
  tally: Tally | undefined;
}

interface ChannelMessages {
  guildId: string | undefined;
  /** Oldest first. */
  ids: string[];
}

/** Messages in the order of their last use, and per channel by age. */
export class MessageTable {
  readonly #records: EntityTable<MessageRecord>;
  readonly #channels = new Map<string, ChannelMessages>();
  /** Channels with messages, by guild: also of channels that are not cached themselves. */
  readonly #channelsOfGuild = new Map<string, Set<string>>();

  constructor(options: EntityTableOptions) {
    this.#records = new EntityTable(options);
  }

  get size(): number {
    return this.#records.size;
  }

  get(id: string): MessageRecord | undefined {
    return this.#records.get(id);
  }

  peek(id: string): MessageRecord | undefined {
    return this.#records.peek(id);
  }

  /** Adds a message that is not there yet; the channel keeps its `maxPerChannel` newest. */
  add(record: MessageRecord, guildId: string | undefined, maxPerChannel: number): void {
    if (maxPerChannel === 0) return;
    const { id, channel_id: channelId } = record.message;
    const channel = this.#channel(channelId, guildId);
    const { ids } = channel;
    const newest = ids.at(-1);
    if (newest === undefined || isNewer(id, newest)) ids.push(id);
    else ids.splice(lowerBound(ids, id), 0, id);
    this.#records.set(id, undefined, record);
    while (ids.length > maxPerChannel) this.#records.delete(ids.shift() ?? "");
  }

  delete(id: string): CachedMessage | undefined {
    const record = this.#records.delete(id);
    if (record === undefined) return undefined;
    const channelId = record.message.channel_id;
    const channel = this.#channels.get(channelId);
    if (channel !== undefined) {
      const index = lowerBound(channel.ids, id);
      if (channel.ids[index] === id) channel.ids.splice(index, 1);
      if (channel.ids.length === 0) this.#forgetChannel(channelId, channel);
    }
    return record.message;
  }

  deleteChannel(channelId: string): void {
    const channel = this.#channels.get(channelId);
    if (channel === undefined) return;
    for (const id of channel.ids) this.#records.delete(id);
    this.#forgetChannel(channelId, channel);
  }

  deleteGuild(guildId: string): void {
    for (const channelId of this.#channelsOfGuild.get(guildId) ?? []) this.deleteChannel(channelId);
  }

  /** The newest `limit` messages of a channel, oldest first. */
  newest(channelId: string, limit: number): CachedMessage[] {
    const ids = this.#channels.get(channelId)?.ids ?? [];
    const messages: CachedMessage[] = [];
    for (let index = Math.max(0, ids.length - limit); index < ids.length; index += 1) {
      const record = this.#records.get(ids[index] ?? "");
      if (record !== undefined) messages.push(record.message);
    }
    return messages;
  }

  /** Drops the oldest messages of each channel that has more than `maxPerChannel`. */
  trimChannels(maxPerChannel: number): void {
    for (const { ids } of this.#channels.values()) {
      for (const id of ids.slice(0, Math.max(0, ids.length - maxPerChannel))) this.delete(id);
    }
  }

  *values(): Generator<CachedMessage> {
    for (const record of this.#records.values()) yield record.message;
  }

  evict(): boolean {
    const oldest = this.#records.oldestId();
    return oldest !== undefined && this.delete(oldest) !== undefined;
  }

  oldestUseMs(): number {
    return this.#records.oldestUseMs();
  }

  clear(): void {
    this.#records.clear();
    this.#channels.clear();
    this.#channelsOfGuild.clear();
  }

  #channel(channelId: string, guildId: string | undefined): ChannelMessages {
    let channel = this.#channels.get(channelId);
    if (channel === undefined) {
      channel = { guildId: undefined, ids: [] };
      this.#channels.set(channelId, channel);
    }
    if (guildId !== undefined && channel.guildId === undefined) {
      channel.guildId = guildId;
      const channels = this.#channelsOfGuild.get(guildId);
      if (channels === undefined) this.#channelsOfGuild.set(guildId, new Set([channelId]));
      else channels.add(channelId);
    }
    return channel;
  }

  #forgetChannel(channelId: string, { guildId }: ChannelMessages): void {
    this.#channels.delete(channelId);
    if (guildId === undefined) return;
    const channels = this.#channelsOfGuild.get(guildId);
    channels?.delete(channelId);
    if (channels?.size === 0) this.#channelsOfGuild.delete(guildId);
  }
}
