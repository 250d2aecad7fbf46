import type { GatewayDispatchPayload } from "@zignal/types";
import type { Payload } from "../servers/guild-payloads.ts";
import { benchmarkToken } from "./benchmark-token.ts";

/** A cache that is fed without a connection. */
export interface CacheSubject {
  /** Takes the body of a GUILD_CREATE. */
  addGuild(guild: Payload): unknown;
  /** Takes the body of a MESSAGE_CREATE. */
  addMessage(message: Payload): unknown;
  /** Looks up a member. */
  getMember(guildId: string, userId: string): unknown;
  /** How many members and messages it holds: shows that it does hold them. */
  count(): { members: number; messages: number };
}

/** What Eris and Oceanic have in common, by the names of either. */
interface Collection<Value> extends Map<string, Value> {
  add(data: unknown, extra?: unknown, replace?: boolean): Value;
  update(data: unknown, extra?: unknown): Value;
}

interface ObjectGraph {
  guilds: Collection<{ members: Map<string, unknown>; channels: Map<string, MessageHolder> }>;
  getChannel(id: string): MessageHolder | undefined;
}

interface MessageHolder {
  messages?: Collection<unknown>;
}

function countGraph({ guilds }: ObjectGraph): { members: number; messages: number } {
  let members = 0;
  let messages = 0;
  for (const guild of guilds.values()) {
    members += guild.members.size;
    for (const channel of guild.channels.values()) messages += channel.messages?.size ?? 0;
  }
  return { members, messages };
}

/** The caches. Peers are fed where their own handlers of the dispatch feed them. */
const subjects: Readonly<Record<string, () => Promise<CacheSubject>>> = {
  "JSON in Maps": async () => openMaps(),
  zignal: async () => {
    const { Cache } = await import("@zignal/cache");
    const cache = new Cache({ maxItems: Infinity, maxBytes: Infinity });
    const apply = (t: string, d: Payload) => cache.apply({ op: 0, s: 1, t, d } as unknown as GatewayDispatchPayload);
    return {
      addGuild: (guild) => apply("GUILD_CREATE", guild),
      addMessage: (message) => apply("MESSAGE_CREATE", message),
      getMember: (guildId, userId) => cache.getMember(guildId, userId),
      count: () => {
        const { membersCount, messagesCount } = cache.getStats();
        return { members: membersCount, messages: messagesCount };
      },
    };
  },
  eris: async () => {
    const { default: Eris, Shard } = await import("eris");
    const client = Eris(`Bot ${benchmarkToken}`, { intents: 0, restMode: true });
    const graph = client as unknown as ObjectGraph;
    // A guild reaches its client through its shard.
    client.shards.set(0, new Shard(0, client));
    return {
      addGuild: (guild) => graph.guilds.add(guild, client, true),
      addMessage: (message) => graph.getChannel(String(message["channel_id"]))?.messages?.add(message, client),
      getMember: (guildId, userId) => graph.guilds.get(guildId)?.members.get(userId),
      count: () => countGraph(graph),
    };
  },
  "oceanic.js": async () => {
    const { Client } = await import("oceanic.js");
    const client = new Client({ auth: `Bot ${benchmarkToken}` });
    const graph = client as unknown as ObjectGraph;
    // Known after READY, and asked for by guilds.
    Reflect.set(client, "_application", { id: "1456000000000000003" });
    Reflect.set(client, "_user", { id: "1456000000000000003" });
    return {
      addGuild: (guild) => graph.guilds.update(guild),
      addMessage: (message) => graph.getChannel(String(message["channel_id"]))?.messages?.update(message),
      getMember: (guildId, userId) => graph.guilds.get(guildId)?.members.get(userId),
      count: () => countGraph(graph),
    };
  },
  "discord.js": async () => {
    const { Client } = await import("discord.js");
    const client = new Client({ intents: [] });
    const { actions, guilds } = client as unknown as {
      actions: { MessageCreate: { handle(message: Payload): unknown } };
      guilds: { _add(guild: Payload): unknown };
    };
    return {
      addGuild: (guild) => guilds._add(guild),
      addMessage: (message) => actions.MessageCreate.handle(message),
      getMember: (guildId, userId) => client.guilds.cache.get(guildId)?.members.cache.get(userId),
      count: () => {
        let members = 0;
        let messages = 0;
        for (const guild of client.guilds.cache.values()) {
          members += guild.members.cache.size;
          for (const channel of guild.channels.cache.values()) {
            if ("messages" in channel) messages += channel.messages.cache.size;
          }
        }
        return { members, messages };
      },
    };
  },
  seyfert: async () => {
    const { Client } = await import("seyfert");
    const client = new Client({
      getRC: () => ({ token: benchmarkToken, intents: 0x3ff_ffff, locations: { base: "" } }),
    });
    client.cache.intents = 0x3ff_ffff;
    const apply = async (t: string, d: Payload) => client.cache.onPacket({ op: 0, s: 1, t, d } as never);
    return {
      addGuild: (guild) => apply("GUILD_CREATE", guild),
      addMessage: (message) => apply("MESSAGE_CREATE", message),
      getMember: (guildId, userId) => client.cache.members?.get(userId, guildId),
      count: () => ({
        members: client.cache.members?.count("*") ?? 0,
        messages: client.cache.messages?.count("*") ?? 0,
      }),
    };
  },
};

/** The floor: what came, in one Map for each kind, users once. */
function openMaps(): CacheSubject {
  const kinds = ["channels", "roles", "presences"] as const;
  const maps = new Map<string, Map<string, unknown>>(
    ["guilds", "users", "members", "messages", ...kinds].map((kind) => [kind, new Map()]),
  );
  const put = (kind: string, key: string, value: unknown) => maps.get(kind)?.set(key, value);
  return {
    addGuild: (guild) => {
      const { members, channels, roles, presences, ...rest } = guild as Payload & Record<string, Payload[]>;
      put("guilds", guild.id, rest);
      for (const channel of channels ?? []) put("channels", channel.id, channel);
      for (const role of roles ?? []) put("roles", role.id, role);
      for (const presence of presences ?? []) put("presences", keyOf(guild, presence["user"]), presence);
      for (const { user, ...member } of members ?? []) {
        put("users", (user as Payload).id, user);
        put("members", keyOf(guild, user), member);
      }
    },
    addMessage: (message) => put("messages", message.id, message),
    // A member with its user, as Discord sends it.
    getMember: (guildId, userId) => {
      const member = maps.get("members")?.get(`${guildId}:${userId}`);
      return member && { ...member, user: maps.get("users")?.get(userId) };
    },
    count: () => ({ members: maps.get("members")?.size ?? 0, messages: maps.get("messages")?.size ?? 0 }),
  };
}

function keyOf(guild: Payload, user: unknown): string {
  return `${guild.id}:${(user as Payload).id}`;
}

/** Names of the caches, the floor first. */
export const cacheSubjectNames: readonly string[] = Object.keys(subjects);

/** Loads one library, and only that. */
export async function openCacheSubject(name: string): Promise<CacheSubject> {
  const open = subjects[name];
  if (!open) throw new Error(`no subject is called ${name}`);
  return await open();
}
