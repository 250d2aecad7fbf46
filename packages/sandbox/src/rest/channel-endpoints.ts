import { ApiError, invalidForm, missingPermissions, unknown } from "../world/api-error.ts";
import type { Channel, ChannelFields } from "../world/channel-types.ts";
import { ChannelType, isDirect, isThread, takesMessages } from "../world/channel-types.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import type { Call, Endpoints } from "./call.ts";
import { form, me, param } from "./call.ts";
import { channelChange, overwriteBody, threadChange } from "./channel-form.ts";
import { integer, boolean, nullable, string } from "./fields.ts";
import { object, optional } from "./object-field.ts";
import { noContent, ok } from "./reply.ts";
import { invitePayload } from "./invite-endpoints.ts";

/** The channel of the path, if the caller sees it and may do this there. */
export function channelOf(call: Call, bits: bigint = 0n): Channel {
  return call.world.permissions.requireChannel(me(call).user.id, param(call, "channel_id"), bits);
}

export const channelEndpoints: Endpoints = {
  get_channel: (call) => ok(call.world.channels.payload(channelOf(call), me(call).user.id)),

  update_channel: (call) => {
    const channel = channelOf(call);
    if (isDirect(channel)) throw new ApiError(403, 50024, "Cannot execute action on this channel type");
    const { user } = me(call);
    if (isThread(channel)) return ok(updateThread(call, channel));
    const change = form(call, channelChange(channel.type));
    const overwrites = change.permission_overwrites;
    const bits = overwrites === undefined ? 0n : PermissionBit.ManageRoles;
    call.world.permissions.requireChannel(user.id, channel.id, PermissionBit.ManageChannels | bits);
    if (overwrites !== undefined) requireGrantable(call, channel, overwrites);
    if (typeof change.parent_id === "string") requireCategory(call, channel.guild_id ?? "", change.parent_id);
    if (change.type !== undefined) requireConvertible(call, channel);
    numberTags(call, change);
    return ok(call.world.channels.payload(call.world.channels.update(channel.id, change)));
  },

  delete_channel: (call) => {
    const channel = channelOf(call);
    if (isDirect(channel)) return ok(call.world.channels.payload(channel, me(call).user.id));
    channelOf(call, isThread(channel) ? PermissionBit.ManageThreads : PermissionBit.ManageChannels);
    return ok(call.world.channels.payload(call.world.deleteChannel(channel.id)));
  },

  set_channel_permission_overwrite: (call) => {
    const channel = channelOf(call, PermissionBit.ManageRoles);
    requireGuildChannel(channel);
    const id = param(call, "overwrite_id");
    const overwrite = { id, ...form(call, overwriteBody) };
    requireGrantable(call, channel, [overwrite]);
    call.world.channels.setOverwrite(channel.id, overwrite);
    return noContent;
  },

  delete_channel_permission_overwrite: (call) => {
    const channel = channelOf(call, PermissionBit.ManageRoles);
    requireGuildChannel(channel);
    call.world.channels.deleteOverwrite(channel.id, param(call, "overwrite_id"));
    return noContent;
  },

  trigger_typing_indicator: (call) => {
    const channel = channelOf(call);
    const granted = call.world.permissions.inChannel(me(call).user.id, channel);
    const needed = isThread(channel) ? PermissionBit.SendMessagesInThreads : PermissionBit.SendMessages;
    if ((granted & needed) === 0n) throw missingPermissions();
    if (!takesMessages(channel)) throw new ApiError(400, 50008, "Cannot send messages in a non-text channel");
    call.world.startTyping(channel.id, me(call).user.id);
    return noContent;
  },

  list_channel_invites: (call) => {
    const channel = channelOf(call, PermissionBit.ManageChannels);
    return ok(call.world.invites.ofChannel(channel.id).map((invite) => invitePayload(call, invite, true)));
  },

  create_channel_invite: (call) => {
    const channel = channelOf(call, PermissionBit.CreateInstantInvite);
    requireGuildChannel(channel);
    const body = form(call, inviteBody);
    const invite = call.world.invites.create({
      channelId: channel.id,
      inviterId: me(call).user.id,
      ...(body.max_age === undefined ? {} : { maxAge: body.max_age }),
      ...(body.max_uses === undefined ? {} : { maxUses: body.max_uses }),
      ...(body.temporary === undefined ? {} : { temporary: body.temporary }),
      ...(body.unique === undefined ? {} : { unique: body.unique }),
    });
    return ok(invitePayload(call, invite, true));
  },

  update_voice_channel_status: (call) => {
    const channel = channelOf(call, PermissionBit.SetVoiceChannelStatus);
    if (channel.type !== ChannelType.GuildVoice)
      throw new ApiError(400, 50024, "Cannot execute action on this channel type");
    const { status = null } = form(call, voiceStatusBody);
    channel.status = status;
    call.world.context.publish(
      "VOICE_CHANNEL_STATUS_UPDATE",
      { id: channel.id, guild_id: channel.guild_id, status },
      call.world.channels.audience(channel),
    );
    return noContent;
  },
};

const inviteBody = object({
  max_age: optional(integer({ min: 0, max: 604_800 })),
  max_uses: optional(integer({ min: 0, max: 100 })),
  temporary: optional(boolean),
  unique: optional(boolean),
});

const voiceStatusBody = object({ status: optional(nullable(string({ max: 500 }))) });

/** @throws {ApiError} 50035 if there is no such category in the guild */
export function requireCategory(call: Call, guildId: string, channelId: string): void {
  const parent = call.world.channels.get(channelId);
  if (parent?.guild_id === guildId && parent.type === ChannelType.GuildCategory) return;
  throw invalidForm(["parent_id"], "CHANNEL_PARENT_INVALID", "Category does not exist");
}

/** New tags of a forum get their ids. */
export function numberTags(call: Call, { available_tags = [] }: ChannelFields): void {
  for (const tag of available_tags) tag.id ??= call.world.context.newId();
}

/** Only text and announcement channels change into each other, and only in guilds that have news. */
function requireConvertible(call: Call, channel: Channel): void {
  const hasNews = call.world.guilds.require(channel.guild_id ?? "").features.includes("NEWS");
  const isText = channel.type === ChannelType.GuildText || channel.type === ChannelType.GuildAnnouncement;
  if (!hasNews || !isText) throw invalidForm(["type"], "BASE_TYPE_CHOICES", `Value must be one of {${channel.type}}.`);
}

function requireGuildChannel(channel: Channel): void {
  if (isDirect(channel)) throw new ApiError(403, 50003, "Cannot execute action on a DM channel");
  if (isThread(channel)) throw new ApiError(400, 50024, "Cannot execute action on this channel type");
}

/** Nobody grants what they lack. @throws {ApiError} 50013; 10011 or 10013 for an overwrite of nobody */
function requireGrantable(
  call: Call,
  channel: Channel,
  overwrites: readonly { id: string; type: 0 | 1; allow: string; deny: string }[],
): void {
  const granted = call.world.permissions.inChannel(me(call).user.id, channel);
  for (const { id, type, allow, deny } of overwrites) {
    if (type === 0 && call.world.roles.get(channel.guild_id ?? "", id) === undefined) throw unknown("Role");
    if (type === 1 && call.world.users.get(id) === undefined) throw unknown("User");
    const before = channel.permission_overwrites?.find((overwrite) => overwrite.id === id);
    const changed = (BigInt(allow) ^ BigInt(before?.allow ?? 0)) | (BigInt(deny) ^ BigInt(before?.deny ?? 0));
    if ((changed & ~granted) !== 0n) throw missingPermissions();
  }
}

function updateThread(call: Call, thread: Channel): object {
  const { user } = me(call);
  const granted = call.world.permissions.inChannel(user.id, thread);
  const change = form(call, threadChange);
  const isManager = (granted & PermissionBit.ManageThreads) !== 0n;
  const { archived, locked, auto_archive_duration, invitable, ...fields } = change;
  const metadata = thread.thread_metadata;
  if (metadata === undefined) throw new Error(`thread ${thread.id} has no metadata`);
  const onlyUnarchives = archived === false && Object.keys(change).length === 1 && !metadata.locked;
  if (!isManager && thread.owner_id !== user.id && !onlyUnarchives) throw missingPermissions();
  if (locked !== undefined && !isManager) throw missingPermissions();
  if (metadata.archived && archived !== false) throw new ApiError(400, 50083, "Thread is archived");
  if (archived !== undefined && archived !== metadata.archived) {
    metadata.archived = archived;
    metadata.archive_timestamp = call.world.context.timestamp();
  }
  if (locked !== undefined) metadata.locked = locked;
  if (auto_archive_duration !== undefined) metadata.auto_archive_duration = auto_archive_duration;
  if (invitable !== undefined) metadata.invitable = invitable;
  return call.world.channels.payload(call.world.channels.update(thread.id, fields));
}
