import { silentLogger, systemClock, ValidationError } from "@zignal/errors";
import type { Clock, LoggerLike } from "@zignal/errors";
import type { APIInteraction, APIWebhookEvent } from "@zignal/types";
import type { InteractionHandler } from "../interaction-handler.ts";
import type { InteractionResponseBody } from "../interaction-response.ts";
import { callbackType, interactionType } from "../interaction-type.ts";
import { ReplayWindow } from "./replay-window.ts";
import { bodyOf } from "./request-body.ts";
import { responseOf, withFilesRead } from "./response-body.ts";
import { signatureVerifier } from "./signature.ts";

export interface InteractionServerOptions {
  /** The application's public key: 64 hexadecimal digits. */
  publicKey: string;
  /** How far a request's timestamp may be from now, in milliseconds. @defaultValue `300_000` */
  maxAgeMs?: number;
  /**
   * When to tell Discord that the answer will come over REST, in milliseconds after the request: it waits three
   * seconds. @defaultValue `2500`
   */
  answerWithinMs?: number;
  /** Keeps a serverless runtime alive until the handler of an interaction or a webhook event has ended. @defaultValue nothing: a server lives on */
  waitUntil?: (ended: Promise<void>) => void;
  /** Hears of webhook events, such as that the app was installed. @defaultValue they are acknowledged only */
  onWebhookEvent?: (event: APIWebhookEvent) => unknown;
  /** Milliseconds since 1970. @defaultValue `Date.now` */
  now?: () => number;
  /** @defaultValue the system's */
  clock?: Clock;
  /** @defaultValue none */
  logger?: LoggerLike;
}

/** Takes a request of Discord, and gives the answer to it. */
export type InteractionServer = (request: Request) => Promise<Response>;

/**
 * Serves interactions over HTTP, by the same handlers as over the gateway: requests with a wrong, old or used
 * signature get 401, those of more than a megabyte 413, pings are answered, and a handler's first answer is the answer to
 * the request.
 *
 * It is a Web-standard handler: for Bun, Deno and Workers as it is, for `node:http` by `nodeListener`.
 * @throws {ValidationError} if the public key is none.
 * @see {@link https://docs.discord.com/developers/interactions/overview#preparing-for-interactions | Discord Docs/Interactions Endpoint}
 */
export function createInteractionServer(
  handler: InteractionHandler,
  options: InteractionServerOptions,
): InteractionServer {
  const {
    maxAgeMs = 300_000,
    answerWithinMs = 2500,
    now = Date.now,
    clock = systemClock,
    logger = silentLogger,
  } = options;
  if (!(answerWithinMs > 0 && answerWithinMs < 3000)) {
    throw ValidationError.of("answerWithinMs", `must be 1 to 2999 milliseconds (was ${answerWithinMs})`);
  }
  const verify = signatureVerifier(options.publicKey);
  const replays = new ReplayWindow(maxAgeMs);

  /** The body of a request that Discord signed, just now, for the first time; else the refusal. */
  const authentic = async (request: Request): Promise<Uint8Array | Response> => {
    const signature = request.headers.get("x-signature-ed25519") ?? "";
    const timestamp = request.headers.get("x-signature-timestamp") ?? "";
    if (!replays.accepts(timestamp, now())) return forged();
    const body = await bodyOf(request);
    if (body === undefined) return new Response(null, { status: 413 });
    if (!(await verify(signature, timestamp, body))) return forged();
    return replays.admit(signature.toLowerCase(), now()) ? body : forged();
  };

  /** The handler's first answer, or 202 if none came in time: it then goes over REST. */
  const interact = async (interaction: APIInteraction): Promise<Response> => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    let open = true;
    const accept = (): void => {
      open = false;
      resolve(new Response(null, { status: 202 }));
    };
    const timer = clock.setTimeout(accept, answerWithinMs, { ref: true });
    const ended = handler.handle(interaction, async (body: InteractionResponseBody) => {
      if (!open) {
        await handler.sendCallback(interaction, body);
        return;
      }
      const whole = await withFilesRead(body);
      // The time can be over by now.
      if (!open) {
        await handler.sendCallback(interaction, whole);
        return;
      }
      open = false;
      resolve(responseOf(whole));
      // What follows over REST must not reach Discord before this answer does.
      await new Promise<void>((sent) => {
        setTimeout(sent, 0);
      });
    });
    options.waitUntil?.(ended);
    void ended.then(accept);
    const response = await promise;
    timer.clear();
    return response;
  };

  const tell = async (event: APIWebhookEvent): Promise<void> => {
    try {
      await options.onWebhookEvent?.(event);
    } catch (error) {
      logger.error({ err: error }, "the handler of a webhook event failed");
    }
  };

  return async (request) => {
    if (request.method !== "POST") return new Response(null, { status: 405, headers: { allow: "POST" } });
    const body = await authentic(request);
    if (body instanceof Response) return body;
    const payload = parse(body);
    if (payload === undefined) return new Response("no interaction", { status: 400 });
    if (!("token" in payload)) {
      if (payload.type === 1) {
        // Acknowledged in any case: Discord would send it again, and stop to send any after too many failures.
        const told = tell(payload);
        options.waitUntil?.(told);
      }
      // Discord asks for a type of content, though there is none.
      return new Response(null, { status: 204, headers: { "content-type": "application/json" } });
    }
    if (payload.type === interactionType.ping) return Response.json({ type: callbackType.pong });
    return interact(payload);
  };
}

function forged(): Response {
  return new Response("invalid request signature", { status: 401 });
}

function parse(body: Uint8Array): APIInteraction | APIWebhookEvent | undefined {
  try {
    const payload: unknown = JSON.parse(new TextDecoder().decode(body));
    // Signed by Discord: what has a type is an interaction or a webhook event.
    return typeof payload === "object" && payload !== null && "type" in payload
      ? (payload as APIInteraction | APIWebhookEvent)
      : undefined;
  } catch {
    return undefined;
  }
}
