import { ApiError, invalidForm, missingAccess, missingPermissions, unknown } from "../world/api-error.ts";
import type { Channel } from "../world/channel-types.ts";
import { isDirect, isForum, isThread, isVoice, takesMessages } from "../world/channel-types.ts";
import type { Message } from "../world/message-types.ts";
import { MessageFlag } from "../world/message-types.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import { isSystemMessage } from "../world/pins.ts";
import { snowflakeTimeMs } from "../world/snowflakes.ts";
import type { Call, Endpoints } from "./call.ts";
import { form, me, param, queryValue } from "./call.ts";
import { array, integer, snowflake } from "./fields.ts";
import type { MessageForm } from "./message-form.ts";
import { readMessageForm, requireEmptied, requireKnownAttachments } from "./message-form.ts";
import { object, required } from "./object-field.ts";
import { noContent, ok } from "./reply.ts";
import { channelOf } from "./channel-endpoints.ts";

const fourteenDaysMs = 14 * 24 * 60 * 60 * 1000;

const bulkDelete = object({ messages: required(array(snowflake)) });

/** The message of the path. @throws {ApiError} 10003, 50001, 50013, 10008 */
export function messageOf(call: Call, bits: bigint = 0n): Message {
  const channel = channelOf(call, bits);
  const message = call.world.messages.require(channel.id, param(call, "message_id"));
  // Ephemeral messages are reached through the interaction's token only.
  if (message.visibleTo !== undefined) throw unknown("Message");
  return message;
}

export const messageEndpoints: Endpoints = {
  list_messages: (call) => {
    const channel = channelOf(call);
    requireVoiceAccess(call, channel);
    if (!takesMessages(channel)) throw new ApiError(400, 50008, "Cannot send messages in a non-text channel");
    const limit = queryValue(call, "limit", integer({ min: 1, max: 100 })) ?? 50;
    const [before, after, around] = (["before", "after", "around"] as const).map((name) =>
      queryValue(call, name, snowflake),
    );
    const granted = call.world.permissions.inChannel(me(call).user.id, channel);
    if ((granted & PermissionBit.ReadMessageHistory) === 0n) return ok([]);
    const messages = call.world.messages.list(channel.id, {
      limit,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      ...(around === undefined ? {} : { around }),
    });
    return ok(messages.map((message) => call.world.messages.payload(message, me(call).user.id)));
  },

  get_message: (call) => {
    const message = messageOf(call, PermissionBit.ReadMessageHistory);
    requireVoiceAccess(call, call.world.channels.require(message.channelId));
    return ok(call.world.messages.payload(message, me(call).user.id));
  },

  create_message: (call) => {
    const channel = channelOf(call);
    const content = readMessageForm(call, "create");
    requireKnownAttachments(content, call.files, []);
    requireSending(call, channel, content);
    const { user } = me(call);
    const author = { kind: "user", id: user.id } as const;
    const message = call.world.messages.create({ channelId: channel.id, author, ...content });
    // Who writes in a thread is in it.
    if (isThread(channel)) call.world.threads.join(channel.id, user.id);
    return ok(call.world.messages.payload(message, user.id));
  },

  update_message: (call) => {
    const message = messageOf(call);
    const { user } = me(call);
    const content = readMessageForm(call, "create", message.flags);
    const kept = message.attachments.map(({ id }) => id);
    requireKnownAttachments(content, call.files, kept);
    requireEditable(call, message, content);
    const edited = call.world.messages.edit(message.channelId, message.id, content.body, content.files);
    return ok(call.world.messages.payload(edited, user.id));
  },

  delete_message: (call) => {
    const message = messageOf(call);
    const { user } = me(call);
    const channel = call.world.channels.require(message.channelId);
    if (message.author.id !== user.id) {
      if (isDirect(channel)) throw new ApiError(403, 50003, "Cannot execute action on a DM channel");
      call.world.permissions.requireChannel(user.id, channel.id, PermissionBit.ManageMessages);
    }
    if (message.type === 21) throw new ApiError(403, 50021, "Cannot execute action on a system message");
    call.world.messages.delete(channel.id, message.id);
    return noContent;
  },

  bulk_delete_messages: (call) => {
    const channel = channelOf(call);
    if (isDirect(channel)) throw new ApiError(403, 50003, "Cannot execute action on a DM channel");
    channelOf(call, PermissionBit.ManageMessages);
    const { messages } = form(call, bulkDelete);
    if (messages.length < 2 || messages.length > 100) {
      throw new ApiError(
        400,
        50016,
        "Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100 messages to delete.",
      );
    }
    if (new Set(messages).size < messages.length) {
      throw invalidForm(["messages"], "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value");
    }
    const oldest = call.world.nowMs() - fourteenDaysMs;
    if (messages.some((id) => snowflakeTimeMs(id) < oldest)) {
      throw new ApiError(400, 50034, "You can only bulk delete messages that are under 14 days old.");
    }
    call.world.messages.bulkDelete(channel.id, messages);
    return noContent;
  },

  crosspost_message: (call) => {
    const message = messageOf(call);
    const channel = call.world.channels.require(message.channelId);
    if (channel.type !== 5) throw new ApiError(400, 50024, "Cannot execute action on this channel type");
    if ((message.flags & MessageFlag.Crossposted) !== 0) {
      throw new ApiError(400, 40033, "This message has already been crossposted");
    }
    const needed = message.author.id === me(call).user.id ? PermissionBit.SendMessages : PermissionBit.ManageMessages;
    channelOf(call, needed);
    message.flags |= MessageFlag.Crossposted;
    call.world.messages.publishUpdate(message);
    copyToFollowers(call, message, channel);
    return ok(call.world.messages.payload(message, me(call).user.id));
  },
};

/** What is published is written into every channel that follows this one. */
function copyToFollowers(call: Call, { id, content, embeds }: Message, source: Channel): void {
  for (const { id: webhookId, name, avatar, channel_id: channelId } of call.world.webhooks.followersOf(source.id)) {
    call.world.messages.create({
      channelId,
      author: { kind: "webhook", id: webhookId, name, avatar, applicationId: null },
      body: { content, embeds },
      reference: { type: 0, channel_id: source.id, message_id: id, guild_id: source.guild_id ?? "" },
      isCrosspost: true,
    });
  }
}

/** Reading a voice channel's chat takes CONNECT as well. */
function requireVoiceAccess(call: Call, channel: Channel): void {
  if (!isVoice(channel)) return;
  const granted = call.world.permissions.inChannel(me(call).user.id, channel);
  if ((granted & PermissionBit.Connect) === 0n) throw missingAccess();
}

/** @throws {ApiError} 50013, 50008, 40058, 50083, 50007, 160002 */
function requireSending(call: Call, channel: Channel, { body, files }: MessageForm): void {
  const { user } = me(call);
  if (isForum(channel)) throw new ApiError(400, 40058, "Cannot send a message in a forum channel");
  if (!takesMessages(channel)) throw new ApiError(400, 50008, "Cannot send messages in a non-text channel");
  const granted = call.world.permissions.inChannel(user.id, channel);
  const has = (bit: bigint): boolean => (granted & bit) !== 0n;
  if (!has(isThread(channel) ? PermissionBit.SendMessagesInThreads : PermissionBit.SendMessages))
    throw missingPermissions();
  if (files.length > 0 && !has(PermissionBit.AttachFiles)) throw missingPermissions();
  if (body.tts === true && !isDirect(channel) && !has(PermissionBit.SendTtsMessages)) body.tts = false;
  if (body.poll !== undefined && body.poll !== null && !has(PermissionBit.SendPolls)) throw missingPermissions();
  // Embeds without the permission are dropped, and what is left must still be something.
  if ((body.embeds?.length ?? 0) > 0 && !has(PermissionBit.EmbedLinks)) throw missingPermissions();
  const metadata = channel.thread_metadata;
  if (metadata?.locked === true && !has(PermissionBit.ManageThreads))
    throw new ApiError(403, 160005, "Thread is locked");
  call.world.threads.reopen(channel);
  const repliesTo = body.message_reference?.message_id;
  if (repliesTo !== undefined && body.message_reference?.type !== 1 && !has(PermissionBit.ReadMessageHistory)) {
    throw new ApiError(403, 160002, "Cannot reply without permission to read message history");
  }
  if (body.message_reference?.type === 1 && body.message_reference.channel_id !== undefined) {
    call.world.permissions.requireChannel(user.id, body.message_reference.channel_id);
  }
}

/** @throws {ApiError} 50005, 50021, 50013, 520003 */
function requireEditable(call: Call, message: Message, { body, files }: MessageForm): void {
  const { user } = me(call);
  if (message.author.id === user.id) {
    if (isSystemMessage(message)) throw new ApiError(403, 50021, "Cannot execute action on a system message");
    if (message.poll !== undefined) throw new ApiError(400, 520003, "Cannot edit a poll message");
    if ((message.flags & MessageFlag.IsVoiceMessage) !== 0) {
      throw new ApiError(400, 50162, "Voice messages cannot be edited.");
    }
    requireEmptied(message, body);
    return;
  }
  const { flags: _flags, ...others } = body;
  if (Object.keys(others).length > 0 || files.length > 0) {
    throw new ApiError(403, 50005, "Cannot edit a message authored by another user");
  }
  call.world.permissions.requireChannel(user.id, message.channelId, PermissionBit.ManageMessages);
}
