import { ApiError, missingPermissions } from "../world/api-error.ts";
import type { Channel } from "../world/channel-types.ts";
import { ChannelType } from "../world/channel-types.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import { EventStatus } from "../world/scheduled-events.ts";
import type { Call, Endpoints } from "./call.ts";
import { form, me, param } from "./call.ts";
import { boolean, choice, nullable, snowflake, string } from "./fields.ts";
import { object, optional, required } from "./object-field.ts";
import { noContent, ok } from "./reply.ts";

const topic = string({ min: 1, max: 120 });
const privacyLevel = choice([1, 2]);

const creation = object({
  channel_id: required(snowflake),
  topic: required(topic),
  privacy_level: optional(nullable(privacyLevel)),
  send_start_notification: optional(nullable(boolean)),
  guild_scheduled_event_id: optional(nullable(snowflake)),
});

const change = object({ topic: optional(topic), privacy_level: optional(privacyLevel) });

const moderator = PermissionBit.ManageChannels | PermissionBit.MuteMembers | PermissionBit.MoveMembers;

/** A stage channel, of which the caller is a moderator. @throws {ApiError} 10003, 50001, 50013, 50024 */
function moderatedStage(call: Call, channelId: string): Channel {
  const channel = call.world.permissions.requireChannel(me(call).user.id, channelId, moderator);
  if (channel.type === ChannelType.GuildStageVoice) return channel;
  throw new ApiError(400, 50024, "Cannot execute action on this channel type");
}

export const stageInstanceEndpoints: Endpoints = {
  create_stage_instance: (call) => {
    const body = form(call, creation);
    const channel = moderatedStage(call, body.channel_id);
    const guildId = channel.guild_id ?? "";
    const mayNotify = call.world.permissions.inChannel(me(call).user.id, channel) & PermissionBit.MentionEveryone;
    if (body.send_start_notification === true && mayNotify === 0n) throw missingPermissions();
    const eventId = body.guild_scheduled_event_id ?? undefined;
    const event = eventId === undefined ? undefined : call.world.scheduledEvents.require(guildId, eventId);
    const instance = call.world.stageInstances.create({
      channelId: channel.id,
      topic: body.topic,
      privacyLevel: body.privacy_level ?? 2,
      ...(eventId === undefined ? {} : { eventId }),
    });
    // The stage that an event was planned for begins it.
    if (event?.status === EventStatus.Scheduled) {
      call.world.scheduledEvents.update(guildId, event.id, { status: EventStatus.Active });
    }
    return ok({ ...instance });
  },

  get_stage_instance: (call) => {
    const channel = call.world.permissions.requireChannel(me(call).user.id, param(call, "channel_id"));
    return ok({ ...call.world.stageInstances.require(channel.id) });
  },

  update_stage_instance: (call) => {
    const { id } = moderatedStage(call, param(call, "channel_id"));
    return ok({ ...call.world.stageInstances.update(id, form(call, change)) });
  },

  delete_stage_instance: (call) => {
    call.world.stageInstances.delete(moderatedStage(call, param(call, "channel_id")).id);
    return noContent;
  },
};
