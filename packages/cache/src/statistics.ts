import type { Contents } from "./contents.ts";
import { guildEntityKinds } from "./entities.ts";

/** What {@link Cache.getStats} returns. */
export interface CacheStats {
  /** All entities together. */
  totalItems: number;
  /**
   * What they take, in megabytes of 1,000,000 bytes. All memory that the tables have allocated, exactly; for messages, which
   * are objects, from measuring one in 64.
   */
  memoryUsageMb: number;
  /** Part of the lookups by id that found something, from 0 to 1; 0 before the first lookup. */
  hitRate: number;
  hits: number;
  misses: number;
  /** Entities that left because of a limit or their age. */
  evictions: number;
  guildsCount: number;
  /** Known by id only, or hidden by an outage. */
  unavailableGuildsCount: number;
  channelsCount: number;
  threadsCount: number;
  rolesCount: number;
  membersCount: number;
  usersCount: number;
  messagesCount: number;
  emojisCount: number;
  stickersCount: number;
  presencesCount: number;
  voiceStatesCount: number;
  stageInstancesCount: number;
  scheduledEventsCount: number;
  soundboardSoundsCount: number;
}

/** Counts lookups and evictions. */
export class Counters {
  hits = 0;
  misses = 0;
  evictions = 0;

  /** Counts a lookup, and hands on what it found. */
  found<T>(entity: T | undefined): T | undefined {
    if (entity === undefined) this.misses += 1;
    else this.hits += 1;
    return entity;
  }

  reset(): void {
    this.hits = 0;
    this.misses = 0;
    this.evictions = 0;
  }
}

/** The figures of this moment. */
export function statistics(contents: Contents, counters: Counters): CacheStats {
  const { hits, misses, evictions } = counters;
  const { ofGuilds } = contents;
  const lookups = hits + misses;
  return {
    totalItems: contents.census.total,
    memoryUsageMb: reservedBytes(contents) / 1_000_000,
    hitRate: lookups === 0 ? 0 : hits / lookups,
    hits,
    misses,
    evictions,
    guildsCount: contents.guilds.size,
    unavailableGuildsCount: contents.guilds.unavailableIds().length,
    channelsCount: contents.channels.size,
    threadsCount: contents.threads.size,
    rolesCount: ofGuilds.roles.size,
    membersCount: contents.members.size,
    usersCount: contents.users.size,
    messagesCount: contents.messages.size,
    emojisCount: ofGuilds.emojis.size,
    stickersCount: ofGuilds.stickers.size,
    presencesCount: ofGuilds.presences.size,
    voiceStatesCount: ofGuilds.voiceStates.size,
    stageInstancesCount: ofGuilds.stageInstances.size,
    scheduledEventsCount: ofGuilds.scheduledEvents.size,
    soundboardSoundsCount: ofGuilds.soundboardSounds.size,
  };
}

/** Bytes that the cache has allocated, in use or not; of messages what they are measured to take. */
function reservedBytes(contents: Contents): number {
  const { guilds, channels, threads, users, members, messages, ofGuilds, store } = contents;
  const tables = [guilds, channels, threads, users, members, ...guildEntityKinds.map((kind) => ofGuilds[kind])];
  return tables.reduce((sum, table) => sum + table.reservedBytes, store.reservedBytes + messages.bytes);
}
