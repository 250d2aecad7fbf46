import { ValidationError } from "@zignal/errors";
import type { VoiceMember, VoiceMemberOptions } from "../voice/member/voice-member.ts";
import type { VoiceService } from "../voice/voice-service.ts";
import type { Channel } from "../world/channel-types.ts";
import { ChannelType } from "../world/channel-types.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import type { World } from "../world/world.ts";

export interface JoinVoiceOptions extends VoiceMemberOptions {
  selfMute?: boolean;
  selfDeaf?: boolean;
}

/**
 * Brings a user into a voice channel.
 * @internal
 * @throws {ValidationError} when it is no voice channel, or full.
 * @throws {ApiError} when the user may not connect there.
 * @throws {TimeoutError} when the voice server does not take the user in.
 */
export async function joinVoice(
  { world, voice }: { world: World; voice: VoiceService },
  userId: string,
  channel: Channel,
  options: JoinVoiceOptions,
): Promise<VoiceMember> {
  const { id: channelId, guild_id: guildId, type } = channel;
  if (guildId === undefined || (type !== ChannelType.GuildVoice && type !== ChannelType.GuildStageVoice)) {
    throw ValidationError.of("channel", `"${channel.name ?? channelId}" is no voice channel`);
  }
  world.permissions.requireChannel(userId, channelId, PermissionBit.Connect);
  const mayCrowd = (world.permissions.inChannel(userId, channel) & PermissionBit.MoveMembers) !== 0n;
  if (!mayCrowd && !world.voiceStates.hasRoom(channel, userId)) {
    throw ValidationError.of("channel", `"${channel.name ?? channelId}" is full`);
  }
  const members = await voice.members();
  return members.join({ guildId, channelId, userId, ...options });
}
