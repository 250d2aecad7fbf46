import type { Cache, CacheOptions } from "@zignal/cache";
import type { Clock, ErrorHandler, LoggerLike } from "@zignal/errors";
import type { GatewayOptions } from "@zignal/gateway";
import type { InteractionHandler, InteractionHandlerOptions } from "@zignal/interactions";
import type { ConnectionPool, RequestBatcher, Rest, RestOptions } from "@zignal/rest";
import type { IntentsInput } from "@zignal/types";
import type { ClientGateway } from "./client-gateway.ts";
import type { VoiceManager } from "@zignal/voice";
import type { ClientMonitorOptions } from "./client-monitor.ts";
import type { ClientVoiceOptions } from "./client-voice.ts";

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
  /** A configured handler, or options for the client's own. */
  interactions?: InteractionHandler | Omit<InteractionHandlerOptions, "rest">;
  /**
   * A configured `VoiceManager`, options for the client's own, or `false` for none.
   * @defaultValue one of its own, made when a voice channel is joined for the first time
   */
  voice?: VoiceManager | ClientVoiceOptions | false;
  /** Sockets of the client's own `Rest`. */
  connectionPool?: ConnectionPool;
  /** Folds calls of the client's own `Rest` with `batch: true` into fewer requests; with `rest: { batch: true }`, all calls. */
  requestBatcher?: RequestBatcher;
  /** Keeps book of every error that no caller is there to hear of. @defaultValue one that tells `logger` */
  errorHandler?: ErrorHandler;
  /**
   * Anything with pino's methods. With the `Logger` of `@zignal/observability`, everything that is logged in a handler says
   * which guild, channel, user, interaction and shard it was for.
   * @defaultValue warnings and errors go to stderr
   */
  logger?: LoggerLike;
  /**
   * Serves metrics, health and readiness of the whole client from `connect()` on. Needs the package
   * `@zignal/observability`. @defaultValue none
   */
  monitor?: ClientMonitorOptions;
  /**
   * How long `disconnect()` waits for handlers that are at work, and `close()` then for requests that are under way, in
   * milliseconds. @defaultValue `5000`
   */
  drainTimeoutMs?: number;
  /**
   * How long `connect()`, and `ready`, wait for the next of the guilds that Discord has announced, in milliseconds: then they
   * are in the cache. `0` waits for none. @defaultValue `5000`
   */
  guildsTimeoutMs?: number;
  /** Time, for tests. */
  clock?: Clock;
}
