import type { Scenario, Size } from "../harness/scenario.ts";
import { runSubject } from "../processes/run-subject.ts";
import { cacheSubjectNames } from "../subjects/cache-subjects.ts";
import { type CacheIngestOptions, entitiesOf } from "../workloads/cache-ingest.ts";

const work = ({ quick }: Size): CacheIngestOptions => ({
  guilds: quick ? 10 : 96,
  channels: 50,
  roles: 40,
  members: 1400,
  presences: 300,
  messagesPerGuild: 50,
});

/** What entities take in a cache, and to get them there. */
export const cache: Scenario = {
  name: "cache",
  summary:
    "Guilds with channels, roles, members, users and presences, and messages, put into a cache as parsed JSON. Used memory (heap and " +
    "external) after full collections; CPU of putting them there, without parsing; the longest pause of a full collection. " +
    "Each cache keeps all of them; the floor is Maps of what was parsed.",
  floor: "JSON in Maps",
  subjects: cacheSubjectNames,
  metrics: [
    { key: "bytesPerEntity", label: "bytes per entity", digits: 0, comparedWithFloor: true },
    { key: "cpuUs", label: "CPU per entity, µs", digits: 2, comparedWithFloor: true },
    { key: "collectionMs", label: "full collection, ms", digits: 1, comparedWithFloor: true },
    { key: "peakMemoryMiB", label: "peak memory, MiB", digits: 0 },
  ],
  rounds: ({ quick }) => (quick ? 1 : 5),
  parameters: (size) => ({ ...work(size), entities: entitiesOf(work(size)) }),
  prepare: async (size) => ({
    run: (subject, profile) => runSubject({ workload: "cache-ingest", subject, options: work(size), profile }),
    close: async () => {},
  }),
};
