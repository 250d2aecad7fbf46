import type { BackOffOptions, CircuitBreakerOptions, Clock, ErrorHandler, LoggerLike } from "@zignal/errors";
import { CircuitBreaker, silentLogger, systemClock, ValidationError } from "@zignal/errors";
import type { RequestBatcher } from "./batch/request-batcher.ts";
import type { ConnectionPool, ConnectionPoolOptions } from "./connection-pool.ts";
import { HostBreaker } from "./host-breaker.ts";
import { defaultUserAgent } from "./user-agent.ts";
import type { RateLimitStore } from "./rate-limit/rate-limit-store.ts";

/** How the rate limiter works. */
export interface RateLimiterOptions {
  /** Requests per second under the global limit, paced ahead; `Infinity` leaves it to Discord. @defaultValue `50` */
  globalRequestsPerSecond?: number;
  /** Requests that may wait in all; one more is rejected with a `RateLimitError`. @defaultValue `100_000` */
  maxQueueSize?: number;
  /**
   * Requests of one route and resource that may be in flight together. `1` keeps them strictly in order, also on the way.
   * @defaultValue `Infinity`: as many as Discord allows
   */
  maxInFlightPerBucket?: number;
  /** Reject with a `RateLimitError` where a call would have to wait. @defaultValue `false` */
  rejectInsteadOfWait?: boolean;
  /** Where limits are counted; share one to share the limits. @defaultValue this process's memory */
  store?: RateLimitStore;
}

export interface RestOptions {
  /** The bot's token, with or without `Bot `. @defaultValue env `DISCORD_TOKEN`; without one, only calls that need none work */
  token?: string | undefined;
  /** @defaultValue env `ZIGNAL_API_URL`, else `https://discord.com/api/v10` */
  baseUrl?: string;
  /** A pool of your own, which you close, or options for one. */
  connectionPool?: ConnectionPool | ConnectionPoolOptions;
  rateLimiter?: RateLimiterOptions;
  /** Folds calls with `batch: true` into fewer requests. @defaultValue none */
  requestBatcher?: RequestBatcher;
  /** Give every call that can be folded to the batcher, unless it says `batch: false`. @defaultValue `false` */
  batch?: boolean;
  /** Is told of every failed call: counts, history, listeners. @defaultValue none */
  errorHandler?: Pick<ErrorHandler, "handle">;
  /**
   * Stops asking while Discord fails: after so many failures in a row (5xx, no answer) calls are rejected with a
   * `CircuitOpenError`, until one of them is let through to try. A breaker of your own, options for one, or `false`.
   * @defaultValue opens after 20 failures in a row, for 5 seconds
   */
  circuitBreaker?: CircuitBreaker | CircuitBreakerOptions | false;
  /** @defaultValue a logger that drops everything */
  logger?: LoggerLike;
  /** Time one attempt may take: connecting, headers and body, in milliseconds. @defaultValue `15_000` */
  timeoutMs?: number;
  /** How often a failed request is sent again, where that can not do anything twice. @defaultValue `3` */
  maxRetries?: number;
  /** The waits between. @defaultValue 250 ms, doubled each time up to 10 s, with full jitter */
  backOff?: BackOffOptions;
  /** @defaultValue `DiscordBot (<the library>, <version>)`, the form that Discord asks for */
  userAgent?: string;
  /** Give messages a nonce that Discord enforces, so that a repeat can not send one twice. @defaultValue `true` */
  enforceNonce?: boolean;
  /** At so many invalid requests (401, 403, 429) in ten minutes `invalidRequests` is emitted. @defaultValue `5_000` */
  invalidRequestWarning?: number;
  /** At so many nothing is sent any more: at 10,000 Discord bans the address. @defaultValue `9_000` */
  invalidRequestStop?: number;
  /** @defaultValue the machine's clock */
  clock?: Clock;
  /** A number in `[0, 1)`, for the jitter. @defaultValue `Math.random` */
  random?: () => number;
}

export interface RestSettings {
  readonly token: string | undefined;
  readonly origin: string;
  /** Path before every route, such as `/api/v10`. */
  readonly basePath: string;
  readonly rateLimiter: Required<Omit<RateLimiterOptions, "store">>;
  readonly requestBatcher: RequestBatcher | undefined;
  readonly batch: boolean;
  readonly errorHandler: Pick<ErrorHandler, "handle"> | undefined;
  readonly circuitBreaker: HostBreaker | undefined;
  readonly logger: LoggerLike;
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly backOff: BackOffOptions;
  readonly userAgent: string;
  readonly enforceNonce: boolean;
  readonly invalidRequestWarning: number;
  readonly invalidRequestStop: number;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Major version of Discord's API that the types describe. */
const defaultBaseUrl = "https://discord.com/api/v10";

/** The departures of the last second are remembered one by one. */
const mostPerSecond = 100_000;

/** @throws {ValidationError} naming each option that does not fit. */
export function resolveRestOptions(options: RestOptions): RestSettings {
  checkParts(options);
  const baseUrl = options.baseUrl ?? process.env["ZIGNAL_API_URL"] ?? defaultBaseUrl;
  const limiter = options.rateLimiter ?? {};
  const faults: { path: string; message: string }[] = [];
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    faults.push({ path: "baseUrl", message: `must be an http or https URL (was ${JSON.stringify(baseUrl)})` });
  }
  const settings = {
    token: options.token ?? process.env["DISCORD_TOKEN"],
    origin: url?.origin ?? "",
    basePath: (url?.pathname ?? "").replace(/\/+$/, ""),
    rateLimiter: {
      globalRequestsPerSecond: limiter.globalRequestsPerSecond ?? 50,
      maxQueueSize: limiter.maxQueueSize ?? 100_000,
      maxInFlightPerBucket: limiter.maxInFlightPerBucket ?? Infinity,
      rejectInsteadOfWait: limiter.rejectInsteadOfWait ?? false,
    },
    requestBatcher: options.requestBatcher,
    batch: options.batch ?? false,
    errorHandler: options.errorHandler,
    circuitBreaker: breakerOf(options, url?.host ?? ""),
    logger: options.logger ?? silentLogger,
    timeoutMs: options.timeoutMs ?? 15_000,
    maxRetries: options.maxRetries ?? 3,
    backOff: { baseDelayMs: 250, maxDelayMs: 10_000, ...options.backOff },
    userAgent: options.userAgent ?? defaultUserAgent,
    enforceNonce: options.enforceNonce ?? true,
    invalidRequestWarning: options.invalidRequestWarning ?? 5_000,
    invalidRequestStop: options.invalidRequestStop ?? 9_000,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  };
  const check = (path: string, isFit: boolean, message: string): void => {
    if (!isFit) faults.push({ path, message });
  };
  const { globalRequestsPerSecond: perSecond, maxQueueSize, maxInFlightPerBucket } = settings.rateLimiter;
  check("timeoutMs", settings.timeoutMs > 0 && settings.timeoutMs < 2 ** 31, "must be above 0, in milliseconds");
  check(
    "maxRetries",
    settings.maxRetries === Infinity || (Number.isInteger(settings.maxRetries) && settings.maxRetries >= 0),
    "must be a whole number of 0 or more, or Infinity",
  );
  check("userAgent", /^[\x20-\x7e]+$/.test(settings.userAgent), "must be printable ASCII");
  check(
    "rateLimiter.globalRequestsPerSecond",
    isCount(perSecond) && (perSecond <= mostPerSecond || perSecond === Infinity),
    `must be a whole number from 1 to ${mostPerSecond}, or Infinity`,
  );
  check("rateLimiter.maxQueueSize", maxQueueSize >= 0, "must be 0 or more");
  check(
    "rateLimiter.maxInFlightPerBucket",
    isCount(maxInFlightPerBucket),
    "must be a whole number above 0, or Infinity",
  );
  check("random", typeof settings.random === "function", "must be a function that gives a number from 0 to 1");
  check("invalidRequestWarning", settings.invalidRequestWarning >= 1, "must be 1 or more");
  check("invalidRequestStop", settings.invalidRequestStop >= 1, "must be 1 or more");
  if (faults.length > 0) throw new ValidationError(faults);
  return settings;
}

/** What each part that is brought along must be able to do; one of another copy of its package will do, too. */
const abilities: Readonly<Record<string, readonly string[]>> = {
  store: ["take", "settle", "move", "takeGlobal", "blockGlobal"],
  requestBatcher: ["attach", "detach", "canFold", "addRequest", "sendBefore", "processBatch"],
  errorHandler: ["handle"],
  logger: ["info", "warn", "error"],
  clock: ["now", "setTimeout"],
};

/** @throws {ValidationError} naming each option that is not of its kind. */
function checkParts(options: RestOptions): void {
  const given: unknown = options;
  if (!isObject(given)) throw ValidationError.of("options", "must be an object");
  const faults: { path: string; message: string }[] = [];
  for (const path of ["rateLimiter", "connectionPool", "circuitBreaker", "backOff"] as const) {
    const part: unknown = options[path];
    if (part === undefined || isObject(part) || (path === "circuitBreaker" && part === false)) continue;
    faults.push({ path, message: `must be an object (was ${JSON.stringify(part)})` });
  }
  const { requestBatcher, errorHandler, logger, clock, rateLimiter } = options;
  const brought: Record<string, unknown> = { requestBatcher, errorHandler, logger, clock, store: rateLimiter?.store };
  for (const [name, part] of Object.entries(brought)) {
    if (part === undefined) continue;
    const missing = abilities[name]?.filter((ability) => !isObject(part) || typeof part[ability] !== "function") ?? [];
    const path = name === "store" ? "rateLimiter.store" : name;
    if (missing.length > 0) faults.push({ path, message: `must have ${missing.map((one) => `${one}()`).join(", ")}` });
  }
  if (faults.length > 0) throw new ValidationError(faults);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function breakerOf({ circuitBreaker = {}, clock = systemClock }: RestOptions, name: string): HostBreaker | undefined {
  if (circuitBreaker === false) return undefined;
  if (circuitBreaker instanceof CircuitBreaker) return new HostBreaker(circuitBreaker, false);
  const breaker = new CircuitBreaker({
    failureThreshold: 20,
    recoveryTimeoutMs: 5_000,
    name,
    clock,
    ...circuitBreaker,
  });
  return new HostBreaker(breaker, circuitBreaker.expectedResponseTimeMs === undefined);
}

function isCount(value: number): boolean {
  return value === Infinity || (Number.isInteger(value) && value >= 1);
}
