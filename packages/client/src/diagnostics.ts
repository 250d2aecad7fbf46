import type { TracingChannel } from "node:diagnostics_channel";
import { tracingChannel } from "node:diagnostics_channel";
import { dispatchName } from "./event-names.ts";
import { type EventPlace, placeOf } from "./event-place.ts";

/**
 * A dispatch on its way to whoever wants it, as subscribers of `tracing:zignal:client:dispatch` see it: `start` runs its
 * bound stores around everything that the dispatch sets off, `end` comes when all handlers have been called.
 */
export class DispatchTrace {
  /** Discord's name, such as `MESSAGE_CREATE`. */
  readonly dispatch: string;
  /** The client's name, such as `messageCreate`. */
  readonly event: string;
  readonly shardId: number;
  readonly #body: unknown;
  error?: unknown;

  constructor(dispatch: string, event: string, shardId: number, body: unknown) {
    this.dispatch = dispatch;
    this.event = event;
    this.shardId = shardId;
    this.#body = body;
  }

  /** Where it happened, read when it is asked for. */
  get place(): EventPlace {
    return placeOf(this.dispatch, this.#body);
  }
}

/**
 * One call of one listener, as subscribers of `tracing:zignal:client:handle` see it. `end` comes when it has returned, and
 * `asyncEnd` when the promise that it returned (`isAsync`) has settled.
 */
export class HandlerTrace {
  /** The client's name, such as `messageCreate`. */
  readonly event: string;
  readonly #parameters: readonly unknown[];
  isAsync = false;
  error?: unknown;

  constructor(event: string, parameters: readonly unknown[]) {
    this.event = event;
    this.#parameters = parameters;
  }

  get shardId(): number | undefined {
    const context = this.#context;
    return context !== undefined && "shardId" in context && typeof context.shardId === "number"
      ? context.shardId
      : undefined;
  }

  /** Where it happened, read when it is asked for. */
  get place(): EventPlace {
    const context = this.#context;
    return context !== undefined && "raw" in context ? placeOf(dispatchName(this.event), context.raw) : {};
  }

  get #context(): object | undefined {
    const [, context] = this.#parameters;
    return typeof context === "object" && context !== null ? context : undefined;
  }
}

export const dispatchTracing: TracingChannel<DispatchTrace> = tracingChannel("zignal:client:dispatch");
export const handlerTracing: TracingChannel<HandlerTrace> = tracingChannel("zignal:client:handle");
