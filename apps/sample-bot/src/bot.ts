import { Client, type LoggerLike } from "@zignal/client";
import { registerConversation } from "./conversation.ts";
import { registerOrder } from "./order.ts";

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
    },
    rest: apiUrl === undefined ? {} : { baseUrl: apiUrl },
    gateway: gatewayUrl === undefined ? {} : { url: gatewayUrl },
  });
  registerConversation(client);
  registerOrder(client.interactions);
  return client;
}
