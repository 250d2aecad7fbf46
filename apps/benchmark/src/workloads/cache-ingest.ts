import { PerformanceObserver } from "node:perf_hooks";
import type { Sample } from "../harness/scenario.ts";
import type { Stopwatch } from "../processes/subject-process.ts";
import {
  type GuildSize,
  type Payload,
  guildCreate,
  guildMessage,
  memberIds,
  mixed,
} from "../servers/guild-payloads.ts";
import { type CacheSubject, openCacheSubject } from "../subjects/cache-subjects.ts";
import { usedBytesAfterCollection } from "./collect-garbage.ts";

/** What is put into the cache. */
export interface CacheIngestOptions extends GuildSize {
  guilds: number;
  messagesPerGuild: number;
  /** Members that are looked up at the end, at random. */
  lookups: number;
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
  return {
    bytesPerEntity: bytes / entities,
    bytesPerMember: bytes / Math.max(1, size.guilds * size.members),
    bytesPerGuild: bytes / size.guilds,
    megabytes: bytes / 1_000_000,
    cpuUs: cpuUs / entities,
    ingestSeconds: cpuUs / 1_000_000,
    lookupUs: await lookupUs(cache, size),
    collectionMs,
    peakMemoryMiB,
  };
}

/** CPU of looking up a member by the ids of guild and user, wherever it is. */
async function lookupUs(cache: CacheSubject, size: CacheIngestOptions): Promise<number> {
  const { guilds, members, lookups } = size;
  const wanted = Array.from({ length: lookups }, (_, number) =>
    memberIds(mixed(number) % guilds, mixed(number + lookups) % members, size),
  );
  const start = process.cpuUsage();
  let found = 0;
  for (const { guildId, userId } of wanted) {
    const member = cache.getMember(guildId, userId);
    // Waiting costs more than finding: only who answers with a promise is waited for.
    if ((member instanceof Promise ? await member : member) !== undefined) found += 1;
  }
  const { user, system } = process.cpuUsage(start);
  if (found !== lookups) throw new Error(`found ${found} of ${lookups} members`);
  return (user + system) / lookups;
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
