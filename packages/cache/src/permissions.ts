import { channelPermissions, guildPermissions } from "@zignal/types/permission-computation";
import type { GuildPermissionSubject } from "@zignal/types/permission-computation";
import type { Contents } from "./contents.ts";
import type { CachedChannel, CachedThread } from "./entities.ts";

/** A member's permissions in the guild as a whole; `undefined` where something that decides is not cached. */
export function memberPermissions(
  contents: Contents,
  guildId: string,
  userId: string,
  nowMs: number,
): bigint | undefined {
  const subject = subjectOf(contents, guildId, userId);
  return subject && guildPermissions(subject, nowMs);
}

/** A member's permissions in a channel or thread; `undefined` where something that decides is not cached. */
export function permissionsInChannel(
  contents: Contents,
  channelId: string,
  userId: string,
  nowMs: number,
): bigint | undefined {
  const channel = contents.channels.peek(channelId) ?? contents.threads.peek(channelId);
  const guildId = channel !== undefined && "guild_id" in channel ? channel.guild_id : undefined;
  if (channel === undefined || guildId === undefined) return undefined;
  const subject = subjectOf(contents, guildId, userId);
  const holder = contents.threads.has(channelId) ? parentOf(contents, channel) : channel;
  const overwrites = holder && "permission_overwrites" in holder ? holder.permission_overwrites : undefined;
  if (subject === undefined || overwrites === undefined) return undefined;
  const { id, type } = channel;
  return channelPermissions({ ...subject, channel: { id, type, permission_overwrites: overwrites } }, nowMs);
}

/** Threads have no overwrites of their own, but those of the channel they are in. */
function parentOf({ channels }: Contents, thread: CachedChannel | CachedThread): CachedChannel | undefined {
  const parentId = "parent_id" in thread ? thread.parent_id : undefined;
  return typeof parentId === "string" ? channels.peek(parentId) : undefined;
}

/** Who the member is in the guild. A role that is not cached could grant anything: then nothing can be told. */
function subjectOf(contents: Contents, guildId: string, userId: string): GuildPermissionSubject | undefined {
  const ownerId: string | undefined = contents.guilds.base(guildId)?.owner_id;
  if (ownerId === undefined) return undefined;
  // The owner may do everything, member cached or not.
  if (ownerId === userId)
    return { guild: { id: guildId, owner_id: ownerId, roles: [] }, userId, member: { roles: [] } };
  const row = contents.members.find(guildId, userId);
  if (row < 0) return undefined;
  const member: Partial<ReturnType<typeof contents.members.membership>> = contents.members.membership(row, guildId);
  if (member.roles === undefined) return undefined;
  const roles: { id: string; permissions: string }[] = [];
  for (const id of [guildId, ...member.roles]) {
    const permissions: string | undefined = contents.ofGuilds.roles.peek(id)?.permissions;
    if (permissions === undefined) return undefined;
    roles.push({ id, permissions });
  }
  const { roles: memberRoles, communication_disabled_until: until = null } = member;
  return {
    guild: { id: guildId, owner_id: ownerId, roles },
    userId,
    member: { roles: memberRoles, communication_disabled_until: until },
  };
}
