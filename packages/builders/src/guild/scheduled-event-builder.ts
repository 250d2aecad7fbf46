import type { APIGuildScheduledEventRecurrenceRule, RESTPostAPIGuildScheduledEventJSONBody } from "@zignal/types";
import type { BuildOptions } from "../buildable.ts";
import { copyJson } from "../buildable.ts";
import { scheduledEventSchema } from "../schemas/scheduled-event.ts";
import { checked } from "../validation.ts";

const weekdays = { monday: 0, tuesday: 1, wednesday: 2, thursday: 3, friday: 4, saturday: 5, sunday: 6 } as const;

export type Weekday = keyof typeof weekdays;

/** The sets of weekdays that Discord knows for events of several days a week. */
const weekdaySets = {
  mondayToFriday: [0, 1, 2, 3, 4],
  tuesdayToSaturday: [1, 2, 3, 4, 5],
  sundayToThursday: [6, 0, 1, 2, 3],
  fridayAndSaturday: [4, 5],
  saturdayAndSunday: [5, 6],
  sundayAndMonday: [6, 0],
} as const;

export type WeekdaySet = keyof typeof weekdaySets;

/** How often an event takes place. */
export type Recurrence =
  | { every: "day"; on?: WeekdaySet }
  | { every: "week" | "otherWeek"; on: Weekday }
  /** `week`: the first to the fifth of the month. */
  | { every: "month"; week: 1 | 2 | 3 | 4 | 5; on: Weekday }
  /** `month`: 1 to 12. */
  | { every: "year"; month: number; day: number };

const frequencies = { year: 0, month: 1, week: 2, otherWeek: 2, day: 3 } as const;

/**
 * An event of a guild.
 * @see {@link https://docs.discord.com/developers/resources/guild-scheduled-event#create-guild-scheduled-event | Discord Docs/Scheduled Event}
 */
export class ScheduledEventBuilder {
  readonly #data: RESTPostAPIGuildScheduledEventJSONBody = {
    name: "",
    privacy_level: 2,
    scheduled_start_time: "",
    entity_type: 3,
  };
  #recurrence: Recurrence | undefined;

  /** 1 to 100 characters. */
  name(name: string): this {
    this.#data.name = name;
    return this;
  }

  /** 1 to 1000 characters. */
  description(description: string): this {
    this.#data.description = description;
    return this;
  }

  /** When it starts. */
  startsAt(when: Date): this {
    this.#data.scheduled_start_time = isoOf(when);
    return this;
  }

  /** When it ends; required for events outside Discord. */
  endsAt(when: Date): this {
    this.#data.scheduled_end_time = isoOf(when);
    return this;
  }

  /** It takes place on a stage. */
  onStage(channelId: string): this {
    return this.#place({ entity_type: 1, channel_id: channelId });
  }

  /** It takes place in a voice channel. */
  inVoiceChannel(channelId: string): this {
    return this.#place({ entity_type: 2, channel_id: channelId });
  }

  /** It takes place outside Discord. @param location - 1 to 100 characters. */
  at(location: string): this {
    return this.#place({ entity_type: 3, entity_metadata: { location } });
  }

  /** Its cover: a data URI of a PNG, JPEG or GIF. */
  setImage(image: string): this {
    this.#data.image = image;
    return this;
  }

  /** How often it takes place. @defaultValue once */
  repeat(recurrence: Recurrence): this {
    this.#recurrence = recurrence;
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): RESTPostAPIGuildScheduledEventJSONBody {
    const event = copyJson(this.#data);
    if (this.#recurrence !== undefined) {
      event.recurrence_rule = ruleOf(
        this.#recurrence,
        event.scheduled_start_time,
      ) as APIGuildScheduledEventRecurrenceRule;
    }
    return checked(event, scheduledEventSchema, "scheduled event", options);
  }

  #place(place: Partial<RESTPostAPIGuildScheduledEventJSONBody>): this {
    delete this.#data.channel_id;
    delete this.#data.entity_metadata;
    Object.assign(this.#data, place);
    return this;
  }
}

/** Discord's rule, without the fields that it does not let apps set. */
function ruleOf(recurrence: Recurrence, start: string): Partial<APIGuildScheduledEventRecurrenceRule> {
  const rule = {
    start,
    frequency: frequencies[recurrence.every],
    interval: recurrence.every === "otherWeek" ? 2 : 1,
  };
  switch (recurrence.every) {
    case "day":
      return recurrence.on === undefined ? rule : { ...rule, by_weekday: [...weekdaySets[recurrence.on]] };
    case "month":
      return { ...rule, by_n_weekday: [{ n: recurrence.week, day: weekdays[recurrence.on] }] };
    case "year":
      return { ...rule, by_month: [recurrence.month], by_month_day: [recurrence.day] };
    default:
      return { ...rule, by_weekday: [weekdays[recurrence.on]] };
  }
}

/** What is no date stays as it is, for validation to name. */
function isoOf(when: Date): string {
  return Number.isNaN(when.getTime()) ? String(when) : when.toISOString();
}
