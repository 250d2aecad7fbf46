import type { Cache } from "@zignal/cache";
import type { Rest } from "@zignal/rest";
import type { APIRole, APIUser } from "@zignal/types";
import type { Channel, RawChannel } from "./channel.ts";
import type { Guild, RawGuild } from "./guild.ts";
import type { Member, RawMember } from "./member.ts";
import type { Message, RawMessage } from "./message.ts";
import type { Role } from "./role.ts";
import type { User } from "./user.ts";

/** The groups of `Rest` that structures act through: any object with these methods fits. */
export type StructureRest = Pick<Rest, "channels" | "guilds" | "users" | "webhooks">;

/** Makes structures of Discord's objects. */
export interface StructureFactory {
  user(raw: APIUser): User;
  /** @param user - The user, which messages carry beside the member and not within it. */
  member(raw: RawMember, user: APIUser, guildId: string): Member;
  role(raw: APIRole, guildId: string): Role;
  channel(raw: RawChannel): Channel;
  message(raw: RawMessage): Message;
  guild(raw: RawGuild): Guild;
}

/** What structures need of the client that made them. */
export interface StructureHost {
  readonly make: StructureFactory;
  readonly rest: StructureRest;
  /** `undefined` where the cache is switched off. */
  readonly cache: Cache | undefined;
}

/** What goes with an action that Discord writes into the audit log. */
export interface ActionOptions {
  /** Reason for the audit log, at most 512 characters. */
  reason?: string;
  signal?: AbortSignal;
}
