export * from "@zignal/builders";
export * from "@zignal/errors";
export * from "@zignal/interactions";
export type * from "@zignal/types";
export { Intents } from "@zignal/types/intents";
export { Permissions } from "@zignal/types/permissions";
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
export type { ClientOptions } from "./client-options.ts";
export type { Listener } from "./event-bus.ts";
export type { CamelCase, DispatchData, DispatchName } from "./event-names.ts";
export type { EventStream, EventStreamOptions, OverflowPolicy } from "./event-stream.ts";
export type { WaitForOptions } from "./event-waiting.ts";
export { Channel } from "./structures/channel.ts";
export type { RawChannel } from "./structures/channel.ts";
export { Guild } from "./structures/guild.ts";
export type { GuildChannels, GuildMembers, GuildRoles, RawGuild } from "./structures/guild.ts";
export { Member } from "./structures/member.ts";
export type { MemberRoles, RawMember } from "./structures/member.ts";
export { Message } from "./structures/message.ts";
export type { RawMessage } from "./structures/message.ts";
export { Role } from "./structures/role.ts";
export { Structure } from "./structures/structure.ts";
export type { ActionOptions, StructureFactory, StructureHost, StructureRest } from "./structures/structure-host.ts";
export { User } from "./structures/user.ts";
