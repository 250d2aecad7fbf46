import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { afterEach, describe, expect, it } from "vitest";
import { type HandlerTrace, handlerTracing } from "../src/diagnostics.ts";
import { EventBus } from "../src/event-bus.ts";

interface Events {
  messageCreate: [subject: unknown, context: { shardId: number; raw: unknown }];
}

const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0)) step();
});

function record() {
  const seen: [phase: string, trace: HandlerTrace][] = [];
  for (const phase of ["start", "end", "asyncEnd", "error"] as const) {
    const name = `tracing:zignal:client:handle:${phase}`;
    const listener = (message: unknown): void => void seen.push([phase, message as HandlerTrace]);
    subscribe(name, listener);
    undo.push(() => unsubscribe(name, listener));
  }
  return seen;
}

function createBus() {
  const pending: Promise<void>[] = [];
  const bus = new EventBus<{ [Name in keyof Events]: Events[Name] }>({
    onFailure: () => undefined,
    onPending: (work) => pending.push(work),
  });
  return { bus, pending };
}

const context = { shardId: 3, raw: { guild_id: "1", channel_id: "2", author: { id: "4" } } };

describe("tracing:zignal:client:handle", () => {
  it("tells of one call of one listener, and where its event happened", () => {
    const seen = record();
    const { bus } = createBus();
    bus.on("messageCreate", () => undefined);
    bus.emit("messageCreate", {}, context);
    expect(seen.map(([phase]) => phase)).toEqual(["start", "end"]);
    const trace = seen[0]?.[1];
    expect(trace).toMatchObject({ event: "messageCreate", shardId: 3, isAsync: false });
    expect(trace?.place).toEqual({ guildId: "1", channelId: "2", userId: "4" });
  });

  it("ends a listener that awaits when its promise has settled, and says what it failed with", async () => {
    const seen = record();
    const { bus, pending } = createBus();
    const gate = Promise.withResolvers<void>();
    bus.on("messageCreate", () => gate.promise);
    bus.emit("messageCreate", {}, context);
    expect(seen.map(([phase]) => phase)).toEqual(["start", "end"]);
    expect(seen[1]?.[1].isAsync).toBe(true);
    const failure = new Error("later");
    gate.reject(failure);
    await Promise.all(pending);
    expect(seen.map(([phase]) => phase)).toEqual(["start", "end", "error", "asyncEnd"]);
    expect(seen[2]?.[1].error).toBe(failure);
  });

  it("runs the listener within what is bound to its start", async () => {
    const storage = new AsyncLocalStorage<HandlerTrace>();
    handlerTracing.start.bindStore(storage);
    undo.push(() => handlerTracing.start.unbindStore(storage));
    const { bus, pending } = createBus();
    const found: unknown[] = [];
    bus.on("messageCreate", async () => {
      found.push(storage.getStore()?.event);
      await Promise.resolve();
      found.push(storage.getStore()?.event);
    });
    bus.emit("messageCreate", {}, context);
    await Promise.all(pending);
    expect(found).toEqual(["messageCreate", "messageCreate"]);
    expect(storage.getStore()).toBeUndefined();
  });
});
