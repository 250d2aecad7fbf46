import type { Endpoint } from "./call.ts";
import { applicationEndpoints } from "./application-endpoints.ts";
import { banEndpoints } from "./ban-endpoints.ts";
import { channelEndpoints } from "./channel-endpoints.ts";
import { commandEndpoints } from "./command-endpoints.ts";
import { emojiEndpoints } from "./emoji-endpoints.ts";
import { gatewayEndpoints } from "./gateway-endpoints.ts";
import { guildEndpoints } from "./guild-endpoints.ts";
import { interactionEndpoints } from "./interaction-endpoints.ts";
import { inviteEndpoints } from "./invite-endpoints.ts";
import { memberEndpoints } from "./member-endpoints.ts";
import { messageEndpoints } from "./message-endpoints.ts";
import { pinEndpoints } from "./pin-endpoints.ts";
import { pollEndpoints } from "./poll-endpoints.ts";
import { reactionEndpoints } from "./reaction-endpoints.ts";
import { roleEndpoints } from "./role-endpoints.ts";
import { threadEndpoints } from "./thread-endpoints.ts";
import { userEndpoints } from "./user-endpoints.ts";
import { voiceStateEndpoints } from "./voice-state-endpoints.ts";
import { webhookMessageEndpoints } from "./webhook-message-endpoints.ts";
import { webhookEndpoints } from "./webhook-endpoints.ts";
import { applicationEmojiEndpoints } from "./application-emoji-endpoints.ts";
import { auditLogEndpoints } from "./audit-log-endpoints.ts";
import { autoModerationEndpoints } from "./auto-moderation-endpoints.ts";
import { communityEndpoints } from "./community-endpoints.ts";
import { entitlementEndpoints } from "./entitlement-endpoints.ts";
import { integrationEndpoints } from "./integration-endpoints.ts";
import { pruneEndpoints } from "./prune-endpoints.ts";
import { roleConnectionEndpoints } from "./role-connection-endpoints.ts";
import { scheduledEventEndpoints } from "./scheduled-event-endpoints.ts";
import { searchEndpoints } from "./search-endpoints.ts";
import { soundboardEndpoints } from "./soundboard-endpoints.ts";
import { stageInstanceEndpoints } from "./stage-instance-endpoints.ts";
import { stickerEndpoints } from "./sticker-endpoints.ts";
import { templateEndpoints } from "./template-endpoints.ts";
import { widgetEndpoints } from "./widget-endpoints.ts";
import { slackWebhookEndpoints } from "./slack-webhook-endpoints.ts";
import { refusedEndpoints } from "./refused-endpoints.ts";

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
    applicationEmojiEndpoints,
    auditLogEndpoints,
    autoModerationEndpoints,
    communityEndpoints,
    entitlementEndpoints,
    integrationEndpoints,
    pruneEndpoints,
    roleConnectionEndpoints,
    scheduledEventEndpoints,
    searchEndpoints,
    soundboardEndpoints,
    stageInstanceEndpoints,
    stickerEndpoints,
    templateEndpoints,
    widgetEndpoints,
    slackWebhookEndpoints,
    refusedEndpoints,
  ].flatMap((group) => Object.entries(group)),
);
