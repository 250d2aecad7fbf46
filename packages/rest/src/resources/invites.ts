import type {
  RESTDeleteAPIInviteResult,
  RESTGetAPIInviteQuery,
  RESTGetAPIInviteResult,
  RESTGetAPIInviteTargetUsersJobStatusResult,
  Snowflake,
} from "@zignal/types";
import type { InviteTargetUsers } from "../api-types.ts";
import type { CallOptions } from "../call-options.ts";
import type { Caller } from "../caller.ts";
import { routes } from "../routes.ts";

/** Operations under `/invites`. */
export class Invites {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * Get Invite.
   * `GET /invites/{code}`
   * @see {@link https://docs.discord.com/developers/resources/invite#get-invite | Discord Docs}
   */
  inviteResolve(
    code: string,
    options?: CallOptions & {
      query?: RESTGetAPIInviteQuery & { target_channel_id?: Snowflake; target_message_id?: Snowflake };
    },
  ): Promise<RESTGetAPIInviteResult> {
    return this.#caller.call(routes.inviteResolve, [code], undefined, options);
  }

  /**
   * Delete Invite.
   * `DELETE /invites/{code}`
   * @see {@link https://docs.discord.com/developers/resources/invite#delete-invite | Discord Docs}
   */
  inviteRevoke(code: string, options?: CallOptions): Promise<RESTDeleteAPIInviteResult> {
    return this.#caller.call(routes.inviteRevoke, [code], undefined, options);
  }

  /**
   * Get Target Users.
   * `GET /invites/{code}/target-users`
   * @see {@link https://docs.discord.com/developers/resources/invite#get-target-users | Discord Docs}
   */
  getInviteTargetUsers(code: string, options?: CallOptions): Promise<string> {
    return this.#caller.call(routes.getInviteTargetUsers, [code], undefined, options);
  }

  /**
   * Update Target Users.
   * `PUT /invites/{code}/target-users`
   * @see {@link https://docs.discord.com/developers/resources/invite#update-target-users | Discord Docs}
   */
  updateInviteTargetUsers(code: string, body: Required<InviteTargetUsers>, options?: CallOptions): Promise<void> {
    return this.#caller.call(routes.updateInviteTargetUsers, [code], body, options);
  }

  /**
   * Get Target Users Job Status.
   * `GET /invites/{code}/target-users/job-status`
   * @see {@link https://docs.discord.com/developers/resources/invite#get-target-users-job-status | Discord Docs}
   */
  getInviteTargetUsersJobStatus(
    code: string,
    options?: CallOptions,
  ): Promise<RESTGetAPIInviteTargetUsersJobStatusResult> {
    return this.#caller.call(routes.getInviteTargetUsersJobStatus, [code], undefined, options);
  }
}
