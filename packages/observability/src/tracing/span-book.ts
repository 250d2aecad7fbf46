import { channel } from "node:diagnostics_channel";
import type * as OpenTelemetry from "@opentelemetry/api";
import { redactText } from "@zignal/errors";
import type { Message } from "../diagnostics.ts";
import { isMessage, listenTo } from "../diagnostics.ts";
import type { ContextStore } from "./context-store.ts";

/** What a span is to be, by the message that begins it. */
export interface SpanPlan {
  readonly name: string;
  readonly kind: OpenTelemetry.SpanKind;
  readonly attributes: OpenTelemetry.Attributes;
}

/** Spans that have begun, by the message that their tracing channel publishes from start to end. */
export class SpanBook {
  readonly #api: typeof OpenTelemetry;
  readonly #tracer: OpenTelemetry.Tracer;
  readonly #store: ContextStore;
  readonly #spans = new WeakMap<Message, OpenTelemetry.Span>();
  readonly #undo: (() => void)[] = [];

  constructor(api: typeof OpenTelemetry, tracer: OpenTelemetry.Tracer, store: ContextStore) {
    this.#api = api;
    this.#tracer = tracer;
    this.#store = store;
  }

  on(name: string, listener: (message: Message) => void): void {
    this.#undo.push(listenTo(name, listener));
  }

  /** Everything that the channel's `start` runs is inside the span. */
  enclose(name: string, plan: (message: Message) => SpanPlan): void {
    const start = channel(name);
    const open = (message: unknown): OpenTelemetry.Context =>
      isMessage(message) ? this.begin(message, plan(message)) : this.#store.active();
    start.bindStore(this.#store, open);
    this.#undo.push(() => start.unbindStore(this.#store));
  }

  /** Begins a span under the one that the caller runs within. @returns the context of what is inside it. */
  begin(message: Message, { name, kind, attributes }: SpanPlan): OpenTelemetry.Context {
    const parent = this.#store.active();
    const span = this.#tracer.startSpan(name, { kind, attributes }, parent);
    this.#spans.set(message, span);
    return this.#api.trace.setSpan(parent, span);
  }

  fail(message: Message): void {
    const span = this.#spans.get(message);
    if (span === undefined) return;
    const { error } = message;
    const text = redactText(error instanceof Error ? error.message : String(error));
    span.setStatus({ code: this.#api.SpanStatusCode.ERROR, message: text });
    const { name, stack } = error instanceof Error ? error : { name: "Error", stack: undefined };
    span.recordException({ name, message: text, ...(stack === undefined ? {} : { stack: redactText(stack) }) });
  }

  end(message: Message, attributes: OpenTelemetry.Attributes = {}): void {
    const span = this.#spans.get(message);
    this.#spans.delete(message);
    span?.setAttributes(attributes).end();
  }

  close(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }
}
