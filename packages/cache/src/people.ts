import type { APIUser } from "@zignal/types";
import type { Contents } from "./contents.ts";
import { accepts } from "./contents.ts";
import type { CachedMessage } from "./entities.ts";
import type { Membership } from "./tables/member-table.ts";
import type { PartialUser } from "./tables/user-table.ts";

/**
 * Merges what was sent of a user into what is known. A user of whom too little was sent, and nothing is known, is left out.
 */
export function noteUser(contents: Contents, sent: PartialUser): void {
  const { users, keep } = contents;
  const row = users.find(sent.id);
  if (row < 0) {
    if (isWhole(sent) && accepts(keep.users, () => sent)) users.add(sent.id, undefined, sent);
    return;
  }
  mergeUser(contents, row, sent);
  users.touch(row);
}

/**
 * Merges what was sent of a membership and of its user into what is known.
 * @param sent - May have the user in it.
 */
export function noteMember(contents: Contents, guildId: string, sent: Partial<Membership>, user: APIUser): void {
  const { keep, members, limits } = contents;
  const row = members.find(guildId, user.id);
  if (row >= 0 && members.says(row, guildId, user.id, sent)) {
    members.touch(row);
    mergeUser(contents, members.userRow(row), user);
    return;
  }
  // The first that is heard of a membership is all there is to know of it.
  const membership = row < 0 ? (sent as Membership) : { ...members.membership(row, guildId), ...sent };
  if (!accepts(keep.members, () => ({ ...membership, user }))) {
    members.delete(guildId, user.id);
    noteUser(contents, user);
    return;
  }
  if (row < 0) members.add(guildId, user.id, settleUser(contents, user), membership);
  else {
    mergeUser(contents, members.userRow(row), user);
    members.update(row, guildId, membership);
  }
  if (limits.maxMembersPerGuild !== Infinity) members.trimGuild(guildId, limits.maxMembersPerGuild);
}

/** Merges a user, who is kept whatever the policy says, and returns the row. */
function settleUser(contents: Contents, user: APIUser): number {
  const { users } = contents;
  const row = users.find(user.id);
  if (row < 0) return users.add(user.id, undefined, user);
  mergeUser(contents, row, user);
  return row;
}

function mergeUser({ users }: Contents, row: number, sent: PartialUser): void {
  if (!users.says(row, sent, sent.id)) users.update(row, { ...users.read(row), ...sent });
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
