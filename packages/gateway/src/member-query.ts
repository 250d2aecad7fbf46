import { ValidationError } from "@zignal/errors";
import { Intents } from "@zignal/types/intents";
import { isSnowflake } from "@zignal/types/snowflake";

/** Which members to ask for: those whose names start with `query`, or those of `userIds`; all of the guild when neither is given. */
export interface RequestGuildMembersOptions {
  guildId: string;
  /** Start of the user name; at most 100 members are answered unless it is empty. @defaultValue `""` */
  query?: string;
  /** At most this many members that match `query`; 0 for all, which needs an empty `query` and the guildMembers intent. @defaultValue `0` for an empty query, else `100` */
  limit?: number;
  /** Any number of ids; Discord is asked for 100 at a time. */
  userIds?: readonly string[];
  /** Ask for presences as well; needs the guildPresences intent. @defaultValue `false` */
  presences?: boolean;
  /** Time without any answer after which the promise is rejected, in milliseconds. @defaultValue `30_000` */
  timeoutMs?: number;
  /** Gives up waiting. */
  signal?: AbortSignal;
}

/** The same with its defaults, checked. */
export interface MemberQuery {
  guildId: string;
  query: string;
  limit: number;
  userIds: readonly string[] | undefined;
  presences: boolean;
}

/** Ids that one payload may ask for. */
const idsPerPayload = 100;

/** @throws {ValidationError} naming each option that does not fit. */
export function memberQuery(options: RequestGuildMembersOptions): MemberQuery {
  const { guildId, query, userIds, presences = false, limit, timeoutMs } = options;
  const issues: { path: string; message: string }[] = [];
  if (!isSnowflake(guildId))
    issues.push({ path: "guildId", message: `must be a snowflake (was ${JSON.stringify(guildId)})` });
  if (query !== undefined && userIds !== undefined) {
    issues.push({ path: "userIds", message: "can not be combined with query: leave one of them out" });
  }
  const bad = userIds?.find((id) => !isSnowflake(id));
  if (bad !== undefined)
    issues.push({ path: "userIds", message: `must hold snowflakes (holds ${JSON.stringify(bad)})` });
  const resolvedLimit = limit ?? ((query ?? "") === "" ? 0 : idsPerPayload);
  if (!Number.isInteger(resolvedLimit) || resolvedLimit < 0) {
    issues.push({ path: "limit", message: `must be a whole number of at least 0 (was ${String(limit)})` });
  } else if (resolvedLimit > 100) {
    issues.push({ path: "limit", message: `must be at most 100, or 0 for all (was ${resolvedLimit})` });
  } else if (resolvedLimit === 0 && (query ?? "") !== "") {
    issues.push({ path: "limit", message: "can only be 0 (all members) when query is empty" });
  }
  if (timeoutMs !== undefined && !(timeoutMs > 0)) {
    issues.push({ path: "timeoutMs", message: `must be above 0 (milliseconds; was ${timeoutMs})` });
  }
  if (issues.length > 0) throw new ValidationError(issues);
  // Ids once each, or a repeated one would be answered twice.
  const ids = userIds === undefined ? undefined : [...new Set(userIds)];
  return { guildId, query: query ?? "", limit: resolvedLimit, userIds: ids, presences };
}

/**
 * Discord does not answer a request for everybody (an empty query, with any limit) without the guildMembers intent.
 * @throws {ValidationError} at once, instead of a time-out later.
 */
export function checkMayAsk({ query, userIds }: MemberQuery, intents: number): void {
  if (userIds !== undefined || query !== "" || (intents & Intents.bits.guildMembers) !== 0) return;
  throw ValidationError.of(
    "query",
    "must not be empty without the intent guildMembers: Discord does not answer it. Add guildMembers to the gateway's intents, or ask by query or userIds",
  );
}

/** Whether Discord counts it against the limit of one request per guild in 30 seconds. */
export function isWholeGuild({ query, limit, userIds }: MemberQuery): boolean {
  return userIds === undefined && query === "" && limit === 0;
}

/** The parts that fit one payload each. */
export function batchesOf(query: MemberQuery): MemberQuery[] {
  const { userIds } = query;
  if (userIds === undefined) return [query];
  const parts: MemberQuery[] = [];
  for (let at = 0; at < userIds.length; at += idsPerPayload) {
    parts.push({ ...query, userIds: userIds.slice(at, at + idsPerPayload) });
  }
  return parts;
}

/** Equal for queries with the same answer. */
export function queryKey({ guildId, query, limit, userIds, presences }: MemberQuery): string {
  return JSON.stringify([guildId, query, limit, presences, userIds?.toSorted()]);
}
