import type { APIThreadChannel } from "@zignal/types";
import { AuditLogEntry } from "./audit-log-entry.ts";
import { AutoModerationExecution } from "./auto-moderation-execution.ts";
import { AutoModerationRule } from "./auto-moderation-rule.ts";
import { Channel, isThread } from "./channel.ts";
import { Emoji } from "./emoji.ts";
import { Entitlement } from "./entitlement.ts";
import { Guild } from "./guild.ts";
import { Integration } from "./integration.ts";
import { Invite } from "./invite.ts";
import { Member } from "./member.ts";
import { Message } from "./message.ts";
import { Poll } from "./poll.ts";
import { Presence } from "./presence.ts";
import { Reaction } from "./reaction.ts";
import { Role } from "./role.ts";
import { ScheduledEvent } from "./scheduled-event.ts";
import { SoundboardSound } from "./soundboard-sound.ts";
import { StageInstance } from "./stage-instance.ts";
import { Sticker } from "./sticker.ts";
import type { StructureFactory, StructureHost } from "./structure-host.ts";
import { Thread } from "./thread.ts";
import { User } from "./user.ts";
import { VoiceState } from "./voice-state.ts";
import { Webhook } from "./webhook.ts";

/** The structures of this package, for a host. */
export function createStructureFactory(host: () => StructureHost): StructureFactory {
  return {
    user: (raw) => new User(raw, host()),
    member: (raw, user, guildId) => new Member(raw, user, guildId, host()),
    role: (raw, guildId) => new Role(raw, guildId, host()),
    channel: (raw) => (isThread(raw) ? new Thread(raw, host()) : new Channel(raw, host())),
    thread: (raw) => new Thread(raw as APIThreadChannel, host()),
    message: (raw) => new Message(raw, host()),
    guild: (raw) => new Guild(raw, host()),
    webhook: (raw) => new Webhook(raw, host()),
    invite: (raw) => new Invite(raw, host()),
    emoji: (raw, guildId) => new Emoji(raw, guildId, host()),
    sticker: (raw) => new Sticker(raw, host()),
    scheduledEvent: (raw) => new ScheduledEvent(raw, host()),
    poll: (raw, message) => new Poll(raw, message, host()),
    stageInstance: (raw) => new StageInstance(raw, host()),
    soundboardSound: (raw) => new SoundboardSound(raw, host()),
    autoModerationRule: (raw) => new AutoModerationRule(raw, host()),
    auditLogEntry: (raw, guildId) => new AuditLogEntry(raw, guildId, host()),
    reaction: (raw) => new Reaction(raw, host()),
    presence: (raw) => new Presence(raw, host()),
    voiceState: (raw) => new VoiceState(raw, host()),
    integration: (raw, guildId) => new Integration(raw, guildId, host()),
    entitlement: (raw) => new Entitlement(raw, host()),
    autoModerationExecution: (raw) => new AutoModerationExecution(raw, host()),
  };
}
