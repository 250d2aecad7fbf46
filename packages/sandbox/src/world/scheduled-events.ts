import { ApiError, unknown } from "./api-error.ts";
import type { Audience } from "./events.ts";
import type { JsonObject } from "./json.ts";
import { compareSnowflakes, snowflakeAt } from "./snowflakes.ts";
import type { WorldContext } from "./world-context.ts";

/** @see {@link https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-object-guild-scheduled-event-status | Discord Docs/Status} */
export const EventStatus = { Scheduled: 1, Active: 2, Completed: 3, Canceled: 4 } as const;

/** @see {@link https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-object-guild-scheduled-event-entity-types | Discord Docs/Entity Types} */
export const EventPlace = { Stage: 1, Voice: 2, External: 3 } as const;

export interface ScheduledEvent {
  readonly id: string;
  readonly guild_id: string;
  channel_id: string | null;
  readonly creator_id: string;
  name: string;
  description: string | null;
  scheduled_start_time: string;
  scheduled_end_time: string | null;
  readonly privacy_level: 2;
  status: number;
  entity_type: number;
  entity_id: string | null;
  entity_metadata: { location: string } | null;
  image: string | null;
  recurrence_rule: JsonObject | null;
}

export type ScheduledEventChange = Partial<
  Omit<ScheduledEvent, "id" | "guild_id" | "creator_id" | "privacy_level" | "entity_id">
>;

export type NewScheduledEvent = Pick<ScheduledEvent, "name" | "scheduled_start_time" | "entity_type"> &
  ScheduledEventChange & { creatorId: string };

/** One occurrence of a recurring event that is unlike the others. */
export interface ScheduledEventException {
  readonly event_id: string;
  readonly event_exception_id: string;
  scheduled_start_time: string | null;
  scheduled_end_time: string | null;
  is_canceled: boolean;
}

/** An event, or one occurrence of it. */
export interface EventRef {
  readonly guildId: string;
  readonly id: string;
  readonly exceptionId?: string;
}

interface Kept {
  readonly event: ScheduledEvent;
  readonly exceptions: Map<string, ScheduledEventException>;
  /** Who is interested in all of it. */
  readonly userIds: Set<string>;
  /** Who is interested in one occurrence. */
  readonly exceptionUserIds: Map<string, Set<string>>;
}

const maxOpen = 100;

const open: ReadonlySet<number> = new Set([EventStatus.Scheduled, EventStatus.Active]);

const transitions: Readonly<Record<number, readonly number[]>> = {
  [EventStatus.Scheduled]: [EventStatus.Active, EventStatus.Canceled],
  [EventStatus.Active]: [EventStatus.Completed],
};

/** Scheduled events, and who is interested in them. */
export class ScheduledEventStore {
  readonly #context: WorldContext;
  readonly #events = new Map<string, Kept>();

  constructor(context: WorldContext) {
    this.#context = context;
  }

  /** @throws {ApiError} 30038 */
  create(guildId: string, { creatorId, ...fields }: NewScheduledEvent): ScheduledEvent {
    if (this.ofGuild(guildId).filter(({ status }) => open.has(status)).length >= maxOpen) {
      const message = `Maximum number of uncompleted guild scheduled events reached (${maxOpen})`;
      throw new ApiError(400, 30038, message);
    }
    const event: ScheduledEvent = {
      id: this.#context.newId(),
      guild_id: guildId,
      channel_id: null,
      creator_id: creatorId,
      description: null,
      scheduled_end_time: null,
      privacy_level: 2,
      entity_id: null,
      entity_metadata: null,
      image: null,
      recurrence_rule: null,
      ...fields,
      status: EventStatus.Scheduled,
    };
    this.#events.set(event.id, {
      event,
      exceptions: new Map(),
      userIds: new Set([creatorId]),
      exceptionUserIds: new Map(),
    });
    this.#publish("CREATE", event);
    return event;
  }

  /** @throws {ApiError} 10070 */
  require(guildId: string, id: string): ScheduledEvent {
    return this.#kept(guildId, id).event;
  }

  /** Those that are over are not listed. */
  ofGuild(guildId: string): ScheduledEvent[] {
    return [...this.#events.values()]
      .map(({ event }) => event)
      .filter((event) => event.guild_id === guildId && open.has(event.status));
  }

  /** @throws {ApiError} 10070, 180000 when it is over, 50035 for a status that can not follow */
  update(guildId: string, id: string, change: ScheduledEventChange): ScheduledEvent {
    const event = this.require(guildId, id);
    if (!open.has(event.status)) throw new ApiError(400, 180_000, "Cannot update a finished event");
    const { status } = change;
    if (status !== undefined && status !== event.status && transitions[event.status]?.includes(status) !== true) {
      const fault = { code: "INVALID_GUILD_SCHEDULED_EVENT_STATUS_TRANSITION", message: "Invalid status transition" };
      throw new ApiError(400, 50035, "Invalid Form Body", { status: { _errors: [fault] } });
    }
    Object.assign(event, change);
    this.#publish("UPDATE", event);
    return event;
  }

  /** @throws {ApiError} 10070 */
  delete(guildId: string, id: string): void {
    const event = this.require(guildId, id);
    this.#publish("DELETE", event);
    this.#events.delete(id);
  }

  /** With a channel go the events that were to be in it. */
  forgetChannel(channelId: string): void {
    for (const { event } of this.#events.values()) {
      if (event.channel_id === channelId) this.delete(event.guild_id, event.id);
    }
  }

  /** Changes who is interested, in the event or in one occurrence of it, and says so. @throws {ApiError} 10070 */
  setInterest(place: EventRef, userId: string, interested: boolean): void {
    const { guildId, id, exceptionId } = place;
    const { event, userIds, exceptionUserIds } = this.#kept(guildId, id);
    const known = exceptionId === undefined ? userIds : (exceptionUserIds.get(exceptionId) ?? new Set());
    if (exceptionId !== undefined) exceptionUserIds.set(exceptionId, known);
    if (known.has(userId) === interested) return;
    if (interested) known.add(userId);
    else known.delete(userId);
    const t = interested ? "GUILD_SCHEDULED_EVENT_USER_ADD" : "GUILD_SCHEDULED_EVENT_USER_REMOVE";
    const exception = exceptionId === undefined ? {} : { guild_scheduled_event_exception_id: exceptionId };
    const payload = { guild_scheduled_event_id: id, ...exception, user_id: userId, guild_id: guildId };
    this.#context.publish(t, payload, audienceOf(event));
  }

  /** Ids of those who are interested, oldest account first: in the event, or in one occurrence of it. */
  users(guildId: string, id: string, exceptionId?: string): string[] {
    const { userIds, exceptionUserIds } = this.#kept(guildId, id);
    const ids = exceptionId === undefined ? userIds : (exceptionUserIds.get(exceptionId) ?? []);
    return [...ids].toSorted(compareSnowflakes);
  }

  /** @throws {ApiError} 10070 for an occurrence that has no exception */
  requireException(guildId: string, id: string, exceptionId: string): ScheduledEventException {
    const exception = this.#kept(guildId, id).exceptions.get(exceptionId);
    if (exception === undefined) throw unknown("Guild Scheduled Event");
    return exception;
  }

  /** @param originalStart - When the occurrence would have begun: its id is made of that. */
  createException(
    guildId: string,
    id: string,
    originalStart: string,
    change: Partial<Pick<ScheduledEventException, "scheduled_start_time" | "scheduled_end_time" | "is_canceled">>,
  ): ScheduledEventException {
    const { event, exceptions } = this.#kept(guildId, id);
    const exception: ScheduledEventException = {
      event_id: id,
      event_exception_id: snowflakeAt(Date.parse(originalStart)),
      scheduled_start_time: null,
      scheduled_end_time: null,
      is_canceled: false,
      ...change,
    };
    exceptions.set(exception.event_exception_id, exception);
    this.#publish("UPDATE", event);
    return exception;
  }

  updateException(
    exception: ScheduledEventException,
    change: Partial<ScheduledEventException>,
  ): ScheduledEventException {
    Object.assign(exception, change);
    const kept = this.#events.get(exception.event_id);
    if (kept !== undefined) this.#publish("UPDATE", kept.event);
    return exception;
  }

  deleteException(guildId: string, id: string, exceptionId: string): void {
    this.requireException(guildId, id, exceptionId);
    const { event, exceptions } = this.#kept(guildId, id);
    exceptions.delete(exceptionId);
    this.#publish("UPDATE", event);
  }

  /** The event object, as events of the gateway and answers have it; who made it and how many come is added by those. */
  payload(event: ScheduledEvent): object {
    const exceptions = [...(this.#events.get(event.id)?.exceptions.values() ?? [])];
    return { ...event, guild_scheduled_event_exceptions: exceptions.map((exception) => ({ ...exception })) };
  }

  #kept(guildId: string, id: string): Kept {
    const kept = this.#events.get(id);
    if (kept === undefined || kept.event.guild_id !== guildId) throw unknown("Guild Scheduled Event");
    return kept;
  }

  #publish(what: "CREATE" | "UPDATE" | "DELETE", event: ScheduledEvent): void {
    this.#context.publish(`GUILD_SCHEDULED_EVENT_${what}`, this.payload(event), audienceOf(event));
  }
}

function audienceOf({ guild_id: guildId, channel_id: channelId }: ScheduledEvent): Audience {
  return channelId === null ? { kind: "guild", guildId } : { kind: "channel", guildId, channelId };
}
