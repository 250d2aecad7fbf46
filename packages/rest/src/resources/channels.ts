import type {
  APIMessage,
  APIMessagePin,
  APIThreadMember,
  APIUser,
  RESTDeleteAPIChannelResult,
  RESTGetAPIChannelInvitesResult,
  RESTGetAPIChannelMessageReactionUsersQuery,
  RESTGetAPIChannelMessageReactionUsersResult,
  RESTGetAPIChannelMessageResult,
  RESTGetAPIChannelMessagesPinsQuery,
  RESTGetAPIChannelMessagesPinsResult,
  RESTGetAPIChannelMessagesQuery,
  RESTGetAPIChannelMessagesResult,
  RESTGetAPIChannelPinsResult,
  RESTGetAPIChannelResult,
  RESTGetAPIChannelThreadMemberQuery,
  RESTGetAPIChannelThreadMemberResult,
  RESTGetAPIChannelThreadMembersQuery,
  RESTGetAPIChannelThreadMembersResult,
  RESTGetAPIChannelThreadsArchivedPrivateResult,
  RESTGetAPIChannelThreadsArchivedPublicResult,
  RESTGetAPIChannelThreadsArchivedQuery,
  RESTGetAPIChannelUsersThreadsArchivedResult,
  RESTGetAPIChannelWebhooksResult,
  RESTGetAPIPollAnswerVotersQuery,
  RESTGetAPIPollAnswerVotersResult,
  RESTPatchAPIChannelJSONBody,
  RESTPatchAPIChannelMessageJSONBody,
  RESTPatchAPIChannelMessageResult,
  RESTPatchAPIChannelResult,
  RESTPostAPIChannelFollowersJSONBody,
  RESTPostAPIChannelFollowersResult,
  RESTPostAPIChannelInviteJSONBody,
  RESTPostAPIChannelInviteResult,
  RESTPostAPIChannelMessageCrosspostResult,
  RESTPostAPIChannelMessageJSONBody,
  RESTPostAPIChannelMessageResult,
  RESTPostAPIChannelMessagesBulkDeleteJSONBody,
  RESTPostAPIChannelMessagesThreadsJSONBody,
  RESTPostAPIChannelMessagesThreadsResult,
  RESTPostAPIChannelThreadsJSONBody,
  RESTPostAPIChannelThreadsResult,
  RESTPostAPIChannelWebhookJSONBody,
  RESTPostAPIChannelWebhookResult,
  RESTPostAPIGuildForumThreadsJSONBody,
  RESTPostAPIPollExpireResult,
  RESTPostAPISoundboardSendSoundJSONBody,
  RESTPutAPIChannelPermissionJSONBody,
  RESTPutAPIChannelRecipientJSONBody,
  RESTPutAPIChannelRecipientResult,
  RESTPutAPIChannelVoiceStatusJSONBody,
} from "@zignal/types";
import type { InviteTargetUsers, ThreadSearchQuery, ThreadSearchResult } from "../api-types.ts";
import type { CallOptions, Uploads } from "../call-options.ts";
import type { Caller } from "../caller.ts";
import type { IterationOptions } from "../paging.ts";
import { afterId, byAge, iteratePages, pageOptions, untilNoMore } from "../paging.ts";
import { routes } from "../routes.ts";

/** A thread in a list of archived ones. */
export type ArchivedThread = RESTGetAPIChannelThreadsArchivedPublicResult["threads"][number];

/** Operations under `/channels`. */
export class Channels {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * Get Channel.
   * `GET /channels/{channel_id}`
   * @see {@link https://docs.discord.com/developers/resources/channel#get-channel | Discord Docs}
   */
  getChannel(channelId: string, options?: CallOptions): Promise<RESTGetAPIChannelResult> {
    return this.#caller.call(routes.getChannel, [channelId], undefined, options);
  }

  /**
   * Delete/Close Channel.
   * `DELETE /channels/{channel_id}`
   * @see {@link https://docs.discord.com/developers/resources/channel#deleteclose-channel | Discord Docs}
   */
  deleteChannel(channelId: string, options?: CallOptions): Promise<RESTDeleteAPIChannelResult> {
    return this.#caller.call(routes.deleteChannel, [channelId], undefined, options);
  }

  /**
   * Modify Channel.
   * `PATCH /channels/{channel_id}`
   * @see {@link https://docs.discord.com/developers/resources/channel#modify-channel | Discord Docs}
   */
  updateChannel(
    channelId: string,
    body: RESTPatchAPIChannelJSONBody,
    options?: CallOptions,
  ): Promise<RESTPatchAPIChannelResult> {
    return this.#caller.call(routes.updateChannel, [channelId], body, options);
  }

  /**
   * Follow Announcement Channel.
   * `POST /channels/{channel_id}/followers`
   * @see {@link https://docs.discord.com/developers/resources/channel#follow-announcement-channel | Discord Docs}
   */
  followChannel(
    channelId: string,
    body: RESTPostAPIChannelFollowersJSONBody,
    options?: CallOptions,
  ): Promise<RESTPostAPIChannelFollowersResult> {
    return this.#caller.call(routes.followChannel, [channelId], body, options);
  }

  /**
   * Get Channel Invites.
   * `GET /channels/{channel_id}/invites`
   * @see {@link https://docs.discord.com/developers/resources/channel#get-channel-invites | Discord Docs}
   */
  listChannelInvites(channelId: string, options?: CallOptions): Promise<RESTGetAPIChannelInvitesResult> {
    return this.#caller.call(routes.listChannelInvites, [channelId], undefined, options);
  }

  /**
   * Create Channel Invite.
   * `POST /channels/{channel_id}/invites`
   * @see {@link https://docs.discord.com/developers/resources/channel#create-channel-invite | Discord Docs}
   */
  createChannelInvite(
    channelId: string,
    body: RESTPostAPIChannelInviteJSONBody & InviteTargetUsers,
    options?: CallOptions,
  ): Promise<RESTPostAPIChannelInviteResult> {
    return this.#caller.call(routes.createChannelInvite, [channelId], body, options);
  }

  /**
   * Get Channel Messages.
   * `GET /channels/{channel_id}/messages`
   * @see {@link https://docs.discord.com/developers/resources/message#get-channel-messages | Discord Docs}
   */
  listMessages(
    channelId: string,
    options?: CallOptions & { query?: RESTGetAPIChannelMessagesQuery },
  ): Promise<RESTGetAPIChannelMessagesResult> {
    return this.#caller.call(routes.listMessages, [channelId], undefined, options);
  }

  /**
   * Create Message.
   * `POST /channels/{channel_id}/messages`
   * @see {@link https://docs.discord.com/developers/resources/message#create-message | Discord Docs}
   */
  createMessage(
    channelId: string,
    body: RESTPostAPIChannelMessageJSONBody & Uploads,
    options?: CallOptions,
  ): Promise<RESTPostAPIChannelMessageResult> {
    return this.#caller.call(routes.createMessage, [channelId], body, options);
  }

  /**
   * Bulk Delete Messages.
   * `POST /channels/{channel_id}/messages/bulk-delete`
   * @see {@link https://docs.discord.com/developers/resources/message#bulk-delete-messages | Discord Docs}
   */
  bulkDeleteMessages(
    channelId: string,
    body: RESTPostAPIChannelMessagesBulkDeleteJSONBody,
    options?: CallOptions,
  ): Promise<void> {
    return this.#caller.call(routes.bulkDeleteMessages, [channelId], body, options);
  }

  /**
   * Get Channel Pins.
   * `GET /channels/{channel_id}/messages/pins`
   * @see {@link https://docs.discord.com/developers/resources/message#get-channel-pins | Discord Docs}
   */
  listPins(
    channelId: string,
    options?: CallOptions & { query?: RESTGetAPIChannelMessagesPinsQuery },
  ): Promise<RESTGetAPIChannelMessagesPinsResult> {
    return this.#caller.call(routes.listPins, [channelId], undefined, options);
  }

  /**
   * Pin Message.
   * `PUT /channels/{channel_id}/messages/pins/{message_id}`
   * @see {@link https://docs.discord.com/developers/resources/message#pin-message | Discord Docs}
   */
  createPin(channelId: string, messageId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.createPin, [channelId, messageId], undefined, options);
  }

  /**
   * Unpin Message.
   * `DELETE /channels/{channel_id}/messages/pins/{message_id}`
   * @see {@link https://docs.discord.com/developers/resources/message#unpin-message | Discord Docs}
   */
  deletePin(channelId: string, messageId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deletePin, [channelId, messageId], undefined, options);
  }

  /**
   * Get Channel Message.
   * `GET /channels/{channel_id}/messages/{message_id}`
   * @see {@link https://docs.discord.com/developers/resources/message#get-channel-message | Discord Docs}
   */
  getMessage(channelId: string, messageId: string, options?: CallOptions): Promise<RESTGetAPIChannelMessageResult> {
    return this.#caller.call(routes.getMessage, [channelId, messageId], undefined, options);
  }

  /**
   * Delete Message.
   * `DELETE /channels/{channel_id}/messages/{message_id}`
   * @see {@link https://docs.discord.com/developers/resources/message#delete-message | Discord Docs}
   */
  deleteMessage(channelId: string, messageId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deleteMessage, [channelId, messageId], undefined, options);
  }

  /**
   * Edit Message.
   * `PATCH /channels/{channel_id}/messages/{message_id}`
   * @see {@link https://docs.discord.com/developers/resources/message#edit-message | Discord Docs}
   */
  updateMessage(
    channelId: string,
    messageId: string,
    body: RESTPatchAPIChannelMessageJSONBody & Uploads,
    options?: CallOptions,
  ): Promise<RESTPatchAPIChannelMessageResult> {
    return this.#caller.call(routes.updateMessage, [channelId, messageId], body, options);
  }

  /**
   * Crosspost Message.
   * `POST /channels/{channel_id}/messages/{message_id}/crosspost`
   * @see {@link https://docs.discord.com/developers/resources/message#crosspost-message | Discord Docs}
   */
  crosspostMessage(
    channelId: string,
    messageId: string,
    options?: CallOptions,
  ): Promise<RESTPostAPIChannelMessageCrosspostResult> {
    return this.#caller.call(routes.crosspostMessage, [channelId, messageId], undefined, options);
  }

  /**
   * Delete All Reactions.
   * `DELETE /channels/{channel_id}/messages/{message_id}/reactions`
   * @see {@link https://docs.discord.com/developers/resources/message#delete-all-reactions | Discord Docs}
   */
  deleteAllMessageReactions(channelId: string, messageId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deleteAllMessageReactions, [channelId, messageId], undefined, options);
  }

  /**
   * Get Reactions.
   * `GET /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}`
   * @see {@link https://docs.discord.com/developers/resources/message#get-reactions | Discord Docs}
   */
  listMessageReactionsByEmoji(
    channelId: string,
    messageId: string,
    emojiName: string,
    options?: CallOptions & { query?: RESTGetAPIChannelMessageReactionUsersQuery },
  ): Promise<RESTGetAPIChannelMessageReactionUsersResult> {
    return this.#caller.call(routes.listMessageReactionsByEmoji, [channelId, messageId, emojiName], undefined, options);
  }

  /**
   * Delete All Reactions for Emoji.
   * `DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}`
   * @see {@link https://docs.discord.com/developers/resources/message#delete-all-reactions-for-emoji | Discord Docs}
   */
  deleteAllMessageReactionsByEmoji(
    channelId: string,
    messageId: string,
    emojiName: string,
    options?: CallOptions,
  ): Promise<void> {
    return this.#caller.call(
      routes.deleteAllMessageReactionsByEmoji,
      [channelId, messageId, emojiName],
      undefined,
      options,
    );
  }

  /**
   * Create Reaction.
   * `PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me`
   * @see {@link https://docs.discord.com/developers/resources/message#create-reaction | Discord Docs}
   */
  addMyMessageReaction(channelId: string, messageId: string, emojiName: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.addMyMessageReaction, [channelId, messageId, emojiName], undefined, options);
  }

  /**
   * Delete Own Reaction.
   * `DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me`
   * @see {@link https://docs.discord.com/developers/resources/message#delete-own-reaction | Discord Docs}
   */
  deleteMyMessageReaction(
    channelId: string,
    messageId: string,
    emojiName: string,
    options?: CallOptions,
  ): Promise<void> {
    return this.#caller.call(routes.deleteMyMessageReaction, [channelId, messageId, emojiName], undefined, options);
  }

  /**
   * Delete User Reaction.
   * `DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/{user_id}`
   * @see {@link https://docs.discord.com/developers/resources/message#delete-user-reaction | Discord Docs}
   */
  deleteUserMessageReaction(
    channelId: string,
    messageId: string,
    emojiName: string,
    userId: string,
    options?: CallOptions,
  ): Promise<void> {
    return this.#caller.call(
      routes.deleteUserMessageReaction,
      [channelId, messageId, emojiName, userId],
      undefined,
      options,
    );
  }

  /**
   * Start Thread from Message.
   * `POST /channels/{channel_id}/messages/{message_id}/threads`
   * @see {@link https://docs.discord.com/developers/resources/channel#start-thread-from-message | Discord Docs}
   */
  createThreadFromMessage(
    channelId: string,
    messageId: string,
    body: RESTPostAPIChannelMessagesThreadsJSONBody,
    options?: CallOptions,
  ): Promise<RESTPostAPIChannelMessagesThreadsResult> {
    return this.#caller.call(routes.createThreadFromMessage, [channelId, messageId], body, options);
  }

  /**
   * Edit Channel Permissions.
   * `PUT /channels/{channel_id}/permissions/{overwrite_id}`
   * @see {@link https://docs.discord.com/developers/resources/channel#edit-channel-permissions | Discord Docs}
   */
  setChannelPermissionOverwrite(
    channelId: string,
    overwriteId: string,
    body: RESTPutAPIChannelPermissionJSONBody,
    options?: CallOptions,
  ): Promise<void> {
    return this.#caller.call(routes.setChannelPermissionOverwrite, [channelId, overwriteId], body, options);
  }

  /**
   * Delete Channel Permission.
   * `DELETE /channels/{channel_id}/permissions/{overwrite_id}`
   * @see {@link https://docs.discord.com/developers/resources/channel#delete-channel-permission | Discord Docs}
   */
  deleteChannelPermissionOverwrite(channelId: string, overwriteId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deleteChannelPermissionOverwrite, [channelId, overwriteId], undefined, options);
  }

  /**
   * Get Pinned Messages (deprecated).
   * `GET /channels/{channel_id}/pins`
   * @deprecated Discord keeps it for old callers; use the operation without `deprecated`.
   * @see {@link https://docs.discord.com/developers/resources/message#get-pinned-messages-deprecated | Discord Docs}
   */
  deprecatedListPins(channelId: string, options?: CallOptions): Promise<RESTGetAPIChannelPinsResult> {
    return this.#caller.call(routes.deprecatedListPins, [channelId], undefined, options);
  }

  /**
   * Pin Message (deprecated).
   * `PUT /channels/{channel_id}/pins/{message_id}`
   * @deprecated Discord keeps it for old callers; use the operation without `deprecated`.
   * @see {@link https://docs.discord.com/developers/resources/message#pin-message-deprecated | Discord Docs}
   */
  deprecatedCreatePin(channelId: string, messageId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deprecatedCreatePin, [channelId, messageId], undefined, options);
  }

  /**
   * Unpin Message (deprecated).
   * `DELETE /channels/{channel_id}/pins/{message_id}`
   * @deprecated Discord keeps it for old callers; use the operation without `deprecated`.
   * @see {@link https://docs.discord.com/developers/resources/message#unpin-message-deprecated | Discord Docs}
   */
  deprecatedDeletePin(channelId: string, messageId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deprecatedDeletePin, [channelId, messageId], undefined, options);
  }

  /**
   * Get Answer Voters.
   * `GET /channels/{channel_id}/polls/{message_id}/answers/{answer_id}`
   * @see {@link https://docs.discord.com/developers/resources/poll#get-answer-voters | Discord Docs}
   */
  getAnswerVoters(
    channelId: string,
    messageId: string,
    answerId: string,
    options?: CallOptions & { query?: RESTGetAPIPollAnswerVotersQuery },
  ): Promise<RESTGetAPIPollAnswerVotersResult> {
    return this.#caller.call(routes.getAnswerVoters, [channelId, messageId, answerId], undefined, options);
  }

  /**
   * End Poll.
   * `POST /channels/{channel_id}/polls/{message_id}/expire`
   * @see {@link https://docs.discord.com/developers/resources/poll#end-poll | Discord Docs}
   */
  pollExpire(channelId: string, messageId: string, options?: CallOptions): Promise<RESTPostAPIPollExpireResult> {
    return this.#caller.call(routes.pollExpire, [channelId, messageId], undefined, options);
  }

  /**
   * Group DM Add Recipient.
   * `PUT /channels/{channel_id}/recipients/{user_id}`
   * @see {@link https://docs.discord.com/developers/resources/channel#group-dm-add-recipient | Discord Docs}
   */
  addGroupDmUser(
    channelId: string,
    userId: string,
    body: RESTPutAPIChannelRecipientJSONBody,
    options?: CallOptions,
  ): Promise<RESTPutAPIChannelRecipientResult> {
    return this.#caller.call(routes.addGroupDmUser, [channelId, userId], body, options);
  }

  /**
   * Group DM Remove Recipient.
   * `DELETE /channels/{channel_id}/recipients/{user_id}`
   * @see {@link https://docs.discord.com/developers/resources/channel#group-dm-remove-recipient | Discord Docs}
   */
  deleteGroupDmUser(channelId: string, userId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deleteGroupDmUser, [channelId, userId], undefined, options);
  }

  /**
   * Send Soundboard Sound.
   * `POST /channels/{channel_id}/send-soundboard-sound`
   * @see {@link https://docs.discord.com/developers/resources/soundboard#send-soundboard-sound | Discord Docs}
   */
  sendSoundboardSound(
    channelId: string,
    body: RESTPostAPISoundboardSendSoundJSONBody,
    options?: CallOptions,
  ): Promise<void> {
    return this.#caller.call(routes.sendSoundboardSound, [channelId], body, options);
  }

  /**
   * List Thread Members.
   * `GET /channels/{channel_id}/thread-members`
   * @see {@link https://docs.discord.com/developers/resources/channel#list-thread-members | Discord Docs}
   */
  listThreadMembers(
    channelId: string,
    options?: CallOptions & { query?: RESTGetAPIChannelThreadMembersQuery },
  ): Promise<RESTGetAPIChannelThreadMembersResult> {
    return this.#caller.call(routes.listThreadMembers, [channelId], undefined, options);
  }

  /**
   * Join Thread.
   * `PUT /channels/{channel_id}/thread-members/@me`
   * @see {@link https://docs.discord.com/developers/resources/channel#join-thread | Discord Docs}
   */
  joinThread(channelId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.joinThread, [channelId], undefined, options);
  }

  /**
   * Leave Thread.
   * `DELETE /channels/{channel_id}/thread-members/@me`
   * @see {@link https://docs.discord.com/developers/resources/channel#leave-thread | Discord Docs}
   */
  leaveThread(channelId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.leaveThread, [channelId], undefined, options);
  }

  /**
   * Get Thread Member.
   * `GET /channels/{channel_id}/thread-members/{user_id}`
   * @see {@link https://docs.discord.com/developers/resources/channel#get-thread-member | Discord Docs}
   */
  getThreadMember(
    channelId: string,
    userId: string,
    options?: CallOptions & { query?: RESTGetAPIChannelThreadMemberQuery },
  ): Promise<RESTGetAPIChannelThreadMemberResult> {
    return this.#caller.call(routes.getThreadMember, [channelId, userId], undefined, options);
  }

  /**
   * Add Thread Member.
   * `PUT /channels/{channel_id}/thread-members/{user_id}`
   * @see {@link https://docs.discord.com/developers/resources/channel#add-thread-member | Discord Docs}
   */
  addThreadMember(channelId: string, userId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.addThreadMember, [channelId, userId], undefined, options);
  }

  /**
   * Remove Thread Member.
   * `DELETE /channels/{channel_id}/thread-members/{user_id}`
   * @see {@link https://docs.discord.com/developers/resources/channel#remove-thread-member | Discord Docs}
   */
  deleteThreadMember(channelId: string, userId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deleteThreadMember, [channelId, userId], undefined, options);
  }

  /**
   * Start Thread without Message, or Start Thread in Forum or Media Channel.
   * `POST /channels/{channel_id}/threads`
   * @see {@link https://docs.discord.com/developers/resources/channel#start-thread-without-message | Discord Docs}
   * @see {@link https://docs.discord.com/developers/resources/channel#start-thread-in-forum-or-media-channel | Discord Docs}
   */
  createThread(
    channelId: string,
    body: (RESTPostAPIChannelThreadsJSONBody | RESTPostAPIGuildForumThreadsJSONBody) & Uploads,
    options?: CallOptions,
  ): Promise<RESTPostAPIChannelThreadsResult> {
    return this.#caller.call(routes.createThread, [channelId], body, options);
  }

  /**
   * List Private Archived Threads.
   * `GET /channels/{channel_id}/threads/archived/private`
   * @see {@link https://docs.discord.com/developers/resources/channel#list-private-archived-threads | Discord Docs}
   */
  listPrivateArchivedThreads(
    channelId: string,
    options?: CallOptions & { query?: RESTGetAPIChannelThreadsArchivedQuery },
  ): Promise<RESTGetAPIChannelThreadsArchivedPrivateResult> {
    return this.#caller.call(routes.listPrivateArchivedThreads, [channelId], undefined, options);
  }

  /**
   * List Public Archived Threads.
   * `GET /channels/{channel_id}/threads/archived/public`
   * @see {@link https://docs.discord.com/developers/resources/channel#list-public-archived-threads | Discord Docs}
   */
  listPublicArchivedThreads(
    channelId: string,
    options?: CallOptions & { query?: RESTGetAPIChannelThreadsArchivedQuery },
  ): Promise<RESTGetAPIChannelThreadsArchivedPublicResult> {
    return this.#caller.call(routes.listPublicArchivedThreads, [channelId], undefined, options);
  }

  /**
   * Search the threads of a forum or media channel. Answers with status 202 until the index is built.
   * `GET /channels/{channel_id}/threads/search`
   * @see {@link https://docs.discord.com/developers/resources/channel | Discord Docs}
   */
  threadSearch(channelId: string, options?: CallOptions & { query?: ThreadSearchQuery }): Promise<ThreadSearchResult> {
    return this.#caller.call(routes.threadSearch, [channelId], undefined, options);
  }

  /**
   * Trigger Typing Indicator.
   * `POST /channels/{channel_id}/typing`
   * @see {@link https://docs.discord.com/developers/resources/channel#trigger-typing-indicator | Discord Docs}
   */
  triggerTypingIndicator(channelId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.triggerTypingIndicator, [channelId], undefined, options);
  }

  /**
   * List Joined Private Archived Threads.
   * `GET /channels/{channel_id}/users/@me/threads/archived/private`
   * @see {@link https://docs.discord.com/developers/resources/channel#list-joined-private-archived-threads | Discord Docs}
   */
  listMyPrivateArchivedThreads(
    channelId: string,
    options?: CallOptions & { query?: RESTGetAPIChannelThreadsArchivedQuery },
  ): Promise<RESTGetAPIChannelUsersThreadsArchivedResult> {
    return this.#caller.call(routes.listMyPrivateArchivedThreads, [channelId], undefined, options);
  }

  /**
   * Set Voice Channel Status.
   * `PUT /channels/{channel_id}/voice-status`
   * @see {@link https://docs.discord.com/developers/resources/channel#set-voice-channel-status | Discord Docs}
   */
  updateVoiceChannelStatus(
    channelId: string,
    body: RESTPutAPIChannelVoiceStatusJSONBody,
    options?: CallOptions,
  ): Promise<void> {
    return this.#caller.call(routes.updateVoiceChannelStatus, [channelId], body, options);
  }

  /**
   * Get Channel Webhooks.
   * `GET /channels/{channel_id}/webhooks`
   * @see {@link https://docs.discord.com/developers/resources/webhook#get-channel-webhooks | Discord Docs}
   */
  listChannelWebhooks(channelId: string, options?: CallOptions): Promise<RESTGetAPIChannelWebhooksResult> {
    return this.#caller.call(routes.listChannelWebhooks, [channelId], undefined, options);
  }

  /**
   * Create Webhook.
   * `POST /channels/{channel_id}/webhooks`
   * @see {@link https://docs.discord.com/developers/resources/webhook#create-webhook | Discord Docs}
   */
  createWebhook(
    channelId: string,
    body: RESTPostAPIChannelWebhookJSONBody,
    options?: CallOptions,
  ): Promise<RESTPostAPIChannelWebhookResult> {
    return this.#caller.call(routes.createWebhook, [channelId], body, options);
  }

  /**
   * Goes through a channel's messages: the newest first, or, with `query.after`, from there on the oldest first.
   * @see {@link https://docs.discord.com/developers/resources/message#get-channel-messages | Discord Docs}
   */
  async *iterateMessages(
    channelId: string,
    options: IterationOptions<Omit<RESTGetAPIChannelMessagesQuery, "around">> = {},
  ): AsyncGenerator<APIMessage, void, void> {
    const isForward = options.query?.after !== undefined;
    const side = isForward ? "after" : "before";
    yield* iteratePages(
      options,
      afterId<APIMessage>(
        100,
        ({ id }) => id,
        async (cursor, limit) => {
          const page = cursor === undefined ? { limit } : { limit, [side]: cursor };
          const messages = await this.listMessages(
            channelId,
            pageOptions<RESTGetAPIChannelMessagesQuery>(options, page),
          );
          return isForward ? messages.toSorted(byAge) : messages;
        },
      ),
    );
  }

  /**
   * Goes through a channel's pinned messages, the latest pin first.
   * @see {@link https://docs.discord.com/developers/resources/message#get-channel-pins | Discord Docs}
   */
  async *iteratePins(
    channelId: string,
    options: IterationOptions<RESTGetAPIChannelMessagesPinsQuery> = {},
  ): AsyncGenerator<APIMessagePin, void, void> {
    yield* iteratePages(
      options,
      untilNoMore(
        [1, 50],
        (page: RESTGetAPIChannelMessagesPinsResult) => page.items,
        ({ pinned_at: before }) => before,
        (before, limit) =>
          this.listPins(channelId, pageOptions(options, before === undefined ? { limit } : { limit, before })),
      ),
    );
  }

  /**
   * Goes through the users who reacted with an emoji.
   * @see {@link https://docs.discord.com/developers/resources/message#get-reactions | Discord Docs}
   */
  async *iterateReactions(
    channelId: string,
    messageId: string,
    emojiName: string,
    options: IterationOptions<RESTGetAPIChannelMessageReactionUsersQuery> = {},
  ): AsyncGenerator<APIUser, void, void> {
    yield* iteratePages(
      options,
      afterId<APIUser>(
        100,
        ({ id }) => id,
        (after, limit) =>
          this.listMessageReactionsByEmoji(
            channelId,
            messageId,
            emojiName,
            pageOptions(options, after === undefined ? { limit } : { limit, after }),
          ),
      ),
    );
  }

  /**
   * Goes through the users who voted for an answer of a poll.
   * @see {@link https://docs.discord.com/developers/resources/poll#get-answer-voters | Discord Docs}
   */
  async *iterateAnswerVoters(
    channelId: string,
    messageId: string,
    answerId: string,
    options: IterationOptions<RESTGetAPIPollAnswerVotersQuery> = {},
  ): AsyncGenerator<APIUser, void, void> {
    yield* iteratePages(
      options,
      afterId<APIUser>(
        100,
        ({ id }) => id,
        async (after, limit) => {
          const page = pageOptions(options, after === undefined ? { limit } : { limit, after });
          return (await this.getAnswerVoters(channelId, messageId, answerId, page)).users;
        },
      ),
    );
  }

  /**
   * Goes through the members of a thread.
   * @see {@link https://docs.discord.com/developers/resources/channel#list-thread-members | Discord Docs}
   */
  async *iterateThreadMembers(
    channelId: string,
    options: IterationOptions<RESTGetAPIChannelThreadMembersQuery> = {},
  ): AsyncGenerator<APIThreadMember, void, void> {
    yield* iteratePages(
      options,
      afterId<APIThreadMember>(
        100,
        ({ user_id: id }) => id,
        (after, limit) =>
          // Without members Discord would not page at all.
          this.listThreadMembers(
            channelId,
            pageOptions(options, { with_member: true, limit, ...(after === undefined ? {} : { after }) }),
          ),
      ),
    );
  }

  /**
   * Goes through a channel's archived threads that everybody may see, the last archived first.
   * @see {@link https://docs.discord.com/developers/resources/channel#list-public-archived-threads | Discord Docs}
   */
  async *iteratePublicArchivedThreads(
    channelId: string,
    options: IterationOptions<RESTGetAPIChannelThreadsArchivedQuery> = {},
  ): AsyncGenerator<ArchivedThread, void, void> {
    yield* iteratePages(
      options,
      untilNoMore([2, 100], threadsOf, archivedAt, (before, limit) =>
        this.listPublicArchivedThreads(
          channelId,
          pageOptions(options, before === undefined ? { limit } : { limit, before }),
        ),
      ),
    );
  }

  /**
   * Goes through a channel's private archived threads, the last archived first.
   * @see {@link https://docs.discord.com/developers/resources/channel#list-private-archived-threads | Discord Docs}
   */
  async *iteratePrivateArchivedThreads(
    channelId: string,
    options: IterationOptions<RESTGetAPIChannelThreadsArchivedQuery> = {},
  ): AsyncGenerator<ArchivedThread, void, void> {
    yield* iteratePages(
      options,
      untilNoMore([2, 100], threadsOf, archivedAt, (before, limit) =>
        this.listPrivateArchivedThreads(
          channelId,
          pageOptions(options, before === undefined ? { limit } : { limit, before }),
        ),
      ),
    );
  }

  /**
   * Goes through the private archived threads that the bot has joined, the newest first.
   * @see {@link https://docs.discord.com/developers/resources/channel#list-joined-private-archived-threads | Discord Docs}
   */
  async *iterateMyPrivateArchivedThreads(
    channelId: string,
    options: IterationOptions<RESTGetAPIChannelThreadsArchivedQuery> = {},
  ): AsyncGenerator<ArchivedThread, void, void> {
    yield* iteratePages(
      options,
      untilNoMore(
        [2, 100],
        threadsOf,
        ({ id }) => id,
        (before, limit) =>
          this.listMyPrivateArchivedThreads(
            channelId,
            pageOptions(options, before === undefined ? { limit } : { limit, before }),
          ),
      ),
    );
  }
}

function threadsOf({ threads }: RESTGetAPIChannelThreadsArchivedPublicResult): ArchivedThread[] {
  return threads;
}

function archivedAt(thread: ArchivedThread): string | undefined {
  return "thread_metadata" in thread ? thread.thread_metadata?.archive_timestamp : undefined;
}
