import { ApiError, missingPermissions, unknown } from "../world/api-error.ts";
import { ChannelType } from "../world/channel-types.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import type { VoiceState } from "../world/voice-states.ts";
import type { Call, Endpoint, Endpoints } from "./call.ts";
import { form, me, param } from "./call.ts";
import { boolean, nullable, snowflake, timestamp } from "./fields.ts";
import { object, optional } from "./object-field.ts";
import { noContent, ok } from "./reply.ts";
import { guildIdOf } from "./guild-endpoints.ts";

const change = object({
  channel_id: optional(nullable(snowflake)),
  suppress: optional(nullable(boolean)),
  request_to_speak_timestamp: optional(nullable(timestamp)),
});

function stateOf(call: Call, userId: string): VoiceState {
  const state = call.world.voiceStates.get(guildIdOf(call), userId);
  if (state === undefined) throw unknown("Voice State");
  return state;
}

const get =
  (userId: (call: Call) => string): Endpoint =>
  (call) => {
    const state = stateOf(call, userId(call));
    const member = call.world.members.require(state.guild_id, state.user_id);
    return ok({ ...state, member: call.world.members.payload(member) });
  };

/** Speaking on a stage: only stage channels know it. */
const update =
  (userId: (call: Call) => string): Endpoint =>
  (call) => {
    const state = stateOf(call, userId(call));
    const { suppress, request_to_speak_timestamp } = form(call, change);
    const channel = call.world.channels.require(state.channel_id ?? "");
    if (channel.type !== ChannelType.GuildStageVoice) {
      throw new ApiError(400, 50024, "Cannot execute action on this channel type");
    }
    const granted = call.world.permissions.inChannel(me(call).user.id, channel);
    const isOther = state.user_id !== me(call).user.id;
    if ((isOther || suppress === false) && (granted & PermissionBit.MuteMembers) === 0n) throw missingPermissions();
    call.world.voiceStates.update(state.guild_id, state.user_id, {
      ...(typeof suppress === "boolean" ? { suppress } : {}),
      ...(request_to_speak_timestamp === undefined ? {} : { requestToSpeakTimestamp: request_to_speak_timestamp }),
    });
    return noContent;
  };

const self = (call: Call): string => me(call).user.id;
const named = (call: Call): string => param(call, "user_id");

export const voiceStateEndpoints: Endpoints = {
  get_self_voice_state: get(self),
  get_voice_state: get(named),
  update_self_voice_state: update(self),
  update_voice_state: update(named),
};
