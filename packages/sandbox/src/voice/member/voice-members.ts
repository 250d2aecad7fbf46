import type { Clock } from "@zignal/errors";
import type { VoiceAssignment } from "../voice-assignment.ts";
import { ConnectedMember } from "./connected-member.ts";
import type { VoiceMember, VoiceMemberOptions } from "./voice-member.ts";

/** What members ask of the voice that they are part of. */
export interface MembersHost {
  readonly clock: Clock;
  /** Resolves once the voice server runs. @throws {ZignalError} when it can not. */
  started(): Promise<void>;
  random(): number;
  assignment(guildId: string, userId: string): VoiceAssignment | undefined;
  /** Gives a place anew. */
  rejoin(guildId: string, userId: string): void;
  /** Changes the user's voice state. @param channelId - `null` leaves. */
  changeState(guildId: string, userId: string, channelId: string | null, flags?: VoiceFlags): void;
}

export interface VoiceFlags {
  selfMute?: boolean;
  selfDeaf?: boolean;
}

export interface JoinRequest extends VoiceFlags, VoiceMemberOptions {
  readonly guildId: string;
  readonly channelId: string;
  readonly userId: string;
}

/** How long a voice server has to take somebody in, in milliseconds. */
const joinTimeoutMs = 10_000;

/** The people who are in voice by themselves, not as somebody's bot. */
export class VoiceMembers {
  readonly #host: MembersHost;
  readonly #members = new Map<string, ConnectedMember>();

  constructor(host: MembersHost) {
    this.#host = host;
  }

  /** Joins a channel, or moves there. @throws {TimeoutError} when the voice server does not take the member in. */
  async join({ guildId, channelId, userId, selfMute, selfDeaf, ...options }: JoinRequest): Promise<VoiceMember> {
    const key = `${guildId}:${userId}`;
    await this.#host.started();
    if (Object.keys(options).length > 0 && this.#members.has(key)) this.#host.changeState(guildId, userId, null);
    const known = this.#members.get(key);
    const member = known ?? this.#create(guildId, userId, options);
    this.#members.set(key, member);
    const before = this.#host.assignment(guildId, userId);
    const flags = {
      ...(selfMute === undefined ? {} : { selfMute }),
      ...(selfDeaf === undefined ? {} : { selfDeaf }),
    };
    this.#host.changeState(guildId, userId, channelId, flags);
    // Somebody who was in the channel already, without a connection, is told no new place by joining again.
    if (!member.connected && before?.channelId === channelId) this.#host.rejoin(guildId, userId);
    await member.whenConnected(joinTimeoutMs);
    return member;
  }

  /** Somebody was told a place on a voice server. */
  placed(guildId: string, userId: string): void {
    const assignment = this.#host.assignment(guildId, userId);
    if (assignment !== undefined) this.#members.get(`${guildId}:${userId}`)?.take(assignment);
  }

  /** Somebody is in no channel any more. */
  gone(guildId: string, userId: string): void {
    const key = `${guildId}:${userId}`;
    this.#members.get(key)?.release();
    this.#members.delete(key);
  }

  close(): void {
    for (const member of this.#members.values()) member.release();
    this.#members.clear();
  }

  #create(guildId: string, userId: string, options: VoiceMemberOptions): ConnectedMember {
    return new ConnectedMember(userId, options, {
      clock: this.#host.clock,
      random: () => this.#host.random(),
      rejoin: () => this.#host.rejoin(guildId, userId),
      leave: () => this.#host.changeState(guildId, userId, null),
    });
  }
}
