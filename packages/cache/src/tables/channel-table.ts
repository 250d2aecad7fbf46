import type { CachedChannel, CachedThread, VoiceChannelInfo } from "../entities.ts";
import { isNewer } from "../snowflake-order.ts";
import type { EntityTableOptions } from "./entity-table.ts";
import { EntityTable } from "./entity-table.ts";

interface ChannelRecord<T> {
  channel: T;
  /** Newer than what `channel` says. Written into it when it is next read: most messages come and nobody looks. */
  lastMessageId: string | undefined;
  voiceInfo: VoiceChannelInfo | undefined;
}

/** Channels, or threads. What comes out is never written to again: a change makes a new object. */
export class ChannelTable<T extends CachedChannel | CachedThread> {
  readonly #records: EntityTable<ChannelRecord<T>>;

  constructor(options: EntityTableOptions) {
    this.#records = new EntityTable(options);
  }

  get size(): number {
    return this.#records.size;
  }

  get(id: string): T | undefined {
    const record = this.#records.get(id);
    return record && current(record);
  }

  peek(id: string): T | undefined {
    const record = this.#records.peek(id);
    return record && current(record);
  }

  has(id: string): boolean {
    return this.#records.has(id);
  }

  set(channel: T): void {
    const known = this.#records.peek(channel.id);
    const guildId = "guild_id" in channel ? channel.guild_id : undefined;
    this.#records.set(channel.id, guildId, {
      channel,
      lastMessageId: known && lastMessageOf(current(known)),
      voiceInfo: known?.voiceInfo,
    });
  }

  /** A message was sent. Marks the channel as used; `false` when it is not here. */
  noteMessage(channelId: string, messageId: string): boolean {
    const record = this.#records.get(channelId);
    if (record === undefined) return false;
    if (record.lastMessageId === undefined || isNewer(messageId, record.lastMessageId))
      record.lastMessageId = messageId;
    return true;
  }

  voiceInfo(channelId: string): VoiceChannelInfo | undefined {
    return this.#records.peek(channelId)?.voiceInfo;
  }

  setVoiceInfo(channelId: string, info: VoiceChannelInfo): void {
    const record = this.#records.peek(channelId);
    if (record !== undefined) record.voiceInfo = info;
  }

  delete(id: string): T | undefined {
    const record = this.#records.delete(id);
    return record && current(record);
  }

  inGuild(guildId: string): T[] {
    return this.#records.inGuild(guildId).map(current);
  }

  idsInGuild(guildId: string): string[] {
    return this.#records.idsInGuild(guildId);
  }

  guildOf(id: string): string | undefined {
    return this.#records.guildOf(id);
  }

  *values(): Generator<T> {
    for (const record of this.#records.values()) yield current(record);
  }

  evict(): boolean {
    return this.#records.evict();
  }

  oldestUseMs(): number {
    return this.#records.oldestUseMs();
  }

  clear(): void {
    this.#records.clear();
  }
}

function current<T extends CachedChannel | CachedThread>(record: ChannelRecord<T>): T {
  const { channel, lastMessageId } = record;
  if (lastMessageId === undefined) return channel;
  const known = lastMessageOf(channel);
  if (known === undefined || isNewer(lastMessageId, known)) {
    record.channel = { ...channel, last_message_id: lastMessageId };
  }
  record.lastMessageId = undefined;
  return record.channel;
}

function lastMessageOf(channel: CachedChannel | CachedThread): string | undefined {
  return ("last_message_id" in channel ? channel.last_message_id : undefined) ?? undefined;
}
