import { ApiError } from "./api-error.ts";
import type { ModerationRule, RuleAction, RuleMatch } from "./auto-moderation.ts";
import { matchRule, ModerationAction } from "./auto-moderation.ts";
import type { Channel } from "./channel-types.ts";
import { MessageType } from "./message-types.ts";
import { PermissionBit } from "./permission-bits.ts";
import type { World } from "./world.ts";

const onMessage = 1;

/** A message that somebody is about to send. */
export interface ScreenedMessage {
  readonly userId: string;
  readonly channel: Channel;
  readonly content: string;
}

/**
 * Holds a message against the rules of its guild, and does what the rules that it breaks ask for: alerts, time-outs, and
 * refusals. Members who manage the guild are above the rules.
 * @throws {ApiError} 200000 where a rule blocks it
 */
export function screenMessage(world: World, message: ScreenedMessage): void {
  const { userId, channel, content } = message;
  const { guild_id: guildId } = channel;
  if (guildId === undefined) return;
  if ((world.permissions.inGuild(userId, guildId) & PermissionBit.ManageGuild) !== 0n) return;
  const mentions = new Set(content.match(/<@[!&]?\d+>/g)).size;
  let isBlocked = false;
  for (const rule of world.autoModeration.ofGuild(guildId)) {
    if (!concerns(world, rule, message, guildId)) continue;
    const match = matchRule(rule, content, mentions);
    if (match === undefined) continue;
    for (const action of rule.actions) execute(world, { rule, action, match, message, guildId });
    isBlocked ||= rule.actions.some(({ type }) => type === ModerationAction.BlockMessage);
  }
  if (isBlocked) throw new ApiError(400, 200_000, "Message was blocked by automatic moderation");
}

function concerns(world: World, rule: ModerationRule, { userId, channel }: ScreenedMessage, guildId: string): boolean {
  if (!rule.enabled || rule.event_type !== onMessage) return false;
  const roles = world.members.get(guildId, userId)?.roles ?? [];
  const places = [channel.id, channel.parent_id];
  return !rule.exempt_roles.some((id) => roles.includes(id)) && !rule.exempt_channels.some((id) => places.includes(id));
}

interface Execution {
  readonly rule: ModerationRule;
  readonly action: RuleAction;
  readonly match: RuleMatch;
  readonly message: ScreenedMessage;
  readonly guildId: string;
}

function execute(world: World, { rule, action, match, message, guildId }: Execution): void {
  const { userId, channel, content } = message;
  const alert = action.type === ModerationAction.SendAlert ? sendAlert(world, rule, action, message) : undefined;
  if (action.type === ModerationAction.Timeout) {
    const untilMs = world.nowMs() + Number(action.metadata["duration_seconds"]) * 1000;
    world.members.update(guildId, userId, { communication_disabled_until: world.context.timestamp(untilMs) });
  }
  const payload = {
    guild_id: guildId,
    action: { ...action },
    rule_id: rule.id,
    rule_trigger_type: rule.trigger_type,
    user_id: userId,
    channel_id: channel.id,
    ...(alert === undefined ? {} : { alert_system_message_id: alert }),
    content,
    matched_keyword: match.keyword,
    matched_content: match.content,
  };
  world.context.publish("AUTO_MODERATION_ACTION_EXECUTION", payload, { kind: "guild", guildId });
}

/** The message that moderators see. @returns its id; `undefined` where the channel is gone */
function sendAlert(
  world: World,
  rule: ModerationRule,
  { metadata }: RuleAction,
  { userId, content }: ScreenedMessage,
): string | undefined {
  const channelId = String(metadata["channel_id"]);
  if (world.channels.get(channelId) === undefined) return undefined;
  const embed = {
    type: "auto_moderation_message",
    description: content,
    fields: [
      { name: "rule_name", value: rule.name, inline: false },
      { name: "decision_id", value: world.context.randomHash(), inline: false },
    ],
  };
  const { id } = world.messages.create({
    channelId,
    author: { kind: "user", id: userId },
    body: { embeds: [embed] },
    type: MessageType.AutoModerationAction,
  });
  return id;
}
