import { ApiError } from "../world/api-error.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import type { Call, Endpoint, Endpoints } from "./call.ts";
import { form } from "./call.ts";
import { string } from "./fields.ts";
import { guildIdOf } from "./guild-endpoints.ts";
import { object, required } from "./object-field.ts";
import { ok } from "./reply.ts";

/** Only for people, who sign in by OAuth2: there are none of their tokens here. */
const forPeople: Endpoint = (_call: Call) => {
  throw new ApiError(403, 20001, "Bots cannot use this endpoint");
};

const addition = object({ access_token: required(string({ max: 10_240 })) });

/** What bots are refused, or find empty, for want of people's consent. */
export const refusedEndpoints: Endpoints = {
  set_guild_application_command_permissions: forPeople,
  list_my_connections: forPeople,
  get_my_oauth2_authorization: forPeople,
  get_openid_connect_userinfo: forPeople,

  // It takes the access token of a user who has let the application do that.
  add_guild_member: (call) => {
    guildIdOf(call, PermissionBit.CreateInstantInvite);
    form(call, addition);
    throw new ApiError(403, 50025, "Invalid OAuth2 access token");
  },

  // Guilds here let everybody in.
  get_guild_join_requests: (call) => {
    guildIdOf(call, PermissionBit.KickMembers);
    return ok({ total: 0, guild_join_requests: [] });
  },
  action_guild_join_request: (call) => {
    guildIdOf(call, PermissionBit.KickMembers);
    throw new ApiError(404, 0, "404: Not Found");
  },
};
