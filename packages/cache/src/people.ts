import type { APIUser } from "@zignal/types";
import type { Contents } from "./contents.ts";
import { accepts } from "./contents.ts";
import type { CachedMessage } from "./entities.ts";
import type { Membership } from "./tables/member-table.ts";
import type { PartialUser } from "./tables/user-table.ts";

/**
 * Merges what was sent of a user into what is known. A user of whom too little was sent, and nothing is known, is left out.
 */
export function noteUser({ users, keep }: Contents, sent: PartialUser): void {
  const row = users.find(sent.id);
  if (row < 0) {
    if (isWhole(sent) && accepts(keep.users, () => sent)) users.add(sent.id, undefined, sent);
    return;
  }
  const known = users.read(row);
  if (saysAll(known, sent)) users.touch(row);
  else users.update(row, { ...known, ...sent });
}

/**
 * Merges what was sent of a membership and of its user into what is known.
 * @param sent - May have the user in it.
 */
export function noteMember(contents: Contents, guildId: string, sent: Partial<Membership>, user: APIUser): void {
  const { keep, members, limits } = contents;
  const row = members.find(guildId, user.id);
  const known = row < 0 ? undefined : members.membership(row, guildId);
  if (known !== undefined && saysAll(known, sent, "user")) {
    members.touch(row);
    noteUser(contents, user);
    return;
  }
  // The first that is heard of a membership is all there is to know of it.
  const membership = known === undefined ? (sent as Membership) : { ...known, ...sent };
  if (!accepts(keep.members, () => ({ ...membership, user }))) {
    members.delete(guildId, user.id);
    noteUser(contents, user);
    return;
  }
  const userRow = settleUser(contents, user);
  if (row < 0) members.add(guildId, user.id, userRow, membership);
  else members.update(row, guildId, membership);
  if (limits.maxMembersPerGuild !== Infinity) members.trimGuild(guildId, limits.maxMembersPerGuild);
}

/** Merges a user, who is kept whatever the policy says, and returns the row. */
function settleUser({ users }: Contents, user: APIUser): number {
  const row = users.find(user.id);
  if (row < 0) return users.add(user.id, undefined, user);
  const known = users.read(row);
  if (!saysAll(known, user)) users.update(row, { ...known, ...user });
  return row;
}

/** The author of a message and those whom it mentions. A webhook's author is no user. */
export function notePeopleOf(contents: Contents, message: CachedMessage): void {
  const { author, member, guild_id: guildId, mentions } = message;
  if (message.webhook_id === undefined) {
    if (member !== undefined && guildId !== undefined) noteMember(contents, guildId, member, author);
    else noteUser(contents, author);
  }
  for (const { member: mentionedMember, ...user } of mentions) {
    if (mentionedMember !== undefined && guildId !== undefined) noteMember(contents, guildId, mentionedMember, user);
    else noteUser(contents, user);
  }
}

function isWhole(user: PartialUser): user is APIUser {
  return user.username !== undefined && user.discriminator !== undefined && user.avatar !== undefined;
}

/** Does `known` already say everything that `sent` says, but for one field? */
function saysAll(known: object, sent: object, except?: string): boolean {
  const before = known as Record<string, unknown>;
  const now = sent as Record<string, unknown>;
  for (const name in now) {
    if (before[name] !== now[name] && name !== except && !sameJson(before[name], now[name])) return false;
  }
  return true;
}

function sameJson(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => item === b[index] || sameJson(item, b[index]));
  }
  return Array.isArray(a) === Array.isArray(b) && saysAll(a, b) && saysAll(b, a);
}
