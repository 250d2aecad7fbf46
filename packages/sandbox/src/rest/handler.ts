import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "@zignal/errors";
import { systemClock } from "@zignal/errors";
import { ApiError } from "../world/api-error.ts";
import { isJsonObject } from "../world/json.ts";
import { isSnowflake } from "../world/snowflakes.ts";
import type { World } from "../world/world.ts";
import { serveAttachment } from "./attachment-files.ts";
import { beginAudit } from "./audited-operations.ts";
import type { Call, Caller, SessionStartLimit } from "./call.ts";
import { endpoints } from "./endpoints.ts";
import { performFault } from "./fault-reply.ts";
import type { RestLimitsInput } from "./limits.ts";
import { resolveLimits } from "./limits.ts";
import type { Operation } from "./operations.ts";
import type { LimitDecision } from "./rate-limiter.ts";
import { RateLimiter } from "./rate-limiter.ts";
import { readRequestBody } from "./request-body.ts";
import type { RequestObserver, RestStats } from "./request-stats.ts";
import { RequestStats } from "./request-stats.ts";
import type { RestFaultSource } from "./rest-fault.ts";
import { idParams, matchRoute } from "./router.ts";
import { topLevelResource } from "./top-level-resource.ts";
import { writeBanned, writeError, writeRateLimited, writeReply } from "./write-reply.ts";

export interface RestHandlerOptions {
  world: World;
  /** Asked before each request is looked at. @defaultValue no faults */
  faults?: RestFaultSource;
  /** For delays. @defaultValue the machine's */
  clock?: Clock;
  /** What `/gateway` answers, such as `ws://127.0.0.1:4600/gateway`, to a request for this `Host`. */
  gatewayUrl: (host: string | undefined) => string;
  limits?: RestLimitsInput;
  /** Hears of each request once it is answered. */
  onRequest?: RequestObserver;
  /** How many shards `/gateway/bot` recommends. @defaultValue 1 */
  recommendedShards?: number;
  /** Identify budget that `/gateway/bot` tells. @defaultValue never used up */
  sessionStartLimit?: Call["sessionStartLimit"];
}

/** Answers requests under `/api`, `/api/v9`, `/api/v10`, and those for attachments. Never rejects. */
export interface RestHandler {
  (request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** What was asked and answered so far. */
  getStats(): RestStats;
}

/** The HTTP API over a world. */
export function createRestHandler(options: RestHandlerOptions): RestHandler {
  const handler = new Handler(options);
  const handle = (request: IncomingMessage, response: ServerResponse): Promise<void> =>
    handler.handle(request, response);
  return Object.assign(handle, { getStats: () => handler.stats.snapshot() });
}

const apiPrefix = /^\/api(?:\/v(\d+))?(?=\/|$)/;

class Handler {
  readonly #options: RestHandlerOptions;
  readonly #limits: ReturnType<typeof resolveLimits>;
  readonly #limiter: RateLimiter;
  readonly stats: RequestStats;

  constructor(options: RestHandlerOptions) {
    this.#options = options;
    this.#limits = resolveLimits(options.limits);
    this.#limiter = new RateLimiter(this.#limits, () => options.world.nowMs());
    this.stats = new RequestStats(() => options.world.nowMs(), options.onRequest);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const origin = `http://${request.headers.host ?? "localhost"}`;
    const target = URL.canParse(request.url ?? "/", origin) ? new URL(request.url ?? "/", origin) : undefined;
    if (target === undefined) return writeError(response, new ApiError(404, 0, "404: Not Found"), {});
    if (serveAttachment(this.#options.world.attachments, target.pathname, response)) return undefined;
    const version = apiPrefix.exec(target.pathname)?.[1];
    const path = target.pathname.replace(apiPrefix, "");
    const method = request.method ?? "GET";
    const match = matchRoute(method, path);
    const route = match.kind === "operation" ? match.operation.route : path;
    const done = this.stats.begin({
      method,
      route,
      path,
      operation: match.kind === "operation" ? match.operation.id : undefined,
    });
    const decision: { value: LimitDecision | undefined } = { value: undefined };
    let planned = false;
    try {
      const fault = this.#options.faults?.take({ method, route, path });
      const clock = this.#options.clock ?? systemClock;
      if (fault !== undefined && (await performFault(fault, response, clock))) {
        planned = true;
        return undefined;
      }
      if (version !== undefined && version !== "9" && version !== "10") {
        throw new ApiError(400, 50041, "Invalid API version");
      }
      if (match.kind === "unknown") throw new ApiError(404, 0, "404: Not Found");
      if (match.kind === "wrongMethod") throw new ApiError(405, 0, "405: Method Not Allowed");
      await this.#operation(match.operation, match.params, { request, response, target, origin }, decision);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else if (error instanceof ApiError) writeError(response, error, decision.value?.headers ?? {});
      // Who has gone needs no answer, and what the reading of its body then says is no fault of the sandbox.
      else if (request.socket.destroyed) response.destroy();
      else {
        // A fault of the sandbox itself: say so, rather than look like Discord having a bad day.
        const message = `The sandbox failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
        writeError(response, new ApiError(500, 0, message), decision.value?.headers ?? {});
      }
    } finally {
      if (!request.complete && !request.destroyed) request.resume();
      const status = response.headersSent ? response.statusCode : 0;
      done({ status, bucket: decision.value?.bucket, limited: decision.value?.limited, planned });
    }
  }

  async #operation(
    operation: Operation,
    params: Readonly<Record<string, string>>,
    { request, response, target, origin }: Exchange,
    decision: { value: LimitDecision | undefined },
  ): Promise<void> {
    if (this.stats.invalidWithin10Minutes >= this.#limits.invalidRequests) return writeBanned(response);
    const caller = this.#authenticate(request, operation);
    const address = request.socket.remoteAddress ?? "";
    const resource = topLevelResource(operation.route, params);
    decision.value = this.#limiter.take({
      caller: isTokenRoute(operation) ? "" : (caller?.application.id ?? address),
      operation: operation.id,
      resource,
      countsGlobally: !isTokenRoute(operation),
    });
    if (decision.value.limited !== undefined)
      return writeRateLimited(response, decision.value.limited, decision.value.headers);
    const endpoint = endpoints.get(operation.id);
    if (endpoint === undefined) {
      throw new ApiError(501, 0, `${operation.id} is not implemented by the sandbox`);
    }
    const body = await readRequestBody(request, this.#limits);
    requireIds(operation, params);
    if (isJsonObject(body.json)) {
      const limited = this.#limiter.takeFields(operation.id, resource, body.json);
      if (limited !== undefined) {
        decision.value = { ...decision.value, limited };
        return writeRateLimited(response, limited, decision.value.headers);
      }
    }
    const call: Call = {
      world: this.#options.world,
      params,
      query: target.searchParams,
      body: body.json,
      files: body.files,
      caller,
      reason: decodeReason(request.headers["x-audit-log-reason"]),
      origin,
      gatewayUrl: this.#options.gatewayUrl(request.headers.host),
      recommendedShards: this.#options.recommendedShards ?? 1,
      sessionStartLimit: this.#options.sessionStartLimit ?? unusedSessions,
      limits: this.#limits,
    };
    const audit = beginAudit(operation.id, call);
    const reply = endpoint(call);
    audit(reply);
    writeReply(response, reply, decision.value.headers);
  }

  /** @throws {ApiError} 401 where a token is needed and none, or a wrong one, was sent */
  #authenticate(request: IncomingMessage, operation: Operation): Caller | undefined {
    const { applications, users } = this.#options.world;
    const token = /^Bot (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
    const found = token === undefined ? undefined : applications.byToken(token);
    if (found !== undefined) return { application: found.application, user: users.require(found.application.botId) };
    if (operation.auth === "open" && (request.headers.authorization === undefined || isTokenRoute(operation))) {
      return undefined;
    }
    throw new ApiError(401, 0, "401: Unauthorized");
  }
}

function unusedSessions(_applicationId: string, total: number): SessionStartLimit {
  return { total, remaining: total, reset_after: 0 };
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  target: URL;
  origin: string;
}

/** Routes that carry their own token: webhooks and interactions. */
function isTokenRoute({ route }: Operation): boolean {
  return route.includes("{webhook_token}") || route.includes("{interaction_token}");
}

/** @throws {ApiError} 50035 for an id that is none */
function requireIds(operation: Operation, params: Readonly<Record<string, string>>): void {
  for (const name of idParams(operation.route)) {
    const value = params[name] ?? "";
    const isId: boolean = isSnowflake(value);
    if (isId) continue;
    const message = `Value "${value}" is not snowflake.`;
    throw new ApiError(400, 50035, "Invalid Form Body", {
      [name]: { _errors: [{ code: "NUMBER_TYPE_COERCE", message }] },
    });
  }
}

function decodeReason(header: string | string[] | undefined): string | undefined {
  if (typeof header !== "string") return undefined;
  try {
    return decodeURIComponent(header);
  } catch {
    return header;
  }
}
