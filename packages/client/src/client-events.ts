import type { PreviousState } from "@zignal/cache";
import type { InteractionContext } from "@zignal/interactions";
import type { APIUnavailableGuild, GatewayDispatchPayload } from "@zignal/types";
import type { CamelCase, DispatchData, DispatchName } from "./event-names.ts";
import type { Channel } from "./structures/channel.ts";
import type { AuditLogEntry } from "./structures/audit-log-entry.ts";
import type { AutoModerationExecution } from "./structures/auto-moderation-execution.ts";
import type { AutoModerationRule } from "./structures/auto-moderation-rule.ts";
import type { Emoji } from "./structures/emoji.ts";
import type { Entitlement } from "./structures/entitlement.ts";
import type { Guild } from "./structures/guild.ts";
import type { Integration } from "./structures/integration.ts";
import type { Invite } from "./structures/invite.ts";
import type { Member } from "./structures/member.ts";
import type { Message } from "./structures/message.ts";
import type { Presence } from "./structures/presence.ts";
import type { Reaction } from "./structures/reaction.ts";
import type { Role } from "./structures/role.ts";
import type { ScheduledEvent } from "./structures/scheduled-event.ts";
import type { SoundboardSound } from "./structures/soundboard-sound.ts";
import type { StageInstance } from "./structures/stage-instance.ts";
import type { Sticker } from "./structures/sticker.ts";
import type { Thread } from "./structures/thread.ts";
import type { VoiceState } from "./structures/voice-state.ts";
import type { User } from "./structures/user.ts";

/** What a listener gets beside the thing itself. */
export interface EventContext<Raw = unknown, Previous = undefined> {
  /** The shard that received it. */
  readonly shardId: number;
  /** The state before, where the cache had it; for reactions and votes, their message. */
  readonly previous: Previous;
  /** The body of the dispatch, as it came. */
  readonly raw: Raw;
}

/** The events whose thing is a structure; all others carry the body of the dispatch. */
export interface StructuredEvents {
  channelCreate: Channel;
  channelUpdate: Channel;
  channelDelete: Channel;
  threadCreate: Thread;
  threadUpdate: Thread;
  guildCreate: Guild;
  guildUpdate: Guild;
  guildMemberAdd: Member;
  guildMemberUpdate: Member;
  guildMemberRemove: User;
  guildBanAdd: User;
  guildBanRemove: User;
  guildRoleCreate: Role;
  guildRoleUpdate: Role;
  guildAuditLogEntryCreate: AuditLogEntry;
  guildScheduledEventCreate: ScheduledEvent;
  guildScheduledEventUpdate: ScheduledEvent;
  guildScheduledEventDelete: ScheduledEvent;
  guildSoundboardSoundCreate: SoundboardSound;
  guildSoundboardSoundUpdate: SoundboardSound;
  stageInstanceCreate: StageInstance;
  stageInstanceUpdate: StageInstance;
  stageInstanceDelete: StageInstance;
  autoModerationRuleCreate: AutoModerationRule;
  autoModerationRuleUpdate: AutoModerationRule;
  autoModerationRuleDelete: AutoModerationRule;
  autoModerationActionExecution: AutoModerationExecution;
  /** All that the guild has now; `context.raw.guild_id` tells which guild. */
  guildEmojisUpdate: Emoji[];
  guildStickersUpdate: Sticker[];
  guildSoundboardSoundsUpdate: SoundboardSound[];
  integrationCreate: Integration;
  integrationUpdate: Integration;
  entitlementCreate: Entitlement;
  entitlementUpdate: Entitlement;
  entitlementDelete: Entitlement;
  messageReactionAdd: Reaction;
  messageReactionRemove: Reaction;
  presenceUpdate: Presence;
  voiceStateUpdate: VoiceState;
  inviteCreate: Invite;
  interactionCreate: InteractionContext;
  messageCreate: Message;
  messageUpdate: Message;
  userUpdate: User;
}

/**
 * The events whose state before is a structure. Of all others it is as the cache had it, in Discord's shape, where the
 * cache keeps such things.
 */
export interface PreviousStates {
  channelCreate: Channel | undefined;
  channelUpdate: Channel | undefined;
  channelDelete: Channel | undefined;
  channelPinsUpdate: Channel | undefined;
  threadCreate: Thread | undefined;
  threadUpdate: Thread | undefined;
  threadDelete: Thread | undefined;
  threadMemberUpdate: Thread | undefined;
  threadMembersUpdate: Thread | undefined;
  /** The threads that are gone since. */
  threadListSync: Thread[] | undefined;
  /** `undefined` when the bot has just joined the guild; its id alone when it is one of those the session began with. */
  guildCreate: Guild | APIUnavailableGuild | undefined;
  guildUpdate: Guild | undefined;
  guildDelete: Guild | undefined;
  guildEmojisUpdate: Emoji[] | undefined;
  guildStickersUpdate: Sticker[] | undefined;
  guildScheduledEventCreate: ScheduledEvent | undefined;
  guildScheduledEventUpdate: ScheduledEvent | undefined;
  guildScheduledEventDelete: ScheduledEvent | undefined;
  guildScheduledEventUserAdd: ScheduledEvent | undefined;
  guildScheduledEventUserRemove: ScheduledEvent | undefined;
  guildSoundboardSoundCreate: SoundboardSound | undefined;
  guildSoundboardSoundUpdate: SoundboardSound | undefined;
  guildSoundboardSoundDelete: SoundboardSound | undefined;
  guildSoundboardSoundsUpdate: SoundboardSound[] | undefined;
  stageInstanceCreate: StageInstance | undefined;
  stageInstanceUpdate: StageInstance | undefined;
  stageInstanceDelete: StageInstance | undefined;
  guildMemberAdd: Member | undefined;
  guildMemberUpdate: Member | undefined;
  guildMemberRemove: Member | undefined;
  guildRoleCreate: Role | undefined;
  guildRoleUpdate: Role | undefined;
  guildRoleDelete: Role | undefined;
  presenceUpdate: Presence | undefined;
  voiceStateUpdate: VoiceState | undefined;
  messageUpdate: Message | undefined;
  messageDelete: Message | undefined;
  /** Those of the messages that were cached, oldest first. */
  messageDeleteBulk: Message[] | undefined;
  messageReactionAdd: Message | undefined;
  messageReactionRemove: Message | undefined;
  messageReactionRemoveAll: Message | undefined;
  messageReactionRemoveEmoji: Message | undefined;
  messagePollVoteAdd: Message | undefined;
  messagePollVoteRemove: Message | undefined;
  userUpdate: User | undefined;
}

type SubjectOf<Name extends DispatchName> =
  CamelCase<Name> extends keyof StructuredEvents ? StructuredEvents[CamelCase<Name>] : DispatchData<Name>;

type PreviousOf<Name extends DispatchName> =
  CamelCase<Name> extends keyof PreviousStates ? PreviousStates[CamelCase<Name>] : PreviousState<Name>;

/** One event for each dispatch of Discord's gateway. */
export type DispatchEvents = {
  [Name in Exclude<DispatchName, "READY" | "RESUMED"> as CamelCase<Name>]: [
    subject: SubjectOf<Name>,
    context: EventContext<DispatchData<Name>, PreviousOf<Name>>,
  ];
};

/** What is known once all shards are ready. */
export interface ClientReady {
  readonly user: User;
  readonly applicationId: string;
  /** How many shards this client runs. */
  readonly shardCount: number;
  /** How many guilds these shards serve. */
  readonly guildCount: number;
}

/** The events of the connection itself. */
export interface ConnectionEvents {
  /** All shards are ready; once for each `connect()`. */
  ready: [ready: ClientReady];
  /** A shard began a new session. */
  shardReady: [shardId: number];
  /** A shard took its session up again; `replayed` events were delivered that it had missed. */
  shardResumed: [shardId: number, replayed: number];
  shardDisconnect: [shardId: number, close: { code: number; reason: string; willReconnect: boolean }];
  /** A listener threw, a shard failed, a request in the background failed: everything that no caller is there to hear of. */
  error: [error: Error];
  /** Every dispatch, as it came. Listening to it has every event parsed. */
  raw: [payload: GatewayDispatchPayload, shardId: number];
}

/** Every event of a client, with the arguments of its listeners. */
export type ClientEvents = DispatchEvents & ConnectionEvents;
