import type * as OpenTelemetry from "@opentelemetry/api";
import { ZignalError } from "@zignal/errors";
import type { Message } from "../diagnostics.ts";
import { isMessage, numberOf, textOf } from "../diagnostics.ts";
import { placeOfInteraction } from "../event-context.ts";
import { offerTraceIds } from "./active-trace.ts";
import { ContextStore } from "./context-store.ts";
import { SpanBook } from "./span-book.ts";

/** Tracing, until it is closed. Spans that have begun by then end when their work ends. */
export interface Tracing extends Disposable {
  close(): void;
}

/**
 * Makes spans of what the other packages of Zignal do in this process, by their diagnostics channels, through the tracer
 * provider that OpenTelemetry's SDK has registered: a dispatch, in it each listener or the interaction's handler, in those
 * the calls of REST. Loggers write `trace_id` and `span_id` of the span that they are called within.
 *
 * Names hold routes and events, never ids or tokens; ids are attributes.
 *
 * Rejects with a {@link ZignalError} when `@opentelemetry/api` is not installed.
 * @see {@link https://opentelemetry.io/docs/specs/semconv/http/http-spans/ | Conventions for HTTP spans}
 */
export async function startTracing(): Promise<Tracing> {
  const api = await loadOpenTelemetry();
  const { context, trace, SpanKind, isSpanContextValid } = api;
  const store = new ContextStore(context);
  const book = new SpanBook(api, trace.getTracer("@zignal/observability"), store);

  book.enclose("tracing:zignal:client:dispatch:start", (message) => ({
    name: textOf(message["dispatch"], "dispatch"),
    kind: SpanKind.CONSUMER,
    attributes: { "messaging.system": "discord", ...attributesOf(message) },
  }));
  book.on("tracing:zignal:client:dispatch:end", (message) => book.end(message));

  book.enclose("tracing:zignal:client:handle:start", (message) => ({
    name: `on ${textOf(message["event"], "event")}`,
    kind: SpanKind.INTERNAL,
    attributes: attributesOf(message),
  }));
  book.on("tracing:zignal:client:handle:error", (message) => book.fail(message));
  book.on("tracing:zignal:client:handle:end", (message) => {
    if (message["isAsync"] !== true) book.end(message);
  });
  book.on("tracing:zignal:client:handle:asyncEnd", (message) => book.end(message));

  book.enclose("tracing:zignal:interactions:handle:start", (message) => ({
    name: textOf(message["name"], "interaction"),
    kind: SpanKind.SERVER,
    attributes: attributesOf({ place: placeOfInteraction(message["interaction"]) }),
  }));
  book.on("tracing:zignal:interactions:handle:error", (message) => book.fail(message));
  book.on("tracing:zignal:interactions:handle:asyncEnd", (message) => book.end(message));

  book.on("tracing:zignal:rest:request:start", (message) => {
    const [method, route] = [textOf(message["method"], "HTTP"), textOf(message["route"], "")];
    const attributes = { "http.request.method": method, "url.template": route };
    book.begin(message, { name: `${method} ${route}`, kind: SpanKind.CLIENT, attributes });
  });
  book.on("tracing:zignal:rest:request:error", (message) => book.fail(message));
  book.on("tracing:zignal:rest:request:asyncEnd", (message) => book.end(message, restAttributes(message)));

  const withdraw = offerTraceIds(() => {
    const ids = trace.getSpanContext(store.active());
    if (ids === undefined || !isSpanContextValid(ids)) return undefined;
    const flags = ids.traceFlags.toString(16).padStart(2, "0");
    return { trace_id: ids.traceId, span_id: ids.spanId, trace_flags: flags };
  });
  const close = (): void => {
    withdraw();
    book.close();
  };
  return { close, [Symbol.dispose]: close };
}

async function loadOpenTelemetry(): Promise<typeof OpenTelemetry> {
  try {
    return await import("@opentelemetry/api");
  } catch (cause) {
    throw new ZignalError("SystemError", "Tracing needs the package @opentelemetry/api, which is not installed", {
      cause,
      recovery:
        "npm install @opentelemetry/api, and an SDK such as @opentelemetry/sdk-node that sends spans somewhere.",
    });
  }
}

/** Where something happened, as the client tells. */
function attributesOf({ shardId, place }: Message): OpenTelemetry.Attributes {
  const ids = isMessage(place) ? place : {};
  return {
    ...defined("discord.shard_id", numberOf(shardId)),
    ...idAttribute("discord.guild_id", ids["guildId"]),
    ...idAttribute("discord.channel_id", ids["channelId"]),
    ...idAttribute("discord.user_id", ids["userId"]),
    ...idAttribute("discord.interaction_id", ids["interactionId"]),
  };
}

function restAttributes({ status, attempts, waitedMs }: Message): OpenTelemetry.Attributes {
  const answered = numberOf(status);
  const tried = numberOf(attempts) ?? 0;
  return {
    ...(answered === undefined || answered === 0 ? {} : { "http.response.status_code": answered }),
    ...(tried > 1 ? { "http.request.resend_count": tried - 1 } : {}),
    ...defined("zignal.rest.waited_ms", numberOf(waitedMs)),
  };
}

function idAttribute(name: string, id: unknown): OpenTelemetry.Attributes {
  return defined(name, typeof id === "string" ? id : undefined);
}

function defined(name: string, value: string | number | undefined): OpenTelemetry.Attributes {
  return value === undefined ? {} : { [name]: value };
}
