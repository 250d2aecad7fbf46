import { PermissionBit } from "../world/permission-bits.ts";
import type { Call, Endpoints } from "./call.ts";
import { form, queryValue } from "./call.ts";
import { array, boolean, integer, nullable, snowflake } from "./fields.ts";
import { guildIdOf } from "./guild-endpoints.ts";
import { object, optional } from "./object-field.ts";
import { ok } from "./reply.ts";

const days = integer({ min: 1, max: 30 });

const pruneForm = object({
  days: optional(nullable(days)),
  compute_prune_count: optional(nullable(boolean)),
  include_roles: optional(nullable(array(snowflake))),
});

const dayMs = 24 * 60 * 60 * 1000;

/** Nobody has been seen here but those who are online: whoever is offline was last seen on joining. */
function inactive(call: Call, guildId: string, sinceDays: number, includedRoles: readonly string[]): string[] {
  const { members, presences, guilds, users } = call.world;
  const { owner_id: ownerId } = guilds.require(guildId);
  return members
    .list(guildId)
    .filter(({ userId }) => userId !== ownerId && !users.require(userId).bot)
    .filter(({ roles }) => roles.every((id) => includedRoles.includes(id)))
    .filter(({ userId }) => presences.get(userId).status === "offline")
    .filter(({ joined_at: at }) => Date.parse(at) <= call.world.nowMs() - sinceDays * dayMs)
    .map(({ userId }) => userId);
}

const bits = PermissionBit.ManageGuild | PermissionBit.KickMembers;

export const pruneEndpoints: Endpoints = {
  preview_prune_guild: (call) => {
    const guildId = guildIdOf(call, bits);
    const roles = call.query.getAll("include_roles").flatMap((list) => list.split(","));
    return ok({ pruned: inactive(call, guildId, queryValue(call, "days", days) ?? 7, roles).length });
  },

  prune_guild: (call) => {
    const guildId = guildIdOf(call, bits);
    const body = form(call, pruneForm);
    const ids = inactive(call, guildId, body.days ?? 7, body.include_roles ?? []);
    for (const id of ids) call.world.removeMember(guildId, id);
    return ok({ pruned: body.compute_prune_count === false ? null : ids.length });
  },
};
