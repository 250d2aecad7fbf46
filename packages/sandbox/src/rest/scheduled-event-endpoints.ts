import { missingPermissions, unknown } from "../world/api-error.ts";
import { ChannelType } from "../world/channel-types.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import type { ScheduledEvent, ScheduledEventException } from "../world/scheduled-events.ts";
import { EventPlace } from "../world/scheduled-events.ts";
import { compareSnowflakes } from "../world/snowflakes.ts";
import type { Call, Endpoints } from "./call.ts";
import { form, me, param, queryFlag, queryValue } from "./call.ts";
import { boolean, integer, nullable, snowflake, timestamp } from "./fields.ts";
import { guildIdOf } from "./guild-endpoints.ts";
import { object, optional, required } from "./object-field.ts";
import { noContent, ok } from "./reply.ts";
import { readEventChange, readNewEvent } from "./scheduled-event-form.ts";

const exceptionChange = {
  scheduled_start_time: optional(nullable(timestamp)),
  scheduled_end_time: optional(nullable(timestamp)),
  is_canceled: optional(nullable(boolean)),
};

const newException = object({ ...exceptionChange, original_scheduled_start_time: required(timestamp) });

const exceptionForm = object(exceptionChange);

/** A stage is for its moderators, a voice channel for those who may join it. */
const bitsIn: Readonly<Record<number, bigint>> = {
  [EventPlace.Stage]: PermissionBit.ManageChannels | PermissionBit.MuteMembers | PermissionBit.MoveMembers,
  [EventPlace.Voice]: PermissionBit.Connect,
};

/** @throws {ApiError} 10003 for a channel of another kind */
function requirePlace(call: Call, guildId: string, event: Pick<ScheduledEvent, "entity_type" | "channel_id">): void {
  if (event.channel_id === null) return;
  const bits = bitsIn[event.entity_type] ?? 0n;
  const channel = call.world.permissions.requireChannel(me(call).user.id, event.channel_id, bits);
  const type = event.entity_type === EventPlace.Stage ? ChannelType.GuildStageVoice : ChannelType.GuildVoice;
  if (channel.guild_id !== guildId || channel.type !== type) throw unknown("Channel");
}

/** The event of the path, which the caller sees. @throws {ApiError} 10004, 10070 */
function eventOf(call: Call): ScheduledEvent {
  const event = call.world.scheduledEvents.require(guildIdOf(call), param(call, "guild_scheduled_event_id"));
  if (event.channel_id !== null && !call.world.canView(me(call).user.id, event.channel_id)) {
    throw unknown("Guild Scheduled Event");
  }
  return event;
}

/** The event of the path, if it is the caller's own, or the caller manages events. */
function managedEvent(call: Call): ScheduledEvent {
  const event = eventOf(call);
  const { id } = me(call).user;
  const own = event.creator_id === id ? PermissionBit.CreateEvents : 0n;
  if ((call.world.permissions.inGuild(id, event.guild_id) & (own | PermissionBit.ManageEvents)) === 0n) {
    throw missingPermissions();
  }
  return event;
}

function payload(call: Call, event: ScheduledEvent): object {
  const { scheduledEvents, users } = call.world;
  const isCounted = queryFlag(call, "with_user_count");
  const counted = isCounted ? { user_count: scheduledEvents.users(event.guild_id, event.id).length } : {};
  return { ...scheduledEvents.payload(event), creator: users.get(event.creator_id), ...counted };
}

/** One page of who is interested, always by age of the account. */
function userPage(call: Call, exceptionId?: string): object[] {
  const { guild_id: guildId, id } = eventOf(call);
  const limit = queryValue(call, "limit", integer({ min: 1, max: 100 })) ?? 100;
  const before = queryValue(call, "before", snowflake);
  const after = queryValue(call, "after", snowflake);
  const all = call.world.scheduledEvents.users(guildId, id, exceptionId);
  const ids =
    before === undefined
      ? all.filter((userId) => after === undefined || compareSnowflakes(userId, after) > 0).slice(0, limit)
      : all.filter((userId) => compareSnowflakes(userId, before) < 0).slice(-limit);
  return ids.map((userId) => {
    const member = call.world.members.get(guildId, userId);
    const withMember = queryFlag(call, "with_member") && member !== undefined;
    return {
      guild_scheduled_event_id: id,
      ...(exceptionId === undefined ? {} : { guild_scheduled_event_exception_id: exceptionId }),
      user_id: userId,
      user: call.world.users.require(userId),
      ...(withMember ? { member: call.world.members.payload(member) } : {}),
    };
  });
}

type ExceptionChange = Partial<Omit<ScheduledEventException, "event_id" | "event_exception_id">>;

type ExceptionBody = NonNullable<ReturnType<typeof exceptionForm>>;

function exceptionOf({ is_canceled: isCanceled, ...times }: ExceptionBody): ExceptionChange {
  return { ...times, ...(typeof isCanceled === "boolean" ? { is_canceled: isCanceled } : {}) };
}

export const scheduledEventEndpoints: Endpoints = {
  list_guild_scheduled_events: (call) => {
    const { user } = me(call);
    const events = call.world.scheduledEvents
      .ofGuild(guildIdOf(call))
      .filter(({ channel_id: id }) => id === null || call.world.canView(user.id, id));
    return ok(events.map((event) => payload(call, event)));
  },

  create_guild_scheduled_event: (call) => {
    const guildId = guildIdOf(call, PermissionBit.CreateEvents);
    const event = readNewEvent(call);
    requirePlace(call, guildId, event);
    return ok(payload(call, call.world.scheduledEvents.create(guildId, { ...event, creatorId: me(call).user.id })));
  },

  get_guild_scheduled_event: (call) => ok(payload(call, eventOf(call))),

  update_guild_scheduled_event: (call) => {
    const event = managedEvent(call);
    const change = readEventChange(call, event);
    if (change.channel_id !== undefined || change.entity_type !== undefined) {
      requirePlace(call, event.guild_id, { ...event, ...change });
    }
    return ok(payload(call, call.world.scheduledEvents.update(event.guild_id, event.id, change)));
  },

  delete_guild_scheduled_event: (call) => {
    const event = managedEvent(call);
    call.world.scheduledEvents.delete(event.guild_id, event.id);
    return noContent;
  },

  list_guild_scheduled_event_users: (call) => ok(userPage(call)),

  list_guild_scheduled_event_exception_users: (call) =>
    ok(userPage(call, param(call, "guild_scheduled_event_exception_id"))),

  count_guild_scheduled_event_users: (call) => {
    const { guild_id: guildId, id } = eventOf(call);
    const { scheduledEvents } = call.world;
    const exceptions = call.query
      .getAll("guild_scheduled_event_exception_ids")
      .map((exceptionId) => [exceptionId, scheduledEvents.users(guildId, id, exceptionId).length] as const);
    return ok({
      guild_scheduled_event_count: scheduledEvents.users(guildId, id).length,
      guild_scheduled_event_exception_counts: Object.fromEntries(exceptions),
    });
  },

  create_guild_scheduled_event_exception: (call) => {
    const { guild_id: guildId, id } = managedEvent(call);
    const { original_scheduled_start_time: original, ...change } = form(call, newException);
    return ok(call.world.scheduledEvents.createException(guildId, id, original, exceptionOf(change)));
  },

  update_guild_scheduled_event_exception: (call) => {
    const { guild_id: guildId, id } = managedEvent(call);
    const change = exceptionOf(form(call, exceptionForm));
    const { scheduledEvents } = call.world;
    const exception = scheduledEvents.requireException(guildId, id, param(call, "exception_id"));
    return ok(scheduledEvents.updateException(exception, change));
  },

  delete_guild_scheduled_event_exception: (call) => {
    const { guild_id: guildId, id } = managedEvent(call);
    call.world.scheduledEvents.deleteException(guildId, id, param(call, "exception_id"));
    return noContent;
  },
};
