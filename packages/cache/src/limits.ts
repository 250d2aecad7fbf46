import { ValidationError } from "@zignal/errors";
import type { ValidationIssue } from "@zignal/errors";
import type { EntityKind } from "./entities.ts";

/** How much is kept. Every limit is a whole number of at least 0, or `Infinity`. */
export interface CacheLimits {
  /** All entities together. @defaultValue `500_000` */
  maxItems: number;
  /** Bytes of all entities together. @defaultValue `268_435_456` (256 MiB) */
  maxBytes: number;
  /** @defaultValue `Infinity` (`maxItems` and `maxBytes` hold) */
  maxGuilds: number;
  /** Channels that are no threads. @defaultValue `Infinity` */
  maxChannels: number;
  /** @defaultValue `Infinity` */
  maxThreads: number;
  /** @defaultValue `Infinity` */
  maxRoles: number;
  /** Memberships over all guilds. @defaultValue `Infinity` */
  maxMembers: number;
  /** Memberships of one guild; the first to come go first. @defaultValue `Infinity` */
  maxMembersPerGuild: number;
  /** Users, those of members included. @defaultValue `Infinity` */
  maxUsers: number;
  /** Messages over all channels. @defaultValue `10_000` */
  maxMessages: number;
  /** The newest messages of each channel. @defaultValue `100` */
  maxMessagesPerChannel: number;
  /** @defaultValue `Infinity` */
  maxEmojis: number;
  /** @defaultValue `Infinity` */
  maxStickers: number;
  /** @defaultValue `Infinity` */
  maxPresences: number;
  /** @defaultValue `Infinity` */
  maxVoiceStates: number;
  /** @defaultValue `Infinity` */
  maxStageInstances: number;
  /** @defaultValue `Infinity` */
  maxScheduledEvents: number;
  /** @defaultValue `Infinity` */
  maxSoundboardSounds: number;
}

/** Bounded by default: a bot that nobody tuned must not grow for ever. */
export const defaultLimits: CacheLimits = {
  maxItems: 500_000,
  maxBytes: 256 * 1024 * 1024,
  maxGuilds: Infinity,
  maxChannels: Infinity,
  maxThreads: Infinity,
  maxRoles: Infinity,
  maxMembers: Infinity,
  maxMembersPerGuild: Infinity,
  maxUsers: Infinity,
  maxMessages: 10_000,
  maxMessagesPerChannel: 100,
  maxEmojis: Infinity,
  maxStickers: Infinity,
  maxPresences: Infinity,
  maxVoiceStates: Infinity,
  maxStageInstances: Infinity,
  maxScheduledEvents: Infinity,
  maxSoundboardSounds: Infinity,
};

const limitNames = Object.keys(defaultLimits) as readonly (keyof CacheLimits)[];

/** The limit of each kind. */
export const limitOfKind: { readonly [Kind in EntityKind]: keyof CacheLimits } = {
  guilds: "maxGuilds",
  channels: "maxChannels",
  threads: "maxThreads",
  roles: "maxRoles",
  members: "maxMembers",
  users: "maxUsers",
  messages: "maxMessages",
  emojis: "maxEmojis",
  stickers: "maxStickers",
  presences: "maxPresences",
  voiceStates: "maxVoiceStates",
  stageInstances: "maxStageInstances",
  scheduledEvents: "maxScheduledEvents",
  soundboardSounds: "maxSoundboardSounds",
};

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

/** `limits` with those that `changes` names replaced; what else is in `changes` is left alone. */
export function mergeLimits(limits: CacheLimits, changes: Partial<CacheLimits>): CacheLimits {
  const merged = { ...limits };
  for (const name of limitNames) merged[name] = changes[name] ?? limits[name];
  return merged;
}

/** What is wrong with the limits among these. */
export function limitIssues(limits: Partial<CacheLimits>): ValidationIssue[] {
  return limitNames.flatMap((name) => {
    const value = limits[name];
    if (value === undefined || value === Infinity || (Number.isInteger(value) && value >= 0)) return [];
    return [{ path: name, message: `must be a whole number of at least 0, or Infinity (was ${String(value)})` }];
  });
}
