import { type Buildable, cdn } from "@zignal/builders";
import type {
  APIGuildScheduledEvent,
  APIGuildScheduledEventUser,
  RESTPatchAPIGuildScheduledEventJSONBody,
  RESTPostAPIGuildScheduledEventJSONBody,
} from "@zignal/types";
import { createdAt } from "./created-at.ts";
import { bodyOf } from "./body.ts";
import type { ActionOptions, StructureHost } from "./structure-host.ts";
import { Structure } from "./structure.ts";

/** @see {@link https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-object-guild-scheduled-event-status | Discord Docs/Status} */
const statuses = { scheduled: 1, active: 2, completed: 3, canceled: 4 } as const;

/** What becomes of a scheduled event. */
export type ScheduledEventStatus = keyof typeof statuses;

/** A scheduled event of a guild. */
export class ScheduledEvent extends Structure<APIGuildScheduledEvent> {
  get id(): string {
    return this.raw.id;
  }

  get name(): string {
    return this.raw.name;
  }

  get description(): string {
    return this.raw.description ?? "";
  }

  get guildId(): string {
    return this.raw.guild_id;
  }

  /** The stage or voice channel; `undefined` of events elsewhere. */
  get channelId(): string | undefined {
    return this.raw.channel_id ?? undefined;
  }

  /** Where it takes place, if that is no channel. */
  get location(): string | undefined {
    return this.raw.entity_metadata?.location;
  }

  get creatorId(): string | undefined {
    return this.raw.creator_id ?? undefined;
  }

  get startsAt(): Date {
    return new Date(this.raw.scheduled_start_time);
  }

  get endsAt(): Date | undefined {
    return typeof this.raw.scheduled_end_time === "string" ? new Date(this.raw.scheduled_end_time) : undefined;
  }

  /** `undefined` for one that Discord adds tomorrow: `raw.status` has its number. */
  get status(): ScheduledEventStatus | undefined {
    const names = Object.keys(statuses) as ScheduledEventStatus[];
    return names.find((name) => statuses[name] === this.raw.status);
  }

  /** How many are interested, where Discord tells. */
  get userCount(): number | undefined {
    return this.raw.user_count;
  }

  get coverUrl(): string | undefined {
    return typeof this.raw.image === "string" ? cdn.scheduledEventCover(this.raw.id, this.raw.image) : undefined;
  }

  get createdAt(): Date {
    return createdAt(this.raw.id);
  }

  /** Address of the event in Discord's applications. */
  get url(): string {
    return `https://discord.com/events/${this.guildId}/${this.id}`;
  }

  async edit(changes: RESTPatchAPIGuildScheduledEventJSONBody, options: ActionOptions = {}): Promise<ScheduledEvent> {
    const raw = await this.host.rest.guilds.updateGuildScheduledEvent(this.guildId, this.id, changes, options);
    return this.host.make.scheduledEvent(raw);
  }

  start(options: ActionOptions = {}): Promise<ScheduledEvent> {
    return this.edit({ status: statuses.active }, options);
  }

  /** Ends an event that has begun. */
  end(options: ActionOptions = {}): Promise<ScheduledEvent> {
    return this.edit({ status: statuses.completed }, options);
  }

  /** Calls off an event that has not begun. */
  cancel(options: ActionOptions = {}): Promise<ScheduledEvent> {
    return this.edit({ status: statuses.canceled }, options);
  }

  async delete(options: ActionOptions = {}): Promise<void> {
    await this.host.rest.guilds.deleteGuildScheduledEvent(this.guildId, this.id, options);
  }

  /** Who is interested, with the member where there is one; page by page as they are asked for. */
  users(options: { signal?: AbortSignal } = {}): AsyncGenerator<APIGuildScheduledEventUser, void, void> {
    const query = { with_member: true };
    return this.host.rest.guilds.iterateGuildScheduledEventUsers(this.guildId, this.id, { ...options, query });
  }
}

/** The scheduled events of a guild. */
export interface GuildScheduledEvents {
  fetch(): Promise<ScheduledEvent[]>;
  get(eventId: string): Promise<ScheduledEvent>;
  create(
    body: RESTPostAPIGuildScheduledEventJSONBody | Buildable<RESTPostAPIGuildScheduledEventJSONBody>,
    options?: ActionOptions,
  ): Promise<ScheduledEvent>;
}

export function guildScheduledEvents(host: StructureHost, guildId: string): GuildScheduledEvents {
  const { guilds } = host.rest;
  const query = { with_user_count: true };
  const wrap = (raw: APIGuildScheduledEvent): ScheduledEvent => host.make.scheduledEvent(raw);
  return {
    fetch: async () => (await guilds.listGuildScheduledEvents(guildId, { query })).map(wrap),
    get: async (eventId) => wrap(await guilds.getGuildScheduledEvent(guildId, eventId, { query })),
    create: async (body, options = {}) => wrap(await guilds.createGuildScheduledEvent(guildId, bodyOf(body), options)),
  };
}
