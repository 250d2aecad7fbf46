import type {
  Lobby,
  LobbyChannelLinkJSONBody,
  LobbyInvite,
  LobbyJSONBody,
  LobbyJoinJSONBody,
  LobbyMember,
  LobbyMemberJSONBody,
  LobbyMemberUpdate,
  LobbyMessage,
  LobbyMessageJSONBody,
  LobbyMessagesQuery,
  LobbyPatchJSONBody,
  ModerationMetadata,
} from "../api-types.ts";
import type { CallOptions, Uploads } from "../call-options.ts";
import type { Caller } from "../caller.ts";
import { routes } from "../routes.ts";

/** Operations under `/lobbies`. */
export class Lobbies {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * Create or Join Lobby.
   * `PUT /lobbies`
   * @see {@link https://docs.discord.com/developers/resources/lobby#create-or-join-lobby | Discord Docs}
   */
  createOrJoinLobby(body: LobbyJoinJSONBody, options?: CallOptions): Promise<Lobby> {
    return this.#caller.call(routes.createOrJoinLobby, [], body, options);
  }

  /**
   * Create Lobby.
   * `POST /lobbies`
   * @see {@link https://docs.discord.com/developers/resources/lobby#create-lobby | Discord Docs}
   */
  createLobby(body: LobbyJSONBody, options?: CallOptions): Promise<Lobby> {
    return this.#caller.call(routes.createLobby, [], body, options);
  }

  /**
   * Get Lobby.
   * `GET /lobbies/{lobby_id}`
   * @see {@link https://docs.discord.com/developers/resources/lobby#get-lobby | Discord Docs}
   */
  getLobby(lobbyId: string, options?: CallOptions): Promise<Lobby> {
    return this.#caller.call(routes.getLobby, [lobbyId], undefined, options);
  }

  /**
   * Delete Lobby.
   * `DELETE /lobbies/{lobby_id}`
   * @see {@link https://docs.discord.com/developers/resources/lobby#delete-lobby | Discord Docs}
   */
  deleteLobby(lobbyId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deleteLobby, [lobbyId], undefined, options);
  }

  /**
   * Modify Lobby.
   * `PATCH /lobbies/{lobby_id}`
   * @see {@link https://docs.discord.com/developers/resources/lobby#modify-lobby | Discord Docs}
   */
  editLobby(lobbyId: string, body: LobbyPatchJSONBody, options?: CallOptions): Promise<Lobby> {
    return this.#caller.call(routes.editLobby, [lobbyId], body, options);
  }

  /**
   * Link Channel to Lobby, or Unlink Channel from Lobby.
   * `PATCH /lobbies/{lobby_id}/channel-linking`
   * @see {@link https://docs.discord.com/developers/resources/lobby#link-channel-to-lobby | Discord Docs}
   * @see {@link https://docs.discord.com/developers/resources/lobby#unlink-channel-from-lobby | Discord Docs}
   */
  editLobbyChannelLink(lobbyId: string, body: LobbyChannelLinkJSONBody, options?: CallOptions): Promise<Lobby> {
    return this.#caller.call(routes.editLobbyChannelLink, [lobbyId], body, options);
  }

  /**
   * Leave Lobby.
   * `DELETE /lobbies/{lobby_id}/members/@me`
   * @see {@link https://docs.discord.com/developers/resources/lobby#leave-lobby | Discord Docs}
   */
  leaveLobby(lobbyId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.leaveLobby, [lobbyId], undefined, options);
  }

  /**
   * Create Lobby Channel Invite for Self.
   * `POST /lobbies/{lobby_id}/members/@me/invites`
   * @see {@link https://docs.discord.com/developers/resources/lobby#create-lobby-channel-invite-for-self | Discord Docs}
   */
  createLinkedLobbyGuildInviteForSelf(lobbyId: string, options?: CallOptions): Promise<LobbyInvite> {
    return this.#caller.call(routes.createLinkedLobbyGuildInviteForSelf, [lobbyId], undefined, options);
  }

  /**
   * Bulk Update Lobby Members.
   * `POST /lobbies/{lobby_id}/members/bulk`
   * @see {@link https://docs.discord.com/developers/resources/lobby#bulk-update-lobby-members | Discord Docs}
   */
  bulkUpdateLobbyMembers(lobbyId: string, body: LobbyMemberUpdate[], options?: CallOptions): Promise<LobbyMember[]> {
    return this.#caller.call(routes.bulkUpdateLobbyMembers, [lobbyId], body, options);
  }

  /**
   * Add a Member to a Lobby.
   * `PUT /lobbies/{lobby_id}/members/{user_id}`
   * @see {@link https://docs.discord.com/developers/resources/lobby#add-a-member-to-a-lobby | Discord Docs}
   */
  addLobbyMember(
    lobbyId: string,
    userId: string,
    body: LobbyMemberJSONBody,
    options?: CallOptions,
  ): Promise<LobbyMember> {
    return this.#caller.call(routes.addLobbyMember, [lobbyId, userId], body, options);
  }

  /**
   * Remove a Member from a Lobby.
   * `DELETE /lobbies/{lobby_id}/members/{user_id}`
   * @see {@link https://docs.discord.com/developers/resources/lobby#remove-a-member-from-a-lobby | Discord Docs}
   */
  deleteLobbyMember(lobbyId: string, userId: string, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.deleteLobbyMember, [lobbyId, userId], undefined, options);
  }

  /**
   * Create Lobby Channel Invite for User.
   * `POST /lobbies/{lobby_id}/members/{user_id}/invites`
   * @see {@link https://docs.discord.com/developers/resources/lobby#create-lobby-channel-invite-for-user | Discord Docs}
   */
  createLinkedLobbyGuildInviteForUser(lobbyId: string, userId: string, options?: CallOptions): Promise<LobbyInvite> {
    return this.#caller.call(routes.createLinkedLobbyGuildInviteForUser, [lobbyId, userId], undefined, options);
  }

  /**
   * Get Lobby Messages.
   * `GET /lobbies/{lobby_id}/messages`
   * @see {@link https://docs.discord.com/developers/resources/lobby#get-lobby-messages | Discord Docs}
   */
  getLobbyMessages(lobbyId: string, options?: CallOptions & { query?: LobbyMessagesQuery }): Promise<LobbyMessage[]> {
    return this.#caller.call(routes.getLobbyMessages, [lobbyId], undefined, options);
  }

  /**
   * Send Lobby Message.
   * `POST /lobbies/{lobby_id}/messages`
   * @see {@link https://docs.discord.com/developers/resources/lobby#send-lobby-message | Discord Docs}
   */
  createLobbyMessage(
    lobbyId: string,
    body: LobbyMessageJSONBody & Uploads,
    options?: CallOptions,
  ): Promise<LobbyMessage> {
    return this.#caller.call(routes.createLobbyMessage, [lobbyId], body, options);
  }

  /**
   * Update Lobby Message Moderation Metadata.
   * `PUT /lobbies/{lobby_id}/messages/{message_id}/moderation-metadata`
   * @see {@link https://docs.discord.com/developers/resources/lobby#update-lobby-message-moderation-metadata | Discord Docs}
   */
  updateLobbyMessageExternalModerationMetadata(
    lobbyId: string,
    messageId: string,
    body: ModerationMetadata,
    options?: CallOptions,
  ): Promise<void> {
    return this.#caller.call(routes.updateLobbyMessageExternalModerationMetadata, [lobbyId, messageId], body, options);
  }
}
