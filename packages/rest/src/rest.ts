import { EventEmitter } from "node:events";
import { ValidationError } from "@zignal/errors";
import type { RequestBatcherStats } from "./batch/batched-request.ts";
import type { RequestBatcher } from "./batch/request-batcher.ts";
import type { AnyCallOptions } from "./call-options.ts";
import type { ConnectionPoolStats } from "./connection-pool.ts";
import { ConnectionPool } from "./connection-pool.ts";
import { Desk } from "./desk.ts";
import type { HttpMethod } from "./endpoint.ts";
import type { RateLimiterStats } from "./rate-limit/rate-limiter-stats.ts";
import { Applications } from "./resources/applications.ts";
import { Channels } from "./resources/channels.ts";
import { Gateway } from "./resources/gateway.ts";
import { Guilds } from "./resources/guilds.ts";
import { Interactions } from "./resources/interactions.ts";
import { Invites } from "./resources/invites.ts";
import { Lobbies } from "./resources/lobbies.ts";
import { Oauth2 } from "./resources/oauth2.ts";
import { PartnerSdk } from "./resources/partner-sdk.ts";
import { Skus } from "./resources/skus.ts";
import { SoundboardDefaultSounds } from "./resources/soundboard-default-sounds.ts";
import { StageInstances } from "./resources/stage-instances.ts";
import { StickerPacks } from "./resources/sticker-packs.ts";
import { Stickers } from "./resources/stickers.ts";
import { Users } from "./resources/users.ts";
import { Voice } from "./resources/voice.ts";
import { Webhooks } from "./resources/webhooks.ts";
import type { RestEvents } from "./rest-events.ts";
import type { RestOptions } from "./rest-options.ts";
import { resolveRestOptions } from "./rest-options.ts";
import { findRoute } from "./route-finder.ts";

/** A request by method and path, for what has no typed method. */
export interface RawRequest extends AnyCallOptions {
  method: HttpMethod;
  /** Path below the base URL, such as `/channels/123/messages`; segments percent-encoded, no query. */
  path: string;
  /** Sent as JSON. */
  body?: unknown;
}

export interface RestStats {
  /** Calls so far. */
  readonly requests: number;
  /** Calls that have not settled. */
  readonly open: number;
  readonly failed: number;
  /** Repeats after failures so far. */
  readonly retried: number;
  /** 429s so far. */
  readonly rateLimited: number;
  /** Answers in the last ten minutes that count towards a ban of the address. */
  readonly invalidRequests: number;
  readonly rateLimiter: RateLimiterStats;
  readonly connectionPool: ConnectionPoolStats;
  /** Those of the `requestBatcher` that it was given. */
  readonly requestBatcher: RequestBatcherStats | undefined;
}

const methods: readonly string[] = ["GET", "POST", "PUT", "PATCH", "DELETE"] satisfies HttpMethod[];

/**
 * Discord's HTTP API: one typed method per operation, grouped by resource. Requests wait for rate limits by themselves, are
 * repeated only where that can do no harm, and always settle.
 *
 * @example
 * ```ts
 * const rest = new Rest({ token: process.env.DISCORD_TOKEN });
 * await rest.channels.createMessage(channelId, { content: "Hello" });
 * await rest.close();
 * ```
 */
export class Rest extends EventEmitter<RestEvents> {
  readonly applications: Applications;
  readonly channels: Channels;
  readonly gateway: Gateway;
  readonly guilds: Guilds;
  readonly interactions: Interactions;
  readonly invites: Invites;
  readonly lobbies: Lobbies;
  readonly oauth2: Oauth2;
  readonly partnerSdk: PartnerSdk;
  readonly skus: Skus;
  readonly soundboardDefaultSounds: SoundboardDefaultSounds;
  readonly stageInstances: StageInstances;
  readonly stickerPacks: StickerPacks;
  readonly stickers: Stickers;
  readonly users: Users;
  readonly voice: Voice;
  readonly webhooks: Webhooks;
  readonly #desk: Desk;
  readonly #pool: ConnectionPool;
  readonly #ownsPool: boolean;
  /** One that was brought along may do less than ours. */
  readonly #batcher: Partial<RequestBatcher> | undefined;
  #closing: Promise<void> | undefined = undefined;

  /**
   * @throws {ValidationError} naming each option that does not fit.
   * @throws {InvalidTokenError} when `token` can not be a token.
   */
  constructor(options: RestOptions = {}) {
    super();
    const settings = resolveRestOptions(options);
    const { connectionPool } = options;
    this.#ownsPool = !(connectionPool instanceof ConnectionPool);
    this.#pool = connectionPool instanceof ConnectionPool ? connectionPool : new ConnectionPool(connectionPool);
    const desk = new Desk(settings, this.#pool, options.rateLimiter?.store, (name, ...args) => {
      try {
        this.emit(name, ...(args as never));
      } catch (error) {
        // A listener's fault is the program's, as always; it must not leave a call unsettled.
        queueMicrotask(() => {
          throw error;
        });
      }
    });
    this.#desk = desk;
    this.#batcher = settings.requestBatcher;
    settings.requestBatcher?.attach(desk.transport);
    this.applications = new Applications(desk);
    this.channels = new Channels(desk);
    this.gateway = new Gateway(desk);
    this.guilds = new Guilds(desk);
    this.interactions = new Interactions(desk);
    this.invites = new Invites(desk);
    this.lobbies = new Lobbies(desk);
    this.oauth2 = new Oauth2(desk);
    this.partnerSdk = new PartnerSdk(desk);
    this.skus = new Skus(desk);
    this.soundboardDefaultSounds = new SoundboardDefaultSounds(desk);
    this.stageInstances = new StageInstances(desk);
    this.stickerPacks = new StickerPacks(desk);
    this.stickers = new Stickers(desk);
    this.users = new Users(desk);
    this.voice = new Voice(desk);
    this.webhooks = new Webhooks(desk);
  }

  /**
   * Sends a request by method and path. It stands under the same limits as the typed method of that path.
   * @throws {ValidationError} (as a rejection) for a method or path that does not fit.
   */
  // The result is what the caller says it is: nothing here could know better.
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters
  async request<Result = unknown>(request: RawRequest): Promise<Result> {
    if (typeof request !== "object" || request === null) {
      throw ValidationError.of("request", "must be an object: { method, path }");
    }
    const { method, path, body, ...options } = request;
    if (!methods.includes(method)) throw ValidationError.of("method", `must be one of ${methods.join(", ")}`);
    const { route, values } = findRoute(method, path);
    return this.#desk.call<Result>(route, values, body, options);
  }

  /** Uses another token from now on, also after Discord refused the last one. @throws {InvalidTokenError} */
  setToken(token: string): void {
    this.#desk.botToken.replace(token);
  }

  getStats(): RestStats {
    return {
      ...this.#desk.counts(),
      open: this.#desk.openCalls,
      rateLimiter: this.#desk.limiter.getStats(),
      connectionPool: this.#pool.getStats(),
      requestBatcher: this.#batcher?.getStats?.(),
    };
  }

  /**
   * Takes no new calls, lets the open ones end, and closes the connections. What has not ended after `drainTimeoutMs` is
   * rejected with an error that says so.
   * @param options.drainTimeoutMs - In milliseconds; `0` rejects everything at once, `Infinity` waits for all. @defaultValue `5_000`
   * @throws {ValidationError} (as a rejection) when that is no such time.
   */
  async close(options: { drainTimeoutMs?: number } = {}): Promise<void> {
    const { drainTimeoutMs = 5_000 } = options;
    if (typeof drainTimeoutMs !== "number" || !(drainTimeoutMs >= 0)) {
      throw ValidationError.of("drainTimeoutMs", `must be 0 or more, in milliseconds (was ${String(drainTimeoutMs)})`);
    }
    this.#closing ??= this.#close(drainTimeoutMs);
    await this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(drainTimeoutMs: number): Promise<void> {
    await this.#desk.close(drainTimeoutMs);
    if (this.#ownsPool) await this.#pool.close();
  }
}
