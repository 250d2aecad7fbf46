import { Gateway, InMemoryIdentifyGate } from "@zignal/gateway";
import type { Sandbox } from "@zignal/sandbox";
import { createSandbox } from "@zignal/sandbox";
import type { VoiceConnection, VoiceManagerOptions } from "../../src/index.ts";
import { VoiceManager } from "../../src/index.ts";

/** A bot on the sandbox with nothing but gateway and voice. */
export class VoiceBot implements AsyncDisposable {
  readonly botId: string;
  readonly gateway: Gateway;
  readonly voice: VoiceManager;

  private constructor(botId: string, gateway: Gateway, voice: VoiceManager) {
    this.botId = botId;
    this.gateway = gateway;
    this.voice = voice;
  }

  /** The sandbox's own bot; with a name, another one in its guild. */
  static async start(sandbox: Sandbox, name?: string, options: Partial<VoiceManagerOptions> = {}): Promise<VoiceBot> {
    const { token, botId } = name === undefined ? sandbox : addBot(sandbox, name);
    const gateway = new Gateway({
      token,
      intents: { guilds: true, guildVoiceStates: true },
      rest: {
        gateway: {
          getBotGateway: async () => ({
            url: sandbox.gatewayUrl,
            shards: 1,
            session_start_limit: { total: 1_000, remaining: 1_000, reset_after: 0, max_concurrency: 1 },
          }),
        },
      },
      url: sandbox.gatewayUrl,
      // No long pauses before new sessions.
      random: () => 0,
      identifyGate: new InMemoryIdentifyGate({ intervalMs: 1 }),
    });
    const voice = new VoiceManager({ gateway, ...options });
    await gateway.connect();
    return new VoiceBot(botId, gateway, voice);
  }

  async join(sandbox: Sandbox, channel = "Voice Lounge", timeoutMs = 5_000): Promise<VoiceConnection> {
    return await this.voice.joinVoiceChannel({
      guildId: sandbox.guildId,
      channelId: sandbox.channels[channel] ?? "",
      timeoutMs,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.voice.close();
    await this.gateway.disconnect();
  }
}

function addBot(sandbox: Sandbox, name: string): { token: string; botId: string } {
  const { world } = sandbox;
  const application = world.applications.create({ name, ownerId: sandbox.users["alice"] ?? "" });
  world.joinGuild(sandbox.guildId, application.botId);
  const role = world.roles.list(sandbox.guildId).find(({ tags }) => tags?.bot_id === application.botId);
  if (role !== undefined) world.roles.update(sandbox.guildId, role.id, { permissions: "8" });
  return application;
}

/** Two bots in one channel of a sandbox, ready to hear each other. */
export interface Pair extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly a: VoiceConnection;
  readonly b: VoiceConnection;
  readonly botA: VoiceBot;
  readonly botB: VoiceBot;
}

export async function startPair(
  sandboxOptions: Parameters<typeof createSandbox>[0] = {},
  options: Partial<VoiceManagerOptions> = {},
): Promise<Pair> {
  const sandbox = await createSandbox(sandboxOptions);
  const botA = await VoiceBot.start(sandbox, undefined, options);
  const botB = await VoiceBot.start(sandbox, "Second Bot", options);
  const [a, b] = await Promise.all([botA.join(sandbox), botB.join(sandbox)]);
  return {
    sandbox,
    a,
    b,
    botA,
    botB,
    async [Symbol.asyncDispose]() {
      await Promise.all([botA[Symbol.asyncDispose](), botB[Symbol.asyncDispose]()]);
      await sandbox.close();
    },
  };
}

/** What a connection hears. */
export function heardBy(connection: VoiceConnection): Buffer[] {
  const heard: Buffer[] = [];
  connection.on("audioReceived", ({ opus }) => heard.push(Buffer.from(opus)));
  return heard;
}
