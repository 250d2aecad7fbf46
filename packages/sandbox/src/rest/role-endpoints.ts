import { ApiError, missingPermissions } from "../world/api-error.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import type { Role, RoleChange } from "../world/roles.ts";
import type { Call, Endpoints } from "./call.ts";
import { form, me, param } from "./call.ts";
import type { Field } from "./fields.ts";
import { array, boolean, imageData, integer, nullable, permissionBits, snowflake, string } from "./fields.ts";
import { object, optional, required } from "./object-field.ts";
import { noContent, ok } from "./reply.ts";
import { guildIdOf } from "./guild-endpoints.ts";

const color = integer({ min: 0, max: 0xffffff });

const fields = object({
  name: optional(nullable(string({ max: 100 }))),
  permissions: optional(nullable(permissionBits)),
  color: optional(nullable(color)),
  colors: optional(
    nullable(
      object({
        primary_color: required(color),
        secondary_color: optional(nullable(color)),
        tertiary_color: optional(nullable(color)),
      }),
    ),
  ),
  hoist: optional(nullable(boolean)),
  mentionable: optional(nullable(boolean)),
  icon: optional(nullable(imageData)),
  unicode_emoji: optional(nullable(string({ max: 100 }))),
});

const moves: Field<{ id: string; position?: number | null }[]> = array(
  object({ id: required(snowflake), position: optional(nullable(integer({ min: 0 }))) }),
);

const maxRoles = 250;

/** The body's fields, without those that are `null`; checked against what the caller itself may do. */
function readChange(call: Call, guildId: string): RoleChange {
  const { colors, icon, ...body } = form(call, fields);
  const change: RoleChange = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
  if (colors !== undefined && colors !== null) {
    const { primary_color, secondary_color = null, tertiary_color = null } = colors;
    change.colors = { primary_color, secondary_color, tertiary_color };
  }
  if (icon !== undefined) change.icon = icon === null ? null : call.world.context.randomHash();
  const granted = call.world.permissions.inGuild(me(call).user.id, guildId);
  if ((BigInt(change.permissions ?? 0) & ~granted) !== 0n) throw missingPermissions();
  return change;
}

/** The role of the path, which must stand below the caller. */
function managedRole(call: Call, guildId: string): Role {
  const role = call.world.roles.require(guildId, param(call, "role_id"));
  if (role.position >= call.world.permissions.rank(me(call).user.id, guildId)) throw missingPermissions();
  return role;
}

export const roleEndpoints: Endpoints = {
  list_guild_roles: (call) => ok(call.world.roles.list(guildIdOf(call))),

  get_guild_role: (call) => ok(call.world.roles.require(guildIdOf(call), param(call, "role_id"))),

  guild_role_member_counts: (call) => {
    const guildId = guildIdOf(call);
    const members = call.world.members.list(guildId);
    const counts = call.world.roles
      .list(guildId)
      .filter(({ id }) => id !== guildId)
      .map(({ id }) => [id, members.filter(({ roles }) => roles.includes(id)).length] as const);
    return ok(Object.fromEntries(counts));
  },

  create_guild_role: (call) => {
    const guildId = guildIdOf(call, PermissionBit.ManageRoles);
    const change = readChange(call, guildId);
    if (call.world.roles.list(guildId).length >= maxRoles) {
      throw new ApiError(400, 30005, `Maximum number of guild roles reached (${maxRoles})`);
    }
    return ok(call.world.roles.create(guildId, change));
  },

  update_guild_role: (call) => {
    const guildId = guildIdOf(call, PermissionBit.ManageRoles);
    const role = managedRole(call, guildId);
    const { permissions, ...change } = readChange(call, guildId);
    const kept = permissions === undefined ? {} : { permissions };
    return ok(call.world.roles.update(guildId, role.id, { ...change, ...kept }));
  },

  bulk_update_guild_roles: (call) => {
    const guildId = guildIdOf(call, PermissionBit.ManageRoles);
    const wanted = form({ ...call, body: call.body ?? [] }, moves);
    const rank = call.world.permissions.rank(me(call).user.id, guildId);
    const changes = wanted.flatMap(({ id, position }) => (typeof position === "number" ? [{ id, position }] : []));
    for (const { id, position } of changes) {
      const role = call.world.roles.require(guildId, id);
      if (role.position >= rank || position >= rank) throw missingPermissions();
    }
    return ok(call.world.roles.move(guildId, changes));
  },

  delete_guild_role: (call) => {
    const guildId = guildIdOf(call, PermissionBit.ManageRoles);
    const role = managedRole(call, guildId);
    if (role.id === guildId || role.managed) throw new ApiError(400, 50028, "Invalid Role");
    call.world.deleteRole(guildId, role.id);
    return noContent;
  },
};
