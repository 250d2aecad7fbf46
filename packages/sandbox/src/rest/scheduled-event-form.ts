import { invalidForm } from "../world/api-error.ts";
import type { NewScheduledEvent, ScheduledEvent, ScheduledEventChange } from "../world/scheduled-events.ts";
import { EventPlace } from "../world/scheduled-events.ts";
import type { Call } from "./call.ts";
import { form } from "./call.ts";
import { array, choice, imageData, integer, nullable, snowflake, string, timestamp } from "./fields.ts";
import { object, optional, required } from "./object-field.ts";

const weekday = integer({ min: 0, max: 6 });

const recurrenceRule = object({
  start: required(timestamp),
  end: optional(nullable(timestamp)),
  frequency: required(choice([0, 1, 2, 3])),
  interval: required(integer({ min: 1 })),
  by_weekday: optional(nullable(array(weekday))),
  by_n_weekday: optional(nullable(array(object({ n: required(integer({ min: 1, max: 5 })), day: required(weekday) })))),
  by_month: optional(nullable(array(integer({ min: 1, max: 12 })))),
  by_month_day: optional(nullable(array(integer({ min: 1, max: 31 })))),
});

const place = choice([1, 2, 3]);
const title = string({ min: 1, max: 100 });

const common = {
  description: optional(nullable(string({ max: 1000 }))),
  image: optional(nullable(imageData)),
  scheduled_end_time: optional(nullable(timestamp)),
  channel_id: optional(nullable(snowflake)),
  recurrence_rule: optional(nullable(recurrenceRule)),
  entity_metadata: optional(nullable(object({ location: optional(nullable(string({ max: 100 }))) }))),
};

const newEventForm = object({
  ...common,
  name: required(title),
  scheduled_start_time: required(timestamp),
  privacy_level: required(choice([2])),
  entity_type: required(place),
});

const changeForm = object({
  ...common,
  name: optional(title),
  scheduled_start_time: optional(timestamp),
  privacy_level: optional(choice([2])),
  entity_type: optional(nullable(place)),
  status: optional(nullable(choice([1, 2, 3, 4]))),
});

type Body = NonNullable<ReturnType<typeof changeForm>>;

/** The body of a new event. @throws {ApiError} 50035, also where it does not fit its kind of place */
export function readNewEvent(call: Call): Omit<NewScheduledEvent, "creatorId"> & Placed {
  const { name, scheduled_start_time, entity_type, ...others } = form(call, newEventForm);
  if (Date.parse(scheduled_start_time) <= call.world.nowMs()) throw pastStart();
  const start = { name, scheduled_start_time, entity_type };
  const empty = { channel_id: null, entity_metadata: null, scheduled_end_time: null };
  const event = { ...empty, ...changeOf(call, others), ...start };
  requireWhole(event);
  return event;
}

/** What is to change of an event. @throws {ApiError} 50035, also where it then would not fit its kind of place */
export function readEventChange(call: Call, event: ScheduledEvent): ScheduledEventChange {
  const change = changeOf(call, form(call, changeForm));
  const next = { ...event, ...change };
  // What is not of this kind of place is dropped without a word.
  if (next.entity_type !== EventPlace.External) delete change.entity_metadata;
  requireWhole(next);
  const { scheduled_start_time: start } = change;
  if (start !== undefined && Date.parse(start) <= call.world.nowMs()) throw pastStart();
  return change;
}

/** The body's fields as the world keeps them. */
function changeOf(call: Call, { privacy_level: _level, ...body }: Body): ScheduledEventChange {
  const { image, entity_type, status, entity_metadata: metadata, recurrence_rule: rule, ...others } = body;
  const location = metadata?.location;
  return {
    ...others,
    ...(image === undefined ? {} : { image: image === null ? null : call.world.context.randomHash() }),
    ...(typeof entity_type === "number" ? { entity_type } : {}),
    ...(typeof status === "number" ? { status } : {}),
    ...(metadata === undefined ? {} : { entity_metadata: typeof location === "string" ? { location } : null }),
    ...(rule === undefined ? {} : { recurrence_rule: rule === null ? null : { ...rule } }),
  };
}

type Placed = Pick<
  ScheduledEvent,
  "entity_type" | "channel_id" | "entity_metadata" | "scheduled_start_time" | "scheduled_end_time"
>;

/**
 * What each kind of place needs, and that time goes forward.
 * @see {@link https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-object-field-requirements-by-entity-type | Discord Docs/Field Requirements}
 * @throws {ApiError} 50035
 */
function requireWhole(event: Placed): void {
  if (event.entity_type === EventPlace.External) {
    if (event.scheduled_end_time === null) throw missing("scheduled_end_time");
    if (event.entity_metadata === null) throw missing("entity_metadata");
    if (event.channel_id !== null) throw invalidForm(["channel_id"], "BASE_TYPE_NULL", "This field must be null.");
  } else if (event.channel_id === null) {
    throw missing("channel_id");
  }
  const { scheduled_start_time: start, scheduled_end_time: end } = event;
  if (end === null || Date.parse(end) > Date.parse(start)) return;
  const message = "Cannot schedule event to end before it starts.";
  throw invalidForm(["scheduled_end_time"], "GUILD_SCHEDULED_EVENT_SCHEDULE_END_BEFORE_START", message);
}

function missing(field: string): Error {
  return invalidForm([field], "BASE_TYPE_REQUIRED", "This field is required");
}

function pastStart(): Error {
  const message = "Cannot schedule event in the past.";
  return invalidForm(["scheduled_start_time"], "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST", message);
}
