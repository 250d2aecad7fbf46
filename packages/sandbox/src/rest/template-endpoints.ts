import type { GuildTemplate } from "../world/guild-templates.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import type { Call, Endpoints } from "./call.ts";
import { form, me, param } from "./call.ts";
import { nullable, string } from "./fields.ts";
import { guildIdOf } from "./guild-endpoints.ts";
import { object, optional, required } from "./object-field.ts";
import { ok } from "./reply.ts";

const name = string({ min: 1, max: 100 });
const description = optional(nullable(string({ max: 120 })));

const creation = object({ name: required(name), description });
const change = object({ name: optional(name), description });

/** What a guild made of the template begins with. Ids in it count from 0. */
function snapshotOf(call: Call, guildId: string): object {
  const { guilds, roles, channels } = call.world;
  const guild = guilds.require(guildId);
  const ids = [...roles.list(guildId), ...channels.ofGuild(guildId)].map(({ id }) => id);
  const numbered = (id: string | null | undefined): number | null => {
    const index = ids.indexOf(id ?? "");
    return index < 0 ? null : index;
  };
  return {
    name: guild.name,
    description: guild.description,
    region: guild.region,
    verification_level: guild.verification_level,
    default_message_notifications: guild.default_message_notifications,
    explicit_content_filter: guild.explicit_content_filter,
    preferred_locale: guild.preferred_locale,
    afk_timeout: guild.afk_timeout,
    afk_channel_id: numbered(guild.afk_channel_id),
    system_channel_id: numbered(guild.system_channel_id),
    system_channel_flags: guild.system_channel_flags,
    icon_hash: guild.icon,
    roles: roles.list(guildId).map((role) => ({
      id: numbered(role.id),
      name: role.name,
      permissions: role.permissions,
      color: role.color,
      hoist: role.hoist,
      mentionable: role.mentionable,
    })),
    channels: channels.ofGuild(guildId).map((channel) => ({
      id: numbered(channel.id),
      type: channel.type,
      name: channel.name,
      position: channel.position,
      topic: channel.topic ?? null,
      nsfw: channel.nsfw ?? false,
      parent_id: numbered(channel.parent_id),
      permission_overwrites: (channel.permission_overwrites ?? []).map((overwrite) => ({
        ...overwrite,
        id: numbered(overwrite.id),
      })),
    })),
  };
}

function payload(call: Call, template: GuildTemplate): object {
  return { ...template, creator: call.world.users.get(template.creator_id) ?? null };
}

/** The template of the path, which the caller may manage. */
function managed(call: Call): GuildTemplate {
  const guildId = guildIdOf(call, PermissionBit.ManageGuild);
  return call.world.templates.require(param(call, "code"), guildId);
}

export const templateEndpoints: Endpoints = {
  get_guild_template: (call) => ok(payload(call, call.world.templates.require(param(call, "code")))),

  list_guild_templates: (call) => {
    const guildId = guildIdOf(call, PermissionBit.ManageGuild);
    return ok(call.world.templates.ofGuild(guildId).map((template) => payload(call, template)));
  },

  create_guild_template: (call) => {
    const guildId = guildIdOf(call, PermissionBit.ManageGuild);
    const body = form(call, creation);
    const template = call.world.templates.create(guildId, {
      name: body.name,
      description: body.description ?? null,
      creatorId: me(call).user.id,
      snapshot: snapshotOf(call, guildId),
    });
    return ok(payload(call, template));
  },

  update_guild_template: (call) => {
    const template = managed(call);
    return ok(payload(call, call.world.templates.update(template, form(call, change))));
  },

  sync_guild_template: (call) => {
    const template = managed(call);
    const snapshot = { serialized_source_guild: snapshotOf(call, template.source_guild_id) };
    return ok(payload(call, call.world.templates.update(template, snapshot)));
  },

  delete_guild_template: (call) => {
    const template = managed(call);
    call.world.templates.delete(template.code);
    return ok(payload(call, template));
  },
};
