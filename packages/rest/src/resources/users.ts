import type {
  RESTAPIPartialCurrentUserGuild,
  RESTGetAPICurrentUserApplicationRoleConnectionResult,
  RESTGetAPICurrentUserConnectionsResult,
  RESTGetAPICurrentUserGuildsQuery,
  RESTGetAPICurrentUserGuildsResult,
  RESTGetAPICurrentUserResult,
  RESTGetAPIEntitlementsResult,
  RESTGetAPIUserResult,
  RESTGetCurrentUserGuildMemberResult,
  RESTPatchAPICurrentUserJSONBody,
  RESTPatchAPICurrentUserResult,
  RESTPostAPICurrentUserCreateDMChannelJSONBody,
  RESTPostAPICurrentUserCreateDMChannelResult,
  RESTPutAPICurrentUserApplicationRoleConnectionJSONBody,
  RESTPutAPICurrentUserApplicationRoleConnectionResult,
} from "@zignal/types";
import type { CurrentUserEntitlementsQuery, GroupDMJSONBody } from "../api-types.ts";
import type { CallOptions } from "../call-options.ts";
import type { Caller } from "../caller.ts";
import type { IterationOptions } from "../paging.ts";
import { afterId, iteratePages, pageOptions } from "../paging.ts";
import { routes } from "../routes.ts";

/** Operations under `/users`. */
export class Users {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * Get Current User.
   * `GET /users/@me`
   * @see {@link https://docs.discord.com/developers/resources/user#get-current-user | Discord Docs}
   */
  getMyUser(options?: CallOptions): Promise<RESTGetAPICurrentUserResult> {
    return this.#caller.call(routes.getMyUser, [], undefined, options);
  }

  /**
   * Modify Current User.
   * `PATCH /users/@me`
   * @see {@link https://docs.discord.com/developers/resources/user#modify-current-user | Discord Docs}
   */
  updateMyUser(body: RESTPatchAPICurrentUserJSONBody, options?: CallOptions): Promise<RESTPatchAPICurrentUserResult> {
    return this.#caller.call(routes.updateMyUser, [], body, options);
  }

  /**
   * List the entitlements of the authorised user; needs a bearer token.
   * `GET /users/@me/applications/{application_id}/entitlements`
   * @see {@link https://docs.discord.com/developers/resources/entitlement | Discord Docs}
   */
  getCurrentUserApplicationEntitlements(
    applicationId: string,
    options?: CallOptions & { query?: CurrentUserEntitlementsQuery },
  ): Promise<RESTGetAPIEntitlementsResult> {
    return this.#caller.call(routes.getCurrentUserApplicationEntitlements, [applicationId], undefined, options);
  }

  /**
   * Get Current User Application Role Connection.
   * `GET /users/@me/applications/{application_id}/role-connection`
   * @see {@link https://docs.discord.com/developers/resources/user#get-current-user-application-role-connection | Discord Docs}
   */
  getApplicationUserRoleConnection(
    applicationId: string,
    options?: CallOptions,
  ): Promise<RESTGetAPICurrentUserApplicationRoleConnectionResult> {
    return this.#caller.call(routes.getApplicationUserRoleConnection, [applicationId], undefined, options);
  }

  /**
   * Update Current User Application Role Connection.
   * `PUT /users/@me/applications/{application_id}/role-connection`
   * @see {@link https://docs.discord.com/developers/resources/user#update-current-user-application-role-connection | Discord Docs}
   */
  updateApplicationUserRoleConnection(
    applicationId: string,
    body: RESTPutAPICurrentUserApplicationRoleConnectionJSONBody,
    options?: CallOptions,
  ): Promise<RESTPutAPICurrentUserApplicationRoleConnectionResult> {
    return this.#caller.call(routes.updateApplicationUserRoleConnection, [applicationId], body, options);
  }

  /**
   * Delete Current User Application Role Connection.
   * `DELETE /users/@me/applications/{application_id}/role-connection`
   * @see {@link https://docs.discord.com/developers/resources/user#delete-current-user-application-role-connection | Discord Docs}
   */
  deleteApplicationUserRoleConnection(applicationId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deleteApplicationUserRoleConnection, [applicationId], undefined, options);
  }

  /**
   * Create DM, or Create Group DM.
   * `POST /users/@me/channels`
   * @see {@link https://docs.discord.com/developers/resources/user#create-dm | Discord Docs}
   * @see {@link https://docs.discord.com/developers/resources/user#create-group-dm | Discord Docs}
   */
  createDm(
    body: RESTPostAPICurrentUserCreateDMChannelJSONBody | GroupDMJSONBody,
    options?: CallOptions,
  ): Promise<RESTPostAPICurrentUserCreateDMChannelResult> {
    return this.#caller.call(routes.createDm, [], body, options);
  }

  /**
   * Get Current User Connections.
   * `GET /users/@me/connections`
   * @see {@link https://docs.discord.com/developers/resources/user#get-current-user-connections | Discord Docs}
   */
  listMyConnections(options?: CallOptions): Promise<RESTGetAPICurrentUserConnectionsResult> {
    return this.#caller.call(routes.listMyConnections, [], undefined, options);
  }

  /**
   * Get Current User Guilds.
   * `GET /users/@me/guilds`
   * @see {@link https://docs.discord.com/developers/resources/user#get-current-user-guilds | Discord Docs}
   */
  listMyGuilds(
    options?: CallOptions & { query?: RESTGetAPICurrentUserGuildsQuery },
  ): Promise<RESTGetAPICurrentUserGuildsResult> {
    return this.#caller.call(routes.listMyGuilds, [], undefined, options);
  }

  /**
   * Leave Guild.
   * `DELETE /users/@me/guilds/{guild_id}`
   * @see {@link https://docs.discord.com/developers/resources/user#leave-guild | Discord Docs}
   */
  leaveGuild(guildId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.leaveGuild, [guildId], undefined, options);
  }

  /**
   * Get Current User Guild Member.
   * `GET /users/@me/guilds/{guild_id}/member`
   * @see {@link https://docs.discord.com/developers/resources/user#get-current-user-guild-member | Discord Docs}
   */
  getMyGuildMember(guildId: string, options?: CallOptions): Promise<RESTGetCurrentUserGuildMemberResult> {
    return this.#caller.call(routes.getMyGuildMember, [guildId], undefined, options);
  }

  /**
   * Get User.
   * `GET /users/{user_id}`
   * @see {@link https://docs.discord.com/developers/resources/user#get-user | Discord Docs}
   */
  getUser(userId: string, options?: CallOptions): Promise<RESTGetAPIUserResult> {
    return this.#caller.call(routes.getUser, [userId], undefined, options);
  }

  /**
   * Goes through the guilds that the bot, or the user of a bearer token, is in.
   * @see {@link https://docs.discord.com/developers/resources/user#get-current-user-guilds | Discord Docs}
   */
  async *iterateMyGuilds(
    options: IterationOptions<Omit<RESTGetAPICurrentUserGuildsQuery, "before">> = {},
  ): AsyncGenerator<RESTAPIPartialCurrentUserGuild, void, void> {
    yield* iteratePages(
      options,
      afterId<RESTAPIPartialCurrentUserGuild>(
        200,
        ({ id }) => id,
        (after, limit) =>
          this.listMyGuilds(
            pageOptions<RESTGetAPICurrentUserGuildsQuery>(options, after === undefined ? { limit } : { limit, after }),
          ),
      ),
    );
  }
}
