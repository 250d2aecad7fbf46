import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { describe, expect, it, vi } from "vitest";
import { ErrorContext, ErrorHandler, HttpError, RateLimitError, silentLogger, TimeoutError } from "../src/index.ts";
import type { ErrorHandlerOptions, ErrorRecord } from "../src/index.ts";
import { FakeClock } from "../src/testing.ts";

const badGateway = () => new HttpError("502", { method: "GET", route: "/gateway", status: 502 });

function setUp(options: ErrorHandlerOptions = {}) {
  const clock = new FakeClock();
  const handler = new ErrorHandler({
    clock,
    random: () => 0.5,
    timeOfDay: () => 1_700_000_000_000 + clock.now(),
    ...options,
  });
  return { clock, handler };
}

describe("ErrorHandler.execute", () => {
  it("retries with the reference's recovery configuration", async () => {
    const { clock, handler } = setUp({
      recovery: { maxRetries: 3, baseDelayMs: 1_000, maxDelayMs: 3_000, backoffMultiplier: 2, jitter: false },
    });
    const times: number[] = [];
    const result = handler
      .execute(() => {
        times.push(clock.now());
        throw badGateway();
      })
      .catch((error: unknown) => error);
    await clock.advance(60_000);
    expect(times).toEqual([0, 1_000, 3_000, 6_000]);
    expect(await result).toBeInstanceOf(HttpError);
  });

  it("tells listeners of each retry, of the recovery, and of what was handled", async () => {
    const { clock, handler } = setUp();
    const log: unknown[] = [];
    handler.on("retry", ({ attempt, delayMs }) => log.push(["retry", attempt, delayMs]));
    handler.on("recovered", (attempts) => log.push(["recovered", attempts]));
    handler.on("handled", ({ outcome }) => log.push(["handled", outcome]));
    const result = handler.execute(({ attempt }) => {
      if (attempt === 1) throw badGateway();
      return attempt;
    });
    await clock.advance(500);
    await expect(result).resolves.toBe(2);
    expect(log).toEqual([
      ["handled", "retried"],
      ["retry", 1, 500],
      ["recovered", 2],
    ]);
  });

  it("limits the time of each attempt by timeoutMs", async () => {
    const { clock, handler } = setUp();
    const starts: number[] = [];
    const result = handler.execute(
      ({ attempt }) => {
        starts.push(clock.now());
        return attempt === 1 ? new Promise<never>(() => undefined) : "second time lucky";
      },
      { timeoutMs: 100, operation: "GET /gateway" },
    );
    await clock.advance(600);
    await expect(result).resolves.toBe("second time lucky");
    expect(starts).toEqual([0, 600]);
  });

  it("ends with a TimeoutError when the deadline is over", async () => {
    const { clock, handler } = setUp();
    const result = handler
      .execute(() => new Promise(() => undefined), { deadlineMs: 1_000 })
      .catch((error: unknown) => error);
    await clock.advance(1_000);
    expect(await result).toBeInstanceOf(TimeoutError);
    expect(clock.pendingTimers).toBe(0);
  });

  it("ends with the caller's reason when it is aborted, which is no error for the book", async () => {
    const { clock, handler } = setUp();
    const abort = new AbortController();
    const result = handler
      .execute(() => new Promise(() => undefined), { signal: abort.signal })
      .catch((error: unknown) => error);
    await clock.advance(10);
    const reason = new Error("shutting down");
    abort.abort(reason);
    expect(await result).toBe(reason);
    expect(handler.history).toEqual([]);
    expect(handler.getStats().recovery).toMatchObject({ operations: 1, aborted: 1, failed: 0 });
  });

  it("lets a call say how often, and whether it may be done twice", async () => {
    const { clock, handler } = setUp();
    let attempts = 0;
    const reset = Object.assign(new Error("reset"), { code: "ECONNRESET" });
    const run = (options: object) =>
      handler
        .execute(() => {
          attempts++;
          throw reset;
        }, options)
        .catch((error: unknown) => error);
    expect(await run({})).toBe(reset);
    expect(attempts).toBe(1);
    const repeated = run({ repeatable: true, maxRetries: 1 });
    await clock.advance(5_000);
    expect(await repeated).toBe(reset);
    expect(attempts).toBe(3);
  });

  it("throws the operation's own error, with the caller's lines in its stack", async () => {
    const { handler } = setUp();
    class MyError extends Error {}
    const thrown = new MyError("mine");
    async function renameTheGuild(): Promise<void> {
      await handler.execute(() => {
        throw thrown;
      });
    }
    const error: unknown = await renameTheGuild().catch((error: unknown) => error);
    expect(error).toBe(thrown);
    expect((error as Error).stack).toContain("renameTheGuild");
  });

  it("names each option that does not fit", async () => {
    expect(() => new ErrorHandler({ maxErrorHistory: -1 })).toThrow(/maxErrorHistory/);
    expect(() => new ErrorHandler({ recovery: { baseDelayMs: -1 } })).toThrow(/recovery\.baseDelayMs/);
    expect(() => new ErrorHandler({ recovery: { maxRetries: 1.5 } })).toThrow(/recovery\.maxRetries/);
    await expect(new ErrorHandler().execute(() => 1, { deadlineMs: -1 })).rejects.toThrow(/deadlineMs/);
    await expect(new ErrorHandler().execute(() => 1, { timeoutMs: 0 })).rejects.toThrow(/timeoutMs/);
  });
});

describe("ErrorHandler.handle", () => {
  it("wraps anything, and remembers it with its context and the time of day", () => {
    const { clock, handler } = setUp();
    clock.advanceSync(5);
    const context = new ErrorContext({ guildId: "1" });
    const error = handler.handle("oops", context);
    expect(error).toMatchObject({ name: "ZignalError", message: "oops", cause: "oops", context });
    expect(handler.history).toEqual([
      { error, context, time: 1_700_000_000_005, outcome: "handled", strategy: "give-up", attempt: 1 },
    ]);
  });

  it("counts an error once that execute threw and its catcher hands over", async () => {
    const { handler } = setUp();
    const thrown: unknown = await handler
      .execute(() => Promise.reject(new Error("x")))
      .catch((error: unknown) => error);
    const first = handler.handle(thrown);
    expect(handler.handleError(thrown)).toBe(first);
    expect(handler.handle(first)).toBe(first);
    expect(handler.getStats().total).toBe(1);
    expect(handler.history.map(({ outcome }) => outcome)).toEqual(["failed"]);
  });

  it("keeps the newest maxErrorHistory errors, in order", () => {
    const { handler } = setUp({ maxErrorHistory: 3 });
    for (let index = 0; index < 100; index++) handler.handle(new Error(`error ${index}`));
    expect(handler.history.map(({ error }) => error.message)).toEqual(["error 97", "error 98", "error 99"]);
    expect(handler.getStats().total).toBe(100);
    handler.clearHistory();
    expect(handler.history).toEqual([]);
  });

  it("keeps no history when maxErrorHistory is 0", () => {
    const { handler } = setUp({ maxErrorHistory: 0 });
    handler.handle(new Error("x"));
    expect(handler.history).toEqual([]);
    expect(handler.getStats().total).toBe(1);
  });

  it("logs each at the level of its severity", () => {
    const logger = { ...silentLogger, warn: vi.fn(), error: vi.fn(), fatal: vi.fn() };
    const { handler } = setUp({ logger });
    const limited = new RateLimitError("slow", { method: "GET", route: "/x", retryAfterMs: 5, scope: "user" });
    handler.handle(limited);
    handler.handle(badGateway());
    expect(logger.warn).toHaveBeenCalledWith(expect.objectContaining({ err: limited }), "slow");
    expect(logger.error).toHaveBeenCalledOnce();
  });

  it("is not disturbed by a listener that throws", async () => {
    const { handler } = setUp();
    const uncaught: unknown[] = [];
    const previous = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    process.once("uncaughtException", (error) => uncaught.push(error));
    handler.on("handled", () => {
      throw new Error("a fault in the listener");
    });
    expect(handler.handle("x").message).toBe("x");
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    for (const listener of previous) process.on("uncaughtException", listener);
    expect(uncaught).toEqual([new Error("a fault in the listener")]);
  });

  it("publishes what it handles on a diagnostics channel", () => {
    const messages: unknown[] = [];
    const listen = (message: unknown) => messages.push(message);
    subscribe("zignal:errors:handle", listen);
    const error = setUp().handler.handle("x");
    unsubscribe("zignal:errors:handle", listen);
    expect((messages as ErrorRecord[]).map((record) => record.error)).toEqual([error]);
  });
});

describe("ErrorHandler.getStats", () => {
  it("counts by code, severity and strategy, and how operations ended", async () => {
    const { clock, handler } = setUp();
    await handler.execute(() => "fine");
    const recovered = handler.execute(({ attempt }) => {
      if (attempt < 3) throw badGateway();
    });
    await clock.advance(10_000);
    await recovered;
    await handler.execute(() => Promise.reject(new Error("bug"))).catch(() => undefined);
    handler.handle(new HttpError("no", { method: "GET", route: "/x", status: 403, severity: "critical" }));
    expect(handler.getStats()).toEqual({
      total: 4,
      byCode: { HttpRequestFailed: 3, SystemError: 1 },
      bySeverity: { error: 3, critical: 1 },
      byStrategy: { backoff: 2, "give-up": 1, "check-permissions": 1 },
      recovery: { operations: 3, retries: 2, recovered: 1, failed: 1, aborted: 0 },
      lastErrorTime: 1_700_000_010_000,
    });
  });
});
