import type { MemberStore } from "./members.ts";
import type { WorldContext } from "./world-context.ts";

export interface VoiceState {
  readonly guild_id: string;
  channel_id: string | null;
  readonly user_id: string;
  session_id: string;
  deaf: boolean;
  mute: boolean;
  self_deaf: boolean;
  self_mute: boolean;
  self_stream: boolean;
  self_video: boolean;
  suppress: boolean;
  request_to_speak_timestamp: string | null;
}

export interface VoiceStateChange {
  /** `null` leaves voice. */
  channelId?: string | null;
  sessionId?: string;
  selfMute?: boolean;
  selfDeaf?: boolean;
  selfVideo?: boolean;
  suppress?: boolean;
  requestToSpeakTimestamp?: string | null;
}

/** Who is in which voice channel. */
export class VoiceStateStore {
  readonly #context: WorldContext;
  readonly #members: MemberStore;
  readonly #byGuild = new Map<string, Map<string, VoiceState>>();

  constructor(context: WorldContext, members: MemberStore) {
    this.#context = context;
    this.#members = members;
  }

  get(guildId: string, userId: string): VoiceState | undefined {
    return this.#byGuild.get(guildId)?.get(userId);
  }

  ofGuild(guildId: string): VoiceState[] {
    return [...(this.#byGuild.get(guildId)?.values() ?? [])];
  }

  /** May one more come in, or is the user in already? */
  hasRoom(channel: { id: string; guild_id?: string; user_limit?: number }, userId: string): boolean {
    const { user_limit: limit = 0 } = channel;
    const inside = this.ofGuild(channel.guild_id ?? "").filter((state) => state.channel_id === channel.id);
    return limit === 0 || inside.length < limit || inside.some((state) => state.user_id === userId);
  }

  /** Joins, moves, leaves, mutes: one change, one VOICE_STATE_UPDATE. */
  update(guildId: string, userId: string, change: VoiceStateChange): VoiceState {
    const member = this.#members.require(guildId, userId);
    const previous = this.get(guildId, userId);
    const state: VoiceState = {
      guild_id: guildId,
      channel_id: change.channelId === undefined ? (previous?.channel_id ?? null) : change.channelId,
      user_id: userId,
      session_id: change.sessionId ?? previous?.session_id ?? this.#context.randomHash(),
      deaf: member.deaf,
      mute: member.mute,
      self_deaf: change.selfDeaf ?? previous?.self_deaf ?? false,
      self_mute: change.selfMute ?? previous?.self_mute ?? false,
      self_stream: false,
      self_video: change.selfVideo ?? previous?.self_video ?? false,
      suppress: change.suppress ?? previous?.suppress ?? false,
      request_to_speak_timestamp:
        change.requestToSpeakTimestamp === undefined
          ? (previous?.request_to_speak_timestamp ?? null)
          : change.requestToSpeakTimestamp,
    };
    let states = this.#byGuild.get(guildId);
    if (states === undefined) this.#byGuild.set(guildId, (states = new Map()));
    if (state.channel_id === null) states.delete(userId);
    else states.set(userId, state);
    this.#context.publish(
      "VOICE_STATE_UPDATE",
      { ...state, member: this.#members.payload(member) },
      { kind: "guild", guildId },
    );
    return state;
  }
}
