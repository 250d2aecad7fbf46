import type { PreviousState } from "@zignal/cache";
import type { InteractionContext } from "@zignal/interactions";
import type { GatewayDispatchPayload } from "@zignal/types";
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
  THREAD_CREATE: (data, host) => host.make.channel(data),
  THREAD_UPDATE: (data, host) => host.make.channel(data),
  GUILD_CREATE: (data, host) => host.make.guild(data),
  GUILD_UPDATE: (data, host) => host.make.guild(data),
  GUILD_MEMBER_ADD: (data, host) => host.make.member(data, data.user, data.guild_id),
  GUILD_MEMBER_UPDATE: (data, host) => host.make.member(data, data.user, data.guild_id),
  GUILD_MEMBER_REMOVE: (data, host) => host.make.user(data.user),
  GUILD_BAN_ADD: (data, host) => host.make.user(data.user),
  GUILD_BAN_REMOVE: (data, host) => host.make.user(data.user),
  GUILD_ROLE_CREATE: (data, host) => host.make.role(data.role, data.guild_id),
  GUILD_ROLE_UPDATE: (data, host) => host.make.role(data.role, data.guild_id),
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

/** The state before, as a structure. */
const previousMakers: PreviousMakers = {
  CHANNEL_UPDATE: (previous, _data, host) => host.make.channel(previous),
  CHANNEL_DELETE: (previous, _data, host) => host.make.channel(previous),
  THREAD_UPDATE: (previous, _data, host) => host.make.channel(previous),
  THREAD_DELETE: (previous, _data, host) => host.make.channel(previous),
  GUILD_UPDATE: (previous, _data, host) => host.make.guild(previous),
  GUILD_DELETE: (previous, _data, host) => ("name" in previous ? host.make.guild(previous) : undefined),
  GUILD_MEMBER_UPDATE: (previous, data, host) => host.make.member(previous, previous.user, data.guild_id),
  GUILD_MEMBER_REMOVE: (previous, data, host) => host.make.member(previous, previous.user, data.guild_id),
  GUILD_ROLE_UPDATE: (previous, data, host) => host.make.role(previous, data.guild_id),
  GUILD_ROLE_DELETE: (previous, data, host) => host.make.role(previous, data.guild_id),
  MESSAGE_UPDATE: (previous, _data, host) => host.make.message(previous),
  MESSAGE_DELETE: (previous, _data, host) => host.make.message(previous),
  USER_UPDATE: (previous, _data, host) => host.make.user(previous),
};

// The tables pair each name with the type of its body; looked up by `payload.t`, the two belong together again.
const anySubject = subjectMakers as Readonly<
  Record<string, ((data: unknown, host: SubjectHost) => unknown) | undefined>
>;
const anyPrevious = previousMakers as Readonly<
  Record<string, ((previous: unknown, data: unknown, host: SubjectHost) => unknown) | undefined>
>;

/** What an event is about: a structure, or the body of the dispatch. */
export function subjectOf(payload: GatewayDispatchPayload, host: SubjectHost): unknown {
  const make = anySubject[payload.t];
  return make === undefined ? payload.d : make(payload.d, host);
}

/** The state before an event, as a structure where there is one for it. */
export function previousOf(payload: GatewayDispatchPayload, previous: unknown, host: SubjectHost): unknown {
  const make = anyPrevious[payload.t];
  return previous === undefined || make === undefined ? undefined : make(previous, payload.d, host);
}
