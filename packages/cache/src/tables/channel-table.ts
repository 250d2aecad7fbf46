import { CompactTable } from "../compact/compact-table.ts";
import type { CompactTableOptions } from "../compact/compact-table-options.ts";
import { readSnowflake, writeSnowflake } from "../compact/snowflake-words.ts";
import type { SnowflakeWords } from "../compact/snowflake-words.ts";
import type { CachedChannel, CachedThread, VoiceChannelInfo } from "../entities.ts";
import type { SnapshotTable } from "../snapshot/snapshot-entries.ts";

/** The caller's words of a row: the newest message, which is kept apart as it changes with every message. */
const messageHigh = 0;
const messageLow = 1;

const message = { high: 0, low: 0 };

/** Channels, or threads. What comes out is never written to again: a change makes a new object. */
export class ChannelTable<T extends CachedChannel | CachedThread> {
  readonly #table: CompactTable<T>;
  readonly #notesMessages: boolean;
  readonly #voiceInfo = new Map<string, VoiceChannelInfo>();

  constructor(options: Omit<CompactTableOptions, "key" | "extraWords" | "onRemove">) {
    this.#notesMessages = options.leftOut?.kept?.has("last_message_id") ?? true;
    this.#table = new CompactTable({
      ...options,
      key: "guild",
      extraWords: 2,
      onRemove: (row) => {
        if (this.#voiceInfo.size > 0) this.#voiceInfo.delete(this.#table.idOf(row));
      },
    });
  }

  get size(): number {
    return this.#table.size;
  }

  get bytes(): number {
    return this.#table.bytes;
  }

  get reservedBytes(): number {
    return this.#table.reservedBytes;
  }

  get(id: string): T | undefined {
    const row = this.#table.find(id);
    if (row < 0) return undefined;
    this.#table.touch(row);
    return this.#current(row);
  }

  peek(id: string): T | undefined {
    const row = this.#table.find(id);
    return row < 0 ? undefined : this.#current(row);
  }

  has(id: string): boolean {
    return this.#table.has(id);
  }

  set(channel: T): void {
    const row = this.#table.set(channel.id, "guild_id" in channel ? channel.guild_id : undefined, channel);
    const last = lastMessageOf(channel);
    if (last !== undefined && readSnowflake(last, message)) this.#note(row);
  }

  /** A message was sent. Marks the channel as used and returns its row; `-1` when it is not here. */
  noteMessage(channelId: string, messageId: string): number {
    // The message's id is mostly the one that was looked up last.
    const isSnowflake = this.#table.readKey(messageId, message);
    const row = this.#table.find(channelId);
    if (row < 0) return -1;
    this.#table.touch(row);
    if (isSnowflake) this.#note(row);
    return row;
  }

  /**
   * The same for a channel whose row is known from before.
   * @returns `false` when the row is no longer that of this id.
   */
  noteMessageAt(row: number, id: SnowflakeWords, messageId: string): boolean {
    if (!this.#table.hasId(row, id)) return false;
    this.#table.touch(row);
    if (this.#table.readKey(messageId, message)) this.#note(row);
    return true;
  }

  /** The id of a row as words. */
  readId(row: number, into: SnowflakeWords): void {
    this.#table.readId(row, into);
  }

  voiceInfo(channelId: string): VoiceChannelInfo | undefined {
    return this.#voiceInfo.get(channelId);
  }

  setVoiceInfo(channelId: string, info: VoiceChannelInfo): void {
    if (this.#table.has(channelId)) this.#voiceInfo.set(channelId, info);
  }

  allVoiceInfo(): VoiceChannelInfo[] {
    return [...this.#voiceInfo.values()];
  }

  toSnapshot(): Pick<SnapshotTable, "table" | "entryOf"> {
    return { table: this.#table, entryOf: (row) => this.#current(row) };
  }

  delete(id: string): T | undefined {
    const row = this.#table.find(id);
    if (row < 0) return undefined;
    const channel = this.#current(row);
    this.#table.remove(row);
    return channel;
  }

  inGuild(guildId: string): T[] {
    return this.#table.rowsInGuild(guildId).map((row) => this.#current(row));
  }

  idsInGuild(guildId: string): string[] {
    return this.#table.idsInGuild(guildId);
  }

  guildOf(id: string): string | undefined {
    return this.#table.guildOf(id);
  }

  *values(): Generator<T> {
    for (const row of this.#table.rows()) yield this.#current(row);
  }

  evict(): boolean {
    return this.#table.evict();
  }

  oldestAgeMs(nowMs: number): number {
    return this.#table.oldestAgeMs(nowMs);
  }

  clear(): void {
    this.#table.clear();
    this.#voiceInfo.clear();
  }

  /** Keeps the newer of the message noted before and {@link message}. */
  #note(row: number): void {
    if (!this.#notesMessages) return;
    const { high, low } = message;
    const highBefore = this.#table.extra(row, messageHigh);
    if (high < highBefore || (high === highBefore && low <= this.#table.extra(row, messageLow))) return;
    this.#table.aboutToChange(row);
    this.#table.setExtra(row, messageHigh, high);
    this.#table.setExtra(row, messageLow, low);
  }

  #current(row: number): T {
    const channel = this.#table.read(row);
    const high = this.#table.extra(row, messageHigh);
    const low = this.#table.extra(row, messageLow);
    if (high === 0 && low === 0) return channel;
    const last = writeSnowflake(high, low);
    return lastMessageOf(channel) === last ? channel : { ...channel, last_message_id: last };
  }
}

function lastMessageOf(channel: CachedChannel | CachedThread): string | undefined {
  return ("last_message_id" in channel ? channel.last_message_id : undefined) ?? undefined;
}
