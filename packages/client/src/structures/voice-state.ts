import type { APIVoiceState } from "@zignal/types";
import type { Channel } from "./channel.ts";
import type { Member } from "./member.ts";
import type { ActionOptions } from "./structure-host.ts";
import { Structure } from "./structure.ts";

/** Where in voice somebody is, and how. */
export class VoiceState extends Structure<APIVoiceState> {
  get userId(): string {
    return this.raw.user_id;
  }

  /** Voice in direct messages has none. */
  get guildId(): string | undefined {
    return this.raw.guild_id;
  }

  /** The voice or stage channel; `undefined`: the user has left. */
  get channelId(): string | undefined {
    return this.raw.channel_id ?? undefined;
  }

  /** The session that the voice server knows the user by. */
  get sessionId(): string {
    return this.raw.session_id;
  }

  /** The member, where the gateway sent it. */
  get member(): Member | undefined {
    const { member, guild_id: guildId } = this.raw;
    return member && guildId !== undefined ? this.host.make.member(member, member.user, guildId) : undefined;
  }

  /** Is the user not heard: muted by itself, or by a moderator? */
  get isMuted(): boolean {
    return (this.raw.self_mute ?? false) || (this.raw.mute ?? false);
  }

  /** Does the user hear nothing: by its own choice, or a moderator's? */
  get isDeafened(): boolean {
    return (this.raw.self_deaf ?? false) || (this.raw.deaf ?? false);
  }

  /** Was it a moderator who muted the user? */
  get isServerMuted(): boolean {
    return this.raw.mute ?? false;
  }

  get isServerDeafened(): boolean {
    return this.raw.deaf ?? false;
  }

  /** Does the user share a screen? */
  get isStreaming(): boolean {
    return this.raw.self_stream ?? false;
  }

  get hasVideo(): boolean {
    return this.raw.self_video ?? false;
  }

  /** On a stage: is the user in the audience, and not a speaker? */
  get isSuppressed(): boolean {
    return this.raw.suppress ?? false;
  }

  /** On a stage: since when the user has raised a hand. */
  get requestedToSpeakAt(): Date | undefined {
    const time = this.raw.request_to_speak_timestamp;
    return typeof time === "string" ? new Date(time) : undefined;
  }

  /** The channel, from the cache, or else asked of Discord. `undefined`: the user has left. */
  async fetchChannel(): Promise<Channel | undefined> {
    const { channelId } = this;
    if (channelId === undefined) return undefined;
    const { cache, make, rest } = this.host;
    return make.channel(cache?.getChannel(channelId) ?? (await rest.channels.getChannel(channelId)));
  }

  /** Takes the user into another voice channel. */
  move(channelId: string, options: ActionOptions = {}): Promise<Member> {
    return this.#edit({ channel_id: channelId }, options);
  }

  /** Sends the user out of voice. */
  disconnect(options: ActionOptions = {}): Promise<Member> {
    return this.#edit({ channel_id: null }, options);
  }

  /** Mutes the user for everybody, or, with `false`, no more. */
  setMute(mute: boolean, options: ActionOptions = {}): Promise<Member> {
    return this.#edit({ mute }, options);
  }

  /** Keeps the user from hearing, or, with `false`, no more. */
  setDeaf(deaf: boolean, options: ActionOptions = {}): Promise<Member> {
    return this.#edit({ deaf }, options);
  }

  /** On a stage: makes the user a speaker, or, with `true`, puts it back into the audience. */
  async setSuppressed(suppress: boolean): Promise<void> {
    const place = this.channelId === undefined ? {} : { channel_id: this.channelId };
    await this.host.rest.guilds.updateVoiceState(this.guildId ?? "", this.userId, { ...place, suppress });
  }

  async #edit(
    change: { channel_id?: string | null; mute?: boolean; deaf?: boolean },
    options: ActionOptions,
  ): Promise<Member> {
    const guildId = this.guildId ?? "";
    const raw = await this.host.rest.guilds.updateGuildMember(guildId, this.userId, change, options);
    return this.host.make.member(raw, raw.user, guildId);
  }
}

/** The voice states of a guild. */
export interface GuildVoiceStates {
  /** Those in the cache, or those that came with the guild. */
  all(): VoiceState[];
  /** Of one user, from the cache, or else asked of Discord. @throws {HttpError} with `discordCode` 10065 if there is none */
  fetch(userId: string): Promise<VoiceState>;
}
