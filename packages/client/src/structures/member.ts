import type {
  APIGuild,
  APIGuildMember,
  APIUser,
  RESTPatchAPIGuildMemberJSONBody,
  RESTPutAPIGuildBanJSONBody,
} from "@zignal/types";
import { channelPermissions, guildPermissions } from "@zignal/types/permission-computation";
import { isThread, type RawChannel } from "./channel.ts";
import type { ActionOptions, StructureHost } from "./structure-host.ts";
import { Structure } from "./structure.ts";
import type { User } from "./user.ts";

/** A member as events carry it: with the user beside it or within it, and some fields left out. */
export type RawMember = Pick<APIGuildMember, "roles"> & Partial<APIGuildMember>;

/** The roles of one member. */
export interface MemberRoles {
  /** Ids, without the one of everyone. */
  readonly ids: readonly string[];
  has(roleId: string): boolean;
  add(roleId: string, options?: ActionOptions): Promise<void>;
  remove(roleId: string, options?: ActionOptions): Promise<void>;
  /** Replaces all of them. */
  set(roleIds: readonly string[], options?: ActionOptions): Promise<Member>;
}

/** A user as the member of a guild. */
export class Member extends Structure<RawMember> {
  readonly guildId: string;
  readonly user: User;

  /** @param user - The user, where the member does not carry it (as in messages). */
  constructor(raw: RawMember, user: APIUser, guildId: string, host: StructureHost) {
    super(raw, host);
    this.guildId = guildId;
    this.user = host.make.user(user);
  }

  get id(): string {
    return this.user.id;
  }

  /** Nickname in this guild, if there is one. */
  get nick(): string | undefined {
    return this.raw.nick ?? undefined;
  }

  /** The name that is shown: nickname, global display name, or user name. */
  get displayName(): string {
    return this.raw.nick ?? this.user.displayName;
  }

  get joinedAt(): Date | undefined {
    return typeof this.raw.joined_at === "string" ? new Date(this.raw.joined_at) : undefined;
  }

  /** Until when the member is timed out; `undefined` when not. */
  get timedOutUntil(): Date | undefined {
    const until = this.raw.communication_disabled_until;
    return typeof until === "string" && Date.parse(until) > Date.now() ? new Date(until) : undefined;
  }

  get mention(): string {
    return this.user.mention;
  }

  get roles(): MemberRoles {
    const { guildId, id, host } = this;
    const ids = this.raw.roles ?? [];
    return {
      ids,
      has: (roleId) => ids.includes(roleId),
      add: async (roleId, options = {}) => {
        await host.rest.guilds.addGuildMemberRole(guildId, id, roleId, options);
      },
      remove: async (roleId, options = {}) => {
        await host.rest.guilds.deleteGuildMemberRole(guildId, id, roleId, options);
      },
      set: (roleIds, options = {}) => this.edit({ roles: [...roleIds] }, options),
    };
  }

  async edit(changes: RESTPatchAPIGuildMemberJSONBody, options: ActionOptions = {}): Promise<Member> {
    const raw = await this.host.rest.guilds.updateGuildMember(this.guildId, this.id, changes, options);
    return this.host.make.member(raw, raw.user ?? this.user.raw, this.guildId);
  }

  /**
   * What the member may do in the guild as a whole, as bits; `Permissions.toNames` names them. From the cache, or else asked
   * of Discord.
   */
  async permissions(): Promise<bigint> {
    return guildPermissions({ guild: await this.#guild(), userId: this.id, member: this.#membership });
  }

  /** What the member may do in a channel or thread, as bits. From the cache, or else asked of Discord. */
  async permissionsIn(channelId: string): Promise<bigint> {
    const { cache, rest } = this.host;
    const find = async (id: string): Promise<RawChannel> =>
      cache?.getChannel(id) ?? (await rest.channels.getChannel(id));
    const channel = await find(channelId);
    // Threads have the overwrites of their channel.
    const holder = isThread(channel) && typeof channel.parent_id === "string" ? await find(channel.parent_id) : channel;
    const overwrites = "permission_overwrites" in holder ? holder.permission_overwrites : undefined;
    return channelPermissions({
      guild: await this.#guild(),
      channel: { id: channel.id, type: channel.type, permission_overwrites: overwrites },
      userId: this.id,
      member: this.#membership,
    });
  }

  get #membership(): Pick<APIGuildMember, "roles"> & { readonly communication_disabled_until?: string | null } {
    const { roles, communication_disabled_until: until = null } = this.raw;
    return { roles: roles ?? [], communication_disabled_until: until };
  }

  async #guild(): Promise<Pick<APIGuild, "id" | "owner_id" | "roles">> {
    const { cache, rest } = this.host;
    const cached = cache?.getGuild(this.guildId);
    return cached !== undefined && "name" in cached ? cached : rest.guilds.getGuild(this.guildId);
  }

  async kick(options: ActionOptions = {}): Promise<void> {
    await this.host.rest.guilds.deleteGuildMember(this.guildId, this.id, options);
  }

  /** @param options.deleteMessageSeconds - How far back messages go too, at most 604800 (seven days). @defaultValue `0` */
  async ban({
    deleteMessageSeconds,
    ...options
  }: ActionOptions & { deleteMessageSeconds?: number } = {}): Promise<void> {
    const body: RESTPutAPIGuildBanJSONBody =
      deleteMessageSeconds === undefined ? {} : { delete_message_seconds: deleteMessageSeconds };
    await this.host.rest.guilds.banUserFromGuild(this.guildId, this.id, body, options);
  }

  /**
   * Takes the member's voice for a while; `0` gives it back.
   * @param durationMs - At most 28 days.
   */
  timeout(durationMs: number, options: ActionOptions = {}): Promise<Member> {
    const until = durationMs > 0 ? new Date(Date.now() + durationMs).toISOString() : null;
    return this.edit({ communication_disabled_until: until }, options);
  }

  override toString(): string {
    return this.mention;
  }
}
