import { Cache } from "@zignal/cache";
import { type ErrorContext, ErrorHandler, type LoggerLike, silentLogger, ValidationError } from "@zignal/errors";
import { Gateway } from "@zignal/gateway";
import { InteractionHandler } from "@zignal/interactions";
import { Rest } from "@zignal/rest";
import { Intents } from "@zignal/types/intents";
import type { ClientGateway } from "./client-gateway.ts";
import type { ClientOptions } from "./client-options.ts";
import { checkClientToken } from "./client-token.ts";

/** Parts that are given are known by what they can do, so that one of another copy of its package fits too. */
const abilities = { rest: "request", gateway: "connect", cache: "apply", interactions: "handle" } as const;

/** What the other parts must be able to do. */
const duties = {
  connectionPool: ["acquire", "release"],
  requestBatcher: ["addRequest"],
  errorHandler: ["handle"],
  logger: ["trace", "debug", "info", "warn", "error", "fatal"],
} as const;

/** @throws {ValidationError} naming each option that does not fit, or does not fit another. */
export function checkOptions(options: ClientOptions): void {
  if (!isObject(options)) throw ValidationError.of("options", "must be an object with at least token and intents");
  checkClientToken(options);
  const issues = [...partIssues(options), ...timeIssues(options)];
  if (issues.length > 0) throw new ValidationError(issues);
}

interface Issue {
  readonly path: string;
  readonly message: string;
}

function* partIssues(options: ClientOptions): Generator<Issue> {
  const { rest, gateway, cache, interactions, voice, monitor } = options;
  for (const [path, part] of Object.entries({ rest, gateway, interactions, cache, voice })) {
    const maySwitchOff = path === "cache" || path === "voice";
    if (part === undefined || isObject(part) || (maySwitchOff && (part as unknown) === false)) continue;
    const off = maySwitchOff ? ", or false for none" : "";
    yield { path, message: `must be a configured one, or its options${off} (was ${JSON.stringify(part)})` };
  }
  if (monitor !== undefined && !isObject(monitor)) {
    yield { path: "monitor", message: `must be { port, host }, both optional (was ${JSON.stringify(monitor)})` };
  }
  for (const [path, methods] of Object.entries(duties)) {
    const part: unknown = options[path as keyof typeof duties];
    if (part === undefined) continue;
    const missing = methods.filter((method) => typeof Reflect.get(Object(part), method) !== "function");
    if (missing.length > 0)
      yield { path, message: `must have the methods ${methods.join(", ")}: lacks ${missing.join(", ")}` };
  }
  for (const path of ["connectionPool", "requestBatcher"] as const) {
    if (options[path] === undefined || !isGiven("rest", rest)) continue;
    yield { path, message: "can not go with a configured rest: give it to that Rest instead" };
  }
}

function* timeIssues(options: ClientOptions): Generator<Issue> {
  for (const path of ["drainTimeoutMs", "guildsTimeoutMs"] as const) {
    const value = options[path];
    if (value === undefined || (typeof value === "number" && value >= 0)) continue;
    yield { path, message: `must be 0 or more, in milliseconds (was ${JSON.stringify(value)})` };
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

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
