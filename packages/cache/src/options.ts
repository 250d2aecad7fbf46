import type { Clock } from "@zignal/errors";
import { systemClock, ValidationError } from "@zignal/errors";
import type { ValidationIssue } from "@zignal/errors";
import type { EntityKind, EntityOfKind } from "./entities.ts";

/** How much is kept. Every limit is a whole number of at least 0, or `Infinity`. */
export interface CacheLimits {
  /** All entities together. @defaultValue `500_000` */
  maxItems: number;
  /** @defaultValue `Infinity` (`maxItems` holds) */
  maxGuilds: number;
  /** Channels that are no threads. @defaultValue `Infinity` */
  maxChannels: number;
  /** @defaultValue `Infinity` */
  maxThreads: number;
  /** @defaultValue `Infinity` */
  maxRoles: number;
  /** Memberships over all guilds. @defaultValue `Infinity` */
  maxMembers: number;
  /** Memberships of one guild. @defaultValue `Infinity` */
  maxMembersPerGuild: number;
  /** Users, those of members included. @defaultValue `Infinity` */
  maxUsers: number;
  /** Messages over all channels. @defaultValue `10_000` */
  maxMessages: number;
  /** The newest messages of each channel. @defaultValue `100` */
  maxMessagesPerChannel: number;
}

/** `"all"`, `"none"`, or a filter that is asked each time an entity is about to be kept or changed. */
export type KeepPolicy<T> = "all" | "none" | ((entity: T) => boolean);

/** What to keep, by kind. Users of members that are kept are kept whatever `users` says. */
export type KeepPolicies = { [Kind in EntityKind]?: KeepPolicy<EntityOfKind[Kind]> };

export interface CacheOptions extends Partial<CacheLimits> {
  /** What to keep, by kind. @defaultValue everything */
  keep?: KeepPolicies;
  /** By kind, how long something may stay without being read or written, in milliseconds. @defaultValue no end */
  maxAgeMs?: { [Kind in EntityKind]?: number };
  /** How often entities past `maxAgeMs` are looked for, in milliseconds. @defaultValue `60_000` */
  sweepIntervalMs?: number;
  /** @defaultValue the machine's clock */
  clock?: Clock;
}

export interface ResolvedCacheOptions {
  limits: CacheLimits;
  keep: KeepPolicies;
  maxAgeMs: { readonly [Kind in EntityKind]?: number };
  sweepIntervalMs: number;
  clock: Clock;
}

/** Bounded by default: a bot that nobody tuned must not grow for ever. */
const defaultLimits: CacheLimits = {
  maxItems: 500_000,
  maxGuilds: Infinity,
  maxChannels: Infinity,
  maxThreads: Infinity,
  maxRoles: Infinity,
  maxMembers: Infinity,
  maxMembersPerGuild: Infinity,
  maxUsers: Infinity,
  maxMessages: 10_000,
  maxMessagesPerChannel: 100,
};

const limitNames = Object.keys(defaultLimits) as readonly (keyof CacheLimits)[];

const kinds: Record<EntityKind, true> = {
  guilds: true,
  channels: true,
  threads: true,
  roles: true,
  members: true,
  users: true,
  messages: true,
};

/**
 * Fills in the defaults.
 * @throws {ValidationError} naming each option that does not fit.
 */
export function resolveCacheOptions(options: CacheOptions): ResolvedCacheOptions {
  const issues: ValidationIssue[] = limitIssues(options);
  for (const [kind, policy] of Object.entries(options.keep ?? {})) {
    if (!Object.hasOwn(kinds, kind)) issues.push(unknownKind(`keep.${kind}`));
    else if (policy !== "all" && policy !== "none" && typeof policy !== "function") {
      issues.push({ path: `keep.${kind}`, message: `must be "all", "none" or a function (was ${String(policy)})` });
    }
  }
  for (const [kind, age] of Object.entries(options.maxAgeMs ?? {})) {
    if (!Object.hasOwn(kinds, kind)) issues.push(unknownKind(`maxAgeMs.${kind}`));
    else if (!(age > 0)) {
      issues.push({ path: `maxAgeMs.${kind}`, message: `must be above 0, in milliseconds (was ${age})` });
    }
  }
  const sweepIntervalMs = options.sweepIntervalMs ?? 60_000;
  if (!(sweepIntervalMs > 0)) {
    issues.push({ path: "sweepIntervalMs", message: `must be above 0, in milliseconds (was ${sweepIntervalMs})` });
  }
  if (issues.length > 0) throw new ValidationError(issues);
  return {
    limits: mergeLimits(defaultLimits, options),
    keep: options.keep ?? {},
    maxAgeMs: options.maxAgeMs ?? {},
    sweepIntervalMs,
    clock: options.clock ?? systemClock,
  };
}

/**
 * `limits` with those that `changes` names replaced.
 * @throws {ValidationError} naming each limit that does not fit.
 */
export function changeLimits(limits: CacheLimits, changes: Partial<CacheLimits>): CacheLimits {
  const issues = limitIssues(changes);
  for (const name of Object.keys(changes)) {
    if (!Object.hasOwn(defaultLimits, name)) {
      issues.push({ path: name, message: `is no limit; there are ${limitNames.join(", ")}` });
    }
  }
  if (issues.length > 0) throw new ValidationError(issues);
  return mergeLimits(limits, changes);
}

function mergeLimits(limits: CacheLimits, changes: Partial<CacheLimits>): CacheLimits {
  const merged = { ...limits };
  for (const name of limitNames) merged[name] = changes[name] ?? limits[name];
  return merged;
}

function limitIssues(limits: Partial<CacheLimits>): ValidationIssue[] {
  return limitNames.flatMap((name) => {
    const value = limits[name];
    if (value === undefined || value === Infinity || (Number.isInteger(value) && value >= 0)) return [];
    return [{ path: name, message: `must be a whole number of at least 0, or Infinity (was ${String(value)})` }];
  });
}

function unknownKind(path: string): ValidationIssue {
  return { path, message: `is no kind of entity; there are ${Object.keys(kinds).join(", ")}` };
}
