import { Intents } from "@zignal/types/intents";
import type { WorldEvent } from "../world/events.ts";
import { intentsBring } from "./event-intents.ts";
import { guildCreateFor } from "./guild-create.ts";
import type { GatewayWorld } from "./gateway-world.ts";
import { withoutContent } from "./message-content.ts";
import { isRecord } from "./payload-decoding.ts";
import type { Viewer } from "./viewer.ts";

type Sight = Pick<GatewayWorld, "isMember" | "canView" | "canViewAuditLog" | "canManageGuild">;

/** Index of the shard that a guild's events go to; what belongs to no guild goes to shard 0. */
export function shardOf(guildId: string | undefined, count: number): number {
  return guildId === undefined ? 0 : Number((BigInt(guildId) >> 22n) % BigInt(count));
}

/** The payload of an event as this viewer gets it; `undefined` when it does not. The same object when nothing is hidden. */
export function eventFor(viewer: Viewer, event: WorldEvent, sight: Sight): object | undefined {
  const guildId = guildOf(event);
  if (shardOf(guildId, viewer.shard[1]) !== viewer.shard[0]) return undefined;
  if (!isAddressed(viewer, event, guildId, sight)) return undefined;
  if (event.audience.kind !== "ephemeral" && !isOwnMemberUpdate(viewer, event)) {
    if (!intentsBring(viewer.intents, event.t, guildId === undefined ? "direct" : "guild")) return undefined;
  }
  return shaped(viewer, event);
}

function guildOf({ audience, t, d }: WorldEvent): string | undefined {
  if (audience.kind === "guild" || audience.kind === "channel") return audience.guildId;
  if (audience.kind === "direct" || !isRecord(d)) return undefined;
  // A guild that one user joins or leaves is the payload itself.
  const id = t === "GUILD_CREATE" || t === "GUILD_DELETE" ? d["id"] : d["guild_id"];
  return typeof id === "string" ? id : undefined;
}

function isAddressed(viewer: Viewer, event: WorldEvent, guildId: string | undefined, sight: Sight): boolean {
  const { botId } = viewer;
  const { audience, t } = event;
  switch (audience.kind) {
    case "guild":
      if (!sight.isMember(audience.guildId, botId)) return false;
      if (t === "GUILD_AUDIT_LOG_ENTRY_CREATE") return sight.canViewAuditLog(audience.guildId, botId);
      return !t.startsWith("AUTO_MODERATION_") || sight.canManageGuild(audience.guildId, botId);
    case "channel":
      return sight.isMember(audience.guildId, botId) && sight.canView(audience.guildId, audience.channelId, botId);
    case "direct":
    case "ephemeral":
      return audience.userIds.includes(botId);
    case "user":
      // Bots do not hear of new direct channels, only of the messages in them.
      return audience.userId === botId && (t !== "CHANNEL_CREATE" || guildId !== undefined);
    default:
      return false;
  }
}

/** "Guild Member Update is sent for current-user updates regardless of whether the GUILD_MEMBERS intent is set." */
function isOwnMemberUpdate({ botId }: Viewer, { t, d }: WorldEvent): boolean {
  return t === "GUILD_MEMBER_UPDATE" && isRecord(d) && isRecord(d["user"]) && d["user"]["id"] === botId;
}

function shaped(viewer: Viewer, event: WorldEvent): object | undefined {
  const { t, d, audience } = event;
  if (!isRecord(d)) return d;
  switch (t) {
    case "MESSAGE_CREATE":
    case "MESSAGE_UPDATE":
      if (audience.kind === "direct" || (viewer.intents & Intents.bits.messageContent) !== 0) return d;
      return withoutContent(d, viewer.botId);
    case "AUTO_MODERATION_ACTION_EXECUTION":
      if ((viewer.intents & Intents.bits.messageContent) !== 0) return d;
      return { ...d, content: "", matched_content: d["matched_content"] === null ? null : "" };
    case "GUILD_CREATE":
      return guildCreateFor(viewer, d);
    case "THREAD_MEMBERS_UPDATE":
      return threadMembersFor(viewer, d);
    default:
      return d;
  }
}

/** Without GUILD_MEMBERS the event comes only when the bot itself was added or removed, and tells only of the bot. */
function threadMembersFor(viewer: Viewer, d: Record<string, unknown>): object | undefined {
  if ((viewer.intents & Intents.bits.guildMembers) !== 0) return d;
  const added: unknown[] = Array.isArray(d["added_members"]) ? d["added_members"] : [];
  const removed: unknown[] = Array.isArray(d["removed_member_ids"]) ? d["removed_member_ids"] : [];
  const own = added.filter((member) => isRecord(member) && member["user_id"] === viewer.botId);
  const gone = removed.filter((id) => id === viewer.botId);
  if (own.length + gone.length === 0) return undefined;
  return { ...d, added_members: own, removed_member_ids: gone };
}
