import type { APIChannel, APIGuildMember, APIOverwrite, APIRole } from "discord-api-types/v10";
import { Permissions } from "./permissions.ts";

/** Whose permissions in a guild, and what they are computed from. */
export interface GuildPermissionSubject {
  guild: {
    readonly id: string;
    readonly owner_id: string;
    readonly roles: readonly Pick<APIRole, "id" | "permissions">[];
  };
  userId: string;
  member: Pick<APIGuildMember, "roles"> & { readonly communication_disabled_until?: string | null };
}

/**
 * Whose permissions in a channel. For a thread, give its `type` and its parent's overwrites: threads have none of their own.
 */
export interface ChannelPermissionSubject extends GuildPermissionSubject {
  channel:
    | {
        readonly id: string;
        readonly type?: number;
        readonly permission_overwrites?: readonly APIOverwrite[] | undefined;
      }
    | APIChannel;
}

/** Announcement thread, public thread, private thread. */
const threadTypes: ReadonlySet<number | undefined> = new Set([10, 11, 12]);

/** What a member who is timed out keeps: reading only. */
const whileTimedOut: bigint = Permissions.bits.viewChannel | Permissions.bits.readMessageHistory;

function isTimedOut(member: GuildPermissionSubject["member"], nowMs: number): boolean {
  const until = member.communication_disabled_until;
  return typeof until === "string" && Date.parse(until) > nowMs;
}

/**
 * A member's permissions in the guild as a whole.
 * @param nowMs - The time of day, in milliseconds: a time-out that has passed does not count.
 * @see {@link https://docs.discord.com/developers/topics/permissions#permission-hierarchy | Discord Docs/Permissions}
 */
export function guildPermissions(subject: GuildPermissionSubject, nowMs: number = Date.now()): bigint {
  const { guild, userId, member } = subject;
  if (guild.owner_id === userId) return Permissions.all;
  const own = new Set(member.roles);
  let result = 0n;
  for (const role of guild.roles) {
    // The role that has the guild's id is @everyone.
    if (role.id === guild.id || own.has(role.id)) result |= BigInt(role.permissions);
  }
  if ((result & Permissions.bits.administrator) !== 0n) return Permissions.all;
  return isTimedOut(member, nowMs) ? result & whileTimedOut : result;
}

/**
 * A member's permissions in one channel: the guild's, then the channel's overwrites for everyone, for the member's
 * roles together, and for the member.
 * @param nowMs - The time of day, in milliseconds: a time-out that has passed does not count.
 * @see {@link https://docs.discord.com/developers/topics/permissions#permission-overwrites | Discord Docs/Permission Overwrites}
 */
export function channelPermissions(subject: ChannelPermissionSubject, nowMs: number = Date.now()): bigint {
  const { guild, channel, userId, member } = subject;
  let result = guildPermissions({ guild, userId, member: { roles: member.roles } });
  if (result === Permissions.all) return result;

  const overwrites = ("permission_overwrites" in channel ? channel.permission_overwrites : undefined) ?? [];
  const own = new Set(member.roles);
  let roleDeny = 0n;
  let roleAllow = 0n;
  let memberOverwrite: APIOverwrite | undefined;
  for (const overwrite of overwrites) {
    if (overwrite.id === guild.id) result = (result & ~BigInt(overwrite.deny)) | BigInt(overwrite.allow);
    else if (overwrite.id === userId) memberOverwrite = overwrite;
    else if (own.has(overwrite.id)) {
      roleDeny |= BigInt(overwrite.deny);
      roleAllow |= BigInt(overwrite.allow);
    }
  }
  // Everyone's overwrite is applied first wherever it stands in the list: it only ever touches `result` directly.
  result = (result & ~roleDeny) | roleAllow;
  if (memberOverwrite !== undefined) {
    result = (result & ~BigInt(memberOverwrite.deny)) | BigInt(memberOverwrite.allow);
  }
  // In threads the permission to send messages has no effect: they have one of their own.
  const { sendMessages, sendMessagesInThreads } = Permissions.bits;
  const sending = threadTypes.has(channel.type) ? sendMessagesInThreads : sendMessages;
  return withoutImplied(isTimedOut(member, nowMs) ? result & whileTimedOut : result, sending);
}

/** Without seeing a channel nothing can be done in it; without sending, nothing that goes with a message. */
function withoutImplied(permissions: bigint, sending: bigint): bigint {
  const { viewChannel, mentionEveryone, sendTtsMessages, attachFiles, embedLinks } = Permissions.bits;
  if ((permissions & viewChannel) === 0n) return 0n;
  if ((permissions & sending) !== 0n) return permissions;
  return permissions & ~(mentionEveryone | sendTtsMessages | attachFiles | embedLinks);
}
