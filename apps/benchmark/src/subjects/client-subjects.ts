import { benchmarkToken } from "./benchmark-token.ts";
import { LoopbackAgent } from "./loopback-agent.ts";

/** Connects a whole client, with its cache, to the gateway on a port, and tells of the content of each message. */
export type ConnectClient = (port: number, onMessage: (content: string) => void) => Promise<unknown>;

/** GUILDS, GUILD_MEMBERS, GUILD_PRESENCES, GUILD_MESSAGES, MESSAGE_CONTENT. */
const intents = 1 | 2 | 256 | 512 | 32_768;

const subjects: Readonly<Record<string, () => Promise<ConnectClient>>> = {
  ws: async () => {
    const { connectWsMessages } = await import("./gateway/ws.ts");
    return async (port, onMessage) => connectWsMessages(port, onMessage);
  },
  zignal: async () => {
    const { Client } = await import("@zignal/client");
    return async (port, onMessage) => {
      const client = new Client({
        token: benchmarkToken,
        intents: ["guilds", "guildMembers", "guildPresences", "guildMessages", "messageContent"],
        rest: { baseUrl: `http://127.0.0.1:${port}/api/v10` },
        gateway: { compression: "none" },
      });
      client.on("messageCreate", ({ content }) => onMessage(content));
      await client.connect();
    };
  },
  "discord.js": async () => {
    const { Client } = await import("discord.js");
    return async (port, onMessage) => {
      const client = new Client({ intents, rest: { api: `http://127.0.0.1:${port}/api` } });
      client.on("messageCreate", ({ content }) => onMessage(content));
      await client.login(benchmarkToken);
    };
  },
  eris: async () => {
    const { default: Eris } = await import("eris");
    return async (port, onMessage) => {
      const client = Eris(`Bot ${benchmarkToken}`, {
        intents,
        compress: false,
        rest: { baseURL: "/api/v10", agent: new LoopbackAgent(port) },
      });
      client.on("messageCreate", ({ content }) => onMessage(content));
      await client.connect();
    };
  },
  "oceanic.js": async () => {
    const { Client } = await import("oceanic.js");
    return async (port, onMessage) => {
      const client = new Client({
        auth: `Bot ${benchmarkToken}`,
        rest: { baseURL: `http://127.0.0.1:${port}/api/v10` },
        gateway: { intents, maxShards: 1, concurrency: 1 },
      });
      client.on("messageCreate", ({ content }) => onMessage(content));
      await client.connect();
    };
  },
  seyfert: async () => {
    const { default: https } = await import("node:https");
    const { ApiHandler, Client } = await import("seyfert");
    return async (port, onMessage) => {
      // Its WebSocket is fixed to https and its port.
      https.globalAgent = new LoopbackAgent(port);
      const client = new Client({
        getRC: () => ({ token: benchmarkToken, intents, locations: { base: "" } }),
      });
      client.setServices({
        rest: new ApiHandler({ token: benchmarkToken, domain: `http://127.0.0.1:${port}`, baseUrl: "api/v10" }),
      });
      client.events.set([
        { data: { name: "messageCreate", once: false }, run: ({ content }: { content: string }) => onMessage(content) },
      ]);
      await client.start();
    };
  },
};

/** Names of the clients, the floor first. */
export const clientSubjectNames: readonly string[] = Object.keys(subjects);

/** Loads one library, and only that, and connects it. */
export async function connectClientSubject(
  name: string,
  port: number,
  onMessage: (content: string) => void,
): Promise<void> {
  const load = subjects[name];
  if (!load) throw new Error(`no subject is called ${name}`);
  const connect = await load();
  await connect(port, onMessage);
}
