import { ValidationError } from "@zignal/errors";
import type {
  APISoundboardSound,
  GatewayChannelInfoChannel,
  GatewayChannelInfoDispatch,
  GatewayDispatchPayload,
  GatewayGuildMembersChunkDispatch,
  GatewayRateLimitedDispatch,
  GatewaySoundboardSoundsDispatch,
} from "@zignal/types";
import { isSnowflake } from "@zignal/types/snowflake";
import type { AnswerOptions } from "./guild-answers.ts";
import { GuildAnswers } from "./guild-answers.ts";
import type { RequestGuildMembersOptions } from "./member-query.ts";
import type { GuildMembersResult, MemberRequestsOptions } from "./member-requests.ts";
import { MemberRequests } from "./member-requests.ts";
import { opcode } from "./payloads.ts";

export interface RequestChannelInfoOptions extends AnswerOptions {
  guildId: string;
  /** @defaultValue `["status", "voice_start_time"]` */
  fields?: readonly ("status" | "voice_start_time")[];
}

export interface RequestSoundboardSoundsOptions extends AnswerOptions {
  guildId: string;
}

export type GuildRequestsOptions = MemberRequestsOptions;

/** Everything that is asked of Discord over the gateway about a guild, and waits for its answer. */
export class GuildRequests {
  readonly #send: GuildRequestsOptions["send"];
  readonly #members: MemberRequests;
  readonly #channelInfo: GuildAnswers<GatewayChannelInfoChannel[]>;
  readonly #sounds: GuildAnswers<APISoundboardSound[]>;

  constructor(options: GuildRequestsOptions) {
    this.#send = options.send;
    this.#members = new MemberRequests(options);
    this.#channelInfo = new GuildAnswers("Request Channel Info", options.clock);
    this.#sounds = new GuildAnswers("Request Soundboard Sounds", options.clock);
  }

  async members(options: RequestGuildMembersOptions): Promise<GuildMembersResult> {
    return await this.#members.request(options);
  }

  async channelInfo(options: RequestChannelInfoOptions): Promise<GatewayChannelInfoChannel[]> {
    const { guildId, fields = ["status", "voice_start_time"] } = options;
    checkGuildId(guildId);
    const d = { guild_id: guildId, fields: [...fields] };
    const send = async (): Promise<void> => await this.#send(guildId, { op: opcode.requestChannelInfo, d });
    return await this.#channelInfo.ask(guildId, fields.toSorted().join(), send, options);
  }

  async soundboardSounds(options: RequestSoundboardSoundsOptions): Promise<APISoundboardSound[]> {
    const { guildId } = options;
    checkGuildId(guildId);
    const d = { guild_ids: [guildId] };
    const send = async (): Promise<void> => await this.#send(guildId, { op: opcode.requestSoundboardSounds, d });
    return await this.#sounds.ask(guildId, "", send, options);
  }

  /** Whether an event may be an answer that somebody waits for. */
  awaits(event: string): boolean {
    switch (event) {
      case "GUILD_MEMBERS_CHUNK":
        return this.#members.pending > 0;
      case "CHANNEL_INFO":
        return this.#channelInfo.pending > 0;
      case "SOUNDBOARD_SOUNDS":
        return this.#sounds.pending > 0;
      default:
        return event === "RATE_LIMITED";
    }
  }

  onEvent(payload: GatewayDispatchPayload): void {
    if (isEvent<GatewayGuildMembersChunkDispatch>(payload, "GUILD_MEMBERS_CHUNK")) this.#members.onChunk(payload.d);
    else if (isEvent<GatewayChannelInfoDispatch>(payload, "CHANNEL_INFO")) {
      this.#channelInfo.onAnswer(payload.d.guild_id, payload.d.channels);
    } else if (isEvent<GatewaySoundboardSoundsDispatch>(payload, "SOUNDBOARD_SOUNDS")) {
      this.#sounds.onAnswer(payload.d.guild_id, payload.d.soundboard_sounds);
    } else if (isRateLimited(payload)) {
      this.#members.onRateLimited(payload.d.meta.nonce, Math.ceil(payload.d.retry_after * 1000));
    }
  }

  /** @param isNew - Whether the session is new; a resumed one replays the answers that were on their way. */
  onSession(ownsGuild: (guildId: string) => boolean, isNew: boolean): void {
    this.#members.onSession(ownsGuild, isNew);
    this.#channelInfo.onSession(ownsGuild);
    this.#sounds.onSession(ownsGuild);
  }

  failAll(error: Error, matches?: (guildId: string) => boolean): void {
    for (const requests of [this.#members, this.#channelInfo, this.#sounds]) requests.failAll(error, matches);
  }
}

export function isRateLimited(payload: GatewayDispatchPayload): payload is GatewayRateLimitedDispatch {
  return isEvent<GatewayRateLimitedDispatch>(payload, "RATE_LIMITED");
}

function isEvent<Dispatch extends GatewayDispatchPayload>(
  payload: GatewayDispatchPayload,
  name: `${Dispatch["t"]}`,
): payload is Dispatch {
  const { t }: { t: string } = payload;
  return t === name;
}

function checkGuildId(guildId: string): void {
  if (!isSnowflake(guildId))
    throw ValidationError.of("guildId", `must be a snowflake (was ${JSON.stringify(guildId)})`);
}
