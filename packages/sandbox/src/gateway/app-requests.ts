import type { Clock } from "@zignal/errors";
import type { GatewayLimits } from "./gateway-options.ts";
import type { GatewayWorld } from "./gateway-world.ts";
import { readPresence } from "./identify.ts";
import { CloseCode, Opcode } from "./opcodes.ts";
import type { Refusal } from "./opcodes.ts";
import { isRecord } from "./payload-decoding.ts";
import type { ReceivedPayload } from "./payload-decoding.ts";
import { MemberRequests, readMemberRequest } from "./request-members.ts";
import type { Session } from "./session.ts";

const malformed: Refusal = { code: CloseCode.DecodeError, reason: "Error while decoding payload." };

type Answer = (session: Session, d: unknown) => Refusal | undefined;

/** What an app may send once it has a session: presence, voice state, and requests for members, sounds and channels. */
export class AppRequests {
  readonly #world: GatewayWorld;
  readonly #members: MemberRequests;
  readonly #answers: ReadonlyMap<number, Answer>;

  constructor({ world, clock, limits }: { world: GatewayWorld; clock: Clock; limits: Required<GatewayLimits> }) {
    this.#world = world;
    this.#members = new MemberRequests({
      world,
      nowMs: () => clock.now(),
      intervalMs: limits.requestMembersIntervalMs,
      membersPerChunk: limits.membersPerChunk,
    });
    this.#answers = new Map<number, Answer>([
      [Opcode.PresenceUpdate, (session, d) => this.#updatePresence(session, d)],
      [Opcode.VoiceStateUpdate, (session, d) => this.#updateVoiceState(session, d)],
      [Opcode.RequestGuildMembers, (session, d) => this.#requestMembers(session, d)],
      [Opcode.RequestSoundboardSounds, (session, d) => this.#requestSounds(session, d)],
      [Opcode.RequestChannelInfo, (session, d) => this.#requestChannelInfo(session, d)],
    ]);
  }

  knows(op: number): boolean {
    return this.#answers.has(op);
  }

  /** @returns why the connection must be closed, when the payload makes no sense. */
  answer(session: Session, { op, d }: ReceivedPayload): Refusal | undefined {
    return this.#answers.get(op)?.(session, d);
  }

  #updatePresence(session: Session, d: unknown): Refusal | undefined {
    const presence = readPresence(d);
    if (presence === undefined) return malformed;
    this.#world.setPresence(session.botId, presence);
    return undefined;
  }

  #updateVoiceState(session: Session, d: unknown): Refusal | undefined {
    if (!isRecord(d) || typeof d["guild_id"] !== "string") return malformed;
    const channelId = d["channel_id"] ?? null;
    if (channelId !== null && typeof channelId !== "string") return malformed;
    // A guild the bot is not in gets no answer.
    if (!this.#world.isMember(d["guild_id"], session.botId)) return undefined;
    this.#world.setVoiceState(session.botId, {
      guildId: d["guild_id"],
      channelId,
      selfMute: d["self_mute"] === true,
      selfDeaf: d["self_deaf"] === true,
      sessionId: session.id,
    });
    return undefined;
  }

  #requestMembers(session: Session, d: unknown): Refusal | undefined {
    const request = readMemberRequest(d);
    if (request === undefined) return malformed;
    this.#members.answer(session, request);
    return undefined;
  }

  #requestSounds(session: Session, d: unknown): Refusal | undefined {
    const guildIds: unknown = isRecord(d) ? d["guild_ids"] : undefined;
    if (!Array.isArray(guildIds)) return malformed;
    for (const guildId of guildIds) {
      if (typeof guildId !== "string" || !this.#world.isMember(guildId, session.botId)) continue;
      const sounds = { guild_id: guildId, soundboard_sounds: this.#world.soundboardSounds(guildId) };
      session.dispatch("SOUNDBOARD_SOUNDS", JSON.stringify(sounds));
    }
    return undefined;
  }

  /** No voice channel of the sandbox has a status or a start time yet, so that each is named without them. */
  #requestChannelInfo(session: Session, d: unknown): Refusal | undefined {
    if (!isRecord(d) || typeof d["guild_id"] !== "string" || !Array.isArray(d["fields"])) return malformed;
    const guildId = d["guild_id"];
    if (!this.#world.isMember(guildId, session.botId)) return undefined;
    const channels = this.#world.voiceChannelIds(guildId).map((id) => ({ id }));
    session.dispatch("CHANNEL_INFO", JSON.stringify({ guild_id: guildId, channels }));
    return undefined;
  }
}
