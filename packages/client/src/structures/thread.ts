import type { APIThreadChannel, APIThreadMember, RESTPatchAPIChannelJSONBody } from "@zignal/types";
import { Channel } from "./channel.ts";
import type { ActionOptions } from "./structure-host.ts";

/** A thread: a post of a forum, too. */
export class Thread extends Channel<APIThreadChannel> {
  get ownerId(): string | undefined {
    return this.raw.owner_id;
  }

  get isArchived(): boolean {
    return this.raw.thread_metadata?.archived ?? false;
  }

  /** May only those who manage threads take it out of the archive? */
  get isLocked(): boolean {
    return this.raw.thread_metadata?.locked ?? false;
  }

  /** When it was last archived, or taken out of the archive. */
  get archivedAt(): Date | undefined {
    const time = this.raw.thread_metadata?.archive_timestamp;
    return typeof time === "string" ? new Date(time) : undefined;
  }

  /** After so many minutes without a message it is archived. */
  get autoArchiveMinutes(): number | undefined {
    return this.raw.thread_metadata?.auto_archive_duration;
  }

  /** Without the first message and deleted ones. */
  get messageCount(): number | undefined {
    return this.raw.message_count;
  }

  /** Stops counting at 50. */
  get memberCount(): number | undefined {
    return this.raw.member_count;
  }

  /** The forum's tags that it bears. */
  get appliedTagIds(): readonly string[] {
    return this.raw.applied_tags ?? [];
  }

  /** Is the bot a member? */
  get isJoined(): boolean {
    return Boolean(this.raw.member);
  }

  async join(): Promise<void> {
    await this.host.rest.channels.joinThread(this.id);
  }

  async leave(): Promise<void> {
    await this.host.rest.channels.leaveThread(this.id);
  }

  async addMember(userId: string): Promise<void> {
    await this.host.rest.channels.addThreadMember(this.id, userId);
  }

  async removeMember(userId: string): Promise<void> {
    await this.host.rest.channels.deleteThreadMember(this.id, userId);
  }

  /** Its members, page by page as they are asked for. Needs the privileged intent of guild members. */
  members(options: { signal?: AbortSignal } = {}): AsyncGenerator<APIThreadMember, void, void> {
    return this.host.rest.channels.iterateThreadMembers(this.id, options);
  }

  override async edit(changes: RESTPatchAPIChannelJSONBody, options: ActionOptions = {}): Promise<Thread> {
    const raw = await this.host.rest.channels.updateChannel(this.id, changes, options);
    return this.host.make.thread(raw);
  }

  /** @param locked - Only those who manage threads may take it out of the archive. @defaultValue as it is */
  archive(options: ActionOptions & { locked?: boolean } = {}): Promise<Thread> {
    const { locked, ...others } = options;
    return this.edit({ archived: true, ...(locked === undefined ? {} : { locked }) }, others);
  }

  /** Takes it out of the archive. */
  unarchive(options: ActionOptions = {}): Promise<Thread> {
    return this.edit({ archived: false }, options);
  }
}
