import { ApiError, unknown } from "./api-error.ts";
import type { Channel, ChannelFields } from "./channel-types.ts";
import { ChannelType, isForum } from "./channel-types.ts";
import type { ChannelStore } from "./channels.ts";
import type { MemberStore } from "./members.ts";
import type { WorldContext } from "./world-context.ts";

export interface ThreadMember {
  /** Id of the thread. */
  readonly id: string;
  readonly user_id: string;
  readonly join_timestamp: string;
  readonly flags: number;
}

export interface NewThread {
  parent: Channel;
  ownerId: string;
  name: string;
  type: number;
  /** Threads made from a message have its id. */
  id?: string;
  autoArchiveDuration?: number;
  invitable?: boolean;
  rateLimitPerUser?: number;
  appliedTags?: string[];
}

/** Threads and who is in them. */
export class ThreadStore {
  readonly #context: WorldContext;
  readonly #channels: ChannelStore;
  readonly #members: MemberStore;
  readonly #byThread = new Map<string, Map<string, ThreadMember>>();

  constructor(context: WorldContext, channels: ChannelStore, members: MemberStore) {
    this.#context = context;
    this.#channels = channels;
    this.#members = members;
  }

  /** Starts a thread; whoever starts it is in it. */
  create(input: NewThread): Channel {
    const { parent, ownerId, type } = input;
    const guildId = parent.guild_id ?? "";
    const now = this.#context.timestamp();
    const fields: ChannelFields = {
      guild_id: guildId,
      parent_id: parent.id,
      owner_id: ownerId,
      name: input.name,
      last_message_id: null,
      message_count: 0,
      total_message_sent: 0,
      member_count: 1,
      rate_limit_per_user: input.rateLimitPerUser ?? parent.default_thread_rate_limit_per_user ?? 0,
      flags: 0,
      thread_metadata: {
        archived: false,
        auto_archive_duration: input.autoArchiveDuration ?? parent.default_auto_archive_duration ?? 4320,
        archive_timestamp: now,
        locked: false,
        ...(type === ChannelType.PrivateThread ? { invitable: input.invitable ?? true } : {}),
        create_timestamp: now,
      },
      ...(isForum(parent) ? { applied_tags: input.appliedTags ?? [] } : {}),
    };
    const thread: Channel = { id: input.id ?? this.#context.newId(), type, ...fields };
    this.#channels.put(thread);
    this.#byThread.set(thread.id, new Map([[ownerId, this.#newMember(thread.id, ownerId)]]));
    this.#context.publish(
      "THREAD_CREATE",
      { ...this.#channels.payload(thread), newly_created: true },
      this.#channels.audience(thread),
    );
    return thread;
  }

  /** Writing in an archived thread opens it again. */
  reopen(thread: Channel): void {
    const metadata = thread.thread_metadata;
    if (metadata?.archived !== true) return;
    metadata.archived = false;
    metadata.archive_timestamp = this.#context.timestamp();
    this.#channels.publishUpdate(thread);
  }

  isMember(threadId: string, userId: string): boolean {
    return this.#byThread.get(threadId)?.has(userId) === true;
  }

  members(threadId: string): ThreadMember[] {
    return [...(this.#byThread.get(threadId)?.values() ?? [])];
  }

  /** @throws {ApiError} 10007 */
  requireMember(threadId: string, userId: string): ThreadMember {
    const member = this.#byThread.get(threadId)?.get(userId);
    if (member === undefined) throw unknown("Member");
    return member;
  }

  /** @throws {ApiError} 50083 in an archived thread */
  join(threadId: string, userId: string): void {
    const thread = this.#requireOpen(threadId);
    if (this.isMember(threadId, userId)) return;
    const member = this.#newMember(threadId, userId);
    this.#membersOf(threadId).set(userId, member);
    this.#countAndPublish(thread, { added_members: [this.#eventMember(thread, member)] });
    const guild = { guild_id: thread.guild_id };
    // Who is put into a private thread sees it for the first time.
    if (thread.type === ChannelType.PrivateThread) {
      this.#context.publish("THREAD_CREATE", { ...this.#channels.payload(thread), member }, { kind: "user", userId });
    }
    this.#context.publish("THREAD_MEMBER_UPDATE", { ...member, ...guild }, { kind: "user", userId });
  }

  /** @throws {ApiError} 50083 in an archived thread */
  leave(threadId: string, userId: string): void {
    const thread = this.#requireOpen(threadId);
    if (!this.#membersOf(threadId).delete(userId)) return;
    this.#countAndPublish(thread, { removed_member_ids: [userId] });
  }

  forget(threadId: string): void {
    this.#byThread.delete(threadId);
  }

  #requireOpen(threadId: string): Channel {
    const thread = this.#channels.require(threadId);
    if (thread.thread_metadata?.archived === true) throw new ApiError(400, 50083, "Thread is archived");
    return thread;
  }

  #countAndPublish(thread: Channel, change: object): void {
    thread.member_count = Math.min(50, this.#membersOf(thread.id).size);
    this.#context.publish(
      "THREAD_MEMBERS_UPDATE",
      { id: thread.id, guild_id: thread.guild_id, member_count: thread.member_count, ...change },
      this.#channels.audience(thread),
    );
  }

  #eventMember(thread: Channel, member: ThreadMember): object {
    const guildMember = this.#members.get(thread.guild_id ?? "", member.user_id);
    return {
      ...member,
      ...(guildMember === undefined ? {} : { member: this.#members.payload(guildMember) }),
      presence: null,
    };
  }

  #membersOf(threadId: string): Map<string, ThreadMember> {
    let members = this.#byThread.get(threadId);
    if (members === undefined) this.#byThread.set(threadId, (members = new Map()));
    return members;
  }

  #newMember(id: string, userId: string): ThreadMember {
    return { id, user_id: userId, join_timestamp: this.#context.timestamp(), flags: 1 };
  }
}
