import type { Endpoint } from "./call.ts";
import { applicationEndpoints } from "./endpoints/applications.ts";
import { banEndpoints } from "./endpoints/bans.ts";
import { channelEndpoints } from "./endpoints/channels.ts";
import { commandEndpoints } from "./endpoints/commands.ts";
import { emojiEndpoints } from "./endpoints/emojis.ts";
import { gatewayEndpoints } from "./endpoints/gateway.ts";
import { guildEndpoints } from "./endpoints/guilds.ts";
import { interactionEndpoints } from "./endpoints/interactions.ts";
import { inviteEndpoints } from "./endpoints/invites.ts";
import { memberEndpoints } from "./endpoints/members.ts";
import { messageEndpoints } from "./endpoints/messages.ts";
import { pinEndpoints } from "./endpoints/pins.ts";
import { pollEndpoints } from "./endpoints/polls.ts";
import { reactionEndpoints } from "./endpoints/reactions.ts";
import { roleEndpoints } from "./endpoints/roles.ts";
import { threadEndpoints } from "./endpoints/threads.ts";
import { userEndpoints } from "./endpoints/users.ts";
import { voiceStateEndpoints } from "./endpoints/voice-states.ts";
import { webhookMessageEndpoints } from "./endpoints/webhook-messages.ts";
import { webhookEndpoints } from "./endpoints/webhooks.ts";

/** What is implemented, by operation id. Everything else of the API answers 501. */
export const endpoints: ReadonlyMap<string, Endpoint> = new Map(
  [
    applicationEndpoints,
    banEndpoints,
    channelEndpoints,
    commandEndpoints,
    emojiEndpoints,
    gatewayEndpoints,
    guildEndpoints,
    interactionEndpoints,
    inviteEndpoints,
    memberEndpoints,
    messageEndpoints,
    pinEndpoints,
    pollEndpoints,
    reactionEndpoints,
    roleEndpoints,
    threadEndpoints,
    userEndpoints,
    voiceStateEndpoints,
    webhookMessageEndpoints,
    webhookEndpoints,
  ].flatMap((group) => Object.entries(group)),
);
