import type {
  APIEntitlement,
  RESTGetAPIApplicationActivityInstanceResult,
  RESTGetAPIApplicationCommandPermissionsResult,
  RESTGetAPIApplicationCommandResult,
  RESTGetAPIApplicationCommandsQuery,
  RESTGetAPIApplicationCommandsResult,
  RESTGetAPIApplicationEmojiResult,
  RESTGetAPIApplicationEmojisResult,
  RESTGetAPIApplicationGuildCommandResult,
  RESTGetAPIApplicationGuildCommandsQuery,
  RESTGetAPIApplicationGuildCommandsResult,
  RESTGetAPIApplicationRoleConnectionMetadataResult,
  RESTGetAPIEntitlementResult,
  RESTGetAPIEntitlementsQuery,
  RESTGetAPIEntitlementsResult,
  RESTGetAPIGuildApplicationCommandsPermissionsResult,
  RESTGetCurrentApplicationResult,
  RESTPatchAPIApplicationCommandJSONBody,
  RESTPatchAPIApplicationCommandResult,
  RESTPatchAPIApplicationEmojiJSONBody,
  RESTPatchAPIApplicationEmojiResult,
  RESTPatchAPIApplicationGuildCommandJSONBody,
  RESTPatchAPIApplicationGuildCommandResult,
  RESTPatchCurrentApplicationJSONBody,
  RESTPatchCurrentApplicationResult,
  RESTPostAPIApplicationCommandsJSONBody,
  RESTPostAPIApplicationCommandsResult,
  RESTPostAPIApplicationEmojiJSONBody,
  RESTPostAPIApplicationEmojiResult,
  RESTPostAPIApplicationGuildCommandsJSONBody,
  RESTPostAPIApplicationGuildCommandsResult,
  RESTPostAPIEntitlementJSONBody,
  RESTPostAPIEntitlementResult,
  RESTPutAPIApplicationCommandPermissionsJSONBody,
  RESTPutAPIApplicationCommandPermissionsResult,
  RESTPutAPIApplicationCommandsJSONBody,
  RESTPutAPIApplicationCommandsResult,
  RESTPutAPIApplicationGuildCommandsJSONBody,
  RESTPutAPIApplicationGuildCommandsResult,
  RESTPutAPIApplicationRoleConnectionMetadataJSONBody,
  RESTPutAPIApplicationRoleConnectionMetadataResult,
} from "@zignal/types";
import type { ApplicationAttachmentFormBody, ApplicationAttachmentResult } from "../api-types.ts";
import type { CallOptions } from "../call-options.ts";
import type { Caller } from "../caller.ts";
import type { IterationOptions } from "../paging.ts";
import { afterId, byAge, iteratePages, pageOptions } from "../paging.ts";
import { routes } from "../routes.ts";

/** Operations under `/applications`. */
export class Applications {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * Get Current Application.
   * `GET /applications/@me`
   * @see {@link https://docs.discord.com/developers/resources/application#get-current-application | Discord Docs}
   */
  getMyApplication(options?: CallOptions): Promise<RESTGetCurrentApplicationResult> {
    return this.#caller.call(routes.getMyApplication, [], undefined, options);
  }

  /**
   * Edit Current Application.
   * `PATCH /applications/@me`
   * @see {@link https://docs.discord.com/developers/resources/application#edit-current-application | Discord Docs}
   */
  updateMyApplication(
    body: RESTPatchCurrentApplicationJSONBody,
    options?: CallOptions,
  ): Promise<RESTPatchCurrentApplicationResult> {
    return this.#caller.call(routes.updateMyApplication, [], body, options);
  }

  /**
   * Get the application with this id; `@me` is the current one.
   * `GET /applications/{application_id}`
   * @see {@link https://docs.discord.com/developers/resources/application | Discord Docs}
   */
  getApplication(applicationId: string, options?: CallOptions): Promise<RESTGetCurrentApplicationResult> {
    return this.#caller.call(routes.getApplication, [applicationId], undefined, options);
  }

  /**
   * Edit the application with this id.
   * `PATCH /applications/{application_id}`
   * @see {@link https://docs.discord.com/developers/resources/application | Discord Docs}
   */
  updateApplication(
    applicationId: string,
    body: RESTPatchCurrentApplicationJSONBody,
    options?: CallOptions,
  ): Promise<RESTPatchCurrentApplicationResult> {
    return this.#caller.call(routes.updateApplication, [applicationId], body, options);
  }

  /**
   * Get Application Activity Instance.
   * `GET /applications/{application_id}/activity-instances/{instance_id}`
   * @see {@link https://docs.discord.com/developers/resources/application#get-application-activity-instance | Discord Docs}
   */
  applicationsGetActivityInstance(
    applicationId: string,
    instanceId: string,
    options?: CallOptions,
  ): Promise<RESTGetAPIApplicationActivityInstanceResult> {
    return this.#caller.call(routes.applicationsGetActivityInstance, [applicationId, instanceId], undefined, options);
  }

  /**
   * Upload a file that an activity of the application can show.
   * `POST /applications/{application_id}/attachment`
   * @see {@link https://docs.discord.com/developers/activities/development-guides/user-actions | Discord Docs}
   */
  uploadApplicationAttachment(
    applicationId: string,
    body: ApplicationAttachmentFormBody,
    options?: CallOptions,
  ): Promise<ApplicationAttachmentResult> {
    return this.#caller.call(routes.uploadApplicationAttachment, [applicationId], body, options);
  }

  /**
   * Get Global Application Commands.
   * `GET /applications/{application_id}/commands`
   * @see {@link https://docs.discord.com/developers/interactions/application-commands#get-global-application-commands | Discord Docs}
   */
  listApplicationCommands(
    applicationId: string,
    options?: CallOptions & { query?: RESTGetAPIApplicationCommandsQuery },
  ): Promise<RESTGetAPIApplicationCommandsResult> {
    return this.#caller.call(routes.listApplicationCommands, [applicationId], undefined, options);
  }

  /**
   * Bulk Overwrite Global Application Commands.
   * `PUT /applications/{application_id}/commands`
   * @see {@link https://docs.discord.com/developers/interactions/application-commands#bulk-overwrite-global-application-commands | Discord Docs}
   */
  bulkSetApplicationCommands(
    applicationId: string,
    body: RESTPutAPIApplicationCommandsJSONBody,
    options?: CallOptions,
  ): Promise<RESTPutAPIApplicationCommandsResult> {
    return this.#caller.call(routes.bulkSetApplicationCommands, [applicationId], body, options);
  }

  /**
   * Create Global Application Command.
   * `POST /applications/{application_id}/commands`
   * @see {@link https://docs.discord.com/developers/interactions/application-commands#create-global-application-command | Discord Docs}
   */
  createApplicationCommand(
    applicationId: string,
    body: RESTPostAPIApplicationCommandsJSONBody,
    options?: CallOptions,
  ): Promise<RESTPostAPIApplicationCommandsResult> {
    return this.#caller.call(routes.createApplicationCommand, [applicationId], body, options);
  }

  /**
   * Get Global Application Command.
   * `GET /applications/{application_id}/commands/{command_id}`
   * @see {@link https://docs.discord.com/developers/interactions/application-commands#get-global-application-command | Discord Docs}
   */
  getApplicationCommand(
    applicationId: string,
    commandId: string,
    options?: CallOptions,
  ): Promise<RESTGetAPIApplicationCommandResult> {
    return this.#caller.call(routes.getApplicationCommand, [applicationId, commandId], undefined, options);
  }

  /**
   * Delete Global Application Command.
   * `DELETE /applications/{application_id}/commands/{command_id}`
   * @see {@link https://docs.discord.com/developers/interactions/application-commands#delete-global-application-command | Discord Docs}
   */
  deleteApplicationCommand(applicationId: string, commandId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deleteApplicationCommand, [applicationId, commandId], undefined, options);
  }

  /**
   * Edit Global Application Command.
   * `PATCH /applications/{application_id}/commands/{command_id}`
   * @see {@link https://docs.discord.com/developers/interactions/application-commands#edit-global-application-command | Discord Docs}
   */
  updateApplicationCommand(
    applicationId: string,
    commandId: string,
    body: RESTPatchAPIApplicationCommandJSONBody,
    options?: CallOptions,
  ): Promise<RESTPatchAPIApplicationCommandResult> {
    return this.#caller.call(routes.updateApplicationCommand, [applicationId, commandId], body, options);
  }

  /**
   * List Application Emojis.
   * `GET /applications/{application_id}/emojis`
   * @see {@link https://docs.discord.com/developers/resources/emoji#list-application-emojis | Discord Docs}
   */
  listApplicationEmojis(applicationId: string, options?: CallOptions): Promise<RESTGetAPIApplicationEmojisResult> {
    return this.#caller.call(routes.listApplicationEmojis, [applicationId], undefined, options);
  }

  /**
   * Create Application Emoji.
   * `POST /applications/{application_id}/emojis`
   * @see {@link https://docs.discord.com/developers/resources/emoji#create-application-emoji | Discord Docs}
   */
  createApplicationEmoji(
    applicationId: string,
    body: RESTPostAPIApplicationEmojiJSONBody,
    options?: CallOptions,
  ): Promise<RESTPostAPIApplicationEmojiResult> {
    return this.#caller.call(routes.createApplicationEmoji, [applicationId], body, options);
  }

  /**
   * Get Application Emoji.
   * `GET /applications/{application_id}/emojis/{emoji_id}`
   * @see {@link https://docs.discord.com/developers/resources/emoji#get-application-emoji | Discord Docs}
   */
  getApplicationEmoji(
    applicationId: string,
    emojiId: string,
    options?: CallOptions,
  ): Promise<RESTGetAPIApplicationEmojiResult> {
    return this.#caller.call(routes.getApplicationEmoji, [applicationId, emojiId], undefined, options);
  }

  /**
   * Delete Application Emoji.
   * `DELETE /applications/{application_id}/emojis/{emoji_id}`
   * @see {@link https://docs.discord.com/developers/resources/emoji#delete-application-emoji | Discord Docs}
   */
  deleteApplicationEmoji(applicationId: string, emojiId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deleteApplicationEmoji, [applicationId, emojiId], undefined, options);
  }

  /**
   * Modify Application Emoji.
   * `PATCH /applications/{application_id}/emojis/{emoji_id}`
   * @see {@link https://docs.discord.com/developers/resources/emoji#modify-application-emoji | Discord Docs}
   */
  updateApplicationEmoji(
    applicationId: string,
    emojiId: string,
    body: RESTPatchAPIApplicationEmojiJSONBody,
    options?: CallOptions,
  ): Promise<RESTPatchAPIApplicationEmojiResult> {
    return this.#caller.call(routes.updateApplicationEmoji, [applicationId, emojiId], body, options);
  }

  /**
   * List Entitlements.
   * `GET /applications/{application_id}/entitlements`
   * @see {@link https://docs.discord.com/developers/resources/entitlement#list-entitlements | Discord Docs}
   */
  getEntitlements(
    applicationId: string,
    options?: CallOptions & { query?: RESTGetAPIEntitlementsQuery },
  ): Promise<RESTGetAPIEntitlementsResult> {
    return this.#caller.call(routes.getEntitlements, [applicationId], undefined, options);
  }

  /**
   * Create Test Entitlement.
   * `POST /applications/{application_id}/entitlements`
   * @see {@link https://docs.discord.com/developers/resources/entitlement#create-test-entitlement | Discord Docs}
   */
  createEntitlement(
    applicationId: string,
    body: RESTPostAPIEntitlementJSONBody,
    options?: CallOptions,
  ): Promise<RESTPostAPIEntitlementResult> {
    return this.#caller.call(routes.createEntitlement, [applicationId], body, options);
  }

  /**
   * Get Entitlement.
   * `GET /applications/{application_id}/entitlements/{entitlement_id}`
   * @see {@link https://docs.discord.com/developers/resources/entitlement#get-entitlement | Discord Docs}
   */
  getEntitlement(
    applicationId: string,
    entitlementId: string,
    options?: CallOptions,
  ): Promise<RESTGetAPIEntitlementResult> {
    return this.#caller.call(routes.getEntitlement, [applicationId, entitlementId], undefined, options);
  }

  /**
   * Delete Test Entitlement.
   * `DELETE /applications/{application_id}/entitlements/{entitlement_id}`
   * @see {@link https://docs.discord.com/developers/resources/entitlement#delete-test-entitlement | Discord Docs}
   */
  deleteEntitlement(applicationId: string, entitlementId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deleteEntitlement, [applicationId, entitlementId], undefined, options);
  }

  /**
   * Consume an Entitlement.
   * `POST /applications/{application_id}/entitlements/{entitlement_id}/consume`
   * @see {@link https://docs.discord.com/developers/resources/entitlement#consume-an-entitlement | Discord Docs}
   */
  consumeEntitlement(applicationId: string, entitlementId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.consumeEntitlement, [applicationId, entitlementId], undefined, options);
  }

  /**
   * Get Guild Application Commands.
   * `GET /applications/{application_id}/guilds/{guild_id}/commands`
   * @see {@link https://docs.discord.com/developers/interactions/application-commands#get-guild-application-commands | Discord Docs}
   */
  listGuildApplicationCommands(
    applicationId: string,
    guildId: string,
    options?: CallOptions & { query?: RESTGetAPIApplicationGuildCommandsQuery },
  ): Promise<RESTGetAPIApplicationGuildCommandsResult> {
    return this.#caller.call(routes.listGuildApplicationCommands, [applicationId, guildId], undefined, options);
  }

  /**
   * Bulk Overwrite Guild Application Commands.
   * `PUT /applications/{application_id}/guilds/{guild_id}/commands`
   * @see {@link https://docs.discord.com/developers/interactions/application-commands#bulk-overwrite-guild-application-commands | Discord Docs}
   */
  bulkSetGuildApplicationCommands(
    applicationId: string,
    guildId: string,
    body: RESTPutAPIApplicationGuildCommandsJSONBody,
    options?: CallOptions,
  ): Promise<RESTPutAPIApplicationGuildCommandsResult> {
    return this.#caller.call(routes.bulkSetGuildApplicationCommands, [applicationId, guildId], body, options);
  }

  /**
   * Create Guild Application Command.
   * `POST /applications/{application_id}/guilds/{guild_id}/commands`
   * @see {@link https://docs.discord.com/developers/interactions/application-commands#create-guild-application-command | Discord Docs}
   */
  createGuildApplicationCommand(
    applicationId: string,
    guildId: string,
    body: RESTPostAPIApplicationGuildCommandsJSONBody,
    options?: CallOptions,
  ): Promise<RESTPostAPIApplicationGuildCommandsResult> {
    return this.#caller.call(routes.createGuildApplicationCommand, [applicationId, guildId], body, options);
  }

  /**
   * Get Guild Application Command Permissions.
   * `GET /applications/{application_id}/guilds/{guild_id}/commands/permissions`
   * @see {@link https://docs.discord.com/developers/interactions/application-commands#get-guild-application-command-permissions | Discord Docs}
   */
  listGuildApplicationCommandPermissions(
    applicationId: string,
    guildId: string,
    options?: CallOptions,
  ): Promise<RESTGetAPIGuildApplicationCommandsPermissionsResult> {
    return this.#caller.call(
      routes.listGuildApplicationCommandPermissions,
      [applicationId, guildId],
      undefined,
      options,
    );
  }

  /**
   * Get Guild Application Command.
   * `GET /applications/{application_id}/guilds/{guild_id}/commands/{command_id}`
   * @see {@link https://docs.discord.com/developers/interactions/application-commands#get-guild-application-command | Discord Docs}
   */
  getGuildApplicationCommand(
    applicationId: string,
    guildId: string,
    commandId: string,
    options?: CallOptions,
  ): Promise<RESTGetAPIApplicationGuildCommandResult> {
    return this.#caller.call(
      routes.getGuildApplicationCommand,
      [applicationId, guildId, commandId],
      undefined,
      options,
    );
  }

  /**
   * Delete Guild Application Command.
   * `DELETE /applications/{application_id}/guilds/{guild_id}/commands/{command_id}`
   * @see {@link https://docs.discord.com/developers/interactions/application-commands#delete-guild-application-command | Discord Docs}
   */
  deleteGuildApplicationCommand(
    applicationId: string,
    guildId: string,
    commandId: string,
    options?: CallOptions,
  ): Promise<void> {
    return this.#caller.call(
      routes.deleteGuildApplicationCommand,
      [applicationId, guildId, commandId],
      undefined,
      options,
    );
  }

  /**
   * Edit Guild Application Command.
   * `PATCH /applications/{application_id}/guilds/{guild_id}/commands/{command_id}`
   * @see {@link https://docs.discord.com/developers/interactions/application-commands#edit-guild-application-command | Discord Docs}
   */
  updateGuildApplicationCommand(
    applicationId: string,
    guildId: string,
    commandId: string,
    body: RESTPatchAPIApplicationGuildCommandJSONBody,
    options?: CallOptions,
  ): Promise<RESTPatchAPIApplicationGuildCommandResult> {
    return this.#caller.call(routes.updateGuildApplicationCommand, [applicationId, guildId, commandId], body, options);
  }

  /**
   * Get Application Command Permissions.
   * `GET /applications/{application_id}/guilds/{guild_id}/commands/{command_id}/permissions`
   * @see {@link https://docs.discord.com/developers/interactions/application-commands#get-application-command-permissions | Discord Docs}
   */
  getGuildApplicationCommandPermissions(
    applicationId: string,
    guildId: string,
    commandId: string,
    options?: CallOptions,
  ): Promise<RESTGetAPIApplicationCommandPermissionsResult> {
    return this.#caller.call(
      routes.getGuildApplicationCommandPermissions,
      [applicationId, guildId, commandId],
      undefined,
      options,
    );
  }

  /**
   * Edit Application Command Permissions.
   * `PUT /applications/{application_id}/guilds/{guild_id}/commands/{command_id}/permissions`
   * @see {@link https://docs.discord.com/developers/interactions/application-commands#edit-application-command-permissions | Discord Docs}
   */
  setGuildApplicationCommandPermissions(
    applicationId: string,
    guildId: string,
    commandId: string,
    body: RESTPutAPIApplicationCommandPermissionsJSONBody,
    options?: CallOptions,
  ): Promise<RESTPutAPIApplicationCommandPermissionsResult> {
    return this.#caller.call(
      routes.setGuildApplicationCommandPermissions,
      [applicationId, guildId, commandId],
      body,
      options,
    );
  }

  /**
   * Get Application Role Connection Metadata Records.
   * `GET /applications/{application_id}/role-connections/metadata`
   * @see {@link https://docs.discord.com/developers/resources/application-role-connection-metadata#get-application-role-connection-metadata-records | Discord Docs}
   */
  getApplicationRoleConnectionsMetadata(
    applicationId: string,
    options?: CallOptions,
  ): Promise<RESTGetAPIApplicationRoleConnectionMetadataResult> {
    return this.#caller.call(routes.getApplicationRoleConnectionsMetadata, [applicationId], undefined, options);
  }

  /**
   * Update Application Role Connection Metadata Records.
   * `PUT /applications/{application_id}/role-connections/metadata`
   * @see {@link https://docs.discord.com/developers/resources/application-role-connection-metadata#update-application-role-connection-metadata-records | Discord Docs}
   */
  updateApplicationRoleConnectionsMetadata(
    applicationId: string,
    body: RESTPutAPIApplicationRoleConnectionMetadataJSONBody,
    options?: CallOptions,
  ): Promise<RESTPutAPIApplicationRoleConnectionMetadataResult> {
    return this.#caller.call(routes.updateApplicationRoleConnectionsMetadata, [applicationId], body, options);
  }

  /**
   * Goes through the entitlements of an application, the oldest first.
   * @see {@link https://docs.discord.com/developers/resources/entitlement#list-entitlements | Discord Docs}
   */
  async *iterateEntitlements(
    applicationId: string,
    options: IterationOptions<Omit<RESTGetAPIEntitlementsQuery, "before">> = {},
  ): AsyncGenerator<APIEntitlement, void, void> {
    yield* iteratePages(
      options,
      afterId<APIEntitlement>(
        100,
        ({ id }) => id,
        async (after, limit) => {
          const page = pageOptions<RESTGetAPIEntitlementsQuery>(options, {
            limit,
            after: after ?? options.query?.after ?? "0",
          });
          return (await this.getEntitlements(applicationId, page)).toSorted(byAge);
        },
      ),
    );
  }
}
