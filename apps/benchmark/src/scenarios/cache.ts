import type { Metric, Scenario, Size } from "../harness/scenario.ts";
import { runSubject } from "../processes/run-subject.ts";
import { cacheSubjectNames } from "../subjects/cache-subjects.ts";
import { type CacheIngestOptions, entitiesOf } from "../workloads/cache-ingest.ts";

const summary =
  "put into a cache as parsed JSON. Used memory (heap and external) after full collections; CPU of putting them there, without " +
  "parsing, and of looking up members at random; the longest pause of a full collection. Each cache keeps all of them; the " +
  "floor is Maps of what was parsed.";

const bytesPerEntity: Metric = {
  key: "bytesPerEntity",
  label: "bytes per entity",
  digits: 0,
  comparedWithFloor: true,
};

const metrics: readonly Metric[] = [
  { key: "cpuUs", label: "CPU per entity, µs", digits: 2, comparedWithFloor: true },
  { key: "lookupUs", label: "CPU per lookup, µs", digits: 2, comparedWithFloor: true },
  { key: "collectionMs", label: "full collection, ms", digits: 1, comparedWithFloor: true },
  { key: "peakMemoryMiB", label: "peak memory, MiB", digits: 0 },
];

function cacheScenario(
  name: string,
  what: string,
  first: Metric,
  work: (size: Size) => CacheIngestOptions,
  rounds: number,
  subjects: readonly string[] = cacheSubjectNames,
): Scenario {
  return {
    name,
    summary: `${what}, ${summary}`,
    floor: "JSON in Maps",
    subjects,
    metrics: [first, ...metrics],
    rounds: ({ quick }) => (quick ? 1 : rounds),
    parameters: (size) => ({ ...work(size), entities: entitiesOf(work(size)) }),
    prepare: async (size) => ({
      run: (subject, profile) => runSubject({ workload: "cache-ingest", subject, options: work(size), profile }),
      close: async () => {},
    }),
  };
}

/** What entities take in a cache, and to get them there. */
export const cache: Scenario = cacheScenario(
  "cache",
  "Guilds with channels, roles, members, users and presences, and messages",
  bytesPerEntity,
  ({ quick }) => ({
    guilds: quick ? 10 : 96,
    channels: 50,
    roles: 40,
    members: 1400,
    presences: 300,
    messagesPerGuild: 50,
    lookups: quick ? 20_000 : 200_000,
  }),
  5,
);

/** What a member with its user takes. */
export const cacheMembers: Scenario = cacheScenario(
  "cache-members",
  "Members with their users, and next to nothing else",
  { key: "bytesPerMember", label: "bytes per member and user", digits: 0, comparedWithFloor: true },
  ({ quick }) => ({
    guilds: 10,
    channels: 1,
    roles: 20,
    members: quick ? 1000 : 10_000,
    presences: 0,
    messagesPerGuild: 0,
    lookups: quick ? 20_000 : 200_000,
  }),
  5,
);

/** What a guild takes with all that it consists of, but for its people. */
export const cacheGuilds: Scenario = cacheScenario(
  "cache-guilds",
  "Guilds with 50 channels and 40 roles, and one member each",
  { key: "bytesPerGuild", label: "bytes per guild", digits: 0, comparedWithFloor: true },
  ({ quick }) => ({
    guilds: quick ? 50 : 500,
    channels: 50,
    roles: 40,
    members: 1,
    presences: 0,
    messagesPerGuild: 0,
    lookups: quick ? 20_000 : 200_000,
  }),
  5,
);

/** A million members alone. */
export const cacheMillion: Scenario = cacheScenario(
  "cache-million",
  "A million memberships of 910,000 users in a hundred guilds",
  { key: "megabytes", label: "used memory, MB", digits: 0, comparedWithFloor: true },
  ({ quick }) => ({
    guilds: 100,
    channels: 1,
    roles: 20,
    members: quick ? 200 : 10_000,
    presences: 0,
    messagesPerGuild: 0,
    lookups: quick ? 20_000 : 200_000,
  }),
  3,
  ["JSON in Maps", "zignal"],
);
