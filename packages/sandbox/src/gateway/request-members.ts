import { Intents } from "@zignal/types/intents";
import type { MemberPayload } from "../world/members.ts";
import type { GatewayWorld } from "./gateway-world.ts";
import { Opcode } from "./opcodes.ts";
import { isRecord } from "./payload-decoding.ts";
import type { Session } from "./session.ts";

/** What a prefix or a list of users brings at most. */
const maxNamed = 100;

export interface MemberRequest {
  readonly guildId: string;
  /** Prefix of a user name or nickname; empty for everyone. */
  readonly query: string | undefined;
  readonly limit: number;
  readonly userIds: readonly string[] | undefined;
  readonly presences: boolean;
  readonly nonce: string | undefined;
}

/**
 * Reads the payload of Request Guild Members.
 * @returns `undefined` when it is invalid.
 * @see {@link https://docs.discord.com/developers/events/gateway-events#request-guild-members | Discord Docs/Request Guild Members}
 */
export function readMemberRequest(d: unknown): MemberRequest | undefined {
  if (!isRecord(d)) return undefined;
  const ids: unknown[] = Array.isArray(d["guild_id"]) ? d["guild_id"] : [d["guild_id"]];
  const guildId = ids[0];
  if (ids.length !== 1 || typeof guildId !== "string") return undefined;
  const query = d["query"];
  const asked = d["user_ids"];
  const users: unknown[] | undefined = typeof asked === "string" ? [asked] : Array.isArray(asked) ? asked : undefined;
  const userIds = users?.filter((id): id is string => typeof id === "string" && /^\d{1,20}$/.test(id));
  if (userIds === undefined) {
    if (typeof query !== "string" || typeof d["limit"] !== "number" || d["limit"] < 0) return undefined;
  } else if (userIds.length !== users?.length) return undefined;
  const nonce = d["nonce"];
  return {
    guildId,
    query: userIds === undefined && typeof query === "string" ? query : undefined,
    limit: typeof d["limit"] === "number" ? d["limit"] : 0,
    userIds,
    presences: d["presences"] === true,
    // "If you send an invalid nonce it will be ignored."
    nonce: typeof nonce === "string" && Buffer.byteLength(nonce) <= 32 ? nonce : undefined,
  };
}

/** Answers requests for members, and limits those for all members of a guild: one per bot, guild and 30 seconds. */
export class MemberRequests {
  readonly #world: GatewayWorld;
  readonly #nowMs: () => number;
  readonly #intervalMs: number;
  readonly #membersPerChunk: number;
  readonly #lastFull = new Map<string, number>();

  constructor(options: { world: GatewayWorld; nowMs: () => number; intervalMs: number; membersPerChunk: number }) {
    this.#world = options.world;
    this.#nowMs = options.nowMs;
    this.#intervalMs = options.intervalMs;
    this.#membersPerChunk = options.membersPerChunk;
  }

  /** Sends the chunks, or Rate Limited. A guild the bot is not in, or a missing intent, gets no answer, as at Discord. */
  answer(session: Session, request: MemberRequest): void {
    const { intents } = session.identity;
    if (!this.#world.isMember(request.guildId, session.botId)) return;
    // "GUILD_MEMBERS intent is required to request the entire member list (query='', limit=0<=n)."
    if (request.query === "" && (intents & Intents.bits.guildMembers) === 0) return;
    const all = request.query === "" && request.limit === 0;
    if (all) {
      const waitMs = this.#spendFull(`${session.botId}:${request.guildId}`);
      if (waitMs > 0) {
        const meta = { guild_id: request.guildId, ...nonceOf(request) };
        const d = { opcode: Opcode.RequestGuildMembers, retry_after: waitMs / 1000, meta };
        session.dispatch("RATE_LIMITED", JSON.stringify(d));
        return;
      }
    }
    const members = this.#find(request, all);
    const withPresences = request.presences && (intents & Intents.bits.guildPresences) !== 0;
    this.#sendChunks(session, request, members, withPresences);
  }

  /** Milliseconds to wait; `0` when the request may be answered, which then counts. */
  #spendFull(key: string): number {
    const now = this.#nowMs();
    const waitMs = (this.#lastFull.get(key) ?? Number.NEGATIVE_INFINITY) + this.#intervalMs - now;
    if (waitMs > 0) return waitMs;
    this.#lastFull.set(key, now);
    return 0;
  }

  #find(request: MemberRequest, all: boolean): readonly MemberPayload[] {
    const members = this.#world.members(request.guildId);
    if (all) return members;
    if (request.userIds !== undefined) {
      const wanted = new Set(request.userIds.slice(0, maxNamed));
      return members.filter((member) => wanted.has(member.user.id));
    }
    const prefix = (request.query ?? "").toLowerCase();
    const limit = request.limit === 0 ? maxNamed : Math.min(request.limit, maxNamed);
    return members.filter((member) => namesOf(member).some((name) => name.startsWith(prefix))).slice(0, limit);
  }

  #sendChunks(
    session: Session,
    request: MemberRequest,
    members: readonly MemberPayload[],
    withPresences: boolean,
  ): void {
    const chunkCount = Math.max(1, Math.ceil(members.length / this.#membersPerChunk));
    const found = new Set(members.map((member) => member.user.id));
    const notFound = request.userIds?.slice(0, maxNamed).filter((id) => !found.has(id)) ?? [];
    const presences = withPresences ? this.#world.presences(request.guildId) : [];
    for (let index = 0; index < chunkCount; index++) {
      const chunk = members.slice(index * this.#membersPerChunk, (index + 1) * this.#membersPerChunk);
      const inChunk = new Set(chunk.map((member) => member.user.id));
      const d = {
        guild_id: request.guildId,
        members: chunk,
        chunk_index: index,
        chunk_count: chunkCount,
        ...(notFound.length > 0 ? { not_found: notFound } : {}),
        ...(withPresences ? { presences: presences.filter((presence) => inChunk.has(userIdOf(presence))) } : {}),
        ...nonceOf(request),
      };
      session.dispatch("GUILD_MEMBERS_CHUNK", JSON.stringify(d));
    }
  }
}

function nonceOf({ nonce }: MemberRequest): { nonce?: string } {
  return nonce === undefined ? {} : { nonce };
}

function userIdOf(presence: object): string {
  return isRecord(presence) && isRecord(presence["user"]) ? String(presence["user"]["id"]) : "";
}

function namesOf(member: MemberPayload): string[] {
  return [member.user.username, member.user.global_name, member.nick]
    .filter((name) => typeof name === "string")
    .map((name) => name.toLowerCase());
}
