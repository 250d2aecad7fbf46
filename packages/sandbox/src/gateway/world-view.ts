import { PermissionBit } from "../world/permission-bits.ts";
import type { PresenceStatus } from "../world/presences.ts";
import type { World } from "../world/world.ts";
import { ChannelType } from "../world/channel-types.ts";
import type { GatewayWorld } from "./gateway-world.ts";

const statuses: ReadonlySet<string> = new Set<PresenceStatus>(["online", "idle", "dnd", "offline"]);

const voiceTypes: ReadonlySet<number> = new Set([ChannelType.GuildVoice, ChannelType.GuildStageVoice]);

/** Hears of apps that ask for a place in voice. */
export interface VoiceRequests {
  requested(guildId: string, userId: string): void;
}

/** The world as the gateway sees it. */
export function gatewayView(world: World, voice: VoiceRequests): GatewayWorld {
  return {
    subscribe: (listener) => world.subscribe(listener),
    applicationByToken(token) {
      const found = world.applications.byToken(token)?.application;
      if (found === undefined) return undefined;
      const { id, botId, maxConcurrency } = found;
      return { id, botId, maxConcurrency, flags: world.applications.flagsOf(found) };
    },
    resetToken: (applicationId) => void world.applications.resetToken(applicationId),
    user: (userId) => ({ ...world.users.require(userId), verified: true, mfa_enabled: false, email: null }),
    guildIdsOf: (userId) => world.members.guildIdsOf(userId),
    isMember: (guildId, userId) => world.members.has(guildId, userId),
    canView: (_guildId, channelId, userId) => world.canView(userId, channelId),
    canViewAuditLog: (guildId, userId) =>
      (world.permissions.inGuild(userId, guildId) & PermissionBit.ViewAuditLog) !== 0n,
    canManageGuild: (guildId, userId) =>
      (world.permissions.inGuild(userId, guildId) & PermissionBit.ManageGuild) !== 0n,
    guildCreatePayload: (guildId, forUserId) => ({ ...world.guildCreatePayload(guildId, forUserId) }),
    members: (guildId) => world.members.list(guildId).map((member) => world.members.payload(member)),
    presences: (guildId) => world.presences.ofGuild(guildId),
    soundboardSounds: (guildId) => world.soundboard.ofGuild(guildId).map((sound) => world.soundboard.payload(sound)),
    voiceChannelIds: (guildId) =>
      world.channels
        .ofGuild(guildId)
        .filter(({ type }) => voiceTypes.has(type))
        .map(({ id }) => id),
    setPresence(userId, { status, activities }) {
      // `invisible`, and whatever is no status, shows as offline.
      world.presences.set(userId, { status: isStatus(status) ? status : "offline", activities });
    },
    setVoiceState(userId, { guildId, channelId, selfMute, selfDeaf, sessionId }) {
      if (channelId !== null && !mayConnect(world, userId, guildId, channelId)) return;
      world.voiceStates.update(guildId, userId, { channelId, selfMute, selfDeaf, sessionId });
      voice.requested(guildId, userId);
    },
    leaveVoice(userId, sessionId) {
      for (const guildId of world.members.guildIdsOf(userId)) {
        if (world.voiceStates.get(guildId, userId)?.session_id !== sessionId) continue;
        world.voiceStates.update(guildId, userId, { channelId: null });
      }
    },
  };
}

function mayConnect(world: World, userId: string, guildId: string, channelId: string): boolean {
  const channel = world.channels.get(channelId);
  if (channel?.guild_id !== guildId || !voiceTypes.has(channel.type)) return false;
  const granted = world.permissions.inChannel(userId, channel);
  if ((granted & PermissionBit.Connect) === 0n) return false;
  return (granted & PermissionBit.MoveMembers) !== 0n || world.voiceStates.hasRoom(channel, userId);
}

function isStatus(status: string): status is PresenceStatus {
  return statuses.has(status);
}
