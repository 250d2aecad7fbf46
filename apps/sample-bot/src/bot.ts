import { Client, type LoggerLike } from "@zignal/client";
import { registerConversation } from "./conversation.ts";
import { registerMusic } from "./music.ts";
import { registerOrder } from "./order.ts";
import { registerRecording } from "./recording.ts";

export interface BotOptions {
  token: string;
  /** Base of the HTTP API. @defaultValue Discord's */
  apiUrl?: string;
  /** Address of the gateway. @defaultValue what the API says */
  gatewayUrl?: string;
  /** Hears of what goes wrong, and of what was done about it. */
  logger: LoggerLike;
}

/** The bot, on Discord or on the sandbox: only the addresses differ. */
export function createBot({ token, apiUrl, gatewayUrl, logger }: BotOptions): Client {
  const client = new Client({
    token,
    logger,
    intents: {
      guilds: true,
      guildMembers: true,
      guildMessages: true,
      guildMessageReactions: true,
      messageContent: true,
      guildVoiceStates: true,
    },
    rest: apiUrl === undefined ? {} : { baseUrl: apiUrl },
    gateway: gatewayUrl === undefined ? {} : { url: gatewayUrl },
    // A sandbox's voice server needs no TLS.
    voice: gatewayUrl?.startsWith("ws:") === true ? { endpointScheme: "ws" } : {},
  });
  registerConversation(client);
  registerOrder(client.interactions);
  registerMusic(client);
  registerRecording(client);
  return client;
}
