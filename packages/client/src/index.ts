export * from "@zignal/builders";
export * from "@zignal/errors";
export * from "@zignal/interactions";
export type * from "@zignal/types";
export { Intents } from "@zignal/types/intents";
export { Permissions } from "@zignal/types/permissions";
export { channelPermissions, guildPermissions } from "@zignal/types/permission-computation";
export { Snowflakes } from "@zignal/types/snowflake";

export { Client } from "./client.ts";
export type {
  ClientEvents,
  ClientReady,
  ConnectionEvents,
  DispatchEvents,
  EventContext,
  PreviousStates,
  StructuredEvents,
} from "./client-events.ts";
export type { ClientGateway } from "./client-gateway.ts";
export type { ClientMonitor, ClientMonitorOptions } from "./client-monitor.ts";
export type { ClientOptions } from "./client-options.ts";
export type {
  MetricLabels,
  MonitoredHealth,
  MonitorHealth,
  MonitorMetricOptions,
  MonitorMetrics,
  MonitorPerformance,
} from "./monitor-parts.ts";
export type { ClientVoice, ClientVoiceOptions } from "./client-voice.ts";
export type { DisconnectOptions } from "./disconnect-options.ts";
export type { Listener } from "./event-bus.ts";
export type { CamelCase, DispatchData, DispatchName } from "./event-names.ts";
export type { EventStream, EventStreamOptions, OverflowPolicy } from "./event-stream.ts";
export type { SignalOptions } from "./signal-handling.ts";
export type { WaitForOptions } from "./event-waiting.ts";
export { AuditLogEntry } from "./structures/audit-log-entry.ts";
export type { AuditLogQuery } from "./structures/audit-log-entry.ts";
export { AutoModerationExecution } from "./structures/auto-moderation-execution.ts";
export { AutoModerationRule } from "./structures/auto-moderation-rule.ts";
export type { GuildAutoModeration } from "./structures/auto-moderation-rule.ts";
export type { Ban, GuildBans } from "./structures/ban.ts";
export { Channel } from "./structures/channel.ts";
export type { ForumPost, RawChannel } from "./structures/channel.ts";
export { Emoji } from "./structures/emoji.ts";
export type { GuildEmojis } from "./structures/emoji.ts";
export { Entitlement } from "./structures/entitlement.ts";
export { Guild } from "./structures/guild.ts";
export type { GuildChannels, GuildMembers, GuildRoles, RawGuild } from "./structures/guild.ts";
export { Integration } from "./structures/integration.ts";
export type { GuildIntegrations } from "./structures/integration.ts";
export { Invite } from "./structures/invite.ts";
export type { RawInvite } from "./structures/invite.ts";
export { Member } from "./structures/member.ts";
export type { MemberRoles, RawMember } from "./structures/member.ts";
export { Message } from "./structures/message.ts";
export type { RawMessage } from "./structures/message.ts";
export { Poll } from "./structures/poll.ts";
export type { PollAnswer } from "./structures/poll.ts";
export { Presence } from "./structures/presence.ts";
export { Reaction } from "./structures/reaction.ts";
export type { RawReaction } from "./structures/reaction.ts";
export { Role } from "./structures/role.ts";
export { ScheduledEvent } from "./structures/scheduled-event.ts";
export type { GuildScheduledEvents, ScheduledEventStatus } from "./structures/scheduled-event.ts";
export { SoundboardSound } from "./structures/soundboard-sound.ts";
export type { GuildSoundboard } from "./structures/soundboard-sound.ts";
export { StageInstance } from "./structures/stage-instance.ts";
export { Sticker } from "./structures/sticker.ts";
export type { GuildStickers, NewSticker } from "./structures/sticker.ts";
export { Structure } from "./structures/structure.ts";
export type { ActionOptions, StructureFactory, StructureHost, StructureRest } from "./structures/structure-host.ts";
export { Thread } from "./structures/thread.ts";
export { User } from "./structures/user.ts";
export { VoiceState } from "./structures/voice-state.ts";
export type { GuildVoiceStates } from "./structures/voice-state.ts";
export { Webhook } from "./structures/webhook.ts";
export type { WebhookMessageInput, WebhookMessagePlace } from "./structures/webhook.ts";
