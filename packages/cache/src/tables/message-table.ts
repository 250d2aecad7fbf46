import type { CompactTableOptions } from "../compact/compact-table-options.ts";
import { CompactTable } from "../compact/compact-table.ts";
import { MessageRecords } from "../compact/message-records.ts";
import type { CachedMessage } from "../entities.ts";
import type { SnapshotTable } from "../snapshot/snapshot-entries.ts";
import { Tallies } from "../tallies.ts";

/** The caller's words of a row: the number of the channel, and whether the message was seen from its creation on. */
const channelWord = 0;
const creationWord = 1;

/** The row and the id of a channel among the channels, as far as they were looked up; the row may be another's by now. */
export interface ChannelHome {
  row: number;
  high: number;
  low: number;
}

interface ChannelMessages {
  id: string;
  home: ChannelHome;
  /** As far as messages told. */
  guildId: string | undefined;
  number: number;
  /** Oldest first. */
  rows: number[];
}

/** Messages in the order of their last use, and per channel by age. */
export class MessageTable {
  readonly #records: MessageRecords;
  readonly #table: CompactTable<CachedMessage>;
  readonly #byId = new Map<string, ChannelMessages>();
  readonly #byNumber: (ChannelMessages | undefined)[] = [];
  readonly #freeNumbers: number[] = [];
  /** Who reacted and voted, as far as events told, by row. Made with the first such event. */
  readonly #tallies: Tallies = new Tallies((row) => this.#table.setExtra(row, creationWord, 0));
  readonly #id = { high: 0, low: 0 };
  /** The channel of the message that came last. */
  #last: ChannelMessages | undefined;
  #lastId = "";

  constructor(options: Omit<CompactTableOptions, "key" | "extraWords" | "onRemove">) {
    this.#records = new MessageRecords(options.store);
    // A text says everything; with fields to leave out, messages are taken apart like anything else.
    const store = options.leftOut === undefined ? this.#records : options.store;
    this.#table = new CompactTable({
      ...options,
      store,
      key: "id",
      extraWords: 2,
      onRemove: (row) => this.#leaveChannel(row),
    });
  }

  get size(): number {
    return this.#table.size;
  }

  get bytes(): number {
    return this.#table.bytes + this.#records.objectBytes + this.#tallies.bytes;
  }

  get reservedBytes(): number {
    return this.#table.reservedBytes + this.#records.reservedBytes + this.#records.objectBytes + this.#tallies.bytes;
  }

  /** The row of a message; `-1` if it is not here. */
  find(id: string): number {
    return this.#table.find(id);
  }

  read(row: number): CachedMessage {
    return this.#table.read(row);
  }

  touch(row: number): void {
    this.#table.touch(row);
  }

  get(id: string): CachedMessage | undefined {
    return this.#table.get(id);
  }

  peek(id: string): CachedMessage | undefined {
    return this.#table.peek(id);
  }

  /** Puts a changed message in the place of the one before. */
  replace(row: number, message: CachedMessage): void {
    this.#table.rewrite(row, message);
  }

  /** Was the message seen from its creation on? Then nobody had reacted or voted before. */
  sinceCreation(row: number): boolean {
    return this.#table.extra(row, creationWord) === 1;
  }

  /**
   * Notes who reacts or votes, or does so no more.
   * @returns `false` when that was known, so that a repeated event is not counted.
   */
  noteVoice(row: number, name: string, present: boolean): boolean {
    const known = this.#tallies.get(row, name) ?? (this.sinceCreation(row) ? false : undefined);
    if (known === present) return false;
    this.#table.aboutToChange(row);
    this.#tallies.set(row, name, present);
    return true;
  }

  /** Forgets who is noted under names that begin so. */
  forgetVoices(row: number, prefix: string): void {
    this.#table.aboutToChange(row);
    this.#tallies.forget(row, prefix);
  }

  /**
   * Adds a message that is not there yet; the channel keeps its `maxPerChannel` newest.
   * @param text - The dispatch that brought it, as JSON: kept in the place of the object.
   */
  add(
    message: CachedMessage,
    sinceCreation: boolean,
    guildId: string | undefined,
    maxPerChannel: number,
    text?: string,
  ): void {
    if (maxPerChannel === 0) return;
    const row = this.#table.add(message.id, undefined, message, text);
    const channel = this.#channel(message.channel_id);
    channel.guildId ??= guildId;
    this.#table.setExtra(row, channelWord, channel.number);
    this.#table.setExtra(row, creationWord, sinceCreation ? 1 : 0);
    const { rows } = channel;
    this.#table.readId(row, this.#id);
    const newest = rows.at(-1);
    if (newest === undefined || this.#table.isOlder(newest, this.#id)) rows.push(row);
    else rows.splice(this.#placeOf(rows), 0, row);
    if (rows.length > maxPerChannel) this.#trim(rows, maxPerChannel);
  }

  /** Where the channel of the message that came last is among the channels; `undefined` for any other channel. */
  homeOf(channelId: string): ChannelHome | undefined {
    return channelId === this.#lastId ? this.#last?.home : undefined;
  }

  toSnapshot(): Pick<SnapshotTable, "table" | "entryOf"> {
    const entryOf = (row: number): unknown => [
      this.#table.make(row),
      this.sinceCreation(row),
      this.#tallies.entries(row),
    ];
    return { table: this.#table, entryOf };
  }

  delete(id: string): CachedMessage | undefined {
    return this.#table.delete(id);
  }

  deleteChannel(channelId: string): void {
    const rows = this.#byId.get(channelId)?.rows ?? [];
    for (const row of rows.slice()) this.#table.remove(row);
  }

  deleteGuild(guildId: string): void {
    // A channel without messages leaves the Map, which its iterator bears.
    for (const channel of this.#byId.values()) if (channel.guildId === guildId) this.deleteChannel(channel.id);
  }

  /** The newest `limit` messages of a channel, oldest first. */
  newest(channelId: string, limit: number): CachedMessage[] {
    const rows = this.#byId.get(channelId)?.rows ?? [];
    const messages: CachedMessage[] = [];
    for (const row of rows.slice(Math.max(0, rows.length - limit))) {
      this.#table.touch(row);
      messages.push(this.#table.read(row));
    }
    return messages;
  }

  /** Drops the oldest messages of each channel that has more than `maxPerChannel`. */
  trimChannels(maxPerChannel: number): void {
    for (const { rows } of this.#byId.values()) this.#trim(rows, maxPerChannel);
  }

  values(): Generator<CachedMessage> {
    return this.#table.values();
  }

  evict(): boolean {
    return this.#table.evict();
  }

  oldestAgeMs(nowMs: number): number {
    return this.#table.oldestAgeMs(nowMs);
  }

  clear(): void {
    this.#table.clear();
    this.#records.clear();
    this.#byId.clear();
    this.#last = undefined;
    this.#lastId = "";
    this.#byNumber.length = 0;
    this.#freeNumbers.length = 0;
    this.#tallies.clear();
  }

  #trim(rows: readonly number[], max: number): void {
    for (let excess = rows.length - max; excess > 0; excess -= 1) {
      const oldest = rows[0];
      if (oldest !== undefined) this.#table.remove(oldest);
    }
  }

  /** Index of the first row that is not older than {@link #id}. */
  #placeOf(rows: readonly number[]): number {
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const candidate = rows[middle];
      if (candidate !== undefined && this.#table.isOlder(candidate, this.#id)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #channel(id: string): ChannelMessages {
    let channel = this.#byId.get(id);
    if (channel === undefined) {
      const number = this.#freeNumbers.pop() ?? this.#byNumber.length;
      channel = { id, home: { row: -1, high: 0, low: 0 }, guildId: undefined, number, rows: [] };
      this.#byId.set(id, channel);
      this.#byNumber[number] = channel;
    }
    this.#last = channel;
    this.#lastId = id;
    return channel;
  }

  #leaveChannel(row: number): void {
    this.#tallies.delete(row);
    const channel = this.#byNumber[this.#table.extra(row, channelWord)];
    if (channel === undefined) return;
    const { rows } = channel;
    if (rows[0] === row) rows.shift();
    else {
      this.#table.readId(row, this.#id);
      rows.splice(this.#placeOf(rows), 1);
    }
    if (rows.length > 0) return;
    this.#byId.delete(channel.id);
    this.#byNumber[channel.number] = undefined;
    this.#freeNumbers.push(channel.number);
  }
}
