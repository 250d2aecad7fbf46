import { type BenchmarkEvent } from "./dispatch-events.ts";
import { type GuildSize, type Payload, guildCreate, guildMessage, markContent } from "./guild-payloads.ts";

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

const discordEpochMs = 1_420_070_400_000;

/** The body of INTERACTION_CREATE: the command `/ping`, used just now by a known member in a known channel. */
export function clientInteraction(index: number): Payload {
  const { guild_id, channel_id, author, member } = clientMessage(index).d;
  return {
    id: String((BigInt(Date.now() - discordEpochMs) << 22n) + BigInt(index % 4_194_304)),
    application_id: "1456000000000000003",
    type: 2,
    version: 1,
    token: `aW50ZXJhY3Rpb24${index}${"x".repeat(180)}`,
    guild_id,
    guild: { id: guild_id, locale: "en-US", features: [] },
    channel_id,
    channel: { id: channel_id, type: 0, name: "general", guild_id, permissions: "2248473465835073", flags: 0 },
    member: { ...(member as Payload), user: author, permissions: "2248473465835073", unusual_dm_activity_until: null },
    data: { id: "1456000000000000009", name: "ping", type: 1 },
    locale: "en-US",
    guild_locale: "en-US",
    app_permissions: "2248473465835073",
    entitlements: [],
    entitlement_sku_ids: [],
    authorizing_integration_owners: { 0: guild_id },
    context: 0,
    attachment_size_limit: 10_485_760,
  };
}
