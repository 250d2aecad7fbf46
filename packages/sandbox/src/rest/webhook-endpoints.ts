import { ApiError, missingPermissions } from "../world/api-error.ts";
import { ChannelType, isDirect, isThread } from "../world/channel-types.ts";
import { MessageType } from "../world/message-types.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import type { Webhook } from "../world/webhooks.ts";
import type { Call, Endpoints } from "./call.ts";
import { form, me, param } from "./call.ts";
import { fail, imageData, nullable, refine, snowflake, string } from "./fields.ts";
import { object, optional, required } from "./object-field.ts";
import { noContent, ok } from "./reply.ts";
import { channelOf } from "./channel-endpoints.ts";

/** Webhooks may not pass themselves off as Discord. */
const webhookName = refine(string({ min: 1, max: 80 }), (name, at) => {
  const banned = ["clyde", "discord"].find((word) => name.toLowerCase().includes(word));
  if (banned !== undefined) fail(at, "USERNAME_INVALID_CONTAINS", `Username cannot contain "${banned}"`);
});

const creation = object({ name: required(webhookName), avatar: optional(nullable(imageData)) });

const change = object({
  name: optional(webhookName),
  avatar: optional(nullable(imageData)),
  channel_id: optional(snowflake),
});

function payload(call: Call, webhook: Webhook, withUser: boolean): object {
  return call.world.webhooks.payload(webhook, { origin: call.origin, withUser });
}

/** The webhook of the path, which the caller may manage. */
function managed(call: Call): Webhook {
  const webhook = call.world.webhooks.require(param(call, "webhook_id"));
  const channel = call.world.channels.require(webhook.channel_id);
  const granted = call.world.permissions.inChannel(me(call).user.id, channel);
  if ((granted & PermissionBit.ManageWebhooks) === 0n) throw missingPermissions();
  return webhook;
}

function byToken(call: Call): Webhook {
  return call.world.webhooks.requireByToken(param(call, "webhook_id"), param(call, "webhook_token"));
}

function update(call: Call, webhook: Webhook, mayMove: boolean): Webhook {
  const { name, avatar, channel_id } = form(call, change);
  if (mayMove && channel_id !== undefined) {
    call.world.permissions.requireChannel(me(call).user.id, channel_id, PermissionBit.ManageWebhooks);
  }
  return call.world.webhooks.update(webhook.id, {
    ...(name === undefined ? {} : { name }),
    ...(avatar === undefined ? {} : { avatar: avatar === null ? null : call.world.context.randomHash() }),
    ...(mayMove && channel_id !== undefined ? { channel_id } : {}),
  });
}

const following = object({ webhook_channel_id: required(snowflake) });

export const webhookEndpoints: Endpoints = {
  follow_channel: (call) => {
    const source = channelOf(call);
    if (source.type !== ChannelType.GuildAnnouncement) {
      throw new ApiError(400, 50024, "Cannot execute action on this channel type");
    }
    const { webhook_channel_id: targetId } = form(call, following);
    const { user } = me(call);
    const target = call.world.permissions.requireChannel(user.id, targetId, PermissionBit.ManageWebhooks);
    const { id } = call.world.webhooks.follow(source.id, target.id, user.id);
    call.world.messages.create({
      channelId: target.id,
      author: { kind: "user", id: user.id },
      body: { content: source.name ?? "" },
      type: MessageType.ChannelFollowAdd,
      reference: { type: 0, channel_id: source.id, guild_id: source.guild_id ?? "" },
    });
    return ok({ channel_id: source.id, webhook_id: id });
  },

  create_webhook: (call) => {
    const channel = channelOf(call, PermissionBit.ManageWebhooks);
    if (isDirect(channel) || isThread(channel))
      throw new ApiError(400, 50024, "Cannot execute action on this channel type");
    const { user, application } = me(call);
    const { name, avatar } = form(call, creation);
    const hash = avatar === undefined || avatar === null ? null : call.world.context.randomHash();
    return ok(payload(call, call.world.webhooks.create(channel.id, user.id, name, hash, application.id), true));
  },

  list_channel_webhooks: (call) => {
    const channel = channelOf(call, PermissionBit.ManageWebhooks);
    return ok(call.world.webhooks.ofChannel(channel.id).map((webhook) => payload(call, webhook, true)));
  },

  get_guild_webhooks: (call) => {
    const guildId = param(call, "guild_id");
    call.world.permissions.requireGuild(me(call).user.id, guildId, PermissionBit.ManageWebhooks);
    return ok(call.world.webhooks.ofGuild(guildId).map((webhook) => payload(call, webhook, true)));
  },

  get_webhook: (call) => ok(payload(call, managed(call), true)),
  get_webhook_by_token: (call) => ok(payload(call, byToken(call), false)),
  update_webhook: (call) => ok(payload(call, update(call, managed(call), true), true)),
  update_webhook_by_token: (call) => ok(payload(call, update(call, byToken(call), false), false)),

  delete_webhook: (call) => {
    call.world.webhooks.delete(managed(call).id);
    return noContent;
  },

  delete_webhook_by_token: (call) => {
    call.world.webhooks.delete(byToken(call).id);
    return noContent;
  },
};
