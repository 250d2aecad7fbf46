import type { Contents } from "./contents.ts";
import type { EntityKind } from "./entities.ts";

/** Bulk first: what the rest does not need. */
const bulk: readonly EntityKind[] = ["messages", "members", "users", "threads"];

/** What a guild consists of goes last. */
const structure: readonly EntityKind[] = ["channels", "roles", "guilds"];

/** Called for each eviction, with the kind that lost an entity. */
export type OnEvict = (kind: EntityKind, reason: "limit" | "age") => void;

/** How many entities there are in all. */
export function totalItems(contents: Contents): number {
  const { guilds, channels, threads, roles, members, users, messages } = contents;
  return guilds.size + channels.size + threads.size + roles.size + members.size + users.size + messages.size;
}

/**
 * Brings the cache back below its limits: each kind by its own, then all together, by taking the least recently used
 * of the kind that has most, and guilds, channels and roles only when nothing else is left.
 */
export function enforceLimits(contents: Contents, onEvict: OnEvict): void {
  const { limits } = contents;
  if (contents.guilds.size > limits.maxGuilds) shrink(contents, "guilds", limits.maxGuilds, onEvict);
  if (contents.channels.size > limits.maxChannels) shrink(contents, "channels", limits.maxChannels, onEvict);
  if (contents.threads.size > limits.maxThreads) shrink(contents, "threads", limits.maxThreads, onEvict);
  if (contents.roles.size > limits.maxRoles) shrink(contents, "roles", limits.maxRoles, onEvict);
  if (contents.members.size > limits.maxMembers) shrink(contents, "members", limits.maxMembers, onEvict);
  if (contents.users.size > limits.maxUsers) shrink(contents, "users", limits.maxUsers, onEvict);
  if (contents.messages.size > limits.maxMessages) shrink(contents, "messages", limits.maxMessages, onEvict);
  while (totalItems(contents) > limits.maxItems) {
    const kind = largest(contents, bulk) ?? largest(contents, structure);
    if (kind === undefined || !evictOne(contents, kind)) return;
    onEvict(kind, "limit");
  }
}

function shrink(contents: Contents, kind: EntityKind, max: number, onEvict: OnEvict): void {
  while (contents[kind].size > max && evictOne(contents, kind)) onEvict(kind, "limit");
}

function largest(contents: Contents, kinds: readonly EntityKind[]): EntityKind | undefined {
  let best: EntityKind | undefined;
  let most = 0;
  for (const kind of kinds) {
    // The bot's own user can not go.
    const size = kind === "users" && contents.selfId !== undefined ? contents.users.size - 1 : contents[kind].size;
    if (size > most) [best, most] = [kind, size];
  }
  return best;
}

/** Removes the least recently used of a kind, with what belongs to it. `false` when nothing of it can go. */
export function evictOne(contents: Contents, kind: EntityKind): boolean {
  // A user that memberships refer to goes with the last of them.
  if (kind === "users") return contents.users.evict() || contents.members.evict();
  if (kind !== "guilds") return contents[kind].evict();
  const oldest = contents.guilds.oldest();
  if (oldest !== undefined) contents.removeGuild(oldest);
  return oldest !== undefined;
}
