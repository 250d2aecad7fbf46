import { createSandbox, type Sandbox, type SandboxOptions } from "@zignal/sandbox";
import { Client, type ClientOptions } from "../src/index.ts";

export const allIntents = {
  guilds: true,
  guildMembers: true,
  guildModeration: true,
  guildExpressions: true,
  guildIntegrations: true,
  guildWebhooks: true,
  guildInvites: true,
  guildVoiceStates: true,
  guildPresences: true,
  guildMessages: true,
  guildMessageReactions: true,
  guildMessageTyping: true,
  guildMessagePolls: true,
  guildScheduledEvents: true,
  autoModerationConfiguration: true,
  autoModerationExecution: true,
  directMessages: true,
  messageContent: true,
} as const;

export interface Bot extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly client: Client;
}

/** The options of a client of this sandbox. */
export function optionsFor(sandbox: Sandbox, options: Partial<ClientOptions> = {}): ClientOptions {
  return {
    token: sandbox.token,
    intents: allIntents,
    rest: { baseUrl: sandbox.restUrl },
    gateway: { url: sandbox.gatewayUrl },
    ...options,
  };
}

/** A local Discord and a client of it, not yet connected. */
export async function createBot(options: Partial<ClientOptions> = {}, world: SandboxOptions = {}): Promise<Bot> {
  const sandbox = await createSandbox({ ...world, limits: { rest: { enabled: false }, ...world.limits } });
  const client = new Client(optionsFor(sandbox, options));
  return {
    sandbox,
    client,
    async [Symbol.asyncDispose]() {
      await client.close();
      await sandbox.close();
    },
  };
}

/** The same, connected, and with the guild in its cache. */
export async function startBot(options: Partial<ClientOptions> = {}, world: SandboxOptions = {}): Promise<Bot> {
  const bot = await createBot(options, world);
  const guild = bot.client.waitFor("guildCreate");
  await Promise.all([bot.client.connect(), guild]);
  return bot;
}
