/* oxlint-disable typescript/no-misused-promises -- listeners of a gateway may be asynchronous */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { GatewayError } from "@zignal/errors";
import { describe, expect, it, vi } from "vitest";
import { MemorySessionStore } from "../src/index.ts";
import { Bench, settled } from "./fake-socket.ts";

/** A listener that is at work until it is told to end. */
function slowListener(): { listen: () => Promise<void>; finish: () => void; calls: () => number } {
  const open: (() => void)[] = [];
  let calls = 0;
  return {
    listen: async () => {
      calls += 1;
      await new Promise<void>((resolve) => {
        open.push(resolve);
      });
    },
    finish: () => open.shift()?.(),
    calls: () => calls,
  };
}

describe("a drain", () => {
  it("waits for listeners that are at work, lets no new event in, and keeps the session as far as it is handled", async () => {
    const sessionStore = new MemorySessionStore();
    await using bench = new Bench({ sessionStore });
    const socket = await bench.connect();
    const slow = slowListener();
    bench.gateway.on("dispatch", slow.listen);
    socket.dispatch(2);
    socket.dispatch(3);
    expect(bench.gateway.getStats().runningHandlers).toBe(2);
    const done = bench.gateway.disconnect({ keepSessions: true });
    const ended = settled(done);
    socket.dispatch(4);
    await bench.clock.advance(4_000);
    expect(slow.calls()).toBe(2);
    expect(ended.yet).toBe(false);
    slow.finish();
    slow.finish();
    await done;
    expect((await sessionStore.load(0, 1))?.sequence).toBe(3);
    expect(bench.clock.pendingTimers).toBe(0);
  });

  it("ends at its deadline; what is not handled by then comes again to the next process", async () => {
    const sessionStore = new MemorySessionStore();
    const warn = vi.fn();
    const logger = { debug: () => undefined, info: () => undefined, warn, error: () => undefined };
    await using bench = new Bench({ sessionStore, logger: logger as never, drainTimeoutMs: 2_000 });
    const socket = await bench.connect();
    const slow = slowListener();
    socket.dispatch(2);
    bench.gateway.on("dispatch", slow.listen);
    socket.dispatch(3);
    bench.gateway.off("dispatch", slow.listen);
    socket.dispatch(4);
    const ended = settled(bench.gateway.disconnect({ keepSessions: true }));
    await bench.clock.advance(1_999);
    expect(ended.yet).toBe(false);
    await bench.clock.advance(1);
    expect(ended.yet).toBe(true);
    expect((await sessionStore.load(0, 1))?.sequence).toBe(2);
    expect(warn).toHaveBeenCalledOnce();
  });

  it("of nobody takes no time", async () => {
    await using bench = new Bench();
    const socket = await bench.connect();
    bench.gateway.on("dispatch", async () => undefined);
    socket.dispatch(2);
    await bench.settle();
    const ended = settled(bench.gateway.disconnect({ drainTimeoutMs: 60_000 }));
    await bench.settle();
    expect(ended.yet).toBe(true);
  });
});

describe("the kept sequence number", () => {
  it("is that of the last event before the first that is still at work", async () => {
    const sessionStore = new MemorySessionStore();
    await using bench = new Bench({ sessionStore });
    const socket = await bench.connect();
    const slow = slowListener();
    for (let s = 2; s < 10; s += 1) {
      if (s === 5) bench.gateway.once("dispatch", slow.listen);
      socket.dispatch(s);
    }
    await bench.clock.advance(1_000);
    expect((await sessionStore.load(0, 1))?.sequence).toBe(4);
    // The connection itself goes on where it was.
    socket.end(1006);
    await bench.clock.advance(1_000);
    bench.socket.hello();
    expect(bench.socket.sent).toEqual([{ op: 6, d: { token: "token", session_id: "abc", seq: 9 } }]);
    slow.finish();
    await bench.clock.advance(1_000);
    expect((await sessionStore.load(0, 1))?.sequence).toBe(9);
  });

  it("is not held back for ever by a listener that never ends", async () => {
    const sessionStore = new MemorySessionStore();
    await using bench = new Bench({ sessionStore, random: () => 0.99, drainTimeoutMs: 0 });
    const socket = await bench.connect();
    bench.gateway.once("dispatch", slowListener().listen);
    socket.dispatch(2);
    socket.dispatch(3);
    await bench.clock.advance(30_000);
    expect((await sessionStore.load(0, 1))?.sequence).toBe(1);
    await bench.clock.advance(31_000);
    expect((await sessionStore.load(0, 1))?.sequence).toBe(3);
  });

  it("of an old session does not hold back the new one's", async () => {
    const sessionStore = new MemorySessionStore();
    await using bench = new Bench({ sessionStore, drainTimeoutMs: 0 });
    const socket = await bench.connect();
    bench.gateway.once("dispatch", slowListener().listen);
    socket.dispatch(2);
    socket.receive({ op: 9, d: false });
    const second = await bench.nextSocket();
    second.hello();
    second.ready(1, "def");
    second.dispatch(2);
    second.dispatch(3);
    await bench.clock.advance(1_000);
    expect(await sessionStore.load(0, 1)).toMatchObject({ sessionId: "def", sequence: 3 });
  });
});

describe("a slow listener", () => {
  it("is reported once, with how long it has been at work, and disturbs nobody", async () => {
    await using bench = new Bench({ drainTimeoutMs: 0 });
    const told: unknown[] = [];
    const published: unknown[] = [];
    const hear = (message: unknown): void => void published.push(message);
    const socket = await bench.connect();
    bench.gateway.on("slowHandler", (details, shardId) => told.push([details, shardId]));
    subscribe("zignal:gateway:slowHandler", hear);
    bench.gateway.once("dispatch", slowListener().listen);
    socket.dispatch(2, "MESSAGE_CREATE");
    await bench.clock.advance(4_000);
    const quick = slowListener();
    bench.gateway.once("dispatch", quick.listen);
    socket.dispatch(3);
    await bench.clock.advance(3_000);
    quick.finish();
    await bench.clock.advance(60_000);
    unsubscribe("zignal:gateway:slowHandler", hear);
    expect(told).toEqual([[{ event: "MESSAGE_CREATE", elapsedMs: 10_000, blocking: false }, 0]]);
    expect(published).toEqual([{ shardId: 0, event: "MESSAGE_CREATE", elapsedMs: 10_000, blocking: false }]);
    expect(bench.log).toContain("MESSAGE_CREATE 3");
  });

  it("that blocks is reported too when slowHandlerMs is given", async () => {
    await using bench = new Bench({ slowHandlerMs: 500 });
    const socket = await bench.connect();
    const told: unknown[] = [];
    bench.gateway.on("slowHandler", (details) => told.push(details));
    bench.gateway.on("dispatch", () => bench.clock.advanceSync(600));
    socket.dispatch(2, "TYPING_START");
    expect(told).toEqual([{ event: "TYPING_START", elapsedMs: 600, blocking: true }]);
  });

  it("that throws or rejects counts as handled, and is told as shardError", async () => {
    const sessionStore = new MemorySessionStore();
    await using bench = new Bench({ sessionStore });
    const socket = await bench.connect();
    const errors: Error[] = [];
    bench.gateway.on("shardError", (error) => errors.push(error));
    bench.gateway.on("dispatch", async () => {
      throw new TypeError("mine");
    });
    bench.gateway.on("dispatch", () => {
      // oxlint-disable-next-line typescript/only-throw-error -- users do
      throw "a text";
    });
    socket.dispatch(2);
    await bench.clock.advance(1_000);
    expect(errors).toEqual([expect.any(GatewayError), expect.any(TypeError)]);
    expect((await sessionStore.load(0, 1))?.sequence).toBe(2);
    expect(bench.gateway.getStats().runningHandlers).toBe(0);
  });
});
