import type { InteractionContext } from "@zignal/interactions";
import type { GatewayDispatchPayload } from "@zignal/types";
import type { CamelCase, DispatchData, DispatchName } from "./event-names.ts";
import type { Channel } from "./structures/channel.ts";
import type { Guild } from "./structures/guild.ts";
import type { Member } from "./structures/member.ts";
import type { Message } from "./structures/message.ts";
import type { Role } from "./structures/role.ts";
import type { User } from "./structures/user.ts";

/** What a listener gets beside the thing itself. */
export interface EventContext<Raw = unknown, Previous = undefined> {
  /** The shard that received it. */
  readonly shardId: number;
  /** The state before, where the cache had it. */
  readonly previous: Previous;
  /** The body of the dispatch, as it came. */
  readonly raw: Raw;
}

/** The events whose thing is a structure; all others carry the body of the dispatch. */
export interface StructuredEvents {
  channelCreate: Channel;
  channelUpdate: Channel;
  channelDelete: Channel;
  threadCreate: Channel;
  threadUpdate: Channel;
  guildCreate: Guild;
  guildUpdate: Guild;
  guildMemberAdd: Member;
  guildMemberUpdate: Member;
  guildMemberRemove: User;
  guildBanAdd: User;
  guildBanRemove: User;
  guildRoleCreate: Role;
  guildRoleUpdate: Role;
  interactionCreate: InteractionContext;
  messageCreate: Message;
  messageUpdate: Message;
  userUpdate: User;
}

/** The events that carry the state before. */
export interface PreviousStates {
  channelUpdate: Channel | undefined;
  channelDelete: Channel | undefined;
  threadUpdate: Channel | undefined;
  threadDelete: Channel | undefined;
  guildUpdate: Guild | undefined;
  guildDelete: Guild | undefined;
  guildMemberUpdate: Member | undefined;
  guildMemberRemove: Member | undefined;
  guildRoleUpdate: Role | undefined;
  guildRoleDelete: Role | undefined;
  messageUpdate: Message | undefined;
  messageDelete: Message | undefined;
  userUpdate: User | undefined;
}

type SubjectOf<Name extends DispatchName> =
  CamelCase<Name> extends keyof StructuredEvents ? StructuredEvents[CamelCase<Name>] : DispatchData<Name>;

type PreviousOf<Name extends DispatchName> =
  CamelCase<Name> extends keyof PreviousStates ? PreviousStates[CamelCase<Name>] : undefined;

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
