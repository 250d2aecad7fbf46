import { ApiError, invalidForm, missingPermissions } from "../world/api-error.ts";
import { isVoice } from "../world/channel-types.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import type { Sound, SoundChange } from "../world/soundboard.ts";
import type { Call, Endpoints } from "./call.ts";
import { form, me, param } from "./call.ts";
import { channelOf } from "./channel-endpoints.ts";
import { creatorsGuild, requireOwnOrManaged, seesUploader } from "./expressions.ts";
import type { Field } from "./fields.ts";
import { fail, nullable, number, snowflake, string } from "./fields.ts";
import { guildIdOf } from "./guild-endpoints.ts";
import { object, optional, required } from "./object-field.ts";
import { created, noContent, ok } from "./reply.ts";

const maxBytes = 512 * 1024;

/** A sound as a data URI. */
const soundData: Field<string> = (value, at) => {
  const data = typeof value === "string" ? /^data:audio\/(?:mp3|mpeg|ogg);base64,([\w+/=]+)$/.exec(value)?.[1] : "";
  if (data === undefined || data === "") return fail(at, "SOUND_INVALID", "Invalid sound data");
  if (Buffer.byteLength(data, "base64") <= maxBytes) return data;
  return fail(at, "BINARY_TYPE_MAX_SIZE", `File cannot be larger than ${maxBytes / 1024} kb.`);
};

const name = string({ min: 2, max: 32 });

const common = {
  volume: optional(nullable(number({ min: 0, max: 1 }))),
  emoji_id: optional(nullable(snowflake)),
  emoji_name: optional(nullable(string({ min: 1, max: 32 }))),
};

const creation = object({ ...common, name: required(name), sound: required(soundData) });

const changeForm = object({ ...common, name: optional(name) });

const sending = object({ sound_id: required(snowflake), source_guild_id: optional(nullable(snowflake)) });

function changeOf({ volume, ...others }: NonNullable<ReturnType<typeof changeForm>>): SoundChange {
  return { ...others, ...(volume === undefined ? {} : { volume: volume ?? 1 }) };
}

function payload(call: Call, sound: Sound): object {
  return call.world.soundboard.payload(sound, seesUploader(call, sound.guild_id));
}

function soundOf(call: Call): Sound {
  return call.world.soundboard.require(guildIdOf(call), param(call, "sound_id"));
}

/** The sound to play: one of Discord's own, or of a guild. @throws {ApiError} 10097, 50013 */
function playedSound(call: Call, guildId: string, granted: bigint): { id: string; volume: number } {
  const { sound_id: id, source_guild_id: source } = form(call, sending);
  if (call.world.soundboard.isDefault(id)) return { id, volume: 1 };
  const home = source ?? guildId;
  if (home !== guildId && (granted & PermissionBit.UseExternalSounds) === 0n) throw missingPermissions();
  const { volume } = call.world.soundboard.require(home, id);
  return { id, volume };
}

export const soundboardEndpoints: Endpoints = {
  get_soundboard_default_sounds: (call) => ok(call.world.soundboard.defaults()),

  list_guild_soundboard_sounds: (call) =>
    ok({ items: call.world.soundboard.ofGuild(guildIdOf(call)).map((sound) => payload(call, sound)) }),

  get_guild_soundboard_sound: (call) => ok(payload(call, soundOf(call))),

  create_guild_soundboard_sound: (call) => {
    const guildId = creatorsGuild(call);
    const { sound: _data, name: title, ...others } = form(call, creation);
    requireOneEmoji(others);
    const { user } = me(call);
    return created(payload(call, call.world.soundboard.create(guildId, user.id, { ...changeOf(others), name: title })));
  },

  update_guild_soundboard_sound: (call) => {
    const sound = soundOf(call);
    requireOwnOrManaged(call, sound.guild_id, sound.creatorId);
    const change = form(call, changeForm);
    requireOneEmoji(change);
    return ok(payload(call, call.world.soundboard.update(sound.guild_id, sound.sound_id, changeOf(change))));
  },

  delete_guild_soundboard_sound: (call) => {
    const sound = soundOf(call);
    requireOwnOrManaged(call, sound.guild_id, sound.creatorId);
    call.world.soundboard.delete(sound.guild_id, sound.sound_id);
    return noContent;
  },

  send_soundboard_sound: (call) => {
    const channel = channelOf(call, PermissionBit.Speak | PermissionBit.UseSoundboard);
    const { guild_id: guildId } = channel;
    if (guildId === undefined || !isVoice(channel)) {
      throw new ApiError(400, 50024, "Cannot execute action on this channel type");
    }
    const { user } = me(call);
    const sound = playedSound(call, guildId, call.world.permissions.inChannel(user.id, channel));
    const state = call.world.voiceStates.get(guildId, user.id);
    if (state?.channel_id !== channel.id) throw new ApiError(400, 40032, "Target user is not connected to voice.");
    if (state.deaf || state.self_deaf || state.mute || state.suppress) {
      throw new ApiError(400, 50167, "You cannot send a soundboard sound while muted, deafened or suppressed");
    }
    call.world.soundboard.play(sound, { userId: user.id, guildId, channelId: channel.id });
    return noContent;
  },
};

/** @throws {ApiError} 50035 for an emoji of the guild's and one of everybody's at once */
function requireOneEmoji({ emoji_id: id, emoji_name: symbol }: Pick<SoundChange, "emoji_id" | "emoji_name">): void {
  if (typeof id !== "string" || typeof symbol !== "string") return;
  throw invalidForm(["emoji_name"], "EMOJI_INVALID", "Only one of emoji_id and emoji_name may be given.");
}
