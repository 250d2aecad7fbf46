import { ApiError, unknown } from "../world/api-error.ts";
import { compareSnowflakes } from "../world/snowflakes.ts";
import { privateUser } from "../world/users.ts";
import type { Endpoints } from "./call.ts";
import { form, me, param, queryFlag, queryValue } from "./call.ts";
import { imageData, integer, nullable, snowflake, string } from "./fields.ts";
import { object, optional, required } from "./object-field.ts";
import { noContent, ok } from "./reply.ts";

const profile = object({
  username: optional(string({ min: 2, max: 32 })),
  avatar: optional(nullable(imageData)),
  banner: optional(nullable(imageData)),
});

const recipient = object({ recipient_id: required(snowflake) });

export const userEndpoints: Endpoints = {
  get_my_user: (call) => {
    const { user } = me(call);
    return ok(privateUser(user, call.world.users.localeOf(user.id)));
  },

  update_my_user: (call) => {
    const { user } = me(call);
    const change = form(call, profile);
    if (change.username !== undefined) user.username = change.username;
    if (change.avatar !== undefined) user.avatar = change.avatar === null ? null : call.world.context.randomHash();
    if (change.banner !== undefined) user.banner = change.banner === null ? null : call.world.context.randomHash();
    call.world.userChanged(user.id);
    return ok(privateUser(user, call.world.users.localeOf(user.id)));
  },

  get_user: (call) => {
    const user = call.world.users.get(param(call, "user_id"));
    if (user === undefined) throw unknown("User");
    return ok(user);
  },

  list_my_guilds: (call) => {
    const { user } = me(call);
    const limit = queryValue(call, "limit", integer({ min: 1, max: 200 })) ?? 200;
    const after = queryValue(call, "after", snowflake);
    const before = queryValue(call, "before", snowflake);
    const withCounts = queryFlag(call, "with_counts");
    const guilds = call.world.guilds
      .forUser(user.id)
      .filter(({ id }) => after === undefined || compareSnowflakes(id, after) > 0)
      .filter(({ id }) => before === undefined || compareSnowflakes(id, before) < 0);
    const page = before !== undefined && after === undefined ? guilds.slice(-limit) : guilds.slice(0, limit);
    return ok(
      page.map(({ id, name, icon, banner, owner_id, features }) => ({
        id,
        name,
        icon,
        banner,
        owner: owner_id === user.id,
        permissions: String(call.world.permissions.inGuild(user.id, id)),
        features,
        ...(withCounts ? memberCounts(call.world.members.count(id)) : {}),
      })),
    );
  },

  leave_guild: (call) => {
    const guildId = param(call, "guild_id");
    const { user } = me(call);
    const guild = call.world.guilds.requireMembership(guildId, user.id);
    if (guild.owner_id === user.id) throw new ApiError(400, 50055, "Invalid Guild");
    call.world.removeMember(guildId, user.id);
    return noContent;
  },

  create_dm: (call) => {
    const { user } = me(call);
    const { recipient_id } = form(call, recipient);
    if (call.world.users.get(recipient_id) === undefined || recipient_id === user.id) {
      throw new ApiError(400, 50033, "Invalid Recipient(s)");
    }
    const channel = call.world.openDirect(user.id, recipient_id);
    return ok(call.world.channels.payload(channel, user.id));
  },
};

export function memberCounts(count: number): object {
  return { approximate_member_count: count, approximate_presence_count: count };
}
