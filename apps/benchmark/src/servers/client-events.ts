import { type BenchmarkEvent } from "./dispatch-events.ts";
import { type GuildSize, guildCreate, guildMessage, markContent } from "./guild-payloads.ts";

/** Guilds of the session. */
const guilds = 5;
const size: GuildSize = { channels: 40, roles: 20, members: 400, presences: 50 };

/** Ids of the guilds, as READY announces them. */
export function clientGuilds(): { id: string; unavailable: true }[] {
  return Array.from({ length: guilds }, (_, guild) => ({ id: guildCreate(guild, size).id, unavailable: true }));
}

/** The guilds themselves, as they follow READY. */
export function clientGuildEvents(): BenchmarkEvent[] {
  return Array.from({ length: guilds }, (_, guild) => ({ t: "GUILD_CREATE", d: guildCreate(guild, size) }));
}

/** The message that stands at this place of the stream: its guild, channel and author are known. */
export function clientMessage(index: number): BenchmarkEvent {
  return { t: "MESSAGE_CREATE", d: guildMessage(index % guilds, index, size) };
}

/** A message that marks where the measured part begins and ends; `number` must be one that no other has. */
export function clientMark(number: number): BenchmarkEvent {
  return { t: "MESSAGE_CREATE", d: guildMessage(0, number, size, markContent) };
}
