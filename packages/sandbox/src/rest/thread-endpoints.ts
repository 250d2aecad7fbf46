import { ApiError, missingPermissions, unknown } from "../world/api-error.ts";
import type { Channel } from "../world/channel-types.ts";
import { ChannelType, isForum, isThread } from "../world/channel-types.ts";
import { isJsonObject } from "../world/json.ts";
import { requireContent } from "../world/message-draft.ts";
import { MessageFlag, MessageType } from "../world/message-types.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import { compareSnowflakes } from "../world/snowflakes.ts";
import type { ThreadMember } from "../world/threads.ts";
import type { Call, Endpoint, Endpoints } from "./call.ts";
import { form, me, param, queryFlag, queryValue } from "./call.ts";
import { array, boolean, choice, integer, nullable, snowflake, string, timestamp } from "./fields.ts";
import { readMessageForm, requireKnownAttachments } from "./message-form.ts";
import { object, optional, required } from "./object-field.ts";
import { created, noContent, ok } from "./reply.ts";
import { channelOf } from "./channel-endpoints.ts";
import { guildIdOf } from "./guild-endpoints.ts";
import { messageOf } from "./message-endpoints.ts";

const common = {
  name: required(string({ min: 1, max: 100 })),
  auto_archive_duration: optional(nullable(choice([60, 1440, 4320, 10_080]))),
  rate_limit_per_user: optional(nullable(integer({ min: 0, max: 21_600 }))),
};

const threadForm = object({
  ...common,
  type: optional(nullable(choice([10, 11, 12]))),
  invitable: optional(nullable(boolean)),
});

const postForm = object({ ...common, applied_tags: optional(nullable(array(snowflake, { max: 5 }))) });

const fromMessageForm = object(common);

function settings(body: { auto_archive_duration?: number | null; rate_limit_per_user?: number | null }): object {
  return {
    ...(typeof body.auto_archive_duration === "number" ? { autoArchiveDuration: body.auto_archive_duration } : {}),
    ...(typeof body.rate_limit_per_user === "number" ? { rateLimitPerUser: body.rate_limit_per_user } : {}),
  };
}

function requireThreadParent(channel: Channel): void {
  const parents: readonly number[] = [0, 5, 15, 16];
  if (!parents.includes(channel.type)) throw new ApiError(400, 50024, "Cannot execute action on this channel type");
}

/** A post in a forum: a thread with its first message. */
function createPost(call: Call, parent: Channel): object {
  const { user } = me(call);
  call.world.permissions.requireChannel(user.id, parent.id, PermissionBit.SendMessages);
  const body = form(call, postForm);
  const source = isJsonObject(call.body) ? call.body["message"] : undefined;
  const content = readMessageForm(call, "create", 0, source ?? {});
  requireKnownAttachments(content, call.files, []);
  requireContent(content.body, content.files.length);
  const type = call.world.publicThreadType(parent);
  const thread = call.world.threads.create({
    parent,
    ownerId: user.id,
    name: body.name,
    type,
    ...settings(body),
    appliedTags: body.applied_tags ?? [],
  });
  const author = { kind: "user", id: user.id } as const;
  const message = call.world.messages.create({ channelId: thread.id, author, ...content });
  return { ...call.world.channels.payload(thread), message: call.world.messages.payload(message, user.id) };
}

/** The thread of the path. */
function threadOf(call: Call, bits: bigint = 0n): Channel {
  const channel = channelOf(call, bits);
  if (!isThread(channel)) throw new ApiError(400, 50024, "Cannot execute action on this channel type");
  return channel;
}

function memberPayload(call: Call, thread: Channel, member: ThreadMember): object {
  const guildMember = call.world.members.get(thread.guild_id ?? "", member.user_id);
  const withMember = queryFlag(call, "with_member") && guildMember !== undefined;
  return { ...member, ...(withMember ? { member: call.world.members.payload(guildMember) } : {}) };
}

/** What lists of threads say besides: the caller's own memberships. */
function listPayload(call: Call, threads: readonly Channel[]): { threads: object[]; members: ThreadMember[] } {
  const { user } = me(call);
  return {
    threads: threads.map((thread) => call.world.channels.payload(thread)),
    members: threads
      .filter((thread) => call.world.threads.isMember(thread.id, user.id))
      .map((thread) => call.world.threads.requireMember(thread.id, user.id)),
  };
}

function archivedAt(thread: Channel): number {
  return Date.parse(thread.thread_metadata?.archive_timestamp ?? "");
}

const archived =
  (matches: (thread: Channel) => boolean, bits: bigint): Endpoint =>
  (call) => {
    const parent = channelOf(call, PermissionBit.ReadMessageHistory | bits);
    const limit = queryValue(call, "limit", integer({ min: 1, max: 100 })) ?? 50;
    const before = queryValue(call, "before", timestamp);
    const threads = call.world.channels
      .threadsOf(parent.id)
      .filter((thread) => thread.thread_metadata?.archived === true && matches(thread))
      .filter((thread) => before === undefined || archivedAt(thread) < Date.parse(before))
      .toSorted((a, b) => archivedAt(b) - archivedAt(a));
    return ok({ ...listPayload(call, threads.slice(0, limit)), has_more: threads.length > limit });
  };

export const threadEndpoints: Endpoints = {
  create_thread: (call) => {
    const parent = channelOf(call);
    requireThreadParent(parent);
    if (isForum(parent)) return created(createPost(call, parent));
    const { user } = me(call);
    const body = form(call, threadForm);
    const type = body.type ?? ChannelType.PrivateThread;
    const isPrivate = type === ChannelType.PrivateThread;
    channelOf(call, isPrivate ? PermissionBit.CreatePrivateThreads : PermissionBit.CreatePublicThreads);
    const thread = call.world.threads.create({
      parent,
      ownerId: user.id,
      name: body.name,
      type,
      ...settings(body),
      ...(typeof body.invitable === "boolean" ? { invitable: body.invitable } : {}),
    });
    if (!isPrivate) {
      call.world.messages.create({
        channelId: parent.id,
        author: { kind: "user", id: user.id },
        body: { content: body.name },
        type: MessageType.ThreadCreated,
        reference: { type: 0, channel_id: thread.id, guild_id: parent.guild_id ?? "" },
      });
    }
    return created(call.world.channels.payload(thread));
  },

  create_thread_from_message: (call) => {
    const parent = channelOf(call, PermissionBit.CreatePublicThreads);
    const message = messageOf(call);
    if (parent.type !== ChannelType.GuildText && parent.type !== ChannelType.GuildAnnouncement) {
      throw new ApiError(400, 50024, "Cannot execute action on this channel type");
    }
    if (message.threadId !== undefined) {
      throw new ApiError(400, 160004, "A thread has already been created for this message");
    }
    const body = form(call, fromMessageForm);
    const { user } = me(call);
    const type = call.world.publicThreadType(parent);
    const thread = call.world.threads.create({
      parent,
      ownerId: user.id,
      name: body.name,
      type,
      id: message.id,
      ...settings(body),
    });
    message.threadId = thread.id;
    message.flags |= MessageFlag.HasThread;
    call.world.messages.publishUpdate(message);
    return created(call.world.channels.payload(thread));
  },

  join_thread: (call) => {
    call.world.threads.join(threadOf(call).id, me(call).user.id);
    return noContent;
  },

  leave_thread: (call) => {
    call.world.threads.leave(threadOf(call).id, me(call).user.id);
    return noContent;
  },

  add_thread_member: (call) => {
    const thread = threadOf(call);
    const userId = param(call, "user_id");
    if (!call.world.members.has(thread.guild_id ?? "", userId)) throw unknown("Member");
    const granted = call.world.permissions.inChannel(me(call).user.id, thread);
    if ((granted & PermissionBit.SendMessagesInThreads) === 0n) throw missingPermissions();
    call.world.threads.join(thread.id, userId);
    return noContent;
  },

  delete_thread_member: (call) => {
    const thread = threadOf(call);
    const isPrivateOwner = thread.type === ChannelType.PrivateThread && thread.owner_id === me(call).user.id;
    if (!isPrivateOwner) threadOf(call, PermissionBit.ManageThreads);
    call.world.threads.leave(thread.id, param(call, "user_id"));
    return noContent;
  },

  get_thread_member: (call) => {
    const thread = threadOf(call);
    return ok(memberPayload(call, thread, call.world.threads.requireMember(thread.id, param(call, "user_id"))));
  },

  list_thread_members: (call) => {
    const thread = threadOf(call);
    const members = call.world.threads.members(thread.id);
    // Pages are given only along with the guild's members.
    if (!queryFlag(call, "with_member")) return ok(members.map((member) => memberPayload(call, thread, member)));
    const limit = queryValue(call, "limit", integer({ min: 1, max: 100 })) ?? 100;
    const after = queryValue(call, "after", snowflake) ?? "0";
    const page = members
      .filter(({ user_id }) => compareSnowflakes(user_id, after) > 0)
      .toSorted((a, b) => compareSnowflakes(a.user_id, b.user_id))
      .slice(0, limit);
    return ok(page.map((member) => memberPayload(call, thread, member)));
  },

  get_active_guild_threads: (call) => {
    const { user } = me(call);
    const threads = call.world.channels
      .activeThreads(guildIdOf(call))
      .filter((thread) => call.world.permissions.canView(user.id, thread));
    return ok({ ...listPayload(call, threads), has_more: false });
  },

  list_public_archived_threads: archived((thread) => thread.type !== ChannelType.PrivateThread, 0n),
  list_private_archived_threads: archived(
    (thread) => thread.type === ChannelType.PrivateThread,
    PermissionBit.ManageThreads,
  ),
  // This one goes by id instead of by when threads were archived.
  list_my_private_archived_threads: (call) => {
    const parent = channelOf(call, PermissionBit.ReadMessageHistory);
    const { user } = me(call);
    const limit = queryValue(call, "limit", integer({ min: 1, max: 100 })) ?? 50;
    const before = queryValue(call, "before", snowflake);
    const threads = call.world.channels
      .threadsOf(parent.id)
      .filter(({ type, thread_metadata }) => type === ChannelType.PrivateThread && thread_metadata?.archived === true)
      .filter(({ id }) => call.world.threads.isMember(id, user.id))
      .filter(({ id }) => before === undefined || compareSnowflakes(id, before) < 0)
      .toSorted((a, b) => compareSnowflakes(b.id, a.id));
    return ok({ ...listPayload(call, threads.slice(0, limit)), has_more: threads.length > limit });
  },
};
