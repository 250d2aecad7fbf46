import { PermissionBit } from "../world/permission-bits.ts";
import type { PresenceStatus } from "../world/presences.ts";
import type { World } from "../world/world.ts";
import { ChannelType } from "../world/channel-types.ts";
import type { GatewayWorld } from "./gateway-world.ts";

const statuses: ReadonlySet<string> = new Set<PresenceStatus>(["online", "idle", "dnd", "offline"]);

/** The world as the gateway sees it. */
export function gatewayView(world: World): GatewayWorld {
  return {
    subscribe: (listener) => world.subscribe(listener),
    applicationByToken(token) {
      const found = world.applications.byToken(token)?.application;
      if (found === undefined) return undefined;
      const { id, botId, maxConcurrency } = found;
      return { id, botId, maxConcurrency, flags: world.applications.flagsOf(found) };
    },
    user: (userId) => ({ ...world.users.require(userId), verified: true, mfa_enabled: false, email: null }),
    guildIdsOf: (userId) => world.members.guildIdsOf(userId),
    isMember: (guildId, userId) => world.members.has(guildId, userId),
    canView: (_guildId, channelId, userId) => world.canView(userId, channelId),
    canViewAuditLog: (guildId, userId) =>
      (world.permissions.inGuild(userId, guildId) & PermissionBit.ViewAuditLog) !== 0n,
    guildCreatePayload: (guildId, forUserId) => ({ ...world.guildCreatePayload(guildId, forUserId) }),
    members: (guildId) => world.members.list(guildId).map((member) => world.members.payload(member)),
    presences: (guildId) => world.presences.ofGuild(guildId),
    soundboardSounds: () => [],
    voiceChannelIds: (guildId) =>
      world.channels
        .ofGuild(guildId)
        .filter(({ type }) => type === ChannelType.GuildVoice || type === ChannelType.GuildStageVoice)
        .map(({ id }) => id),
    setPresence(userId, { status, activities }) {
      // `invisible`, and whatever is no status, shows as offline.
      world.presences.set(userId, { status: isStatus(status) ? status : "offline", activities });
    },
    setVoiceState(userId, { guildId, channelId, selfMute, selfDeaf, sessionId }) {
      world.voiceStates.update(guildId, userId, { channelId, selfMute, selfDeaf, sessionId });
    },
  };
}

function isStatus(status: string): status is PresenceStatus {
  return statuses.has(status);
}
