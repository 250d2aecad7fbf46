import { benchmarkToken } from "./benchmark-token.ts";
import { LoopbackAgent } from "./loopback-agent.ts";

/** Connects a whole client that answers each command with one message. */
export type ConnectAnswering = (port: number) => Promise<unknown>;

/** What is answered. */
const content = "Pong!";
/** GUILDS. */
const intents = 1;

const subjects: Readonly<Record<string, () => Promise<ConnectAnswering>>> = {
  "ws + undici": async () => (await import("./answer-interactions.ts")).answerInteractions,
  zignal: async () => {
    const { Client } = await import("@zignal/client");
    return async (port) => {
      const client = new Client({
        token: benchmarkToken,
        intents: ["guilds"],
        rest: { baseUrl: `http://127.0.0.1:${port}/api/v10` },
        gateway: { compression: "none" },
      });
      client.interactions.registerSlashCommand({
        name: "ping",
        description: "Answers",
        execute: (context) => context.reply(content),
      });
      await client.connect();
    };
  },
  "discord.js": async () => {
    const { Client } = await import("discord.js");
    return async (port) => {
      const client = new Client({ intents, rest: { api: `http://127.0.0.1:${port}/api` } });
      client.on("interactionCreate", (interaction) => {
        if (interaction.isChatInputCommand()) void interaction.reply(content);
      });
      await client.login(benchmarkToken);
    };
  },
  "oceanic.js": async () => {
    const { Client, InteractionTypes } = await import("oceanic.js");
    return async (port) => {
      const client = new Client({
        auth: `Bot ${benchmarkToken}`,
        rest: { baseURL: `http://127.0.0.1:${port}/api/v10` },
        gateway: { intents, maxShards: 1, concurrency: 1 },
      });
      client.on("interactionCreate", (interaction) => {
        if (interaction.type === InteractionTypes.APPLICATION_COMMAND) void interaction.createMessage({ content });
      });
      await client.connect();
    };
  },
  eris: async () => {
    const { CommandInteraction, default: Eris } = await import("eris");
    return async (port) => {
      const client = Eris(`Bot ${benchmarkToken}`, {
        intents,
        compress: false,
        rest: { baseURL: "/api/v10", agent: new LoopbackAgent(port) },
      });
      client.on("interactionCreate", (interaction) => {
        if (interaction instanceof CommandInteraction) void interaction.createMessage(content);
      });
      await client.connect();
    };
  },
};

/** Names of the clients, the floor first. */
export const interactionSubjectNames: readonly string[] = Object.keys(subjects);

/** Loads one library, and only that, and connects it. */
export async function connectInteractionSubject(name: string, port: number): Promise<void> {
  const load = subjects[name];
  if (!load) throw new Error(`no subject is called ${name}`);
  const connect = await load();
  await connect(port);
}
