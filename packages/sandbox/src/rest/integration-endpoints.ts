import { PermissionBit } from "../world/permission-bits.ts";
import type { Endpoints } from "./call.ts";
import { param } from "./call.ts";
import { guildIdOf } from "./guild-endpoints.ts";
import { noContent, ok } from "./reply.ts";

export const integrationEndpoints: Endpoints = {
  list_guild_integrations: (call) => {
    const guildId = guildIdOf(call, PermissionBit.ManageGuild);
    const { integrations } = call.world;
    return ok(integrations.ofGuild(guildId).map((integration) => integrations.payload(integration, true)));
  },

  /** The bot leaves with it. */
  delete_guild_integration: (call) => {
    const guildId = guildIdOf(call, PermissionBit.ManageGuild);
    const { applicationId } = call.world.integrations.require(guildId, param(call, "integration_id"));
    const botId = call.world.applications.get(applicationId)?.botId ?? "";
    call.world.removeMember(guildId, botId);
    return noContent;
  },
};
