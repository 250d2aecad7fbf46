import type { Clock } from "@zignal/errors";
import type { CachedMessage } from "../entities.ts";
import { sizeOf } from "../memory-size.ts";
import { isNewer, lowerBound } from "../snowflake-order.ts";
import type { Tally } from "../tally.ts";
import type { Stamped } from "./lru-table.ts";
import { LruTable } from "./lru-table.ts";

export interface MessageRecord extends Stamped {
  message: CachedMessage;
  /** Seen from its creation on: nobody had reacted or voted before. */
  sinceCreation: boolean;
  /** Who reacted and voted, as far as events told; made with the first such event. */
  tally: Tally | undefined;
}

const measuredEach = 64;

/** What the tables add to a message: the entries of maps and lists, and the record. */
const bytesPerEntry = 180;

interface ChannelMessages {
  guildId: string | undefined;
  /** Oldest first. */
  ids: string[];
}

/** Messages in the order of their last use, and per channel by age. */
export class MessageTable {
  readonly #records: LruTable<MessageRecord>;
  readonly #channels = new Map<string, ChannelMessages>();
  /** Channels with messages, by guild: also of channels that are not cached themselves. */
  readonly #channelsOfGuild = new Map<string, Set<string>>();

  readonly #onCount: (change: number) => void;
  #untilMeasured = 0;
  #averageBytes = 0;

  constructor({ clock, onCount }: { clock?: Clock | undefined; onCount: (change: number) => void }) {
    this.#records = new LruTable(clock);
    this.#onCount = onCount;
  }

  get size(): number {
    return this.#records.size;
  }

  /** Bytes that the messages take: from measuring one in 64. */
  get bytes(): number {
    return Math.round(this.#records.size * this.#averageBytes);
  }

  get(id: string): MessageRecord | undefined {
    return this.#records.get(id);
  }

  peek(id: string): MessageRecord | undefined {
    return this.#records.peek(id);
  }

  /** Adds a message that is not there yet; the channel keeps its `maxPerChannel` newest. */
  add(message: CachedMessage, sinceCreation: boolean, guildId: string | undefined, maxPerChannel: number): void {
    if (maxPerChannel === 0) return;
    this.#measureSome(message);
    const { id, channel_id: channelId } = message;
    const { ids } = this.#channel(channelId, guildId);
    const newest = ids.at(-1);
    if (newest === undefined || isNewer(id, newest)) ids.push(id);
    else ids.splice(lowerBound(ids, id), 0, id);
    this.#records.set(id, { message, sinceCreation, tally: undefined, usedAtMs: 0 });
    this.#onCount(1);
    while (ids.length > maxPerChannel) this.#drop(ids.shift() ?? "");
  }

  delete(id: string): CachedMessage | undefined {
    const record = this.#drop(id);
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
    for (const id of channel.ids) this.#drop(id);
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

  oldestAgeMs(nowMs: number): number {
    return this.#records.oldestAgeMs(nowMs);
  }

  clear(): void {
    this.#records.clear();
    this.#channels.clear();
    this.#channelsOfGuild.clear();
  }

  #drop(id: string): MessageRecord | undefined {
    const record = this.#records.delete(id);
    if (record !== undefined) this.#onCount(-1);
    return record;
  }

  /** Measuring costs as much as keeping: a moving average of a part of the messages will do. */
  #measureSome(message: CachedMessage): void {
    this.#untilMeasured -= 1;
    if (this.#untilMeasured > 0) return;
    this.#untilMeasured = measuredEach;
    const bytes = sizeOf(message) + bytesPerEntry;
    this.#averageBytes += this.#averageBytes === 0 ? bytes : (bytes - this.#averageBytes) / 16;
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
