import type { Clock, LoggerLike } from "@zignal/errors";
import { checkedBotToken, silentLogger, systemClock, ValidationError } from "@zignal/errors";
import type { APIGatewayBotInfo } from "@zignal/types";
import type { IntentsInput } from "@zignal/types/intents";
import { Intents } from "@zignal/types/intents";
import type { Backoff } from "./backoff.ts";
import { defaultBackoff } from "./backoff.ts";
import type { Compression } from "./decompression.ts";
import { parseGatewayUrl } from "./gateway-url.ts";
import type { IdentifyGate } from "./identify-gate.ts";
import { InMemoryIdentifyGate } from "./identify-gate.ts";
import type { PresenceData, PresenceInput } from "./presence.ts";
import { presenceData } from "./presence.ts";
import type { SendLimits } from "./send-limiter.ts";
import { discordSendLimits } from "./send-limiter.ts";
import type { SessionStore } from "./session-store.ts";
import { MemorySessionStore } from "./session-store.ts";
import type { ShardTimeouts } from "./shard-context.ts";
import { defaultTimeouts } from "./shard-context.ts";
import type { OpenSocket } from "./socket.ts";
import type { ResolvedWorkerOptions, WorkerOptions } from "./worker-options.ts";
import { resolveWorkerOptions } from "./worker-options.ts";
import { openWsSocket } from "./ws-socket.ts";

/** What the gateway asks of REST: `Rest` of `@zignal/rest` fits, and so does an object with this one method. */
export interface GatewayRest {
  readonly gateway: { getBotGateway(): Promise<APIGatewayBotInfo> };
}

/** Which shards this process runs: as many as Discord recommends, all of a number, or some of a number. */
export type ShardsInput = "auto" | number | { readonly total: number; readonly ids: readonly number[] };

export interface GatewayOptions {
  /** The bot's token, with or without `Bot ` before it. */
  token: string;
  /** What to receive, such as `{ guilds: true, guildMessages: true }`. */
  intents: IntentsInput;
  /** Asked once per `connect()` for the URL, the recommended number of shards and the limits. */
  rest: GatewayRest;
  /** @defaultValue `"auto"` */
  shards?: ShardsInput;
  /** @defaultValue `"zstd-stream"`, or `"zlib-stream"` where node has no zstd */
  compression?: Compression;
  /** Shared by all processes that use the token. @defaultValue one for this gateway alone */
  identifyGate?: IdentifyGate;
  /** Keeps sessions, so that they can be resumed. @defaultValue in memory: they end with the process */
  sessionStore?: SessionStore;
  /** Whether anyone needs an event, such as `MESSAGE_CREATE`; the body of others is not parsed. @defaultValue every event */
  wanted?: (event: string) => boolean;
  /** The presence to start with. */
  presence?: PresenceInput;
  /** Guilds with more members than this come without their offline members; 50 to 250. @defaultValue Discord's (50) */
  largeThreshold?: number;
  /** Where to connect. @defaultValue the environment's `ZIGNAL_GATEWAY_URL`, else what REST says */
  url?: string;
  /** See {@link ShardTimeouts}; each has its own default. */
  timeouts?: Partial<ShardTimeouts>;
  /** See {@link Backoff}; each has its own default. */
  backoff?: Partial<Backoff>;
  /** See {@link SendLimits}; each has its own default. */
  sendLimits?: Partial<SendLimits>;
  /** Resumes that may fail in a row before the session is given up for a new one. @defaultValue `3` */
  maxFailedResumes?: number;
  /** How long `connect()` sits out an outage of `GET /gateway/bot`, in milliseconds. @defaultValue `300_000` */
  infoPatienceMs?: number;
  /**
   * A listener of `dispatch` that is at work for longer is told as `slowHandler`, in milliseconds; `Infinity` for none.
   * When it is given, listeners that return nothing are timed as well. @defaultValue `10_000`, asynchronous ones only
   */
  slowHandlerMs?: number;
  /** How long `disconnect()` lets asynchronous listeners finish, in milliseconds; no events come meanwhile. @defaultValue `5_000` */
  drainTimeoutMs?: number;
  /** Runs the shards in worker threads, with the listeners there. @defaultValue in this thread */
  workers?: WorkerOptions;
  /** With `shards: "auto"`: takes up a higher recommendation of Discord's without being told to. @defaultValue `false` */
  autoReshard?: boolean;
  /** Opens WebSockets; replace it in tests. @defaultValue by `ws` */
  openSocket?: OpenSocket;
  /** @defaultValue the machine's */
  clock?: Clock;
  /** Unix time in milliseconds, for what is stored. @defaultValue `Date.now` */
  wallClock?: () => number;
  /** Uniform in `[0, 1)`, for jitter. @defaultValue `Math.random` */
  random?: () => number;
  /** @defaultValue silent */
  logger?: LoggerLike;
}

export interface ResolvedGatewayOptions {
  token: string;
  intents: number;
  rest: GatewayRest;
  shards: ShardsInput;
  compression: Compression;
  identifyGate: IdentifyGate;
  sessionStore: SessionStore;
  wanted: ((event: string) => boolean) | undefined;
  presence: PresenceData | undefined;
  largeThreshold: number | undefined;
  url: string | undefined;
  timeouts: ShardTimeouts;
  backoff: Backoff;
  sendLimits: SendLimits;
  maxFailedResumes: number;
  infoPatienceMs: number;
  slowHandlerMs: number;
  /** Whether listeners that return nothing are timed as well. */
  timeSynchronous: boolean;
  drainTimeoutMs: number;
  workers: ResolvedWorkerOptions | undefined;
  autoReshard: boolean;
  openSocket: OpenSocket;
  clock: Clock;
  wallClock: () => number;
  random: () => number;
  logger: LoggerLike;
}

/**
 * @throws {InvalidTokenError} when the token can not be one.
 * @throws {ValidationError} naming the option that does not fit.
 */
export function resolveGatewayOptions(options: GatewayOptions): ResolvedGatewayOptions {
  const clock = options.clock ?? systemClock;
  const url = options.url ?? (process.env["ZIGNAL_GATEWAY_URL"] || undefined);
  if (url !== undefined) parseGatewayUrl(url, options.url === undefined ? "ZIGNAL_GATEWAY_URL" : "url");
  const { rest, largeThreshold, maxFailedResumes = 3 } = options;
  if (typeof rest?.gateway?.getBotGateway !== "function") {
    throw ValidationError.of(
      "rest",
      "must have gateway.getBotGateway(): pass a Rest of @zignal/rest, or an object with that method",
    );
  }
  if (largeThreshold !== undefined && !(largeThreshold >= 50 && largeThreshold <= 250)) {
    throw ValidationError.of("largeThreshold", `must be between 50 and 250 (was ${largeThreshold})`);
  }
  if (!Number.isInteger(maxFailedResumes) || maxFailedResumes < 1) {
    throw ValidationError.of("maxFailedResumes", `must be a whole number of at least 1 (was ${maxFailedResumes})`);
  }
  const { infoPatienceMs = 300_000, slowHandlerMs = 10_000, drainTimeoutMs = 5_000, autoReshard = false } = options;
  for (const [name, value] of Object.entries({ infoPatienceMs, slowHandlerMs, drainTimeoutMs })) {
    if (!(value >= 0)) throw ValidationError.of(name, `must be 0 or more, in milliseconds (was ${value})`);
  }
  return {
    token: checkedBotToken(options.token),
    intents: ValidationError.naming("intents", () => Intents.from(options.intents)),
    rest,
    shards: checkedShards(options.shards ?? "auto"),
    compression: checkedCompression(options.compression),
    identifyGate: options.identifyGate ?? new InMemoryIdentifyGate({ clock }),
    sessionStore: options.sessionStore ?? new MemorySessionStore(),
    wanted: options.wanted,
    presence: options.presence === undefined ? undefined : presenceData(options.presence),
    largeThreshold,
    url,
    timeouts: withDefaults("timeouts", defaultTimeouts, options.timeouts),
    backoff: withDefaults("backoff", defaultBackoff, options.backoff),
    sendLimits: checkedSendLimits(withDefaults("sendLimits", discordSendLimits, options.sendLimits)),
    maxFailedResumes,
    infoPatienceMs,
    slowHandlerMs,
    timeSynchronous: options.slowHandlerMs !== undefined && Number.isFinite(slowHandlerMs),
    drainTimeoutMs,
    workers: options.workers === undefined ? undefined : resolveWorkerOptions(options.workers),
    autoReshard,
    openSocket: options.openSocket ?? openWsSocket,
    clock,
    wallClock: options.wallClock ?? Date.now,
    random: options.random ?? Math.random,
    logger: options.logger ?? silentLogger,
  };
}

/** What is left out, or `undefined`, takes its default. */
function withDefaults<Options extends object>(path: string, defaults: Options, given: Partial<Options> = {}): Options {
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  for (const [name, value] of known) {
    if (!(typeof value === "number" && value >= 0)) {
      throw ValidationError.of(`${path}.${name}`, `must be a number, 0 or more (was ${String(value)})`);
    }
  }
  return Object.assign({ ...defaults }, Object.fromEntries(known));
}

function checkedSendLimits(limits: SendLimits): SendLimits {
  const reserved = limits.heartbeatReserve + limits.highReserve;
  if (limits.limit > reserved) return limits;
  throw ValidationError.of(
    "sendLimits.limit",
    `must be above what is kept free (${reserved}), or nothing could ever be sent (was ${limits.limit})`,
  );
}

function checkedShards(shards: ShardsInput): ShardsInput {
  if (shards === "auto") return shards;
  const total = typeof shards === "number" ? shards : shards.total;
  const path = typeof shards === "number" ? "shards" : "shards.total";
  if (!Number.isInteger(total) || total < 1) {
    throw ValidationError.of(path, `must be a whole number of at least 1, or shards: "auto" (was ${String(total)})`);
  }
  if (typeof shards === "number") return shards;
  const ids = [...new Set(shards.ids)];
  const bad = ids.find((id) => !Number.isInteger(id) || id < 0 || id >= total);
  if (bad !== undefined) throw ValidationError.of("shards.ids", `must be from 0 to ${total - 1} (holds ${bad})`);
  if (ids.length === 0) throw ValidationError.of("shards.ids", "must name at least one shard");
  return { total, ids };
}

const compressions: readonly Compression[] = ["zstd-stream", "zlib-stream", "none"];

function checkedCompression(compression: Compression = "zstd-stream"): Compression {
  if (compressions.includes(compression)) return compression;
  throw ValidationError.of(
    "compression",
    `must be one of ${compressions.join(", ")} (was ${JSON.stringify(compression)})`,
  );
}
