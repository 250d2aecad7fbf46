import { missingAccess, missingPermissions, unknown } from "./api-error.ts";
import type { Channel } from "./channel-types.ts";
import { ChannelType, isDirect, isThread } from "./channel-types.ts";
import type { ChannelStore } from "./channels.ts";
import type { GuildStore } from "./guilds.ts";
import type { Member, MemberStore } from "./members.ts";
import { allPermissionBits, PermissionBit } from "./permission-bits.ts";
import type { RoleStore } from "./roles.ts";
import type { WorldContext } from "./world-context.ts";

/** What everybody may do in a direct message. */
const directPermissions =
  PermissionBit.ViewChannel |
  PermissionBit.SendMessages |
  PermissionBit.EmbedLinks |
  PermissionBit.AttachFiles |
  PermissionBit.ReadMessageHistory |
  PermissionBit.MentionEveryone |
  PermissionBit.UseExternalEmojis |
  PermissionBit.AddReactions |
  PermissionBit.SendPolls |
  PermissionBit.PinMessages |
  PermissionBit.SendMessagesInThreads;

const whileTimedOut = PermissionBit.ViewChannel | PermissionBit.ReadMessageHistory;

export interface PermissionStores {
  guilds: GuildStore;
  roles: RoleStore;
  members: MemberStore;
  channels: ChannelStore;
  /** Is the user in the private thread? */
  isInThread: (threadId: string, userId: string) => boolean;
}

/**
 * Who may do what.
 * @see {@link https://docs.discord.com/developers/topics/permissions#permission-overwrites | Discord Docs/Permission Overwrites}
 */
export class PermissionRules {
  readonly #context: WorldContext;
  readonly #stores: PermissionStores;

  constructor(context: WorldContext, stores: PermissionStores) {
    this.#context = context;
    this.#stores = stores;
  }

  /** The user's permissions in the guild as a whole; 0 when not a member. */
  inGuild(userId: string, guildId: string): bigint {
    const { guilds, members } = this.#stores;
    const guild = guilds.get(guildId);
    const member = members.get(guildId, userId);
    if (guild === undefined || member === undefined) return 0n;
    const base = this.#base(userId, guildId, member);
    return base === allPermissionBits || !this.isTimedOut(member) ? base : base & whileTimedOut;
  }

  /** The user's permissions in the channel; 0 when it is out of sight. */
  inChannel(userId: string, channel: Channel): bigint {
    if (isDirect(channel)) return channel.recipientIds?.includes(userId) === true ? directPermissions : 0n;
    const { guild_id: guildId } = channel;
    const member = guildId === undefined ? undefined : this.#stores.members.get(guildId, userId);
    if (guildId === undefined || member === undefined) return 0n;

    let result = this.#base(userId, guildId, member);
    if (result === allPermissionBits) return result;
    result = this.#withOverwrites(result, userId, guildId, member, channel);
    if (this.isTimedOut(member)) result &= whileTimedOut;
    if ((result & PermissionBit.ViewChannel) === 0n) return 0n;
    if (channel.type === ChannelType.PrivateThread && (result & PermissionBit.ManageThreads) === 0n) {
      if (!this.#stores.isInThread(channel.id, userId)) return 0n;
    }
    const sending = isThread(channel) ? PermissionBit.SendMessagesInThreads : PermissionBit.SendMessages;
    if ((result & sending) !== 0n) return result;
    const { MentionEveryone, SendTtsMessages, AttachFiles, EmbedLinks } = PermissionBit;
    return result & ~(MentionEveryone | SendTtsMessages | AttachFiles | EmbedLinks);
  }

  canView(userId: string, channel: Channel): boolean {
    return (this.inChannel(userId, channel) & PermissionBit.ViewChannel) !== 0n;
  }

  /**
   * The channel, if the user may see it and has these permissions in it.
   * @throws {ApiError} 10003, 50001 or 50013
   */
  requireChannel(userId: string, channelId: string, bits: bigint = 0n): Channel {
    const channel = this.#stores.channels.require(channelId);
    const granted = this.inChannel(userId, channel);
    // Other people's direct messages do not exist for anybody else.
    if (granted === 0n && isDirect(channel)) throw unknown("Channel");
    if ((granted & PermissionBit.ViewChannel) === 0n) throw missingAccess();
    if ((granted & bits) !== bits) throw missingPermissions();
    return channel;
  }

  /** @throws {ApiError} 10004 or 50013 */
  requireGuild(userId: string, guildId: string, bits: bigint = 0n): void {
    this.#stores.guilds.requireMembership(guildId, userId);
    if ((this.inGuild(userId, guildId) & bits) !== bits) throw missingPermissions();
  }

  /** Position of the member's highest role; infinite for the owner. */
  rank(userId: string, guildId: string): number {
    const { guilds, members, roles } = this.#stores;
    if (guilds.get(guildId)?.owner_id === userId) return Infinity;
    const ids = members.get(guildId, userId)?.roles ?? [];
    return Math.max(0, ...ids.map((id) => roles.get(guildId, id)?.position ?? 0));
  }

  /** @throws {ApiError} 50013 if `targetId` does not stand below `userId`. */
  requireRankOver(userId: string, targetId: string, guildId: string): void {
    if (userId !== targetId && this.rank(targetId, guildId) >= this.rank(userId, guildId)) throw missingPermissions();
  }

  isTimedOut(member: Member): boolean {
    const until = member.communication_disabled_until;
    return until !== null && Date.parse(until) > this.#context.nowMs();
  }

  #base(userId: string, guildId: string, member: Member): bigint {
    const { guilds, roles } = this.#stores;
    if (guilds.get(guildId)?.owner_id === userId) return allPermissionBits;
    let result = 0n;
    for (const id of [guildId, ...member.roles]) result |= BigInt(roles.get(guildId, id)?.permissions ?? "0");
    return (result & PermissionBit.Administrator) === 0n ? result : allPermissionBits;
  }

  #withOverwrites(base: bigint, userId: string, guildId: string, member: Member, channel: Channel): bigint {
    // Threads have no overwrites: their parent's count.
    const source = isThread(channel) ? this.#stores.channels.get(channel.parent_id ?? "") : channel;
    const overwrites = source?.permission_overwrites ?? [];
    const everyone = overwrites.filter(({ id }) => id === guildId);
    const byRole = overwrites.filter(({ id, type }) => type === 0 && member.roles.includes(id));
    const own = overwrites.filter(({ id, type }) => type === 1 && id === userId);
    return apply(apply(apply(base, everyone), byRole), own);
  }
}

/** What is denied goes first, then what is allowed is added: of several overwrites together. */
function apply(permissions: bigint, overwrites: readonly { allow: string; deny: string }[]): bigint {
  const deny = overwrites.reduce((bits, overwrite) => bits | BigInt(overwrite.deny), 0n);
  const allow = overwrites.reduce((bits, overwrite) => bits | BigInt(overwrite.allow), 0n);
  return (permissions & ~deny) | allow;
}
