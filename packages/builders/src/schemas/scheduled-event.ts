import { lazily } from "../lazily.ts";
import { list, object, optional, uniqueList, withRule } from "./combinators.ts";
import type { Report } from "./combinators.ts";
import { imageData, integer, isoTimestamp, oneOf, snowflake, text } from "./fields.ts";
import { asList, asRecord, isSet } from "./record.ts";
import type { Schema } from "./schema.ts";

const external = 3;
const frequency = { yearly: 0, monthly: 1, weekly: 2, daily: 3 } as const;
const weekday: Schema = integer(0, 6);

/** @see {@link https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-recurrence-rule-object | Discord Docs/Recurrence Rule} */
const recurrence: () => Schema = lazily(() =>
  withRule(
    object({
      start: isoTimestamp,
      frequency: oneOf(Object.values(frequency)),
      interval: oneOf([1, 2]),
      by_weekday: optional(uniqueList(weekday, 1, 5)),
      by_n_weekday: optional(list(object({ n: integer(1, 5), day: weekday }), 1, 1)),
      by_month: optional(list(integer(1, 12), 1, 1)),
      by_month_day: optional(list(integer(1, 31), 1, 1)),
    }),
    checkRecurrence,
  ),
);

/** What Discord's own clients can show is all that it takes. */
function checkRecurrence(rule: unknown, report: Report): void {
  const { frequency: often, interval, by_weekday, by_n_weekday, by_month, by_month_day } = asRecord(rule);
  if (interval !== 1 && often !== frequency.weekly) report(["interval"], "must be 1 unless the event is weekly");
  if (isSet(by_weekday)) {
    if (often === frequency.weekly && asList(by_weekday).length !== 1) {
      report(["by_weekday"], "must be one day for a weekly event: make it a daily one for several");
    }
    if (often !== frequency.weekly && often !== frequency.daily) {
      report(["by_weekday"], "must be left out unless the event is daily or weekly");
    }
  }
  if (isSet(by_n_weekday) && often !== frequency.monthly) {
    report(["by_n_weekday"], "must be left out unless the event is monthly");
  }
  if (isSet(by_month) !== isSet(by_month_day)) report(["by_month_day"], "must go together with by_month");
  if (isSet(by_month) && often !== frequency.yearly) {
    report(["by_month"], "must be left out unless the event is yearly");
  }
}

/** @see {@link https://docs.discord.com/developers/resources/guild-scheduled-event#create-guild-scheduled-event | Discord Docs/Scheduled Event} */
export const scheduledEventSchema: () => Schema = lazily(() =>
  withRule(
    object({
      name: text(1, 100),
      description: optional(text(1, 1000)),
      scheduled_start_time: isoTimestamp,
      scheduled_end_time: optional(isoTimestamp),
      privacy_level: oneOf([2]),
      entity_type: oneOf([1, 2, 3]),
      channel_id: optional(snowflake),
      entity_metadata: optional(object({ location: optional(text(1, 100)) })),
      image: optional(imageData),
      recurrence_rule: optional(recurrence()),
    }),
    checkPlace,
  ),
);

function checkPlace(event: unknown, report: Report): void {
  const { entity_type, channel_id, entity_metadata, scheduled_start_time, scheduled_end_time } = asRecord(event);
  if (entity_type === external) {
    if (!isSet(asRecord(entity_metadata)["location"])) {
      report(["entity_metadata", "location"], "is required for an event outside Discord");
    }
    if (!isSet(scheduled_end_time)) report(["scheduled_end_time"], "is required for an event outside Discord");
    if (isSet(channel_id)) report(["channel_id"], "must be left out of an event outside Discord");
  } else if (!isSet(channel_id)) report(["channel_id"], "is required for an event in a channel");
  if (Date.parse(String(scheduled_end_time)) <= Date.parse(String(scheduled_start_time))) {
    report(["scheduled_end_time"], "must be after the start");
  }
}
