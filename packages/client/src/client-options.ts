import type { Cache, CacheOptions } from "@zignal/cache";
import type { Clock, ErrorHandler, LoggerLike } from "@zignal/errors";
import type { GatewayOptions } from "@zignal/gateway";
import type { InteractionHandler } from "@zignal/interactions";
import type { ConnectionPool, Rest, RestOptions } from "@zignal/rest";
import type { IntentsInput } from "@zignal/types";
import type { ClientGateway } from "./client-gateway.ts";

/** What a client is made of. Everything but `token` and `intents` has a default. */
export interface ClientOptions {
  /** The bot's token, with or without `Bot ` before it. */
  token: string;
  /** What to receive: `{ guilds: true, guildMessages: true }`, a list of names, or bits. */
  intents: IntentsInput;
  /** A configured `Rest`, or options for the client's own. */
  rest?: Rest | Omit<RestOptions, "token">;
  /** A configured gateway, or options for the client's own. */
  gateway?: ClientGateway | Omit<GatewayOptions, "token" | "intents" | "rest" | "wanted">;
  /** A configured cache, options for the client's own, or `false` for none. @defaultValue a bounded cache */
  cache?: Cache | CacheOptions | false;
  /** A configured handler. @defaultValue one of the client's own */
  interactions?: InteractionHandler;
  /** Sockets of the client's own `Rest`. */
  connectionPool?: ConnectionPool;
  /** Hears of every error that no caller is there to hear of, and decides on retries. */
  errorHandler?: ErrorHandler;
  /** Anything with pino's methods. @defaultValue silence */
  logger?: LoggerLike;
  /** How long `disconnect()` waits for handlers that are at work, in milliseconds. @defaultValue `5000` */
  drainTimeoutMs?: number;
  /** Time, for tests. */
  clock?: Clock;
}
