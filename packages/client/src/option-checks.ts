import { ValidationError } from "@zignal/errors";
import { Intents } from "@zignal/types/intents";
import type { ClientOptions } from "./client-options.ts";
import { checkClientToken } from "./client-token.ts";
import { isGiven, resolveIntents } from "./composition.ts";

/** What a part must at least be able to do. Of those that may be options as well: the given ones. */
const duties = {
  gateway: ["connect", "disconnect", "on", "off"],
  cache: ["apply", "wants"],
  interactions: ["handle", "observe", "wants", "setFallbackOnError"],
  connectionPool: ["acquire", "release"],
  requestBatcher: ["addRequest"],
  errorHandler: ["handle", "listenerCount"],
  logger: ["trace", "debug", "info", "warn", "error", "fatal"],
  clock: ["now", "setTimeout"],
} as const;

/** Options that the client gives its own parts itself. */
const givenByClient = {
  rest: ["token"],
  gateway: ["token", "intents", "rest", "wanted"],
  interactions: ["rest"],
} as const;

interface Issue {
  readonly path: string;
  readonly message: string;
}

/** @throws {ValidationError} naming each option that does not fit, or does not fit another. */
export function checkOptions(options: ClientOptions): void {
  if (!isObject(options)) throw ValidationError.of("options", "must be an object with at least token and intents");
  checkClientToken(options);
  const issues = [...partIssues(options), ...timeIssues(options)];
  if (issues.length === 0) issues.push(...combinationIssues(options));
  if (issues.length > 0) throw new ValidationError(issues);
}

/** Is each part one, or its options? */
function* partIssues(options: ClientOptions): Generator<Issue> {
  const { rest, gateway, cache, interactions, voice, monitor } = options;
  const wrong = new Set<string>();
  for (const [path, part] of Object.entries({ rest, gateway, interactions, cache, voice })) {
    const maySwitchOff = path === "cache" || path === "voice";
    if (part === undefined || isObject(part) || (maySwitchOff && (part as unknown) === false)) continue;
    const off = maySwitchOff ? ", or false for none" : "";
    wrong.add(path);
    yield { path, message: `must be a configured one, or its options${off} (was ${JSON.stringify(part)})` };
  }
  if (monitor !== undefined) yield* monitorIssues(monitor);
  for (const [path, methods] of Object.entries(duties)) {
    const part: unknown = options[path as keyof typeof duties];
    const mayBeOptions = path === "gateway" || path === "cache" || path === "interactions";
    if (part === undefined || wrong.has(path) || (mayBeOptions && !isGiven(path, part as object | false))) continue;
    const missing = methods.filter((method) => typeof Reflect.get(Object(part), method) !== "function");
    if (missing.length > 0)
      yield { path, message: `must have the methods ${methods.join(", ")}: lacks ${missing.join(", ")}` };
  }
}

function* monitorIssues(monitor: unknown): Generator<Issue> {
  if (!isObject(monitor)) {
    yield { path: "monitor", message: `must be { port, host }, both optional (was ${JSON.stringify(monitor)})` };
    return;
  }
  const { port }: { port?: unknown } = monitor;
  if (port === undefined || (typeof port === "number" && Number.isInteger(port) && port >= 0 && port <= 65_535)) return;
  yield { path: "monitor.port", message: `must be a whole number from 0 to 65535 (was ${JSON.stringify(port)})` };
}

/** What is right by itself, and wrong together. */
function* combinationIssues(options: ClientOptions): Generator<Issue> {
  const { rest, gateway, cache, voice } = options;
  for (const path of ["connectionPool", "requestBatcher"] as const) {
    if (options[path] === undefined || rest === undefined) continue;
    if (isGiven("rest", rest)) {
      yield { path, message: "can not go with a configured rest: give it to that Rest instead" };
    } else if (path in rest) {
      yield { path, message: `is given twice: here and in rest.${path}` };
    }
  }
  for (const [part, names] of Object.entries(givenByClient)) {
    const own: unknown = options[part as keyof typeof givenByClient];
    if (!isObject(own) || isGiven(part as keyof typeof givenByClient, own)) continue;
    for (const name of names) {
      if (name in own) yield { path: `${part}.${name}`, message: "can not be given here: the client gives its own" };
    }
  }
  if (isObject(cache) && "fields" in cache && cache.fields !== undefined) {
    yield { path: "cache", message: "must keep whole entities, for structures read their fields: leave fields out" };
  }
  if (workersOf(gateway) !== undefined) {
    const message = "would take the events away from this client: use a Gateway without a client, and gatewayWorker()";
    yield { path: "gateway.workers", message };
  }
  if (isObject(voice) && (resolveIntents(options) & Intents.bits.guildVoiceStates) === 0) {
    yield { path: "intents", message: 'must have "guildVoiceStates" where voice is configured' };
  }
}

/** Of options for a gateway: a given one knows itself. */
function workersOf(gateway: object | undefined): unknown {
  if (gateway === undefined || isGiven("gateway", gateway)) return undefined;
  const { workers }: { workers?: unknown } = gateway;
  return workers;
}

function* timeIssues(options: ClientOptions): Generator<Issue> {
  for (const path of ["drainTimeoutMs", "guildsTimeoutMs"] as const) {
    const value = options[path];
    if (value === undefined || (typeof value === "number" && value >= 0)) continue;
    const was = typeof value === "number" ? String(value) : JSON.stringify(value);
    yield { path, message: `must be 0 or more, in milliseconds (was ${was})` };
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
