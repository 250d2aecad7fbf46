import type { Buildable } from "@zignal/builders";
import type {
  APIGuild,
  APIUser,
  GatewayGuildCreateDispatchData,
  RESTPostAPIGuildChannelJSONBody,
  RESTPostAPIGuildRoleJSONBody,
} from "@zignal/types";
import { Snowflakes } from "@zignal/types/snowflake";
import { cdn } from "@zignal/builders";
import type { Channel, RawChannel } from "./channel.ts";
import type { Member } from "./member.ts";
import type { Role } from "./role.ts";
import type { ActionOptions } from "./structure-host.ts";
import { Structure } from "./structure.ts";

/** A guild as the gateway or the API has it. */
export type RawGuild = APIGuild & Partial<Omit<GatewayGuildCreateDispatchData, keyof APIGuild>>;

/** The channels of a guild. */
export interface GuildChannels {
  /** Those in the cache, or those that came with the guild. */
  all(): Channel[];
  /** All of them, asked of Discord. */
  fetch(): Promise<Channel[]>;
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
    return Snowflakes.date(this.raw.id);
  }

  get channels(): GuildChannels {
    const { host, id } = this;
    const wrap = (raw: RawChannel): Channel => host.make.channel(raw);
    return {
      all: () => (host.cache?.getGuildChannels(id) ?? this.raw.channels ?? []).map(wrap),
      // The API's types describe what all channels of a list share; each is a whole channel of its type.
      fetch: async () => (await host.rest.guilds.listGuildChannels(id)).map((raw) => wrap(raw as RawChannel)),
      create: async (body, options = {}) => {
        return wrap(await host.rest.guilds.createGuildChannel(id, "build" in body ? body.build() : body, options));
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
        return host.make.role(
          await host.rest.guilds.createGuildRole(id, "build" in body ? body.build() : body, options),
          id,
        );
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
      search: async (query, limit = 1) => {
        const found = await host.rest.guilds.searchGuildMembers(id, { query: { query, limit } });
        return found.map((raw) => host.make.member(raw, raw.user, id));
      },
      unban: async (userId, options = {}) => {
        await host.rest.guilds.unbanUserFromGuild(id, userId, {}, options);
      },
    };
  }

  /** Whose user is the owner, for the record: the id is always there, the user only when cached. */
  get owner(): APIUser | undefined {
    return this.host.cache?.getUser(this.raw.owner_id);
  }

  /** Leaves the guild. */
  async leave(): Promise<void> {
    await this.host.rest.users.leaveGuild(this.id);
  }
}
