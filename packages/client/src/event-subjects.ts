import type { PreviousState } from "@zignal/cache";
import type { InteractionContext } from "@zignal/interactions";
import type { PreviousStates, StructuredEvents } from "./client-events.ts";
import type { CamelCase, DispatchData, DispatchName } from "./event-names.ts";
import type { StructureHost } from "./structures/structure-host.ts";

/** What the making of subjects needs: structures, and the contexts of interactions. */
export interface SubjectHost extends StructureHost {
  interactionContext(data: DispatchData<"INTERACTION_CREATE">): InteractionContext;
}

type SubjectMakers = {
  readonly [Name in DispatchName as CamelCase<Name> extends keyof StructuredEvents ? Name : never]: (
    data: DispatchData<Name>,
    host: SubjectHost,
  ) => StructuredEvents[CamelCase<Name> & keyof StructuredEvents];
};

/** The structure that an event is about; events that are not here hand out their body as it came. */
const subjectMakers: SubjectMakers = {
  CHANNEL_CREATE: (data, host) => host.make.channel(data),
  CHANNEL_UPDATE: (data, host) => host.make.channel(data),
  CHANNEL_DELETE: (data, host) => host.make.channel(data),
  THREAD_CREATE: (data, host) => host.make.thread(data),
  THREAD_UPDATE: (data, host) => host.make.thread(data),
  GUILD_CREATE: (data, host) => host.make.guild(data),
  GUILD_UPDATE: (data, host) => host.make.guild(data),
  GUILD_MEMBER_ADD: (data, host) => host.make.member(data, data.user, data.guild_id),
  GUILD_MEMBER_UPDATE: (data, host) => host.make.member(data, data.user, data.guild_id),
  GUILD_MEMBER_REMOVE: (data, host) => host.make.user(data.user),
  GUILD_BAN_ADD: (data, host) => host.make.user(data.user),
  GUILD_BAN_REMOVE: (data, host) => host.make.user(data.user),
  GUILD_ROLE_CREATE: (data, host) => host.make.role(data.role, data.guild_id),
  GUILD_ROLE_UPDATE: (data, host) => host.make.role(data.role, data.guild_id),
  GUILD_AUDIT_LOG_ENTRY_CREATE: (data, host) => host.make.auditLogEntry(data, data.guild_id),
  GUILD_SCHEDULED_EVENT_CREATE: (data, host) => host.make.scheduledEvent(data),
  GUILD_SCHEDULED_EVENT_UPDATE: (data, host) => host.make.scheduledEvent(data),
  GUILD_SCHEDULED_EVENT_DELETE: (data, host) => host.make.scheduledEvent(data),
  GUILD_SOUNDBOARD_SOUND_CREATE: (data, host) => host.make.soundboardSound(data),
  GUILD_SOUNDBOARD_SOUND_UPDATE: (data, host) => host.make.soundboardSound(data),
  STAGE_INSTANCE_CREATE: (data, host) => host.make.stageInstance(data),
  STAGE_INSTANCE_UPDATE: (data, host) => host.make.stageInstance(data),
  STAGE_INSTANCE_DELETE: (data, host) => host.make.stageInstance(data),
  AUTO_MODERATION_RULE_CREATE: (data, host) => host.make.autoModerationRule(data),
  AUTO_MODERATION_RULE_UPDATE: (data, host) => host.make.autoModerationRule(data),
  AUTO_MODERATION_RULE_DELETE: (data, host) => host.make.autoModerationRule(data),
  AUTO_MODERATION_ACTION_EXECUTION: (data, host) => host.make.autoModerationExecution(data),
  GUILD_EMOJIS_UPDATE: (data, host) => (data.emojis ?? []).map((emoji) => host.make.emoji(emoji, data.guild_id)),
  GUILD_STICKERS_UPDATE: (data, host) => (data.stickers ?? []).map((sticker) => host.make.sticker(sticker)),
  GUILD_SOUNDBOARD_SOUNDS_UPDATE: (data, host) =>
    (data.soundboard_sounds ?? []).map((sound) => host.make.soundboardSound(sound)),
  INTEGRATION_CREATE: (data, host) => host.make.integration(data, data.guild_id),
  INTEGRATION_UPDATE: (data, host) => host.make.integration(data, data.guild_id),
  ENTITLEMENT_CREATE: (data, host) => host.make.entitlement(data),
  ENTITLEMENT_UPDATE: (data, host) => host.make.entitlement(data),
  ENTITLEMENT_DELETE: (data, host) => host.make.entitlement(data),
  MESSAGE_REACTION_ADD: (data, host) => host.make.reaction(data),
  MESSAGE_REACTION_REMOVE: (data, host) => host.make.reaction(data),
  PRESENCE_UPDATE: (data, host) => host.make.presence(data),
  VOICE_STATE_UPDATE: (data, host) => host.make.voiceState(data),
  INVITE_CREATE: (data, host) => host.make.invite(data),
  INTERACTION_CREATE: (data, host) => host.interactionContext(data),
  MESSAGE_CREATE: (data, host) => host.make.message(data),
  MESSAGE_UPDATE: (data, host) => host.make.message(data),
  USER_UPDATE: (data, host) => host.make.user(data),
};

type PreviousMakers = {
  readonly [Name in DispatchName as CamelCase<Name> extends keyof PreviousStates ? Name : never]: (
    previous: NonNullable<PreviousState<Name>>,
    data: DispatchData<Name>,
    host: SubjectHost,
  ) => PreviousStates[CamelCase<Name> & keyof PreviousStates];
};

/** The state before, as a structure; where there is none here, it is handed out as the cache had it. */
const previousMakers: PreviousMakers = {
  CHANNEL_CREATE: (previous, _data, host) => host.make.channel(previous),
  CHANNEL_UPDATE: (previous, _data, host) => host.make.channel(previous),
  CHANNEL_DELETE: (previous, _data, host) => host.make.channel(previous),
  CHANNEL_PINS_UPDATE: (previous, _data, host) => host.make.channel(previous),
  THREAD_CREATE: (previous, _data, host) => host.make.thread(previous),
  THREAD_UPDATE: (previous, _data, host) => host.make.thread(previous),
  THREAD_DELETE: (previous, _data, host) => host.make.thread(previous),
  THREAD_MEMBER_UPDATE: (previous, _data, host) => host.make.thread(previous),
  THREAD_MEMBERS_UPDATE: (previous, _data, host) => host.make.thread(previous),
  THREAD_LIST_SYNC: (previous, _data, host) => previous.map((thread) => host.make.thread(thread)),
  GUILD_CREATE: (previous, _data, host) => ("name" in previous ? host.make.guild(previous) : previous),
  GUILD_UPDATE: (previous, _data, host) => host.make.guild(previous),
  GUILD_DELETE: (previous, _data, host) => ("name" in previous ? host.make.guild(previous) : undefined),
  GUILD_EMOJIS_UPDATE: (previous, data, host) => previous.map((emoji) => host.make.emoji(emoji, data.guild_id)),
  GUILD_STICKERS_UPDATE: (previous, _data, host) => previous.map((sticker) => host.make.sticker(sticker)),
  GUILD_SCHEDULED_EVENT_CREATE: (previous, _data, host) => host.make.scheduledEvent(previous),
  GUILD_SCHEDULED_EVENT_UPDATE: (previous, _data, host) => host.make.scheduledEvent(previous),
  GUILD_SCHEDULED_EVENT_DELETE: (previous, _data, host) => host.make.scheduledEvent(previous),
  GUILD_SCHEDULED_EVENT_USER_ADD: (previous, _data, host) => host.make.scheduledEvent(previous),
  GUILD_SCHEDULED_EVENT_USER_REMOVE: (previous, _data, host) => host.make.scheduledEvent(previous),
  GUILD_SOUNDBOARD_SOUND_CREATE: (previous, _data, host) => host.make.soundboardSound(previous),
  GUILD_SOUNDBOARD_SOUND_UPDATE: (previous, _data, host) => host.make.soundboardSound(previous),
  GUILD_SOUNDBOARD_SOUND_DELETE: (previous, _data, host) => host.make.soundboardSound(previous),
  GUILD_SOUNDBOARD_SOUNDS_UPDATE: (previous, _data, host) => previous.map((sound) => host.make.soundboardSound(sound)),
  STAGE_INSTANCE_CREATE: (previous, _data, host) => host.make.stageInstance(previous),
  STAGE_INSTANCE_UPDATE: (previous, _data, host) => host.make.stageInstance(previous),
  STAGE_INSTANCE_DELETE: (previous, _data, host) => host.make.stageInstance(previous),
  GUILD_MEMBER_ADD: (previous, data, host) => host.make.member(previous, previous.user, data.guild_id),
  GUILD_MEMBER_UPDATE: (previous, data, host) => host.make.member(previous, previous.user, data.guild_id),
  GUILD_MEMBER_REMOVE: (previous, data, host) => host.make.member(previous, previous.user, data.guild_id),
  GUILD_ROLE_CREATE: (previous, data, host) => host.make.role(previous, data.guild_id),
  GUILD_ROLE_UPDATE: (previous, data, host) => host.make.role(previous, data.guild_id),
  GUILD_ROLE_DELETE: (previous, data, host) => host.make.role(previous, data.guild_id),
  PRESENCE_UPDATE: (previous, _data, host) => host.make.presence(previous),
  VOICE_STATE_UPDATE: (previous, _data, host) => host.make.voiceState(previous),
  MESSAGE_UPDATE: (previous, _data, host) => host.make.message(previous),
  MESSAGE_DELETE: (previous, _data, host) => host.make.message(previous),
  MESSAGE_DELETE_BULK: (previous, _data, host) => previous.map((message) => host.make.message(message)),
  MESSAGE_REACTION_ADD: (previous, _data, host) => host.make.message(previous),
  MESSAGE_REACTION_REMOVE: (previous, _data, host) => host.make.message(previous),
  MESSAGE_REACTION_REMOVE_ALL: (previous, _data, host) => host.make.message(previous),
  MESSAGE_REACTION_REMOVE_EMOJI: (previous, _data, host) => host.make.message(previous),
  MESSAGE_POLL_VOTE_ADD: (previous, _data, host) => host.make.message(previous),
  MESSAGE_POLL_VOTE_REMOVE: (previous, _data, host) => host.make.message(previous),
  USER_UPDATE: (previous, _data, host) => host.make.user(previous),
};

/** Makes what an event is about of the body of its dispatch. */
export type SubjectMaker = (data: unknown, host: SubjectHost) => unknown;

/** Makes the state before of what the cache had. */
export type PreviousMaker = (previous: unknown, data: unknown, host: SubjectHost) => unknown;

// The tables pair each name with the type of its body; looked up by a dispatch's name, the two belong together again.
const anySubject = new Map(Object.entries(subjectMakers as Readonly<Record<string, SubjectMaker>>));
const anyPrevious = new Map(Object.entries(previousMakers as Readonly<Record<string, PreviousMaker>>));

/** `undefined` where the event is about the body of the dispatch as it came. */
export function subjectMakerOf(dispatch: string): SubjectMaker | undefined {
  return anySubject.get(dispatch);
}

/** `undefined` where the state before is handed out as the cache had it. */
export function previousMakerOf(dispatch: string): PreviousMaker | undefined {
  return anyPrevious.get(dispatch);
}
