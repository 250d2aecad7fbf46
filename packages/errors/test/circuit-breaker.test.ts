import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { CircuitBreaker, CircuitOpenError, HttpError, ValidationError } from "../src/index.ts";
import type { CircuitBreakerOptions } from "../src/index.ts";
import { FakeClock } from "../src/testing.ts";

function setUp(options: CircuitBreakerOptions = {}) {
  const clock = new FakeClock();
  const breaker = new CircuitBreaker({ failureThreshold: 2, recoveryTimeoutMs: 1_000, clock, ...options });
  const changes: string[] = [];
  breaker.on("stateChange", ({ from, to }) => changes.push(`${from} -> ${to}`));
  return { clock, breaker, changes };
}

const succeed = () => "fine";
function fail(): never {
  throw new Error("down");
}

async function open(breaker: CircuitBreaker): Promise<void> {
  for (let count = 0; count < 2; count++) await breaker.execute(fail).catch(() => undefined);
}

describe("CircuitBreaker", () => {
  it("is closed at first and passes results and errors on", async () => {
    const { breaker } = setUp();
    expect(breaker.state).toBe("closed");
    await expect(breaker.execute(succeed)).resolves.toBe("fine");
    await expect(breaker.execute(fail)).rejects.toThrow("down");
  });

  it("opens after failureThreshold failures in a row", async () => {
    const { breaker, changes } = setUp();
    await breaker.execute(fail).catch(() => undefined);
    await breaker.execute(succeed);
    await breaker.execute(fail).catch(() => undefined);
    expect(breaker.state).toBe("closed");
    await breaker.execute(fail).catch(() => undefined);
    expect(changes).toEqual(["closed -> open"]);
  });

  it("refuses calls while it is open, says how long, and keeps the cause", async () => {
    const { breaker, clock } = setUp({ name: "the weather service" });
    await open(breaker);
    clock.advanceSync(400);
    let called = false;
    const error: unknown = await breaker.execute(() => (called = true)).catch((error: unknown) => error);
    expect(called).toBe(false);
    expect(error).toBeInstanceOf(CircuitOpenError);
    expect(error).toMatchObject({ retryAfterMs: 600, retryable: true, cause: new Error("down") });
    expect(String(error)).toContain("the weather service");
  });

  it("closes when the probe after recoveryTimeoutMs succeeds", async () => {
    const { breaker, clock, changes } = setUp();
    await open(breaker);
    clock.advanceSync(1_000);
    await expect(breaker.execute(succeed)).resolves.toBe("fine");
    expect(changes).toEqual(["closed -> open", "open -> half-open", "half-open -> closed"]);
  });

  it("opens again for as long when the probe fails", async () => {
    const { breaker, clock, changes } = setUp();
    await open(breaker);
    clock.advanceSync(1_000);
    await expect(breaker.execute(fail)).rejects.toThrow("down");
    clock.advanceSync(999);
    await expect(breaker.execute(succeed)).rejects.toBeInstanceOf(CircuitOpenError);
    clock.advanceSync(1);
    await breaker.execute(succeed);
    expect(changes).toEqual([
      "closed -> open",
      "open -> half-open",
      "half-open -> open",
      "open -> half-open",
      "half-open -> closed",
    ]);
  });

  it("counts an answer slower than expectedResponseTimeMs as a failure, and still hands it over", async () => {
    const { breaker, clock } = setUp({ expectedResponseTimeMs: 50 });
    const slow = () => {
      clock.advanceSync(51);
      return "late";
    };
    await expect(breaker.execute(slow)).resolves.toBe("late");
    await expect(breaker.execute(slow)).resolves.toBe("late");
    expect(breaker.state).toBe("open");
    expect(breaker.getStats()).toMatchObject({ slow: 2, failures: 2, successes: 0, averageResponseTimeMs: 51 });
  });

  it("takes an answer in just the expected time as a success", async () => {
    const { breaker, clock } = setUp({ expectedResponseTimeMs: 50, failureThreshold: 1 });
    await breaker.execute(() => clock.advanceSync(50));
    expect(breaker.state).toBe("closed");
  });

  it("does not open over calls that began before it was closed again", async () => {
    const { breaker, clock } = setUp({ failureThreshold: 1 });
    const early = Promise.withResolvers<never>();
    const earlyCall = breaker.execute(() => early.promise);
    await breaker.execute(fail).catch(() => undefined);
    clock.advanceSync(1_000);
    await breaker.execute(succeed);
    early.reject(new Error("an old failure"));
    await expect(earlyCall).rejects.toThrow("an old failure");
    expect(breaker.state).toBe("closed");
  });

  it("does not close over a call that began before it opened", async () => {
    const { breaker } = setUp({ failureThreshold: 1 });
    const early = Promise.withResolvers<string>();
    const earlyCall = breaker.execute(() => early.promise);
    await breaker.execute(fail).catch(() => undefined);
    early.resolve("late");
    await earlyCall;
    expect(breaker.state).toBe("open");
  });

  it("learns nothing from a probe that its caller aborted: the next caller probes at once", async () => {
    const { breaker, clock } = setUp();
    await open(breaker);
    clock.advanceSync(1_000);
    const abort = new AbortController();
    const probe = breaker.execute(async ({ signal }) => {
      abort.abort();
      signal.throwIfAborted();
    }, abort.signal);
    await expect(probe).rejects.toThrow("aborted");
    expect(breaker.state).toBe("open");
    await expect(breaker.execute(succeed)).resolves.toBe("fine");
    expect(breaker.state).toBe("closed");
    expect(breaker.getStats().aborted).toBe(1);
  });

  it("lets another probe through when the first has no answer for recoveryTimeoutMs", async () => {
    const { breaker, clock } = setUp();
    await open(breaker);
    clock.advanceSync(1_000);
    const stuck = Promise.withResolvers<string>();
    const stuckCall = breaker.execute(() => stuck.promise);
    clock.advanceSync(999);
    await expect(breaker.execute(succeed)).rejects.toBeInstanceOf(CircuitOpenError);
    clock.advanceSync(1);
    await expect(breaker.execute(succeed)).resolves.toBe("fine");
    expect(breaker.state).toBe("closed");
    stuck.reject(new Error("at last"));
    await expect(stuckCall).rejects.toThrow("at last");
    expect(breaker.state).toBe("closed");
  });

  it("does not open over answers that say the request was wrong", async () => {
    const { breaker } = setUp({ failureThreshold: 1 });
    const forbidden = new HttpError("no", { method: "GET", route: "/x", status: 403 });
    await expect(breaker.execute(() => Promise.reject(forbidden))).rejects.toBe(forbidden);
    await expect(breaker.execute(() => Promise.reject(ValidationError.of("a", "b")))).rejects.toThrow("a b");
    expect(breaker.state).toBe("closed");
    const broken = new HttpError("oh", { method: "GET", route: "/x", status: 503 });
    await expect(breaker.execute(() => Promise.reject(broken))).rejects.toBe(broken);
    expect(breaker.state).toBe("open");
  });

  it("keeps statistics", async () => {
    const { breaker } = setUp();
    await breaker.execute(succeed);
    await open(breaker);
    await breaker.execute(succeed).catch(() => undefined);
    expect(breaker.getStats()).toEqual({
      state: "open",
      calls: 3,
      successes: 1,
      failures: 2,
      slow: 0,
      rejected: 1,
      aborted: 0,
      consecutiveFailures: 2,
      timesOpened: 1,
      averageResponseTimeMs: 0,
      lastError: new Error("down"),
    });
  });

  it("closes by hand", async () => {
    const { breaker, changes } = setUp();
    await open(breaker);
    breaker.reset();
    await breaker.execute(succeed);
    expect(changes).toEqual(["closed -> open", "open -> closed"]);
  });

  it("publishes its changes on a diagnostics channel", async () => {
    const messages: unknown[] = [];
    const listen = (message: unknown) => messages.push(message);
    subscribe("zignal:errors:breaker", listen);
    const { breaker } = setUp({ name: "x" });
    await open(breaker);
    unsubscribe("zignal:errors:breaker", listen);
    expect(messages).toEqual([{ from: "closed", to: "open", name: "x" }]);
  });

  it("names each option that does not fit", () => {
    expect(() => new CircuitBreaker({ failureThreshold: 0, recoveryTimeoutMs: Number.NaN })).toThrow(
      /failureThreshold .*\(was 0\); recoveryTimeoutMs .*\(was NaN\)/,
    );
  });

  test.prop([fc.integer({ min: 2, max: 30 }), fc.boolean(), fc.scheduler()])(
    "lets exactly one probe through in half-open, however many callers come at once",
    async (callers, isWell, scheduler) => {
      const { breaker, clock } = setUp();
      await open(breaker);
      clock.advanceSync(1_000);
      let running = 0;
      let atOnce = 0;
      const probes: string[] = [];
      const probe = async () => {
        probes.push(breaker.state);
        atOnce = Math.max(atOnce, ++running);
        await scheduler.schedule(Promise.resolve());
        running--;
        if (!isWell) throw new Error("still down");
      };
      // All ask before the probe has its answer.
      const results = Promise.allSettled(Array.from({ length: callers }, () => breaker.execute(probe)));
      await scheduler.waitFor(results);
      expect(probes).toEqual(["half-open"]);
      expect(atOnce).toBe(1);
      expect(breaker.getStats().rejected).toBe(callers - 1);
      expect(breaker.state).toBe(isWell ? "closed" : "open");
    },
  );

  test.prop([
    fc.array(
      fc.record({
        waitMs: fc.integer({ min: 0, max: 400 }),
        takesMs: fc.integer({ min: 0, max: 900 }),
        isWell: fc.boolean(),
      }),
      { minLength: 1, maxLength: 60 },
    ),
  ])("never runs two calls while it is half-open, and none while it is open", async (calls) => {
    const { breaker, clock } = setUp();
    let probesOfRound = 0;
    breaker.on("stateChange", () => (probesOfRound = 0));
    const pending: Promise<unknown>[] = [];
    for (const { waitMs, takesMs, isWell } of calls) {
      await clock.advance(waitMs);
      const call = breaker.execute(async () => {
        expect(breaker.state).not.toBe("open");
        if (breaker.state === "half-open") expect(++probesOfRound).toBe(1);
        await new Promise<void>((resolve) => {
          clock.setTimeout(resolve, takesMs);
        });
        if (!isWell) throw new Error("down");
      });
      pending.push(call.catch((error: unknown) => expect(String(error)).toMatch(/down|not made/)));
    }
    await clock.advance(2_000);
    await Promise.all(pending);
  });
});
