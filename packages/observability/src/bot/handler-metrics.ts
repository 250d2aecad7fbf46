import type { Message } from "../diagnostics.ts";
import type { Collection } from "./collection.ts";
import { numberOf, textOf } from "../diagnostics.ts";

/** From `tracing:zignal:client:handle`: what the bot's own listeners take. */
export function collectHandlers(collection: Collection): void {
  const durations = collection.seconds(
    "zignal_handler_duration_seconds",
    "From the call of a listener to its end, what it awaits included",
    ["event"],
  );
  const errors = collection.counter("zignal_handler_errors_total", "Listeners that threw or rejected", ["event"]);
  let running = 0;
  collection.gauge("zignal_handlers_running", "Listeners that are at work", () => running);

  /** Listeners whose promise is pending; those that return at once are on the stack. */
  const pending = new Map<Message, number>();
  const stack: number[] = [];
  collection.on("tracing:zignal:client:handle:start", () => {
    running += 1;
    stack.push(collection.now());
  });
  collection.on("tracing:zignal:client:handle:end", (trace) => {
    const startedAt = stack.pop();
    // It began before anybody listened.
    if (startedAt === undefined) return;
    if (trace["isAsync"] === true) pending.set(trace, startedAt);
    else settle(trace, startedAt);
  });
  collection.on("tracing:zignal:client:handle:asyncEnd", (trace) => {
    const startedAt = pending.get(trace);
    pending.delete(trace);
    if (startedAt !== undefined) settle(trace, startedAt);
  });
  collection.on("tracing:zignal:client:handle:error", (trace) => {
    errors.of(textOf(trace["event"], "unknown")).value += 1;
  });

  function settle(trace: Message, startedAt: number): void {
    running -= 1;
    durations.of(textOf(trace["event"], "unknown")).observe((collection.now() - startedAt) / 1_000);
  }
}

/** From `tracing:zignal:interactions:handle`. */
export function collectInteractions(collection: Collection): void {
  const interactions = collection.counter("zignal_interactions_total", "Interactions handled, by handler", [
    "name",
    "outcome",
  ]);
  const durations = collection.seconds(
    "zignal_interaction_duration_seconds",
    "From an interaction to its handler's end",
    ["name"],
  );
  const answers = collection.seconds(
    "zignal_interaction_first_answer_seconds",
    "From an interaction to its first answer; Discord waits 3 s",
    ["name"],
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 3],
  );
  const startTimes = new Map<Message, number>();
  collection.on("tracing:zignal:interactions:handle:start", (trace) => void startTimes.set(trace, collection.now()));
  collection.on("tracing:zignal:interactions:handle:asyncEnd", (trace) => {
    const startedAt = startTimes.get(trace);
    startTimes.delete(trace);
    if (startedAt === undefined) return;
    const name = nameOf(trace);
    interactions.ofAll([name, trace["error"] === undefined ? "ok" : "failed"]).value += 1;
    durations.of(name).observe((collection.now() - startedAt) / 1_000);
    const answeredAfter = numberOf(trace["answeredAfterMs"]);
    if (answeredAfter !== undefined) answers.of(name).observe(answeredAfter / 1_000);
  });
}

/** Of what somebody waits for, the custom id is made for that one time: it is no name. */
function nameOf(trace: Message): string {
  const name = textOf(trace["name"], "unknown");
  return name.startsWith("awaited ") ? "awaited" : name;
}
