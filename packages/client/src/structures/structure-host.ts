import type { Cache } from "@zignal/cache";
import type { GuildMembersResult, RequestGuildMembersOptions } from "@zignal/gateway";
import type { Rest } from "@zignal/rest";
import type {
  APIAuditLogEntry,
  APIAutoModerationRule,
  APIEmoji,
  APIEntitlement,
  APIGuildChannel,
  APIGuildIntegration,
  APIGuildScheduledEvent,
  APIPoll,
  APIRole,
  APISoundboardSound,
  APIStageInstance,
  APISticker,
  APIUser,
  APIVoiceState,
  APIWebhook,
  GatewayAutoModerationActionExecutionDispatchData,
  GatewayPresenceUpdate,
} from "@zignal/types";
import type { AuditLogEntry } from "./audit-log-entry.ts";
import type { AutoModerationExecution } from "./auto-moderation-execution.ts";
import type { AutoModerationRule } from "./auto-moderation-rule.ts";
import type { Channel, RawChannel } from "./channel.ts";
import type { Emoji } from "./emoji.ts";
import type { Entitlement } from "./entitlement.ts";
import type { Guild, RawGuild } from "./guild.ts";
import type { Integration } from "./integration.ts";
import type { Invite, RawInvite } from "./invite.ts";
import type { Member, RawMember } from "./member.ts";
import type { Message, RawMessage } from "./message.ts";
import type { Poll } from "./poll.ts";
import type { Presence } from "./presence.ts";
import type { RawReaction, Reaction } from "./reaction.ts";
import type { Role } from "./role.ts";
import type { ScheduledEvent } from "./scheduled-event.ts";
import type { SoundboardSound } from "./soundboard-sound.ts";
import type { StageInstance } from "./stage-instance.ts";
import type { Sticker } from "./sticker.ts";
import type { Thread } from "./thread.ts";
import type { User } from "./user.ts";
import type { VoiceState } from "./voice-state.ts";
import type { Webhook } from "./webhook.ts";

/** The groups of `Rest` that structures act through: any object with these methods fits. */
export type StructureRest = Pick<
  Rest,
  "applications" | "channels" | "guilds" | "invites" | "stageInstances" | "users" | "webhooks"
>;

/** Makes structures of Discord's objects. */
export interface StructureFactory {
  user(raw: APIUser): User;
  /** @param user - The user, which messages carry beside the member and not within it. */
  member(raw: RawMember, user: APIUser, guildId: string): Member;
  role(raw: APIRole, guildId: string): Role;
  /** A {@link Thread} where it is one. */
  channel(raw: RawChannel): Channel;
  /** @param raw - A thread: the API's types at times have any channel there. */
  thread(raw: RawChannel | APIGuildChannel): Thread;
  message(raw: RawMessage): Message;
  guild(raw: RawGuild): Guild;
  webhook(raw: APIWebhook): Webhook;
  invite(raw: RawInvite): Invite;
  emoji(raw: APIEmoji, guildId: string): Emoji;
  sticker(raw: APISticker): Sticker;
  scheduledEvent(raw: APIGuildScheduledEvent): ScheduledEvent;
  /** @param message - The message that it is in. */
  poll(raw: APIPoll, message: { id: string; channel_id: string }): Poll;
  stageInstance(raw: APIStageInstance): StageInstance;
  soundboardSound(raw: APISoundboardSound): SoundboardSound;
  autoModerationRule(raw: APIAutoModerationRule): AutoModerationRule;
  auditLogEntry(raw: APIAuditLogEntry, guildId: string): AuditLogEntry;
  reaction(raw: RawReaction): Reaction;
  presence(raw: GatewayPresenceUpdate): Presence;
  voiceState(raw: APIVoiceState): VoiceState;
  integration(raw: APIGuildIntegration, guildId: string): Integration;
  entitlement(raw: APIEntitlement): Entitlement;
  autoModerationExecution(raw: GatewayAutoModerationActionExecutionDispatchData): AutoModerationExecution;
}

/** What structures need of the client that made them. */
export interface StructureHost {
  readonly make: StructureFactory;
  readonly rest: StructureRest;
  /** `undefined` where the cache is switched off. */
  readonly cache: Cache | undefined;
  /** Asks the gateway for members of a guild. */
  readonly requestMembers: (request: RequestGuildMembersOptions) => Promise<GuildMembersResult>;
}

/** What goes with an action that Discord writes into the audit log. */
export interface ActionOptions {
  /** Reason for the audit log, at most 512 characters. */
  reason?: string;
  signal?: AbortSignal;
}
