import { ApiError, unknown } from "../world/api-error.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import { compareSnowflakes } from "../world/snowflakes.ts";
import type { Call, Endpoints } from "./call.ts";
import { form, me, param, queryValue } from "./call.ts";
import { array, integer, nullable, snowflake } from "./fields.ts";
import { object, optional, required } from "./object-field.ts";
import { noContent, ok } from "./reply.ts";
import { guildIdOf } from "./guild-endpoints.ts";

const secondsOfWeek = 604_800;

const banForm = object({
  delete_message_seconds: optional(nullable(integer({ min: 0, max: secondsOfWeek }))),
  delete_message_days: optional(nullable(integer({ min: 0, max: 7 }))),
});

const bulkForm = object({
  user_ids: required(array(snowflake, { min: 1, max: 200 })),
  delete_message_seconds: optional(nullable(integer({ min: 0, max: secondsOfWeek }))),
});

function ban(call: Call, guildId: string, userId: string, deleteSeconds: number): void {
  if (call.world.users.get(userId) === undefined) throw unknown("User");
  call.world.permissions.requireRankOver(me(call).user.id, userId, guildId);
  if (call.world.members.has(guildId, userId)) call.world.removeMember(guildId, userId);
  call.world.guilds.ban(guildId, userId, call.reason ?? null);
  if (deleteSeconds === 0) return;
  const since = call.world.nowMs() - deleteSeconds * 1000;
  for (const channel of call.world.channels.ofGuild(guildId)) {
    const recent = call.world.messages
      .list(channel.id, { limit: Infinity })
      .filter(({ author, timestamp }) => author.id === userId && Date.parse(timestamp) >= since);
    call.world.messages.bulkDelete(
      channel.id,
      recent.map(({ id }) => id),
    );
  }
}

export const banEndpoints: Endpoints = {
  list_guild_bans: (call) => {
    const guildId = guildIdOf(call, PermissionBit.BanMembers);
    const limit = queryValue(call, "limit", integer({ min: 1, max: 1000 })) ?? 1000;
    const after = queryValue(call, "after", snowflake);
    const before = queryValue(call, "before", snowflake);
    const bans = call.world.guilds
      .bans(guildId)
      .filter(({ user }) =>
        before === undefined
          ? after === undefined || compareSnowflakes(user.id, after) > 0
          : compareSnowflakes(user.id, before) < 0,
      );
    return ok(before === undefined ? bans.slice(0, limit) : bans.slice(-limit));
  },

  get_guild_ban: (call) => {
    const guildId = guildIdOf(call, PermissionBit.BanMembers);
    const found = call.world.guilds.bans(guildId).find(({ user }) => user.id === param(call, "user_id"));
    if (found === undefined) throw unknown("Ban");
    return ok(found);
  },

  ban_user_from_guild: (call) => {
    const guildId = guildIdOf(call, PermissionBit.BanMembers);
    const body = form(call, banForm);
    const deleteSeconds = body.delete_message_seconds ?? (body.delete_message_days ?? 0) * 86_400;
    ban(call, guildId, param(call, "user_id"), deleteSeconds);
    return noContent;
  },

  unban_user_from_guild: (call) => {
    const guildId = guildIdOf(call, PermissionBit.BanMembers);
    call.world.guilds.unban(guildId, param(call, "user_id"));
    return noContent;
  },

  bulk_ban_users_from_guild: (call) => {
    const guildId = guildIdOf(call, PermissionBit.BanMembers | PermissionBit.ManageGuild);
    const { user_ids, delete_message_seconds } = form(call, bulkForm);
    const banned: string[] = [];
    const failed: string[] = [];
    const own = call.world.permissions.rank(me(call).user.id, guildId);
    for (const id of user_ids) {
      const canBan = call.world.users.get(id) !== undefined && call.world.permissions.rank(id, guildId) < own;
      if (!canBan || call.world.guilds.isBanned(guildId, id)) {
        failed.push(id);
        continue;
      }
      ban(call, guildId, id, delete_message_seconds ?? 0);
      banned.push(id);
    }
    if (banned.length === 0) throw new ApiError(400, 500000, "Failed to ban users");
    return ok({ banned_users: banned, failed_users: failed });
  },
};
