import type { APIThreadMember } from "@zignal/types";
import type { Contents } from "../contents.ts";
import type { CachedThread } from "../entities.ts";
import { noteMember } from "../people.ts";
import type { EventHandlers } from "./event-handler.ts";

/** Channel types, as Discord numbers them. */
const forumType: number = 15;
const mediaType: number = 16;

export type ThreadEvent =
  | "THREAD_CREATE"
  | "THREAD_UPDATE"
  | "THREAD_DELETE"
  | "THREAD_LIST_SYNC"
  | "THREAD_MEMBER_UPDATE"
  | "THREAD_MEMBERS_UPDATE";

/** Threads, and which of them the bot has joined. */
export const threadEvents: EventHandlers<ThreadEvent> = {
  THREAD_CREATE(contents, { newly_created: _newlyCreated, ...thread }) {
    const previous = contents.threads.peek(thread.id);
    contents.setThread({ ...previous, ...thread });
    const parent = typeof thread.parent_id === "string" ? contents.channels.peek(thread.parent_id) : undefined;
    // Where there are only threads, the newest of them is what the newest message is elsewhere.
    const parentType: number | undefined = parent?.type;
    if (parent !== undefined && (parentType === forumType || parentType === mediaType)) {
      contents.noteLastMessage(parent.id, thread.id);
    }
    return previous;
  },

  THREAD_UPDATE(contents, thread) {
    const previous = contents.threads.peek(thread.id);
    contents.setThread({ ...previous, ...thread });
    return previous;
  },

  THREAD_DELETE(contents, { id }) {
    return contents.removeThread(id);
  },

  THREAD_LIST_SYNC(contents, { guild_id: guildId, channel_ids: channelIds, threads, members }) {
    const parents = channelIds && new Set(channelIds);
    const active = new Set(threads.map(({ id }) => id));
    const gone: CachedThread[] = [];
    for (const thread of contents.threads.inGuild(guildId)) {
      const synced = parents === undefined || (typeof thread.parent_id === "string" && parents.has(thread.parent_id));
      if (!synced || active.has(thread.id)) continue;
      contents.removeThread(thread.id);
      gone.push(thread);
    }
    const joined = new Map<string | undefined, APIThreadMember>(members.map((member) => [member.id, member]));
    for (const thread of threads) {
      const member = joined.get(thread.id);
      setJoined(contents, { ...contents.threads.peek(thread.id), ...thread, guild_id: guildId }, member);
    }
    return gone.length > 0 ? gone : undefined;
  },

  THREAD_MEMBER_UPDATE(contents, { guild_id: _guildId, ...member }) {
    const previous = member.id === undefined ? undefined : contents.threads.peek(member.id);
    if (previous !== undefined) setJoined(contents, previous, member);
    return previous;
  },

  THREAD_MEMBERS_UPDATE(contents, update) {
    const { id, guild_id: guildId, member_count: memberCount, added_members: added = [] } = update;
    for (const { member, user_id: userId } of added) {
      if (member === undefined || userId === undefined) continue;
      noteMember(contents, guildId, member, member.user);
    }
    const previous = contents.threads.peek(id);
    if (previous === undefined) return undefined;
    const { selfId } = contents;
    const left = selfId !== undefined && update.removed_member_ids?.includes(selfId) === true;
    const own = added.find(({ user_id: userId }) => userId !== undefined && userId === selfId);
    const thread = { ...previous, member_count: memberCount };
    if (own === undefined) setJoined(contents, thread, left ? undefined : previous.member);
    else {
      // Besides what a thread member is, this event says who it is.
      const { member: _member, ...joined }: APIThreadMember & { presence?: unknown } = own;
      delete joined.presence;
      setJoined(contents, thread, joined);
    }
    return previous;
  },
};

function setJoined(contents: Contents, thread: CachedThread, member: APIThreadMember | undefined): void {
  const { member: _before, ...rest } = thread;
  contents.setThread(member === undefined ? rest : { ...rest, member });
}
