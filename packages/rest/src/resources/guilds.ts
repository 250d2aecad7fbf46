import type {
  APIAuditLogEntry,
  APIBan,
  APIGuildMember,
  APIGuildScheduledEventUser,
  RESTDeleteAPIGuildTemplateResult,
  RESTGetAPIAuditLogQuery,
  RESTGetAPIAuditLogResult,
  RESTGetAPIAutoModerationRuleResult,
  RESTGetAPIAutoModerationRulesResult,
  RESTGetAPIGuildBanResult,
  RESTGetAPIGuildBansQuery,
  RESTGetAPIGuildBansResult,
  RESTGetAPIGuildChannelsResult,
  RESTGetAPIGuildEmojiResult,
  RESTGetAPIGuildEmojisResult,
  RESTGetAPIGuildIntegrationsResult,
  RESTGetAPIGuildInvitesResult,
  RESTGetAPIGuildMemberResult,
  RESTGetAPIGuildMembersQuery,
  RESTGetAPIGuildMembersResult,
  RESTGetAPIGuildMembersSearchQuery,
  RESTGetAPIGuildMembersSearchResult,
  RESTGetAPIGuildMessagesSearchQuery,
  RESTGetAPIGuildMessagesSearchResult,
  RESTGetAPIGuildOnboardingResult,
  RESTGetAPIGuildPreviewResult,
  RESTGetAPIGuildPruneCountQuery,
  RESTGetAPIGuildPruneCountResult,
  RESTGetAPIGuildQuery,
  RESTGetAPIGuildResult,
  RESTGetAPIGuildRoleMemberCountsResult,
  RESTGetAPIGuildRoleResult,
  RESTGetAPIGuildRolesResult,
  RESTGetAPIGuildScheduledEventQuery,
  RESTGetAPIGuildScheduledEventResult,
  RESTGetAPIGuildScheduledEventUsersQuery,
  RESTGetAPIGuildScheduledEventUsersResult,
  RESTGetAPIGuildScheduledEventsQuery,
  RESTGetAPIGuildScheduledEventsResult,
  RESTGetAPIGuildSoundboardSoundResult,
  RESTGetAPIGuildSoundboardSoundsResult,
  RESTGetAPIGuildStickerResult,
  RESTGetAPIGuildStickersResult,
  RESTGetAPIGuildTemplatesResult,
  RESTGetAPIGuildThreadsResult,
  RESTGetAPIGuildVanityUrlResult,
  RESTGetAPIGuildVoiceRegionsResult,
  RESTGetAPIGuildVoiceStateCurrentMemberResult,
  RESTGetAPIGuildVoiceStateUserResult,
  RESTGetAPIGuildWebhooksResult,
  RESTGetAPIGuildWelcomeScreenResult,
  RESTGetAPIGuildWidgetImageQuery,
  RESTGetAPIGuildWidgetJSONResult,
  RESTGetAPIGuildWidgetSettingsResult,
  RESTGetAPITemplateResult,
  RESTPatchAPIAutoModerationRuleJSONBody,
  RESTPatchAPIAutoModerationRuleResult,
  RESTPatchAPICurrentGuildMemberJSONBody,
  RESTPatchAPICurrentGuildMemberResult,
  RESTPatchAPIGuildChannelPositionsJSONBody,
  RESTPatchAPIGuildEmojiJSONBody,
  RESTPatchAPIGuildEmojiResult,
  RESTPatchAPIGuildJSONBody,
  RESTPatchAPIGuildMemberJSONBody,
  RESTPatchAPIGuildMemberResult,
  RESTPatchAPIGuildResult,
  RESTPatchAPIGuildRoleJSONBody,
  RESTPatchAPIGuildRolePositionsJSONBody,
  RESTPatchAPIGuildRolePositionsResult,
  RESTPatchAPIGuildRoleResult,
  RESTPatchAPIGuildScheduledEventJSONBody,
  RESTPatchAPIGuildScheduledEventResult,
  RESTPatchAPIGuildSoundboardSoundJSONBody,
  RESTPatchAPIGuildSoundboardSoundResult,
  RESTPatchAPIGuildStickerJSONBody,
  RESTPatchAPIGuildStickerResult,
  RESTPatchAPIGuildTemplateJSONBody,
  RESTPatchAPIGuildTemplateResult,
  RESTPatchAPIGuildVoiceStateCurrentMemberJSONBody,
  RESTPatchAPIGuildVoiceStateUserJSONBody,
  RESTPatchAPIGuildWelcomeScreenJSONBody,
  RESTPatchAPIGuildWelcomeScreenResult,
  RESTPatchAPIGuildWidgetSettingsJSONBody,
  RESTPatchAPIGuildWidgetSettingsResult,
  RESTPostAPIAutoModerationRuleJSONBody,
  RESTPostAPIAutoModerationRuleResult,
  RESTPostAPIGuildBulkBanJSONBody,
  RESTPostAPIGuildBulkBanResult,
  RESTPostAPIGuildChannelJSONBody,
  RESTPostAPIGuildChannelResult,
  RESTPostAPIGuildEmojiJSONBody,
  RESTPostAPIGuildEmojiResult,
  RESTPostAPIGuildPruneJSONBody,
  RESTPostAPIGuildPruneResult,
  RESTPostAPIGuildRoleJSONBody,
  RESTPostAPIGuildRoleResult,
  RESTPostAPIGuildScheduledEventJSONBody,
  RESTPostAPIGuildScheduledEventResult,
  RESTPostAPIGuildSoundboardSoundJSONBody,
  RESTPostAPIGuildSoundboardSoundResult,
  RESTPostAPIGuildStickerResult,
  RESTPostAPIGuildTemplatesJSONBody,
  RESTPostAPIGuildTemplatesResult,
  RESTPutAPIGuildBanJSONBody,
  RESTPutAPIGuildIncidentActionsJSONBody,
  RESTPutAPIGuildIncidentActionsResult,
  RESTPutAPIGuildMemberJSONBody,
  RESTPutAPIGuildMemberResult,
  RESTPutAPIGuildOnboardingJSONBody,
  RESTPutAPIGuildOnboardingResult,
  RESTPutAPIGuildTemplateSyncResult,
} from "@zignal/types";
import type {
  EmptyBody,
  GuildJoinRequest,
  GuildJoinRequestActionJSONBody,
  GuildJoinRequestsQuery,
  GuildJoinRequestsResult,
  GuildNewMemberWelcome,
  GuildScheduledEventException,
  GuildScheduledEventExceptionJSONBody,
  GuildScheduledEventExceptionPatchJSONBody,
  GuildScheduledEventUserCounts,
  GuildScheduledEventUserCountsQuery,
  GuildStickerFormBody,
} from "../api-types.ts";
import type { CallOptions } from "../call-options.ts";
import type { Caller } from "../caller.ts";
import type { IterationOptions } from "../paging.ts";
import { afterId, iteratePages, pageOptions } from "../paging.ts";
import { routes } from "../routes.ts";

/** Operations under `/guilds`. */
export class Guilds {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * Get Guild Template.
   * `GET /guilds/templates/{code}`
   * @see {@link https://docs.discord.com/developers/resources/guild-template#get-guild-template | Discord Docs}
   */
  getGuildTemplate(code: string, options?: CallOptions): Promise<RESTGetAPITemplateResult> {
    return this.#caller.call(routes.getGuildTemplate, [code], undefined, options);
  }

  /**
   * Get Guild.
   * `GET /guilds/{guild_id}`
   * @see {@link https://docs.discord.com/developers/resources/guild#get-guild | Discord Docs}
   */
  getGuild(guildId: string, options?: CallOptions & { query?: RESTGetAPIGuildQuery }): Promise<RESTGetAPIGuildResult> {
    return this.#caller.call(routes.getGuild, [guildId], undefined, options);
  }

  /**
   * Modify Guild.
   * `PATCH /guilds/{guild_id}`
   * @see {@link https://docs.discord.com/developers/resources/guild#modify-guild | Discord Docs}
   */
  updateGuild(
    guildId: string,
    body: RESTPatchAPIGuildJSONBody,
    options?: CallOptions,
  ): Promise<RESTPatchAPIGuildResult> {
    return this.#caller.call(routes.updateGuild, [guildId], body, options);
  }

  /**
   * Get Guild Audit Log.
   * `GET /guilds/{guild_id}/audit-logs`
   * @see {@link https://docs.discord.com/developers/resources/audit-log#get-guild-audit-log | Discord Docs}
   */
  listGuildAuditLogEntries(
    guildId: string,
    options?: CallOptions & { query?: RESTGetAPIAuditLogQuery },
  ): Promise<RESTGetAPIAuditLogResult> {
    return this.#caller.call(routes.listGuildAuditLogEntries, [guildId], undefined, options);
  }

  /**
   * List Auto Moderation Rules for Guild.
   * `GET /guilds/{guild_id}/auto-moderation/rules`
   * @see {@link https://docs.discord.com/developers/resources/auto-moderation#list-auto-moderation-rules-for-guild | Discord Docs}
   */
  listAutoModerationRules(guildId: string, options?: CallOptions): Promise<RESTGetAPIAutoModerationRulesResult> {
    return this.#caller.call(routes.listAutoModerationRules, [guildId], undefined, options);
  }

  /**
   * Create Auto Moderation Rule.
   * `POST /guilds/{guild_id}/auto-moderation/rules`
   * @see {@link https://docs.discord.com/developers/resources/auto-moderation#create-auto-moderation-rule | Discord Docs}
   */
  createAutoModerationRule(
    guildId: string,
    body: RESTPostAPIAutoModerationRuleJSONBody,
    options?: CallOptions,
  ): Promise<RESTPostAPIAutoModerationRuleResult> {
    return this.#caller.call(routes.createAutoModerationRule, [guildId], body, options);
  }

  /**
   * Get Auto Moderation Rule.
   * `GET /guilds/{guild_id}/auto-moderation/rules/{rule_id}`
   * @see {@link https://docs.discord.com/developers/resources/auto-moderation#get-auto-moderation-rule | Discord Docs}
   */
  getAutoModerationRule(
    guildId: string,
    ruleId: string,
    options?: CallOptions,
  ): Promise<RESTGetAPIAutoModerationRuleResult> {
    return this.#caller.call(routes.getAutoModerationRule, [guildId, ruleId], undefined, options);
  }

  /**
   * Delete Auto Moderation Rule.
   * `DELETE /guilds/{guild_id}/auto-moderation/rules/{rule_id}`
   * @see {@link https://docs.discord.com/developers/resources/auto-moderation#delete-auto-moderation-rule | Discord Docs}
   */
  deleteAutoModerationRule(guildId: string, ruleId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deleteAutoModerationRule, [guildId, ruleId], undefined, options);
  }

  /**
   * Modify Auto Moderation Rule.
   * `PATCH /guilds/{guild_id}/auto-moderation/rules/{rule_id}`
   * @see {@link https://docs.discord.com/developers/resources/auto-moderation#modify-auto-moderation-rule | Discord Docs}
   */
  updateAutoModerationRule(
    guildId: string,
    ruleId: string,
    body: RESTPatchAPIAutoModerationRuleJSONBody,
    options?: CallOptions,
  ): Promise<RESTPatchAPIAutoModerationRuleResult> {
    return this.#caller.call(routes.updateAutoModerationRule, [guildId, ruleId], body, options);
  }

  /**
   * Get Guild Bans.
   * `GET /guilds/{guild_id}/bans`
   * @see {@link https://docs.discord.com/developers/resources/guild#get-guild-bans | Discord Docs}
   */
  listGuildBans(
    guildId: string,
    options?: CallOptions & { query?: RESTGetAPIGuildBansQuery },
  ): Promise<RESTGetAPIGuildBansResult> {
    return this.#caller.call(routes.listGuildBans, [guildId], undefined, options);
  }

  /**
   * Get Guild Ban.
   * `GET /guilds/{guild_id}/bans/{user_id}`
   * @see {@link https://docs.discord.com/developers/resources/guild#get-guild-ban | Discord Docs}
   */
  getGuildBan(guildId: string, userId: string, options?: CallOptions): Promise<RESTGetAPIGuildBanResult> {
    return this.#caller.call(routes.getGuildBan, [guildId, userId], undefined, options);
  }

  /**
   * Create Guild Ban.
   * `PUT /guilds/{guild_id}/bans/{user_id}`
   * @see {@link https://docs.discord.com/developers/resources/guild#create-guild-ban | Discord Docs}
   */
  banUserFromGuild(
    guildId: string,
    userId: string,
    body: RESTPutAPIGuildBanJSONBody = {},
    options?: CallOptions,
  ): Promise<void> {
    return this.#caller.call(routes.banUserFromGuild, [guildId, userId], body, options);
  }

  /**
   * Remove Guild Ban.
   * `DELETE /guilds/{guild_id}/bans/{user_id}`
   * @see {@link https://docs.discord.com/developers/resources/guild#remove-guild-ban | Discord Docs}
   */
  unbanUserFromGuild(guildId: string, userId: string, body: EmptyBody = {}, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.unbanUserFromGuild, [guildId, userId], body, options);
  }

  /**
   * Bulk Guild Ban.
   * `POST /guilds/{guild_id}/bulk-ban`
   * @see {@link https://docs.discord.com/developers/resources/guild#bulk-guild-ban | Discord Docs}
   */
  bulkBanUsersFromGuild(
    guildId: string,
    body: RESTPostAPIGuildBulkBanJSONBody,
    options?: CallOptions,
  ): Promise<RESTPostAPIGuildBulkBanResult> {
    return this.#caller.call(routes.bulkBanUsersFromGuild, [guildId], body, options);
  }

  /**
   * Get Guild Channels.
   * `GET /guilds/{guild_id}/channels`
   * @see {@link https://docs.discord.com/developers/resources/guild#get-guild-channels | Discord Docs}
   */
  listGuildChannels(guildId: string, options?: CallOptions): Promise<RESTGetAPIGuildChannelsResult> {
    return this.#caller.call(routes.listGuildChannels, [guildId], undefined, options);
  }

  /**
   * Create Guild Channel.
   * `POST /guilds/{guild_id}/channels`
   * @see {@link https://docs.discord.com/developers/resources/guild#create-guild-channel | Discord Docs}
   */
  createGuildChannel(
    guildId: string,
    body: RESTPostAPIGuildChannelJSONBody,
    options?: CallOptions,
  ): Promise<RESTPostAPIGuildChannelResult> {
    return this.#caller.call(routes.createGuildChannel, [guildId], body, options);
  }

  /**
   * Modify Guild Channel Positions.
   * `PATCH /guilds/{guild_id}/channels`
   * @see {@link https://docs.discord.com/developers/resources/guild#modify-guild-channel-positions | Discord Docs}
   */
  bulkUpdateGuildChannels(
    guildId: string,
    body: RESTPatchAPIGuildChannelPositionsJSONBody,
    options?: CallOptions,
  ): Promise<void> {
    return this.#caller.call(routes.bulkUpdateGuildChannels, [guildId], body, options);
  }

  /**
   * List Guild Emojis.
   * `GET /guilds/{guild_id}/emojis`
   * @see {@link https://docs.discord.com/developers/resources/emoji#list-guild-emojis | Discord Docs}
   */
  listGuildEmojis(guildId: string, options?: CallOptions): Promise<RESTGetAPIGuildEmojisResult> {
    return this.#caller.call(routes.listGuildEmojis, [guildId], undefined, options);
  }

  /**
   * Create Guild Emoji.
   * `POST /guilds/{guild_id}/emojis`
   * @see {@link https://docs.discord.com/developers/resources/emoji#create-guild-emoji | Discord Docs}
   */
  createGuildEmoji(
    guildId: string,
    body: RESTPostAPIGuildEmojiJSONBody,
    options?: CallOptions,
  ): Promise<RESTPostAPIGuildEmojiResult> {
    return this.#caller.call(routes.createGuildEmoji, [guildId], body, options);
  }

  /**
   * Get Guild Emoji.
   * `GET /guilds/{guild_id}/emojis/{emoji_id}`
   * @see {@link https://docs.discord.com/developers/resources/emoji#get-guild-emoji | Discord Docs}
   */
  getGuildEmoji(guildId: string, emojiId: string, options?: CallOptions): Promise<RESTGetAPIGuildEmojiResult> {
    return this.#caller.call(routes.getGuildEmoji, [guildId, emojiId], undefined, options);
  }

  /**
   * Delete Guild Emoji.
   * `DELETE /guilds/{guild_id}/emojis/{emoji_id}`
   * @see {@link https://docs.discord.com/developers/resources/emoji#delete-guild-emoji | Discord Docs}
   */
  deleteGuildEmoji(guildId: string, emojiId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deleteGuildEmoji, [guildId, emojiId], undefined, options);
  }

  /**
   * Modify Guild Emoji.
   * `PATCH /guilds/{guild_id}/emojis/{emoji_id}`
   * @see {@link https://docs.discord.com/developers/resources/emoji#modify-guild-emoji | Discord Docs}
   */
  updateGuildEmoji(
    guildId: string,
    emojiId: string,
    body: RESTPatchAPIGuildEmojiJSONBody,
    options?: CallOptions,
  ): Promise<RESTPatchAPIGuildEmojiResult> {
    return this.#caller.call(routes.updateGuildEmoji, [guildId, emojiId], body, options);
  }

  /**
   * Modify Guild Incident Actions.
   * `PUT /guilds/{guild_id}/incident-actions`
   * @see {@link https://docs.discord.com/developers/resources/guild#modify-guild-incident-actions | Discord Docs}
   */
  updateGuildIncidentActions(
    guildId: string,
    body: RESTPutAPIGuildIncidentActionsJSONBody,
    options?: CallOptions,
  ): Promise<RESTPutAPIGuildIncidentActionsResult> {
    return this.#caller.call(routes.updateGuildIncidentActions, [guildId], body, options);
  }

  /**
   * Get Guild Integrations.
   * `GET /guilds/{guild_id}/integrations`
   * @see {@link https://docs.discord.com/developers/resources/guild#get-guild-integrations | Discord Docs}
   */
  listGuildIntegrations(guildId: string, options?: CallOptions): Promise<RESTGetAPIGuildIntegrationsResult> {
    return this.#caller.call(routes.listGuildIntegrations, [guildId], undefined, options);
  }

  /**
   * Delete Guild Integration.
   * `DELETE /guilds/{guild_id}/integrations/{integration_id}`
   * @see {@link https://docs.discord.com/developers/resources/guild#delete-guild-integration | Discord Docs}
   */
  deleteGuildIntegration(guildId: string, integrationId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deleteGuildIntegration, [guildId, integrationId], undefined, options);
  }

  /**
   * Get Guild Invites.
   * `GET /guilds/{guild_id}/invites`
   * @see {@link https://docs.discord.com/developers/resources/guild#get-guild-invites | Discord Docs}
   */
  listGuildInvites(guildId: string, options?: CallOptions): Promise<RESTGetAPIGuildInvitesResult> {
    return this.#caller.call(routes.listGuildInvites, [guildId], undefined, options);
  }

  /**
   * List Guild Members.
   * `GET /guilds/{guild_id}/members`
   * @see {@link https://docs.discord.com/developers/resources/guild#list-guild-members | Discord Docs}
   */
  listGuildMembers(
    guildId: string,
    options?: CallOptions & { query?: RESTGetAPIGuildMembersQuery },
  ): Promise<RESTGetAPIGuildMembersResult> {
    return this.#caller.call(routes.listGuildMembers, [guildId], undefined, options);
  }

  /**
   * Modify Current Member.
   * `PATCH /guilds/{guild_id}/members/@me`
   * @see {@link https://docs.discord.com/developers/resources/guild#modify-current-member | Discord Docs}
   */
  updateMyGuildMember(
    guildId: string,
    body: RESTPatchAPICurrentGuildMemberJSONBody,
    options?: CallOptions,
  ): Promise<RESTPatchAPICurrentGuildMemberResult> {
    return this.#caller.call(routes.updateMyGuildMember, [guildId], body, options);
  }

  /**
   * Search Guild Members.
   * `GET /guilds/{guild_id}/members/search`
   * @see {@link https://docs.discord.com/developers/resources/guild#search-guild-members | Discord Docs}
   */
  searchGuildMembers(
    guildId: string,
    options: CallOptions & { query: RESTGetAPIGuildMembersSearchQuery },
  ): Promise<RESTGetAPIGuildMembersSearchResult> {
    return this.#caller.call(routes.searchGuildMembers, [guildId], undefined, options);
  }

  /**
   * Get Guild Member.
   * `GET /guilds/{guild_id}/members/{user_id}`
   * @see {@link https://docs.discord.com/developers/resources/guild#get-guild-member | Discord Docs}
   */
  getGuildMember(guildId: string, userId: string, options?: CallOptions): Promise<RESTGetAPIGuildMemberResult> {
    return this.#caller.call(routes.getGuildMember, [guildId, userId], undefined, options);
  }

  /**
   * Add Guild Member.
   * `PUT /guilds/{guild_id}/members/{user_id}`
   * @see {@link https://docs.discord.com/developers/resources/guild#add-guild-member | Discord Docs}
   */
  addGuildMember(
    guildId: string,
    userId: string,
    body: RESTPutAPIGuildMemberJSONBody,
    options?: CallOptions,
  ): Promise<RESTPutAPIGuildMemberResult> {
    return this.#caller.call(routes.addGuildMember, [guildId, userId], body, options);
  }

  /**
   * Remove Guild Member.
   * `DELETE /guilds/{guild_id}/members/{user_id}`
   * @see {@link https://docs.discord.com/developers/resources/guild#remove-guild-member | Discord Docs}
   */
  deleteGuildMember(guildId: string, userId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deleteGuildMember, [guildId, userId], undefined, options);
  }

  /**
   * Modify Guild Member.
   * `PATCH /guilds/{guild_id}/members/{user_id}`
   * @see {@link https://docs.discord.com/developers/resources/guild#modify-guild-member | Discord Docs}
   */
  updateGuildMember(
    guildId: string,
    userId: string,
    body: RESTPatchAPIGuildMemberJSONBody,
    options?: CallOptions,
  ): Promise<RESTPatchAPIGuildMemberResult> {
    return this.#caller.call(routes.updateGuildMember, [guildId, userId], body, options);
  }

  /**
   * Add Guild Member Role.
   * `PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}`
   * @see {@link https://docs.discord.com/developers/resources/guild#add-guild-member-role | Discord Docs}
   */
  addGuildMemberRole(guildId: string, userId: string, roleId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.addGuildMemberRole, [guildId, userId, roleId], undefined, options);
  }

  /**
   * Remove Guild Member Role.
   * `DELETE /guilds/{guild_id}/members/{user_id}/roles/{role_id}`
   * @see {@link https://docs.discord.com/developers/resources/guild#remove-guild-member-role | Discord Docs}
   */
  deleteGuildMemberRole(guildId: string, userId: string, roleId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deleteGuildMemberRole, [guildId, userId, roleId], undefined, options);
  }

  /**
   * Search Guild Messages.
   * `GET /guilds/{guild_id}/messages/search`
   * @see {@link https://docs.discord.com/developers/resources/message#search-guild-messages | Discord Docs}
   */
  guildSearch(
    guildId: string,
    options?: CallOptions & { query?: RESTGetAPIGuildMessagesSearchQuery },
  ): Promise<RESTGetAPIGuildMessagesSearchResult> {
    return this.#caller.call(routes.guildSearch, [guildId], undefined, options);
  }

  /**
   * Get the guild's welcome page for new members; `undefined` where there is none.
   * `GET /guilds/{guild_id}/new-member-welcome`
   * @see {@link https://docs.discord.com/developers/resources/guild | Discord Docs}
   */
  getGuildNewMemberWelcome(guildId: string, options?: CallOptions): Promise<GuildNewMemberWelcome | undefined> {
    return this.#caller.call(routes.getGuildNewMemberWelcome, [guildId], undefined, options);
  }

  /**
   * Get Guild Onboarding.
   * `GET /guilds/{guild_id}/onboarding`
   * @see {@link https://docs.discord.com/developers/resources/guild#get-guild-onboarding | Discord Docs}
   */
  getGuildsOnboarding(guildId: string, options?: CallOptions): Promise<RESTGetAPIGuildOnboardingResult> {
    return this.#caller.call(routes.getGuildsOnboarding, [guildId], undefined, options);
  }

  /**
   * Modify Guild Onboarding.
   * `PUT /guilds/{guild_id}/onboarding`
   * @see {@link https://docs.discord.com/developers/resources/guild#modify-guild-onboarding | Discord Docs}
   */
  putGuildsOnboarding(
    guildId: string,
    body: RESTPutAPIGuildOnboardingJSONBody,
    options?: CallOptions,
  ): Promise<RESTPutAPIGuildOnboardingResult> {
    return this.#caller.call(routes.putGuildsOnboarding, [guildId], body, options);
  }

  /**
   * Get Guild Preview.
   * `GET /guilds/{guild_id}/preview`
   * @see {@link https://docs.discord.com/developers/resources/guild#get-guild-preview | Discord Docs}
   */
  getGuildPreview(guildId: string, options?: CallOptions): Promise<RESTGetAPIGuildPreviewResult> {
    return this.#caller.call(routes.getGuildPreview, [guildId], undefined, options);
  }

  /**
   * Get Guild Prune Count.
   * `GET /guilds/{guild_id}/prune`
   * @see {@link https://docs.discord.com/developers/resources/guild#get-guild-prune-count | Discord Docs}
   */
  previewPruneGuild(
    guildId: string,
    options?: CallOptions & { query?: RESTGetAPIGuildPruneCountQuery },
  ): Promise<RESTGetAPIGuildPruneCountResult> {
    return this.#caller.call(routes.previewPruneGuild, [guildId], undefined, options);
  }

  /**
   * Begin Guild Prune.
   * `POST /guilds/{guild_id}/prune`
   * @see {@link https://docs.discord.com/developers/resources/guild#begin-guild-prune | Discord Docs}
   */
  pruneGuild(
    guildId: string,
    body: RESTPostAPIGuildPruneJSONBody,
    options?: CallOptions,
  ): Promise<RESTPostAPIGuildPruneResult> {
    return this.#caller.call(routes.pruneGuild, [guildId], body, options);
  }

  /**
   * Get Guild Voice Regions.
   * `GET /guilds/{guild_id}/regions`
   * @see {@link https://docs.discord.com/developers/resources/guild#get-guild-voice-regions | Discord Docs}
   */
  listGuildVoiceRegions(guildId: string, options?: CallOptions): Promise<RESTGetAPIGuildVoiceRegionsResult> {
    return this.#caller.call(routes.listGuildVoiceRegions, [guildId], undefined, options);
  }

  /**
   * List the requests to join a guild.
   * `GET /guilds/{guild_id}/requests`
   * @see {@link https://docs.discord.com/developers/resources/guild | Discord Docs}
   */
  getGuildJoinRequests(
    guildId: string,
    options?: CallOptions & { query?: GuildJoinRequestsQuery },
  ): Promise<GuildJoinRequestsResult> {
    return this.#caller.call(routes.getGuildJoinRequests, [guildId], undefined, options);
  }

  /**
   * Approve or reject a request to join a guild.
   * `PATCH /guilds/{guild_id}/requests/{request_id}`
   * @see {@link https://docs.discord.com/developers/resources/guild | Discord Docs}
   */
  actionGuildJoinRequest(
    guildId: string,
    requestId: string,
    body: GuildJoinRequestActionJSONBody,
    options?: CallOptions,
  ): Promise<GuildJoinRequest> {
    return this.#caller.call(routes.actionGuildJoinRequest, [guildId, requestId], body, options);
  }

  /**
   * Get Guild Roles.
   * `GET /guilds/{guild_id}/roles`
   * @see {@link https://docs.discord.com/developers/resources/guild#get-guild-roles | Discord Docs}
   */
  listGuildRoles(guildId: string, options?: CallOptions): Promise<RESTGetAPIGuildRolesResult> {
    return this.#caller.call(routes.listGuildRoles, [guildId], undefined, options);
  }

  /**
   * Create Guild Role.
   * `POST /guilds/{guild_id}/roles`
   * @see {@link https://docs.discord.com/developers/resources/guild#create-guild-role | Discord Docs}
   */
  createGuildRole(
    guildId: string,
    body: RESTPostAPIGuildRoleJSONBody,
    options?: CallOptions,
  ): Promise<RESTPostAPIGuildRoleResult> {
    return this.#caller.call(routes.createGuildRole, [guildId], body, options);
  }

  /**
   * Modify Guild Role Positions.
   * `PATCH /guilds/{guild_id}/roles`
   * @see {@link https://docs.discord.com/developers/resources/guild#modify-guild-role-positions | Discord Docs}
   */
  bulkUpdateGuildRoles(
    guildId: string,
    body: RESTPatchAPIGuildRolePositionsJSONBody,
    options?: CallOptions,
  ): Promise<RESTPatchAPIGuildRolePositionsResult> {
    return this.#caller.call(routes.bulkUpdateGuildRoles, [guildId], body, options);
  }

  /**
   * Get Guild Role Member Counts.
   * `GET /guilds/{guild_id}/roles/member-counts`
   * @see {@link https://docs.discord.com/developers/resources/guild#get-guild-role-member-counts | Discord Docs}
   */
  guildRoleMemberCounts(guildId: string, options?: CallOptions): Promise<RESTGetAPIGuildRoleMemberCountsResult> {
    return this.#caller.call(routes.guildRoleMemberCounts, [guildId], undefined, options);
  }

  /**
   * Get Guild Role.
   * `GET /guilds/{guild_id}/roles/{role_id}`
   * @see {@link https://docs.discord.com/developers/resources/guild#get-guild-role | Discord Docs}
   */
  getGuildRole(guildId: string, roleId: string, options?: CallOptions): Promise<RESTGetAPIGuildRoleResult> {
    return this.#caller.call(routes.getGuildRole, [guildId, roleId], undefined, options);
  }

  /**
   * Delete Guild Role.
   * `DELETE /guilds/{guild_id}/roles/{role_id}`
   * @see {@link https://docs.discord.com/developers/resources/guild#delete-guild-role | Discord Docs}
   */
  deleteGuildRole(guildId: string, roleId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deleteGuildRole, [guildId, roleId], undefined, options);
  }

  /**
   * Modify Guild Role.
   * `PATCH /guilds/{guild_id}/roles/{role_id}`
   * @see {@link https://docs.discord.com/developers/resources/guild#modify-guild-role | Discord Docs}
   */
  updateGuildRole(
    guildId: string,
    roleId: string,
    body: RESTPatchAPIGuildRoleJSONBody,
    options?: CallOptions,
  ): Promise<RESTPatchAPIGuildRoleResult> {
    return this.#caller.call(routes.updateGuildRole, [guildId, roleId], body, options);
  }

  /**
   * List Scheduled Events for Guild.
   * `GET /guilds/{guild_id}/scheduled-events`
   * @see {@link https://docs.discord.com/developers/resources/guild-scheduled-event#list-scheduled-events-for-guild | Discord Docs}
   */
  listGuildScheduledEvents(
    guildId: string,
    options?: CallOptions & { query?: RESTGetAPIGuildScheduledEventsQuery },
  ): Promise<RESTGetAPIGuildScheduledEventsResult> {
    return this.#caller.call(routes.listGuildScheduledEvents, [guildId], undefined, options);
  }

  /**
   * Create Guild Scheduled Event.
   * `POST /guilds/{guild_id}/scheduled-events`
   * @see {@link https://docs.discord.com/developers/resources/guild-scheduled-event#create-guild-scheduled-event | Discord Docs}
   */
  createGuildScheduledEvent(
    guildId: string,
    body: RESTPostAPIGuildScheduledEventJSONBody,
    options?: CallOptions,
  ): Promise<RESTPostAPIGuildScheduledEventResult> {
    return this.#caller.call(routes.createGuildScheduledEvent, [guildId], body, options);
  }

  /**
   * Get Guild Scheduled Event.
   * `GET /guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}`
   * @see {@link https://docs.discord.com/developers/resources/guild-scheduled-event#get-guild-scheduled-event | Discord Docs}
   */
  getGuildScheduledEvent(
    guildId: string,
    guildScheduledEventId: string,
    options?: CallOptions & { query?: RESTGetAPIGuildScheduledEventQuery },
  ): Promise<RESTGetAPIGuildScheduledEventResult> {
    return this.#caller.call(routes.getGuildScheduledEvent, [guildId, guildScheduledEventId], undefined, options);
  }

  /**
   * Delete Guild Scheduled Event.
   * `DELETE /guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}`
   * @see {@link https://docs.discord.com/developers/resources/guild-scheduled-event#delete-guild-scheduled-event | Discord Docs}
   */
  deleteGuildScheduledEvent(guildId: string, guildScheduledEventId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deleteGuildScheduledEvent, [guildId, guildScheduledEventId], undefined, options);
  }

  /**
   * Modify Guild Scheduled Event.
   * `PATCH /guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}`
   * @see {@link https://docs.discord.com/developers/resources/guild-scheduled-event#modify-guild-scheduled-event | Discord Docs}
   */
  updateGuildScheduledEvent(
    guildId: string,
    guildScheduledEventId: string,
    body: RESTPatchAPIGuildScheduledEventJSONBody,
    options?: CallOptions,
  ): Promise<RESTPatchAPIGuildScheduledEventResult> {
    return this.#caller.call(routes.updateGuildScheduledEvent, [guildId, guildScheduledEventId], body, options);
  }

  /**
   * Change or cancel one occurrence of a recurring event.
   * `POST /guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/exceptions`
   * @see {@link https://docs.discord.com/developers/resources/guild-scheduled-event | Discord Docs}
   */
  createGuildScheduledEventException(
    guildId: string,
    guildScheduledEventId: string,
    body: GuildScheduledEventExceptionJSONBody,
    options?: CallOptions,
  ): Promise<GuildScheduledEventException> {
    return this.#caller.call(
      routes.createGuildScheduledEventException,
      [guildId, guildScheduledEventId],
      body,
      options,
    );
  }

  /**
   * Undo the change of one occurrence of a recurring event.
   * `DELETE /guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/exceptions/{exception_id}`
   * @see {@link https://docs.discord.com/developers/resources/guild-scheduled-event | Discord Docs}
   */
  deleteGuildScheduledEventException(
    guildId: string,
    guildScheduledEventId: string,
    exceptionId: string,
    options?: CallOptions,
  ): Promise<void> {
    return this.#caller.call(
      routes.deleteGuildScheduledEventException,
      [guildId, guildScheduledEventId, exceptionId],
      undefined,
      options,
    );
  }

  /**
   * Edit the change of one occurrence of a recurring event.
   * `PATCH /guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/exceptions/{exception_id}`
   * @see {@link https://docs.discord.com/developers/resources/guild-scheduled-event | Discord Docs}
   */
  updateGuildScheduledEventException(
    guildId: string,
    guildScheduledEventId: string,
    exceptionId: string,
    body: GuildScheduledEventExceptionPatchJSONBody,
    options?: CallOptions,
  ): Promise<GuildScheduledEventException> {
    return this.#caller.call(
      routes.updateGuildScheduledEventException,
      [guildId, guildScheduledEventId, exceptionId],
      body,
      options,
    );
  }

  /**
   * Get Guild Scheduled Event Users.
   * `GET /guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/users`
   * @see {@link https://docs.discord.com/developers/resources/guild-scheduled-event#get-guild-scheduled-event-users | Discord Docs}
   */
  listGuildScheduledEventUsers(
    guildId: string,
    guildScheduledEventId: string,
    options?: CallOptions & { query?: RESTGetAPIGuildScheduledEventUsersQuery },
  ): Promise<RESTGetAPIGuildScheduledEventUsersResult> {
    return this.#caller.call(routes.listGuildScheduledEventUsers, [guildId, guildScheduledEventId], undefined, options);
  }

  /**
   * Count who is interested in an event and in its changed occurrences.
   * `GET /guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/users/counts`
   * @see {@link https://docs.discord.com/developers/resources/guild-scheduled-event | Discord Docs}
   */
  countGuildScheduledEventUsers(
    guildId: string,
    guildScheduledEventId: string,
    options?: CallOptions & { query?: GuildScheduledEventUserCountsQuery },
  ): Promise<GuildScheduledEventUserCounts> {
    return this.#caller.call(
      routes.countGuildScheduledEventUsers,
      [guildId, guildScheduledEventId],
      undefined,
      options,
    );
  }

  /**
   * List who is interested in one occurrence of a recurring event.
   * `GET /guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/{guild_scheduled_event_exception_id}/users`
   * @see {@link https://docs.discord.com/developers/resources/guild-scheduled-event | Discord Docs}
   */
  listGuildScheduledEventExceptionUsers(
    guildId: string,
    guildScheduledEventId: string,
    guildScheduledEventExceptionId: string,
    options?: CallOptions & { query?: RESTGetAPIGuildScheduledEventUsersQuery },
  ): Promise<RESTGetAPIGuildScheduledEventUsersResult> {
    return this.#caller.call(
      routes.listGuildScheduledEventExceptionUsers,
      [guildId, guildScheduledEventId, guildScheduledEventExceptionId],
      undefined,
      options,
    );
  }

  /**
   * List Guild Soundboard Sounds.
   * `GET /guilds/{guild_id}/soundboard-sounds`
   * @see {@link https://docs.discord.com/developers/resources/soundboard#list-guild-soundboard-sounds | Discord Docs}
   */
  listGuildSoundboardSounds(guildId: string, options?: CallOptions): Promise<RESTGetAPIGuildSoundboardSoundsResult> {
    return this.#caller.call(routes.listGuildSoundboardSounds, [guildId], undefined, options);
  }

  /**
   * Create Guild Soundboard Sound.
   * `POST /guilds/{guild_id}/soundboard-sounds`
   * @see {@link https://docs.discord.com/developers/resources/soundboard#create-guild-soundboard-sound | Discord Docs}
   */
  createGuildSoundboardSound(
    guildId: string,
    body: RESTPostAPIGuildSoundboardSoundJSONBody,
    options?: CallOptions,
  ): Promise<RESTPostAPIGuildSoundboardSoundResult> {
    return this.#caller.call(routes.createGuildSoundboardSound, [guildId], body, options);
  }

  /**
   * Get Guild Soundboard Sound.
   * `GET /guilds/{guild_id}/soundboard-sounds/{sound_id}`
   * @see {@link https://docs.discord.com/developers/resources/soundboard#get-guild-soundboard-sound | Discord Docs}
   */
  getGuildSoundboardSound(
    guildId: string,
    soundId: string,
    options?: CallOptions,
  ): Promise<RESTGetAPIGuildSoundboardSoundResult> {
    return this.#caller.call(routes.getGuildSoundboardSound, [guildId, soundId], undefined, options);
  }

  /**
   * Delete Guild Soundboard Sound.
   * `DELETE /guilds/{guild_id}/soundboard-sounds/{sound_id}`
   * @see {@link https://docs.discord.com/developers/resources/soundboard#delete-guild-soundboard-sound | Discord Docs}
   */
  deleteGuildSoundboardSound(guildId: string, soundId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deleteGuildSoundboardSound, [guildId, soundId], undefined, options);
  }

  /**
   * Modify Guild Soundboard Sound.
   * `PATCH /guilds/{guild_id}/soundboard-sounds/{sound_id}`
   * @see {@link https://docs.discord.com/developers/resources/soundboard#modify-guild-soundboard-sound | Discord Docs}
   */
  updateGuildSoundboardSound(
    guildId: string,
    soundId: string,
    body: RESTPatchAPIGuildSoundboardSoundJSONBody,
    options?: CallOptions,
  ): Promise<RESTPatchAPIGuildSoundboardSoundResult> {
    return this.#caller.call(routes.updateGuildSoundboardSound, [guildId, soundId], body, options);
  }

  /**
   * List Guild Stickers.
   * `GET /guilds/{guild_id}/stickers`
   * @see {@link https://docs.discord.com/developers/resources/sticker#list-guild-stickers | Discord Docs}
   */
  listGuildStickers(guildId: string, options?: CallOptions): Promise<RESTGetAPIGuildStickersResult> {
    return this.#caller.call(routes.listGuildStickers, [guildId], undefined, options);
  }

  /**
   * Create Guild Sticker.
   * `POST /guilds/{guild_id}/stickers`
   * @see {@link https://docs.discord.com/developers/resources/sticker#create-guild-sticker | Discord Docs}
   */
  createGuildSticker(
    guildId: string,
    body: GuildStickerFormBody,
    options?: CallOptions,
  ): Promise<RESTPostAPIGuildStickerResult> {
    return this.#caller.call(routes.createGuildSticker, [guildId], body, options);
  }

  /**
   * Get Guild Sticker.
   * `GET /guilds/{guild_id}/stickers/{sticker_id}`
   * @see {@link https://docs.discord.com/developers/resources/sticker#get-guild-sticker | Discord Docs}
   */
  getGuildSticker(guildId: string, stickerId: string, options?: CallOptions): Promise<RESTGetAPIGuildStickerResult> {
    return this.#caller.call(routes.getGuildSticker, [guildId, stickerId], undefined, options);
  }

  /**
   * Delete Guild Sticker.
   * `DELETE /guilds/{guild_id}/stickers/{sticker_id}`
   * @see {@link https://docs.discord.com/developers/resources/sticker#delete-guild-sticker | Discord Docs}
   */
  deleteGuildSticker(guildId: string, stickerId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deleteGuildSticker, [guildId, stickerId], undefined, options);
  }

  /**
   * Modify Guild Sticker.
   * `PATCH /guilds/{guild_id}/stickers/{sticker_id}`
   * @see {@link https://docs.discord.com/developers/resources/sticker#modify-guild-sticker | Discord Docs}
   */
  updateGuildSticker(
    guildId: string,
    stickerId: string,
    body: RESTPatchAPIGuildStickerJSONBody,
    options?: CallOptions,
  ): Promise<RESTPatchAPIGuildStickerResult> {
    return this.#caller.call(routes.updateGuildSticker, [guildId, stickerId], body, options);
  }

  /**
   * Get Guild Templates.
   * `GET /guilds/{guild_id}/templates`
   * @see {@link https://docs.discord.com/developers/resources/guild-template#get-guild-templates | Discord Docs}
   */
  listGuildTemplates(guildId: string, options?: CallOptions): Promise<RESTGetAPIGuildTemplatesResult> {
    return this.#caller.call(routes.listGuildTemplates, [guildId], undefined, options);
  }

  /**
   * Create Guild Template.
   * `POST /guilds/{guild_id}/templates`
   * @see {@link https://docs.discord.com/developers/resources/guild-template#create-guild-template | Discord Docs}
   */
  createGuildTemplate(
    guildId: string,
    body: RESTPostAPIGuildTemplatesJSONBody,
    options?: CallOptions,
  ): Promise<RESTPostAPIGuildTemplatesResult> {
    return this.#caller.call(routes.createGuildTemplate, [guildId], body, options);
  }

  /**
   * Sync Guild Template.
   * `PUT /guilds/{guild_id}/templates/{code}`
   * @see {@link https://docs.discord.com/developers/resources/guild-template#sync-guild-template | Discord Docs}
   */
  syncGuildTemplate(guildId: string, code: string, options?: CallOptions): Promise<RESTPutAPIGuildTemplateSyncResult> {
    return this.#caller.call(routes.syncGuildTemplate, [guildId, code], undefined, options);
  }

  /**
   * Delete Guild Template.
   * `DELETE /guilds/{guild_id}/templates/{code}`
   * @see {@link https://docs.discord.com/developers/resources/guild-template#delete-guild-template | Discord Docs}
   */
  deleteGuildTemplate(guildId: string, code: string, options?: CallOptions): Promise<RESTDeleteAPIGuildTemplateResult> {
    return this.#caller.call(routes.deleteGuildTemplate, [guildId, code], undefined, options);
  }

  /**
   * Modify Guild Template.
   * `PATCH /guilds/{guild_id}/templates/{code}`
   * @see {@link https://docs.discord.com/developers/resources/guild-template#modify-guild-template | Discord Docs}
   */
  updateGuildTemplate(
    guildId: string,
    code: string,
    body: RESTPatchAPIGuildTemplateJSONBody,
    options?: CallOptions,
  ): Promise<RESTPatchAPIGuildTemplateResult> {
    return this.#caller.call(routes.updateGuildTemplate, [guildId, code], body, options);
  }

  /**
   * List Active Guild Threads.
   * `GET /guilds/{guild_id}/threads/active`
   * @see {@link https://docs.discord.com/developers/resources/guild#list-active-guild-threads | Discord Docs}
   */
  getActiveGuildThreads(guildId: string, options?: CallOptions): Promise<RESTGetAPIGuildThreadsResult> {
    return this.#caller.call(routes.getActiveGuildThreads, [guildId], undefined, options);
  }

  /**
   * Get Guild Vanity URL.
   * `GET /guilds/{guild_id}/vanity-url`
   * @see {@link https://docs.discord.com/developers/resources/guild#get-guild-vanity-url | Discord Docs}
   */
  getGuildVanityUrl(guildId: string, options?: CallOptions): Promise<RESTGetAPIGuildVanityUrlResult> {
    return this.#caller.call(routes.getGuildVanityUrl, [guildId], undefined, options);
  }

  /**
   * Get Current User Voice State.
   * `GET /guilds/{guild_id}/voice-states/@me`
   * @see {@link https://docs.discord.com/developers/resources/voice#get-current-user-voice-state | Discord Docs}
   */
  getSelfVoiceState(guildId: string, options?: CallOptions): Promise<RESTGetAPIGuildVoiceStateCurrentMemberResult> {
    return this.#caller.call(routes.getSelfVoiceState, [guildId], undefined, options);
  }

  /**
   * Modify Current User Voice State.
   * `PATCH /guilds/{guild_id}/voice-states/@me`
   * @see {@link https://docs.discord.com/developers/resources/voice#modify-current-user-voice-state | Discord Docs}
   */
  updateSelfVoiceState(
    guildId: string,
    body: RESTPatchAPIGuildVoiceStateCurrentMemberJSONBody,
    options?: CallOptions,
  ): Promise<void> {
    return this.#caller.call(routes.updateSelfVoiceState, [guildId], body, options);
  }

  /**
   * Get User Voice State.
   * `GET /guilds/{guild_id}/voice-states/{user_id}`
   * @see {@link https://docs.discord.com/developers/resources/voice#get-user-voice-state | Discord Docs}
   */
  getVoiceState(guildId: string, userId: string, options?: CallOptions): Promise<RESTGetAPIGuildVoiceStateUserResult> {
    return this.#caller.call(routes.getVoiceState, [guildId, userId], undefined, options);
  }

  /**
   * Modify User Voice State.
   * `PATCH /guilds/{guild_id}/voice-states/{user_id}`
   * @see {@link https://docs.discord.com/developers/resources/voice#modify-user-voice-state | Discord Docs}
   */
  updateVoiceState(
    guildId: string,
    userId: string,
    body: RESTPatchAPIGuildVoiceStateUserJSONBody,
    options?: CallOptions,
  ): Promise<void> {
    return this.#caller.call(routes.updateVoiceState, [guildId, userId], body, options);
  }

  /**
   * Get Guild Webhooks.
   * `GET /guilds/{guild_id}/webhooks`
   * @see {@link https://docs.discord.com/developers/resources/webhook#get-guild-webhooks | Discord Docs}
   */
  getGuildWebhooks(guildId: string, options?: CallOptions): Promise<RESTGetAPIGuildWebhooksResult> {
    return this.#caller.call(routes.getGuildWebhooks, [guildId], undefined, options);
  }

  /**
   * Get Guild Welcome Screen.
   * `GET /guilds/{guild_id}/welcome-screen`
   * @see {@link https://docs.discord.com/developers/resources/guild#get-guild-welcome-screen | Discord Docs}
   */
  getGuildWelcomeScreen(guildId: string, options?: CallOptions): Promise<RESTGetAPIGuildWelcomeScreenResult> {
    return this.#caller.call(routes.getGuildWelcomeScreen, [guildId], undefined, options);
  }

  /**
   * Modify Guild Welcome Screen.
   * `PATCH /guilds/{guild_id}/welcome-screen`
   * @see {@link https://docs.discord.com/developers/resources/guild#modify-guild-welcome-screen | Discord Docs}
   */
  updateGuildWelcomeScreen(
    guildId: string,
    body: RESTPatchAPIGuildWelcomeScreenJSONBody,
    options?: CallOptions,
  ): Promise<RESTPatchAPIGuildWelcomeScreenResult> {
    return this.#caller.call(routes.updateGuildWelcomeScreen, [guildId], body, options);
  }

  /**
   * Get Guild Widget Settings.
   * `GET /guilds/{guild_id}/widget`
   * @see {@link https://docs.discord.com/developers/resources/guild#get-guild-widget-settings | Discord Docs}
   */
  getGuildWidgetSettings(guildId: string, options?: CallOptions): Promise<RESTGetAPIGuildWidgetSettingsResult> {
    return this.#caller.call(routes.getGuildWidgetSettings, [guildId], undefined, options);
  }

  /**
   * Modify Guild Widget.
   * `PATCH /guilds/{guild_id}/widget`
   * @see {@link https://docs.discord.com/developers/resources/guild#modify-guild-widget | Discord Docs}
   */
  updateGuildWidgetSettings(
    guildId: string,
    body: RESTPatchAPIGuildWidgetSettingsJSONBody,
    options?: CallOptions,
  ): Promise<RESTPatchAPIGuildWidgetSettingsResult> {
    return this.#caller.call(routes.updateGuildWidgetSettings, [guildId], body, options);
  }

  /**
   * Get Guild Widget.
   * `GET /guilds/{guild_id}/widget.json`
   * @see {@link https://docs.discord.com/developers/resources/guild#get-guild-widget | Discord Docs}
   */
  getGuildWidget(guildId: string, options?: CallOptions): Promise<RESTGetAPIGuildWidgetJSONResult> {
    return this.#caller.call(routes.getGuildWidget, [guildId], undefined, options);
  }

  /**
   * Get Guild Widget Image.
   * `GET /guilds/{guild_id}/widget.png`
   * @see {@link https://docs.discord.com/developers/resources/guild#get-guild-widget-image | Discord Docs}
   */
  getGuildWidgetPng(
    guildId: string,
    options?: CallOptions & { query?: RESTGetAPIGuildWidgetImageQuery },
  ): Promise<Uint8Array> {
    return this.#caller.call(routes.getGuildWidgetPng, [guildId], undefined, options);
  }

  /**
   * Goes through a guild's members. Needs the privileged intent of guild members.
   * @see {@link https://docs.discord.com/developers/resources/guild#list-guild-members | Discord Docs}
   */
  async *iterateGuildMembers(
    guildId: string,
    options: IterationOptions<RESTGetAPIGuildMembersQuery> = {},
  ): AsyncGenerator<APIGuildMember, void, void> {
    yield* iteratePages(
      options,
      afterId<APIGuildMember>(
        1000,
        ({ user }) => user.id,
        (after, limit) =>
          this.listGuildMembers(guildId, pageOptions(options, after === undefined ? { limit } : { limit, after })),
      ),
    );
  }

  /**
   * Goes through a guild's bans, by id of the user.
   * @see {@link https://docs.discord.com/developers/resources/guild#get-guild-bans | Discord Docs}
   */
  async *iterateGuildBans(
    guildId: string,
    options: IterationOptions<Omit<RESTGetAPIGuildBansQuery, "before">> = {},
  ): AsyncGenerator<APIBan, void, void> {
    yield* iteratePages(
      options,
      afterId<APIBan>(
        1000,
        ({ user }) => user.id,
        (after, limit) =>
          this.listGuildBans(
            guildId,
            pageOptions<RESTGetAPIGuildBansQuery>(options, after === undefined ? { limit } : { limit, after }),
          ),
      ),
    );
  }

  /**
   * Goes through a guild's audit log, the newest entry first.
   * @see {@link https://docs.discord.com/developers/resources/audit-log#get-guild-audit-log | Discord Docs}
   */
  async *iterateGuildAuditLogEntries(
    guildId: string,
    options: IterationOptions<Omit<RESTGetAPIAuditLogQuery, "after">> = {},
  ): AsyncGenerator<APIAuditLogEntry, void, void> {
    yield* iteratePages(
      options,
      afterId<APIAuditLogEntry>(
        100,
        ({ id }) => id,
        async (before, limit) => {
          const page = pageOptions<RESTGetAPIAuditLogQuery>(
            options,
            before === undefined ? { limit } : { limit, before },
          );
          return (await this.listGuildAuditLogEntries(guildId, page)).audit_log_entries;
        },
      ),
    );
  }

  /**
   * Goes through the users who are interested in a scheduled event.
   * @see {@link https://docs.discord.com/developers/resources/guild-scheduled-event#get-guild-scheduled-event-users | Discord Docs}
   */
  async *iterateGuildScheduledEventUsers(
    guildId: string,
    guildScheduledEventId: string,
    options: IterationOptions<Omit<RESTGetAPIGuildScheduledEventUsersQuery, "before">> = {},
  ): AsyncGenerator<APIGuildScheduledEventUser, void, void> {
    yield* iteratePages(
      options,
      afterId<APIGuildScheduledEventUser>(
        100,
        ({ user }) => user.id,
        (after, limit) =>
          this.listGuildScheduledEventUsers(
            guildId,
            guildScheduledEventId,
            pageOptions<RESTGetAPIGuildScheduledEventUsersQuery>(
              options,
              after === undefined ? { limit } : { limit, after },
            ),
          ),
      ),
    );
  }
}
