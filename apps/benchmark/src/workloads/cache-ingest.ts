import { PerformanceObserver } from "node:perf_hooks";
import type { Sample } from "../harness/scenario.ts";
import type { Stopwatch } from "../processes/subject-process.ts";
import { type GuildSize, type Payload, guildCreate, guildMessage } from "../servers/guild-payloads.ts";
import { openCacheSubject } from "../subjects/cache-subjects.ts";
import { usedBytesAfterCollection } from "./collect-garbage.ts";

/** What is put into the cache. */
export interface CacheIngestOptions extends GuildSize {
  guilds: number;
  messagesPerGuild: number;
}

/** Puts guilds and messages into a cache, one parsed payload after the other, and weighs it. */
export async function cacheIngest(
  subject: string,
  options: Record<string, unknown>,
  watch: Stopwatch,
): Promise<Sample> {
  const size = options as CacheIngestOptions;
  const cache = await openCacheSubject(subject);
  const before = await usedBytesAfterCollection();
  let cpuUs = 0;
  const ingest = async (payloads: readonly Payload[], add: (payload: Payload) => unknown): Promise<void> => {
    // Parsed, as they are in a bot: objects of V8's own making, and nothing shared between them.
    const parsed = payloads.map((payload) => JSON.parse(JSON.stringify(payload)) as Payload);
    const start = process.cpuUsage();
    for (const payload of parsed) await add(payload);
    const { user, system } = process.cpuUsage(start);
    cpuUs += user + system;
  };
  await watch.start();
  for (let guild = 0; guild < size.guilds; guild++) {
    await ingest([guildCreate(guild, size)], (payload) => cache.addGuild(payload));
    const messages = Array.from({ length: size.messagesPerGuild }, (_, number) => guildMessage(guild, number, size));
    await ingest(messages, (payload) => cache.addMessage(payload));
  }
  const { peakMemoryMiB } = await watch.stop();
  const bytes = (await usedBytesAfterCollection()) - before;
  const collectionMs = await longestCollectionMs();
  const { members, messages } = cache.count();
  if (members !== size.guilds * size.members || messages !== size.guilds * size.messagesPerGuild) {
    throw new Error(`holds ${members} members and ${messages} messages, not all`);
  }
  const entities = entitiesOf(size);
  return { bytesPerEntity: bytes / entities, cpuUs: cpuUs / entities, collectionMs, peakMemoryMiB };
}

/** Guilds, channels, roles, members, presences, messages, and each user once. */
export function entitiesOf(size: CacheIngestOptions): number {
  const usersPerGuild = Math.ceil(size.members * 0.9);
  const users = (size.guilds - 1) * usersPerGuild + size.members;
  const { channels, roles, members, presences, messagesPerGuild } = size;
  return users + size.guilds * (1 + channels + roles + members + presences + messagesPerGuild);
}

/** How long a full collection stops the process with the cache in it. */
async function longestCollectionMs(): Promise<number> {
  let longest = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  });
  observer.observe({ entryTypes: ["gc"] });
  await usedBytesAfterCollection();
  await new Promise((resolve) => setTimeout(resolve, 20));
  observer.disconnect();
  return longest;
}
