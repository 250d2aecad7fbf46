import type { WaitScope } from "./waiters.ts";

/** The part of a gateway event that tells what has gone. */
export interface ObservedEvent {
  t: string | null;
  d: unknown;
}

/** What an event of the gateway says to have gone. */
export function goneBy({ t, d }: ObservedEvent): readonly WaitScope[] {
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

const nothing: readonly WaitScope[] = [];
