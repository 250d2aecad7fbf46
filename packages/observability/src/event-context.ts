import { AsyncLocalStorage } from "node:async_hooks";
import { channel } from "node:diagnostics_channel";
import type { LogFields } from "./log-context.ts";
import type { Message } from "./diagnostics.ts";
import { isMessage } from "./diagnostics.ts";

/** Of the process, as the channels are: an event is whose it is for every logger. */
const events = new AsyncLocalStorage<LogFields>();

/** Channels whose `start` encloses all that an event sets off, and what their messages tell of it. */
const sources = [
  [channel("tracing:zignal:client:dispatch:start"), bind(fieldsOfDispatch)],
  [channel("tracing:zignal:interactions:handle:start"), bind(fieldsOfInteraction)],
] as const;

let followers = 0;

/** The event, guild, channel, user, interaction and shard of what is being handled, in all that its handlers await. */
export function eventFields(): LogFields | undefined {
  return events.getStore();
}

/** Follows events for {@link eventFields}, while anybody wants them: those that nobody follows cost nothing. @returns an end to it. */
export function followEvents(): () => void {
  if (followers++ === 0) for (const [start, open] of sources) start.bindStore(events, open);
  let isFollowing = true;
  return () => {
    if (isFollowing && --followers === 0) for (const [start] of sources) start.unbindStore(events);
    isFollowing = false;
  };
}

/** An interaction that a dispatch brought is told of upon what the dispatch has told. */
function bind(fieldsOf: (message: Message) => LogFields): (message: unknown) => LogFields {
  return (message) => ({ ...events.getStore(), ...(isMessage(message) ? fieldsOf(message) : {}) });
}

function fieldsOfDispatch({ event, shardId, place }: Message): LogFields {
  return { event, shardId, ...(isMessage(place) ? place : {}) };
}

function fieldsOfInteraction({ interaction }: Message): LogFields {
  return placeOfInteraction(interaction);
}

/** Where an interaction happened, and whose it is, by ids; what is not known is left out. */
export function placeOfInteraction(interaction: unknown): LogFields {
  if (!isMessage(interaction)) return {};
  const { id, guild_id: guildId, channel_id: channelId, member, user } = interaction;
  return {
    ...idField("guildId", guildId),
    ...idField("channelId", channelId),
    ...idField("userId", idOf(isMessage(member) ? member["user"] : user)),
    ...idField("interactionId", id),
  };
}

function idOf(entity: unknown): unknown {
  return isMessage(entity) ? entity["id"] : undefined;
}

function idField(name: string, id: unknown): LogFields {
  return typeof id === "string" ? { [name]: id } : {};
}
