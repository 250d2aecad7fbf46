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
    if (isWhole(sent) && accepts(keep.users, () => sent)) users.set(sent.id, undefined, sent);
    return;
  }
  const known = users.read(row);
  if (saysAll(known, sent)) users.touch(row);
  else users.set(sent.id, undefined, { ...known, ...sent });
}

/** Merges what was sent of a membership and of its user into what is known. */
export function noteMember(contents: Contents, guildId: string, sent: Partial<Membership>, user: APIUser): void {
  const { keep, users, members, limits } = contents;
  const known = members.membership(guildId, user.id);
  if (known !== undefined && saysAll(known, sent)) {
    members.touch(guildId, user.id);
    noteUser(contents, user);
    return;
  }
  const membership = { ...known, ...sent } as Membership;
  if (!accepts(keep.members, () => ({ ...membership, user }))) {
    members.delete(guildId, user.id);
    noteUser(contents, user);
    return;
  }
  const knownUser = users.peek(user.id);
  if (knownUser === undefined) users.set(user.id, undefined, user);
  else if (!saysAll(knownUser, user)) users.set(user.id, undefined, { ...knownUser, ...user });
  members.set(guildId, user.id, membership);
  if (limits.maxMembersPerGuild !== Infinity) members.trimGuild(guildId, limits.maxMembersPerGuild);
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

/** Does `known` already say everything that `sent` says? */
function saysAll(known: object, sent: object): boolean {
  const before = known as Record<string, unknown>;
  const now = sent as Record<string, unknown>;
  for (const name in now) {
    if (before[name] !== now[name] && !sameJson(before[name], now[name])) return false;
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
