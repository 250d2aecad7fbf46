import { invalidForm, unknown } from "../world/api-error.ts";
import type { GuildChange } from "../world/guilds.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import type { Call, Endpoint, Endpoints } from "./call.ts";
import { form, me, param, queryFlag } from "./call.ts";
import { newChannel } from "./channel-form.ts";
import type { Field } from "./fields.ts";
import { array, boolean, choice, imageData, integer, nullable, snowflake, string } from "./fields.ts";
import { object, optional, required } from "./object-field.ts";
import { created, noContent, ok } from "./reply.ts";
import { numberTags, requireCategory } from "./channel-endpoints.ts";
import { memberCounts } from "./user-endpoints.ts";

const guildForm = object({
  name: optional(string({ min: 2, max: 100 })),
  description: optional(nullable(string({ max: 300 }))),
  icon: optional(nullable(imageData)),
  banner: optional(nullable(imageData)),
  splash: optional(nullable(imageData)),
  verification_level: optional(choice([0, 1, 2, 3, 4])),
  default_message_notifications: optional(choice([0, 1])),
  explicit_content_filter: optional(choice([0, 1, 2])),
  afk_channel_id: optional(nullable(snowflake)),
  afk_timeout: optional(choice([60, 300, 900, 1800, 3600])),
  owner_id: optional(snowflake),
  system_channel_id: optional(nullable(snowflake)),
  system_channel_flags: optional(integer({ min: 0 })),
  rules_channel_id: optional(nullable(snowflake)),
  public_updates_channel_id: optional(nullable(snowflake)),
  safety_alerts_channel_id: optional(nullable(snowflake)),
  preferred_locale: optional(string({ max: 10 })),
  features: optional(array(string({ max: 100 }))),
  premium_progress_bar_enabled: optional(boolean),
});

const channelMoves: Field<
  { id: string; position?: number | null; parent_id?: string | null; lock_permissions?: boolean | null }[]
> = array(
  object({
    id: required(snowflake),
    position: optional(nullable(integer({ min: 0 }))),
    lock_permissions: optional(nullable(boolean)),
    parent_id: optional(nullable(snowflake)),
  }),
);

const pictures: ReadonlySet<string> = new Set(["icon", "banner", "splash"]);

/** The guild of the path, if the caller is in it and may do this. */
export function guildIdOf(call: Call, bits: bigint = 0n): string {
  const guildId = param(call, "guild_id");
  call.world.permissions.requireGuild(me(call).user.id, guildId, bits);
  return guildId;
}

const preview: Endpoint = (call) => {
  const guildId = guildIdOf(call);
  const { id, name, icon, splash, discovery_splash, features, description } = call.world.guilds.require(guildId);
  return ok({
    id,
    name,
    icon,
    splash,
    discovery_splash,
    features,
    description,
    home_header: null,
    emojis: call.world.emojis.list(guildId).map((emoji) => call.world.emojis.payload(emoji)),
    stickers: call.world.stickers.ofGuild(guildId).map((sticker) => call.world.stickers.payload(sticker)),
    ...memberCounts(call.world.members.count(guildId)),
  });
};

export const guildEndpoints: Endpoints = {
  get_guild: (call) => {
    const guild = call.world.guilds.require(guildIdOf(call));
    const counts = queryFlag(call, "with_counts") ? memberCounts(call.world.members.count(guild.id)) : {};
    return ok({ ...call.world.guilds.payload(guild), ...counts });
  },

  get_guild_preview: preview,

  update_guild: (call) => {
    const guildId = guildIdOf(call, PermissionBit.ManageGuild);
    const body = form(call, guildForm);
    if (body.owner_id !== undefined && body.owner_id !== call.world.guilds.require(guildId).owner_id) {
      throw invalidForm(["owner_id"], "GUILD_OWNER_ONLY", "Only the owner of this guild can change its owner");
    }
    const change: GuildChange = Object.fromEntries(
      Object.entries(body).map(([name, value]) => [
        name,
        pictures.has(name) && value !== null ? call.world.context.randomHash() : value,
      ]),
    );
    return ok(call.world.guilds.payload(call.world.guilds.update(guildId, change)));
  },

  list_guild_channels: (call) => {
    // All of them: bots are told of channels that they may not look into.
    const channels = call.world.channels.ofGuild(guildIdOf(call));
    return ok(channels.map((channel) => call.world.channels.payload(channel)));
  },

  create_guild_channel: (call) => {
    const guildId = guildIdOf(call, PermissionBit.ManageChannels);
    const body = form(call, newChannel);
    if (typeof body.parent_id === "string") requireCategory(call, guildId, body.parent_id);
    numberTags(call, body);
    return created(call.world.channels.payload(call.world.channels.create(guildId, body)));
  },

  bulk_update_guild_channels: (call) => {
    const guildId = guildIdOf(call, PermissionBit.ManageChannels);
    for (const { id, position, parent_id } of form({ ...call, body: call.body ?? [] }, channelMoves)) {
      if (call.world.channels.require(id).guild_id !== guildId) throw unknown("Channel");
      if (typeof parent_id === "string") requireCategory(call, guildId, parent_id);
      call.world.channels.update(id, {
        ...(typeof position === "number" ? { position } : {}),
        ...(parent_id === undefined ? {} : { parent_id }),
      });
    }
    return noContent;
  },
};
