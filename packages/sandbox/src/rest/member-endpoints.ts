import { ApiError, missingPermissions, unknown } from "../world/api-error.ts";
import type { Member, MemberChange } from "../world/members.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import { compareSnowflakes } from "../world/snowflakes.ts";
import type { Call, Endpoints } from "./call.ts";
import { form, me, param, queryValue } from "./call.ts";
import { array, boolean, imageData, integer, nullable, snowflake, string, timestamp } from "./fields.ts";
import { object, optional } from "./object-field.ts";
import { noContent, ok } from "./reply.ts";
import { guildIdOf } from "./guild-endpoints.ts";

const memberForm = object({
  nick: optional(nullable(string({ max: 32 }))),
  roles: optional(nullable(array(snowflake))),
  mute: optional(nullable(boolean)),
  deaf: optional(nullable(boolean)),
  channel_id: optional(nullable(snowflake)),
  communication_disabled_until: optional(nullable(timestamp)),
  flags: optional(nullable(integer({ min: 0 }))),
});

type ChangeBody = Omit<NonNullable<ReturnType<typeof memberForm>>, "channel_id">;

const ownForm = object({
  nick: optional(nullable(string({ max: 32 }))),
  avatar: optional(nullable(imageData)),
  banner: optional(nullable(imageData)),
  bio: optional(nullable(string({ max: 190 }))),
});

const longestTimeoutMs = 28 * 24 * 60 * 60 * 1000;

function payload(call: Call, member: Member): object {
  return call.world.members.payload(member);
}

function memberOf(call: Call): Member {
  const guildId = guildIdOf(call);
  const userId = param(call, "user_id");
  if (call.world.users.get(userId) === undefined) throw unknown("User");
  return call.world.members.require(guildId, userId);
}

/** The permission that each field of a change takes; of several, any. */
const neededFor: Readonly<Record<string, bigint>> = {
  nick: PermissionBit.ManageNicknames,
  roles: PermissionBit.ManageRoles,
  mute: PermissionBit.MuteMembers,
  deaf: PermissionBit.DeafenMembers,
  channel_id: PermissionBit.MoveMembers,
  communication_disabled_until: PermissionBit.ModerateMembers,
  flags: PermissionBit.ManageGuild | PermissionBit.ManageRoles | PermissionBit.ModerateMembers,
};

export const memberEndpoints: Endpoints = {
  list_guild_members: (call) => {
    const guildId = guildIdOf(call);
    const limit = queryValue(call, "limit", integer({ min: 1, max: 1000 })) ?? 1;
    const after = queryValue(call, "after", snowflake) ?? "0";
    const members = call.world.members.list(guildId).filter(({ userId }) => compareSnowflakes(userId, after) > 0);
    return ok(members.slice(0, limit).map((member) => payload(call, member)));
  },

  search_guild_members: (call) => {
    const guildId = guildIdOf(call);
    const query = (call.query.get("query") ?? "").toLowerCase();
    const limit = queryValue(call, "limit", integer({ min: 1, max: 1000 })) ?? 1;
    const members = call.world.members.list(guildId).filter(({ userId, nick }) => {
      const { username, global_name } = call.world.users.require(userId);
      return [username, global_name, nick].some((name) => name?.toLowerCase().startsWith(query) === true);
    });
    return ok(members.slice(0, limit).map((member) => payload(call, member)));
  },

  get_guild_member: (call) => ok(payload(call, memberOf(call))),

  update_guild_member: (call) => {
    const member = memberOf(call);
    const guildId = param(call, "guild_id");
    const { user } = me(call);
    const { channel_id, ...change } = form(call, memberForm);
    const own = call.world.permissions.inGuild(user.id, guildId);
    for (const field of Object.keys({ ...change, ...(channel_id === undefined ? {} : { channel_id }) })) {
      const needed = field === "nick" && member.userId === user.id ? PermissionBit.ChangeNickname : neededFor[field];
      if ((own & (needed ?? 0n)) === 0n) throw missingPermissions();
    }
    if (member.userId !== user.id) requireBelow(call, guildId, member, change);
    if (Array.isArray(change.roles)) requireAssignable(call, guildId, member, change.roles);
    requireTimeout(call, guildId, member, change.communication_disabled_until);
    if (typeof change.mute === "boolean" || typeof change.deaf === "boolean")
      requireInVoice(call, guildId, member.userId);
    if (channel_id !== undefined) moveInVoice(call, guildId, member.userId, channel_id);
    const updated = call.world.members.update(guildId, member.userId, withoutNulls(change));
    // Being muted by somebody shows in the voice state as well.
    const isModerated = typeof change.mute === "boolean" || typeof change.deaf === "boolean";
    if (isModerated && call.world.voiceStates.get(guildId, member.userId) !== undefined) {
      call.world.voiceStates.update(guildId, member.userId, {});
    }
    return ok(payload(call, updated));
  },

  update_my_guild_member: (call) => {
    const guildId = guildIdOf(call, PermissionBit.ChangeNickname);
    const { nick, avatar, banner } = form(call, ownForm);
    const hash = (image: string | null): string | null => (image === null ? null : call.world.context.randomHash());
    const updated = call.world.members.update(guildId, me(call).user.id, {
      ...(nick === undefined ? {} : { nick: nick === "" ? null : nick }),
      ...(avatar === undefined ? {} : { avatar: hash(avatar) }),
      ...(banner === undefined ? {} : { banner: hash(banner) }),
    });
    return ok(payload(call, updated));
  },

  delete_guild_member: (call) => {
    const guildId = guildIdOf(call, PermissionBit.KickMembers);
    const member = memberOf(call);
    call.world.permissions.requireRankOver(me(call).user.id, member.userId, guildId);
    call.world.removeMember(guildId, member.userId);
    return noContent;
  },

  add_guild_member_role: (call) => {
    const { guildId, userId, roleId } = assignment(call);
    call.world.members.addRole(guildId, userId, roleId);
    return noContent;
  },

  delete_guild_member_role: (call) => {
    const { guildId, userId, roleId } = assignment(call);
    call.world.members.removeRole(guildId, userId, roleId);
    return noContent;
  },
};

function withoutNulls({ nick, roles, ...change }: ChangeBody): MemberChange {
  return {
    ...(nick === undefined ? {} : { nick: nick === "" ? null : nick }),
    ...(roles === undefined ? {} : { roles: roles ?? [] }),
    ...(typeof change.mute === "boolean" ? { mute: change.mute } : {}),
    ...(typeof change.deaf === "boolean" ? { deaf: change.deaf } : {}),
    ...(typeof change.flags === "number" ? { flags: change.flags } : {}),
    ...(change.communication_disabled_until === undefined
      ? {}
      : { communication_disabled_until: change.communication_disabled_until }),
  };
}

function requireBelow(call: Call, guildId: string, member: Member, change: object): void {
  const fields = Object.keys(change);
  // Voice is moderated without regard to rank; roles are checked one by one.
  if (fields.every((field) => ["mute", "deaf", "roles"].includes(field))) return;
  call.world.permissions.requireRankOver(me(call).user.id, member.userId, guildId);
}

/** @throws {ApiError} 10011, 50028, 50013 */
function requireAssignable(call: Call, guildId: string, member: Member, roles: readonly string[]): void {
  const changed = [
    ...roles.filter((id) => !member.roles.includes(id)),
    ...member.roles.filter((id) => !roles.includes(id)),
  ];
  for (const id of changed) requireRole(call, guildId, id);
}

function requireRole(call: Call, guildId: string, roleId: string): void {
  const role = call.world.roles.require(guildId, roleId);
  if (role.id === guildId || role.managed) throw new ApiError(400, 50028, "Invalid Role");
  if (role.position >= call.world.permissions.rank(me(call).user.id, guildId)) throw missingPermissions();
}

/** @throws {ApiError} 50013 for those who stand above time-outs, 50035 for one that is too long */
function requireTimeout(call: Call, guildId: string, { userId }: Member, until: string | null | undefined): void {
  if (until === undefined) return;
  if ((call.world.permissions.inGuild(userId, guildId) & PermissionBit.Administrator) !== 0n)
    throw missingPermissions();
  if (typeof until !== "string" || Date.parse(until) <= call.world.nowMs() + longestTimeoutMs) return;
  throw new ApiError(400, 50035, "Invalid Form Body", {
    communication_disabled_until: {
      _errors: [{ code: "COMMUNICATION_DISABLED_UNTIL_TOO_LONG", message: "Must be at most 28 days in the future." }],
    },
  });
}

function moveInVoice(call: Call, guildId: string, userId: string, channelId: string | null): void {
  requireInVoice(call, guildId, userId);
  call.world.voiceStates.update(guildId, userId, { channelId });
}

function requireInVoice(call: Call, guildId: string, userId: string): void {
  if (call.world.voiceStates.get(guildId, userId) !== undefined) return;
  throw new ApiError(400, 40032, "Target user is not connected to voice.");
}

function assignment(call: Call): { guildId: string; userId: string; roleId: string } {
  const guildId = guildIdOf(call, PermissionBit.ManageRoles);
  const { userId } = memberOf(call);
  const roleId = param(call, "role_id");
  requireRole(call, guildId, roleId);
  return { guildId, userId, roleId };
}
