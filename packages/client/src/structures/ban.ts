import type { APIBan } from "@zignal/types";
import type { ActionOptions, StructureHost } from "./structure-host.ts";
import type { User } from "./user.ts";

/** Somebody who may not come back. */
export interface Ban {
  readonly user: User;
  readonly reason: string | undefined;
}

/** The bans of a guild. */
export interface GuildBans {
  /** All of them, page by page as they are asked for. */
  list(options?: { signal?: AbortSignal }): AsyncGenerator<Ban, void, void>;
  /** @throws {HttpError} with `discordCode` 10026 if the user is not banned. */
  get(userId: string): Promise<Ban>;
  /**
   * Bans up to 200 users at once, members or not.
   * @param options.deleteMessageSeconds - How far back messages go too, at most 604800. @defaultValue `0`
   * @returns the ids of those who were banned, and of those who could not be
   */
  add(
    userIds: readonly string[],
    options?: ActionOptions & { deleteMessageSeconds?: number },
  ): Promise<{ banned: readonly string[]; failed: readonly string[] }>;
  remove(userId: string, options?: ActionOptions): Promise<void>;
}

export function guildBans(host: StructureHost, guildId: string): GuildBans {
  const { guilds } = host.rest;
  const wrap = ({ user, reason }: APIBan): Ban => ({ user: host.make.user(user), reason: reason ?? undefined });
  return {
    async *list(options = {}) {
      for await (const ban of guilds.iterateGuildBans(guildId, options)) yield wrap(ban);
    },
    get: async (userId) => wrap(await guilds.getGuildBan(guildId, userId)),
    async add(userIds, { deleteMessageSeconds = 0, ...options } = {}) {
      const body = { user_ids: [...userIds], delete_message_seconds: deleteMessageSeconds };
      const { banned_users: banned, failed_users: failed } = await guilds.bulkBanUsersFromGuild(guildId, body, options);
      return { banned, failed };
    },
    remove: async (userId, options = {}) => {
      await guilds.unbanUserFromGuild(guildId, userId, {}, options);
    },
  };
}
