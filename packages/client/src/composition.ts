import { Cache } from "@zignal/cache";
import { type ErrorContext, ErrorHandler, type LoggerLike, silentLogger, ValidationError } from "@zignal/errors";
import { Gateway } from "@zignal/gateway";
import { InteractionHandler } from "@zignal/interactions";
import { type RequestBatcher, Rest } from "@zignal/rest";
import { Intents } from "@zignal/types/intents";
import type { ClientGateway } from "./client-gateway.ts";
import type { ClientOptions } from "./client-options.ts";

/** Parts that are given are known by what they can do, so that one of another copy of its package fits too. */
const abilities = { rest: "request", gateway: "connect", cache: "apply", interactions: "handle" } as const;

/** The bits of the intents. */
export function resolveIntents({ intents }: ClientOptions): number {
  return ValidationError.naming("intents", () => Intents.from(intents));
}

/** The given handler of errors, or the client's own, which logs where a logger was given. */
export function createErrorHandler({ errorHandler, logger }: ClientOptions): ErrorHandler {
  return errorHandler ?? new ErrorHandler({ logger: logger ?? silentLogger });
}

/** The given `Rest`, or the client's own. */
export function createRest(options: ClientOptions, logger: LoggerLike): Rest {
  const { rest, token, connectionPool, requestBatcher } = options;
  if (isGiven<Rest>("rest", rest)) return rest;
  return new Rest({
    logger,
    ...(connectionPool === undefined ? {} : { connectionPool }),
    ...(requestBatcher === undefined ? {} : { requestBatcher }),
    ...rest,
    token,
  });
}

/** What sends the requests that wait to be folded; a configured `Rest` keeps its batcher to itself. Never rejects. */
export function createFlush({ requestBatcher, rest }: ClientOptions): () => Promise<void> {
  const own = rest !== undefined && !isGiven<Rest>("rest", rest) ? rest.requestBatcher : undefined;
  const batcher: Partial<Pick<RequestBatcher, "processBatch">> | undefined = requestBatcher ?? own;
  return async () => {
    // Their callers hear of their failures.
    await batcher?.processBatch?.().catch(() => undefined);
  };
}

/** Was a configured part given, and not options? */
export function isGiven<Part extends object>(
  kind: keyof typeof abilities,
  part: Part | object | false | undefined,
): part is Part {
  if (part === undefined || part === false) return false;
  return typeof (part as Readonly<Record<string, unknown>>)[abilities[kind]] === "function";
}

/** The given cache, the client's own, or none. */
export function createCache({ cache }: ClientOptions): Cache | undefined {
  if (cache === false) return undefined;
  return isGiven<Cache>("cache", cache) ? cache : new Cache(cache);
}

/** The given handler of interactions, or the client's own. */
export function createInteractions(
  { interactions }: ClientOptions,
  rest: Rest,
  logger: LoggerLike,
  onError: (error: unknown, context: ErrorContext) => void,
): InteractionHandler {
  if (!isGiven<InteractionHandler>("interactions", interactions)) {
    return new InteractionHandler({ rest, logger, onError, ...interactions });
  }
  interactions.setFallbackOnError(onError);
  return interactions;
}

/** The given gateway, or the client's own. */
export function createGateway(
  { gateway, token, intents }: ClientOptions,
  rest: Rest,
  logger: LoggerLike,
  wanted: (event: string) => boolean,
): ClientGateway {
  if (isGiven<ClientGateway>("gateway", gateway)) return gateway;
  return new Gateway({ logger, ...gateway, token, intents, rest, wanted });
}
