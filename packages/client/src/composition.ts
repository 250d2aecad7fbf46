import { Cache } from "@zignal/cache";
import {
  type ErrorContext,
  type ErrorHandler,
  type LoggerLike,
  ValidationError,
  InvalidTokenError,
} from "@zignal/errors";
import { Gateway } from "@zignal/gateway";
import { InteractionHandler } from "@zignal/interactions";
import { Rest } from "@zignal/rest";
import { Intents } from "@zignal/types/intents";
import type { ClientGateway } from "./client-gateway.ts";
import type { ClientOptions } from "./client-options.ts";

/** The bits of the intents. */
export function resolveIntents({ intents }: ClientOptions): number {
  try {
    return Intents.from(intents);
  } catch (error) {
    throw new ValidationError([{ path: "intents", message: messageOf(error).replace(/^intents:? ?/, "") }], {
      cause: error,
    });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Refuses what can not be a bot's token before anything connects: Discord would answer 401, and enough of those ban the
 * address. The token itself is never repeated: it must not end up in a log.
 * @throws {InvalidTokenError} saying what is wrong.
 */
export function checkToken(token: unknown): void {
  if (typeof token !== "string" || token === "") throw invalidToken("is missing");
  const parts = token.replace(/^Bot /, "").split(".");
  if (parts.length !== 3 || !parts.every((part) => /^[\w-]+$/.test(part))) {
    throw invalidToken("is malformed: a bot's token has three parts of letters, digits, - and _, joined by dots");
  }
}

function invalidToken(what: string): InvalidTokenError {
  return new InvalidTokenError(`token ${what}`, {
    recovery:
      "Copy it from the Bot page of your application in the Discord Developer Portal, for example into DISCORD_TOKEN.",
  });
}

/** The given `Rest`, or the client's own. */
export function createRest(options: ClientOptions, errorHandler: ErrorHandler, logger: LoggerLike): Rest {
  const { rest, token, connectionPool } = options;
  if (rest instanceof Rest) {
    if (connectionPool !== undefined) {
      throw ValidationError.of("connectionPool", "can not go with a configured rest: give it to that Rest instead");
    }
    return rest;
  }
  return new Rest({
    logger,
    errorHandler,
    ...(connectionPool === undefined ? {} : { connectionPool }),
    ...rest,
    token,
  });
}

/** The given cache, the client's own, or none. */
export function createCache({ cache }: ClientOptions): Cache | undefined {
  if (cache === false) return undefined;
  return cache instanceof Cache ? cache : new Cache(cache);
}

/** The given handler of interactions, or the client's own. */
export function createInteractions(
  { interactions }: ClientOptions,
  rest: Rest,
  logger: LoggerLike,
  onError: (error: unknown, context: ErrorContext) => void,
): InteractionHandler {
  return interactions ?? new InteractionHandler({ rest, logger, onError });
}

/** The given gateway, or the client's own. */
export function createGateway(
  { gateway, token, intents }: ClientOptions,
  rest: Rest,
  logger: LoggerLike,
  wanted: (event: string) => boolean,
): ClientGateway {
  if (gateway !== undefined && isGateway(gateway)) return gateway;
  return new Gateway({ logger, ...gateway, token, intents, rest, wanted });
}

function isGateway(gateway: NonNullable<ClientOptions["gateway"]>): gateway is ClientGateway {
  return "connect" in gateway && typeof gateway.connect === "function";
}
