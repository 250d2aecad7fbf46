import { CallTrace, ErrorContext } from "@zignal/errors";

/** Where an event happened, by ids; what is not known is left out. */
export interface EventPlace {
  guildId?: string;
  channelId?: string;
  userId?: string;
  interactionId?: string;
}

/** Fields of dispatch bodies that tell where something happened. Anything may be missing, or not be what it should. */
interface Placed {
  id?: unknown;
  guild_id?: unknown;
  channel_id?: unknown;
  user_id?: unknown;
  user?: { id?: unknown } | null;
  author?: { id?: unknown } | null;
  member?: { user?: { id?: unknown } | null } | null;
}

/** Whose `id` the id of the body is, where the body is that thing itself. */
const ownIds: Readonly<Record<string, keyof EventPlace>> = {
  GUILD_CREATE: "guildId",
  GUILD_UPDATE: "guildId",
  GUILD_DELETE: "guildId",
  CHANNEL_CREATE: "channelId",
  CHANNEL_UPDATE: "channelId",
  CHANNEL_DELETE: "channelId",
  THREAD_CREATE: "channelId",
  THREAD_UPDATE: "channelId",
  THREAD_DELETE: "channelId",
  USER_UPDATE: "userId",
  INTERACTION_CREATE: "interactionId",
};

/** @param dispatch - Name of the dispatch, such as `MESSAGE_CREATE`. */
export function placeOf(dispatch: string, body: unknown): EventPlace {
  const place: EventPlace = {};
  if (typeof body !== "object" || body === null) return place;
  const { id, guild_id, channel_id, user_id, user, author, member }: Placed = body;
  if (typeof guild_id === "string") place.guildId = guild_id;
  if (typeof channel_id === "string") place.channelId = channel_id;
  const userId = user_id ?? user?.id ?? author?.id ?? member?.user?.id;
  if (typeof userId === "string") place.userId = userId;
  const own = ownIds[dispatch];
  if (own !== undefined && typeof id === "string") place[own] = id;
  return place;
}

/** What is told with an error: its event, where it happened, and the place in the program that threw. */
export function errorContextOf(
  error: unknown,
  event: string,
  place: EventPlace,
  shardId: number | undefined,
): ErrorContext {
  const { interactionId, ...ids } = place;
  const extra = {
    event,
    ...(shardId === undefined ? {} : { shardId }),
    ...(interactionId === undefined ? {} : { interactionId }),
  };
  return new ErrorContext({ ...ids, extra }, traceOf(error));
}

/** What is thrown may be anything, also what throws when it is looked at. */
function traceOf(error: unknown): CallTrace | undefined {
  try {
    return error instanceof Error ? CallTrace.of(error) : undefined;
  } catch {
    return undefined;
  }
}
