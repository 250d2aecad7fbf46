import { ApiError, invalidForm } from "../world/api-error.ts";
import { isVoice } from "../world/channel-types.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import type { Call, Endpoints } from "./call.ts";
import { form, param } from "./call.ts";
import { boolean, nullable, snowflake, timestamp } from "./fields.ts";
import { guildIdOf } from "./guild-endpoints.ts";
import { object, optional } from "./object-field.ts";
import { fileReply, ok } from "./reply.ts";

const settingsForm = object({ enabled: optional(nullable(boolean)), channel_id: optional(nullable(snowflake)) });

const incidentsForm = object({
  invites_disabled_until: optional(nullable(timestamp)),
  dms_disabled_until: optional(nullable(timestamp)),
});

/** Both can be switched off for a day at most. */
const longestMs = 24 * 60 * 60 * 1000;

/** One transparent pixel. */
const pixel: Uint8Array = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=",
  "base64",
);

function settings(call: Call, guildId: string): object {
  const { widget_enabled: enabled, widget_channel_id: channelId } = call.world.guilds.require(guildId);
  return { enabled, channel_id: channelId };
}

/** Everybody may see the widget of a guild that shows one. @throws {ApiError} 10004, 50004 */
function shownGuild(call: Call): string {
  const guild = call.world.guilds.require(param(call, "guild_id"));
  if (!guild.widget_enabled) throw new ApiError(403, 50004, "Widget Disabled");
  return guild.id;
}

export const widgetEndpoints: Endpoints = {
  get_guild_widget_settings: (call) => ok(settings(call, guildIdOf(call, PermissionBit.ManageGuild))),

  update_guild_widget_settings: (call) => {
    const guildId = guildIdOf(call, PermissionBit.ManageGuild);
    const { enabled, channel_id: channelId } = form(call, settingsForm);
    if (typeof channelId === "string" && call.world.channels.get(channelId)?.guild_id !== guildId) {
      throw invalidForm(["channel_id"], "CHANNEL_INVALID", "Invalid channel");
    }
    call.world.guilds.update(guildId, {
      ...(typeof enabled === "boolean" ? { widget_enabled: enabled } : {}),
      ...(channelId === undefined ? {} : { widget_channel_id: channelId }),
    });
    return ok(settings(call, guildId));
  },

  get_guild_widget: (call) => {
    const guildId = shownGuild(call);
    const { guilds, channels, presences, invites, users, members } = call.world;
    const { name, widget_channel_id: channelId } = guilds.require(guildId);
    const online = members
      .list(guildId)
      .map(({ userId }) => ({ userId, status: presences.get(userId).status }))
      .filter(({ status }) => status !== "offline");
    return ok({
      id: guildId,
      name,
      instant_invite: (channelId === null ? undefined : invites.ofChannel(channelId)[0]?.code) ?? null,
      channels: channels
        .ofGuild(guildId)
        .filter((channel) => isVoice(channel))
        .map(({ id, name: channelName, position }) => ({ id, name: channelName, position })),
      // Anonymous: numbers in the place of ids, no discriminators.
      members: online.map(({ userId, status }, index) => ({
        id: String(index),
        username: users.require(userId).username,
        discriminator: "0000",
        avatar: null,
        status,
        avatar_url: "",
      })),
      presence_count: online.length,
    });
  },

  get_guild_widget_png: (call) => {
    shownGuild(call);
    return fileReply("image/png", pixel);
  },

  get_guild_vanity_url: (call) => {
    guildIdOf(call, PermissionBit.ManageGuild);
    return ok({ code: null, uses: 0 });
  },

  update_guild_incident_actions: (call) => {
    const guildId = guildIdOf(call, PermissionBit.ManageGuild);
    const body = form(call, incidentsForm);
    for (const [field, until] of Object.entries(body)) {
      if (typeof until !== "string" || Date.parse(until) <= call.world.nowMs() + longestMs) continue;
      throw invalidForm([field], "BASE_TYPE_BAD_DATE", "Must be at most one day in the future.");
    }
    const none = { invites_disabled_until: null, dms_disabled_until: null };
    const incidents = { ...none, ...call.world.guilds.require(guildId).incidents_data, ...body };
    call.world.guilds.update(guildId, { incidents_data: incidents });
    return ok(incidents);
  },
};
