import { Channel } from "./channel.ts";
import { Guild } from "./guild.ts";
import { Member } from "./member.ts";
import { Message } from "./message.ts";
import { Role } from "./role.ts";
import type { StructureFactory, StructureHost } from "./structure-host.ts";
import { User } from "./user.ts";

/** The structures of this package, for a host. */
export function createStructureFactory(host: () => StructureHost): StructureFactory {
  return {
    user: (raw) => new User(raw, host()),
    member: (raw, user, guildId) => new Member(raw, user, guildId, host()),
    role: (raw, guildId) => new Role(raw, guildId, host()),
    channel: (raw) => new Channel(raw, host()),
    message: (raw) => new Message(raw, host()),
    guild: (raw) => new Guild(raw, host()),
  };
}
