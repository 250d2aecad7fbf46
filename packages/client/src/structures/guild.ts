import { type Buildable, cdn } from "@zignal/builders";
import type { RequestGuildMembersOptions } from "@zignal/gateway";
import type {
  APIGuild,
  APIUser,
  GatewayGuildCreateDispatchData,
  RESTPatchAPIGuildJSONBody,
  RESTPostAPIGuildChannelJSONBody,
  RESTPostAPIGuildRoleJSONBody,
} from "@zignal/types";
import { isSnowflake } from "@zignal/types/snowflake";
import { createdAt } from "./created-at.ts";
import { type AuditLogEntry, type AuditLogQuery, guildAuditLog } from "./audit-log-entry.ts";
import { type GuildAutoModeration, guildAutoModeration } from "./auto-moderation-rule.ts";
import { type GuildBans, guildBans } from "./ban.ts";
import { bodyOf } from "./body.ts";
import type { Channel, RawChannel } from "./channel.ts";
import { type GuildEmojis, guildEmojis } from "./emoji.ts";
import { type GuildIntegrations, guildIntegrations } from "./integration.ts";
import type { Invite } from "./invite.ts";
import type { Member } from "./member.ts";
import type { Role } from "./role.ts";
import { type GuildScheduledEvents, guildScheduledEvents } from "./scheduled-event.ts";
import { type GuildSoundboard, guildSoundboard } from "./soundboard-sound.ts";
import { type GuildStickers, guildStickers } from "./sticker.ts";
import type { ActionOptions } from "./structure-host.ts";
import { Structure } from "./structure.ts";
import type { Thread } from "./thread.ts";
import type { GuildVoiceStates } from "./voice-state.ts";
import type { Webhook } from "./webhook.ts";

/** A guild as the gateway or the API has it. */
export type RawGuild = APIGuild & Partial<Omit<GatewayGuildCreateDispatchData, keyof APIGuild>>;

/** The channels of a guild. */
export interface GuildChannels {
  /** Those in the cache, or those that came with the guild. */
  all(): Channel[];
  /** All of them, asked of Discord. */
  fetch(): Promise<Channel[]>;
  /** The threads that are not archived, asked of Discord. */
  fetchThreads(): Promise<Thread[]>;
  create(
    body: RESTPostAPIGuildChannelJSONBody | Buildable<RESTPostAPIGuildChannelJSONBody>,
    options?: ActionOptions,
  ): Promise<Channel>;
}

/** The roles of a guild. */
export interface GuildRoles {
  all(): Role[];
  get(roleId: string): Role | undefined;
  create(
    body: RESTPostAPIGuildRoleJSONBody | Buildable<RESTPostAPIGuildRoleJSONBody>,
    options?: ActionOptions,
  ): Promise<Role>;
}

/** The members of a guild. */
export interface GuildMembers {
  /** Those in the cache. */
  all(): Member[];
  /** From the cache, or else asked of Discord. */
  fetch(userId: string): Promise<Member>;
  /** All of them, asked of Discord page by page. Needs the privileged intent of guild members. */
  list(options?: { signal?: AbortSignal }): AsyncGenerator<Member, void, void>;
  /**
   * Many at once, asked of the gateway: all of them, those whose name starts with `query`, or those of `userIds`. All of
   * them, and `presences`, need the privileged intents.
   * @throws {TimeoutError} when nothing comes for `timeoutMs`.
   */
  request(options?: Omit<RequestGuildMembersOptions, "guildId">): Promise<Member[]>;
  /** Those whose name starts with `query`. */
  search(query: string, limit?: number): Promise<Member[]>;
  unban(userId: string, options?: ActionOptions): Promise<void>;
}

/** A guild, which people call a server. */
export class Guild extends Structure<RawGuild> {
  get id(): string {
    return this.raw.id;
  }

  get name(): string {
    return this.raw.name;
  }

  get ownerId(): string {
    return this.raw.owner_id;
  }

  /** How many members it has, where Discord said so. */
  get memberCount(): number | undefined {
    return this.raw.member_count ?? this.raw.approximate_member_count ?? undefined;
  }

  /** URL of the icon, if there is one. */
  get iconUrl(): string | undefined {
    return typeof this.raw.icon === "string" ? cdn.guildIcon(this.raw.id, this.raw.icon) : undefined;
  }

  get createdAt(): Date {
    return createdAt(this.raw.id);
  }

  get channels(): GuildChannels {
    const { host, id } = this;
    const wrap = (raw: RawChannel): Channel => host.make.channel(raw);
    return {
      all: () => (host.cache?.getGuildChannels(id) ?? this.raw.channels ?? []).map(wrap),
      // The API's types describe what all channels of a list share; each is a whole channel of its type.
      fetch: async () => (await host.rest.guilds.listGuildChannels(id)).map((raw) => wrap(raw as RawChannel)),
      fetchThreads: async () => {
        const { threads } = await host.rest.guilds.getActiveGuildThreads(id);
        return threads.map((raw) => host.make.thread(raw));
      },
      create: async (body, options = {}) => {
        return wrap(await host.rest.guilds.createGuildChannel(id, bodyOf(body), options));
      },
    };
  }

  get roles(): GuildRoles {
    const { host, id } = this;
    const all = (): Role[] =>
      (host.cache?.getGuildRoles(id) ?? this.raw.roles ?? []).map((raw) => host.make.role(raw, id));
    return {
      all,
      get: (roleId) => all().find((role) => role.id === roleId),
      create: async (body, options = {}) => {
        return host.make.role(await host.rest.guilds.createGuildRole(id, bodyOf(body), options), id);
      },
    };
  }

  get members(): GuildMembers {
    const { host, id } = this;
    return {
      all: () => {
        return (host.cache?.getGuildMembers(id) ?? this.raw.members ?? []).map((raw) =>
          host.make.member(raw, raw.user, id),
        );
      },
      fetch: async (userId) => {
        const raw = host.cache?.getMember(id, userId) ?? (await host.rest.guilds.getGuildMember(id, userId));
        return host.make.member(raw, raw.user, id);
      },
      async *list(options = {}) {
        for await (const raw of host.rest.guilds.iterateGuildMembers(id, options)) {
          yield host.make.member(raw, raw.user, id);
        }
      },
      request: async (options = {}) => {
        const { members } = await host.requestMembers({ ...options, guildId: id });
        return members.map((raw) => host.make.member(raw, raw.user, id));
      },
      search: async (query, limit = 1) => {
        const found = await host.rest.guilds.searchGuildMembers(id, { query: { query, limit } });
        return found.map((raw) => host.make.member(raw, raw.user, id));
      },
      unban: async (userId, options = {}) => {
        await host.rest.guilds.unbanUserFromGuild(id, userId, {}, options);
      },
    };
  }

  get bans(): GuildBans {
    return guildBans(this.host, this.id);
  }

  get emojis(): GuildEmojis {
    return guildEmojis(this.host, this.id, this.#cached?.emojis ?? this.raw.emojis ?? []);
  }

  get stickers(): GuildStickers {
    return guildStickers(this.host, this.id, this.#cached?.stickers ?? this.raw.stickers ?? []);
  }

  get scheduledEvents(): GuildScheduledEvents {
    return guildScheduledEvents(this.host, this.id);
  }

  get soundboard(): GuildSoundboard {
    return guildSoundboard(this.host, this.id);
  }

  get autoModeration(): GuildAutoModeration {
    return guildAutoModeration(this.host, this.id);
  }

  get integrations(): GuildIntegrations {
    return guildIntegrations(this.host, this.id);
  }

  /** Who is in voice. */
  get voiceStates(): GuildVoiceStates {
    const { host, id } = this;
    return {
      all: () => {
        // Those that come with a guild do not name it.
        const known = host.cache?.getGuildVoiceStates(id) ?? this.raw.voice_states ?? [];
        return known.map((raw) => host.make.voiceState({ ...raw, guild_id: id }));
      },
      fetch: async (userId) => {
        const raw = host.cache?.getVoiceState(id, userId) ?? (await host.rest.guilds.getVoiceState(id, userId));
        return host.make.voiceState({ ...raw, guild_id: id });
      },
    };
  }

  /** What was done by whom, newest first, page by page as it is asked for. */
  auditLog(query: AuditLogQuery = {}): AsyncGenerator<AuditLogEntry, void, void> {
    return guildAuditLog(this.host, this.id, query);
  }

  async invites(): Promise<Invite[]> {
    return (await this.host.rest.guilds.listGuildInvites(this.id)).map((raw) => this.host.make.invite(raw));
  }

  async webhooks(): Promise<Webhook[]> {
    return (await this.host.rest.guilds.getGuildWebhooks(this.id)).map((raw) => this.host.make.webhook(raw));
  }

  async edit(changes: RESTPatchAPIGuildJSONBody, options: ActionOptions = {}): Promise<Guild> {
    return this.host.make.guild(await this.host.rest.guilds.updateGuild(this.id, changes, options));
  }

  /** Whose user is the owner, for the record: the id is always there, the user only when cached. */
  get owner(): APIUser | undefined {
    return isSnowflake(this.raw.owner_id) ? this.host.cache?.getUser(this.raw.owner_id) : undefined;
  }

  /** Leaves the guild. */
  async leave(): Promise<void> {
    await this.host.rest.users.leaveGuild(this.id);
  }

  /** The guild as it is now, which emojis and stickers are looked up in. */
  get #cached(): Partial<APIGuild> | undefined {
    return isSnowflake(this.id) ? this.host.cache?.getGuild(this.id) : undefined;
  }
}
