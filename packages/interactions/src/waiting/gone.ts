/** What has gone. */
export interface Gone {
  messageId?: string;
  channelId?: string;
  guildId?: string;
}

/** The part of a gateway event that tells what has gone. */
export interface ObservedEvent {
  t: string | null;
  d: unknown;
}

/** The events that tell what has gone, or where an answer went. */
export const observedEvents: ReadonlySet<string> = new Set([
  "MESSAGE_CREATE",
  "MESSAGE_DELETE",
  "MESSAGE_DELETE_BULK",
  "CHANNEL_DELETE",
  "THREAD_DELETE",
  "GUILD_DELETE",
]);

/** What an event of the gateway says to have gone. */
export function goneBy({ t, d }: ObservedEvent): readonly Gone[] {
  if (typeof d !== "object" || d === null) return nothing;
  const data: { id?: unknown; ids?: unknown; unavailable?: unknown } = d;
  const id = typeof data.id === "string" ? data.id : undefined;
  switch (t) {
    case "MESSAGE_DELETE":
      return id === undefined ? nothing : [{ messageId: id }];
    case "MESSAGE_DELETE_BULK":
      return Array.isArray(data.ids)
        ? data.ids.map((messageId: unknown) => ({ messageId: String(messageId) }))
        : nothing;
    case "CHANNEL_DELETE":
    case "THREAD_DELETE":
      return id === undefined ? nothing : [{ channelId: id }];
    case "GUILD_DELETE":
      // An outage: the guild comes back.
      return id === undefined || data.unavailable === true ? nothing : [{ guildId: id }];
    default:
      return nothing;
  }
}

const nothing: readonly Gone[] = [];

/** A message that an interaction made. */
export interface MadeMessage {
  id: string;
  interactionId: string;
  followsUp: boolean;
}

/** The message of a `MESSAGE_CREATE`, if an interaction made it. */
export function madeBy({ t, d }: ObservedEvent): MadeMessage | undefined {
  if (t !== "MESSAGE_CREATE" || typeof d !== "object" || d === null) return undefined;
  const { id, interaction_metadata: metadata }: { id?: unknown; interaction_metadata?: unknown } = d;
  if (typeof id !== "string" || typeof metadata !== "object" || metadata === null) return undefined;
  const { id: interactionId }: { id?: unknown } = metadata;
  if (typeof interactionId !== "string") return undefined;
  return { id, interactionId, followsUp: "original_response_message_id" in metadata };
}
