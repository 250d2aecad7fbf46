import { missingPermissions } from "../world/api-error.ts";
import type { Guild } from "../world/guilds.ts";
import type { Invite } from "../world/invites.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import type { Call, Endpoints } from "./call.ts";
import { me, param, queryFlag } from "./call.ts";
import { ok } from "./reply.ts";
import { memberCounts } from "./user-endpoints.ts";

/** The invite object. Uses and age are for those who manage the channel. */
export function invitePayload(call: Call, invite: Invite, withMetadata: boolean): object {
  const { world } = call;
  const guild = world.guilds.require(invite.guildId);
  const channel = world.channels.require(invite.channelId);
  return {
    type: 0,
    code: invite.code,
    guild_id: guild.id,
    guild: invitedTo(guild),
    channel: { id: channel.id, type: channel.type, name: channel.name },
    inviter: world.users.require(invite.inviterId),
    expires_at: world.invites.expiresAt(invite),
    ...(withMetadata ? world.invites.metadata(invite) : {}),
    ...(queryFlag(call, "with_counts") ? memberCounts(world.members.count(guild.id)) : {}),
  };
}

/** What an invite shows of its guild. */
function invitedTo(guild: Guild): object {
  const { id, name, icon, splash, banner, description, features, verification_level, nsfw_level, nsfw } = guild;
  const { vanity_url_code, premium_subscription_count, premium_tier } = guild;
  const looks = { id, name, icon, splash, banner, description, features };
  return { ...looks, verification_level, nsfw_level, nsfw, vanity_url_code, premium_subscription_count, premium_tier };
}

export const inviteEndpoints: Endpoints = {
  invite_resolve: (call) => ok(invitePayload(call, call.world.invites.require(param(call, "code")), false)),

  invite_revoke: (call) => {
    const invite = call.world.invites.require(param(call, "code"));
    const { user } = me(call);
    const inChannel = call.world.permissions.inChannel(user.id, call.world.channels.require(invite.channelId));
    const inGuild = call.world.permissions.inGuild(user.id, invite.guildId);
    const mayManage = (inChannel & PermissionBit.ManageChannels) | (inGuild & PermissionBit.ManageGuild);
    if (mayManage === 0n) throw missingPermissions();
    const payload = invitePayload(call, invite, false);
    call.world.invites.delete(invite.code);
    return ok(payload);
  },

  list_guild_invites: (call) => {
    const guildId = param(call, "guild_id");
    call.world.permissions.requireGuild(me(call).user.id, guildId, PermissionBit.ManageGuild);
    return ok(call.world.invites.ofGuild(guildId).map((invite) => invitePayload(call, invite, true)));
  },
};
