import { getEventListeners } from "node:events";
import { fc, test } from "@fast-check/vitest";
import { bulkhead, fallback, handleAll } from "cockatiel";
import { describe, expect, it } from "vitest";
import {
  backOffDelay,
  CircuitBreaker,
  CircuitOpenError,
  combine,
  HttpError,
  RateLimitError,
  resolveBackOff,
  retry,
  timeout,
  TimeoutError,
} from "../src/index.ts";
import type { RetryEvent, RetryOptions } from "../src/index.ts";
import { FakeClock } from "../src/testing.ts";

const badGateway = () => new HttpError("502", { method: "GET", route: "/gateway", status: 502 });

function setUp(options: RetryOptions = {}) {
  const clock = new FakeClock();
  const waits: RetryEvent[] = [];
  const policy = retry({ clock, random: () => 0.5, onRetry: (event) => waits.push(event), ...options });
  return { clock, policy, waits };
}

/** Fails with these errors, one after the other, then succeeds. */
function failing(...errors: unknown[]) {
  const attempts: number[] = [];
  const operation = ({ attempt }: { attempt: number }): string => {
    attempts.push(attempt);
    if (errors.length > 0) throw errors.shift();
    return "done";
  };
  return { operation, attempts };
}

describe("retry", () => {
  it("tries again what may be repeated, after growing waits", async () => {
    const { clock, policy, waits } = setUp();
    const { operation, attempts } = failing(badGateway(), badGateway(), badGateway());
    const result = policy.execute(operation);
    await clock.advance(60_000);
    await expect(result).resolves.toBe("done");
    expect(attempts).toEqual([1, 2, 3, 4]);
    expect(waits.map(({ delayMs }) => delayMs)).toEqual([500, 1_000, 2_000]);
  });

  it("gives up after maxRetries with the last error itself", async () => {
    const { clock, policy } = setUp({ maxRetries: 1 });
    const last = badGateway();
    const { operation, attempts } = failing(badGateway(), last);
    const result = policy.execute(operation).catch((error: unknown) => error);
    await clock.advance(60_000);
    expect(await result).toBe(last);
    expect(attempts).toEqual([1, 2]);
  });

  it.each([
    ["an error that says nothing", new Error("bug")],
    ["a thrown string", "oops"],
    ["a 401, which earns an IP ban", new HttpError("401", { method: "GET", route: "/x", status: 401 })],
    ["a 403, which earns an IP ban", new HttpError("403", { method: "GET", route: "/x", status: 403 })],
    ["a POST after which Discord may have acted", new HttpError("502", { method: "POST", route: "/x", status: 502 })],
    ["a POST without an answer (pitfall 9: doubled messages)", new TimeoutError("POST /channels/:id/messages", 15_000)],
    ["a connection that broke in the middle", Object.assign(new Error("reset"), { code: "ECONNRESET" })],
  ])("does not repeat %s", async (_name, error) => {
    const { policy } = setUp();
    const { operation, attempts } = failing(error);
    await expect(policy.execute(operation)).rejects.toBe(error);
    expect(attempts).toEqual([1]);
  });

  it("repeats a broken connection when the operation may be done twice", async () => {
    const { clock, policy } = setUp({ repeatable: true });
    const { operation } = failing(Object.assign(new Error("reset"), { code: "ECONNRESET" }));
    const result = policy.execute(operation);
    await clock.advance(1_000);
    await expect(result).resolves.toBe("done");
  });

  it("repeats a connection that was never made, even of a POST", async () => {
    const { clock, policy } = setUp();
    const { operation } = failing(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }));
    const result = policy.execute(operation);
    await clock.advance(1_000);
    await expect(result).resolves.toBe("done");
  });

  it("never comes back sooner than Retry-After, even beyond maxDelayMs", async () => {
    const { clock, policy, waits } = setUp({ maxDelayMs: 1_000 });
    const limited = new RateLimitError("slow", { method: "GET", route: "/x", retryAfterMs: 65_000, scope: "user" });
    const { operation, attempts } = failing(limited);
    const result = policy.execute(operation);
    await clock.advance(64_999);
    expect(attempts).toEqual([1]);
    await clock.advance(1);
    await expect(result).resolves.toBe("done");
    expect(waits[0]?.delayMs).toBe(65_000);
  });

  it("does not begin a wait that would end after the deadline", async () => {
    const { clock, policy } = setUp({ deadlineMs: 10_000 });
    const limited = new RateLimitError("slow", { method: "GET", route: "/x", retryAfterMs: 65_000, scope: "user" });
    await expect(policy.execute(failing(limited).operation)).rejects.toBe(limited);
    expect(clock.now()).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it("aborts the attempt that is under way when the deadline comes, and keeps the error before as cause", async () => {
    const { clock, policy } = setUp({ deadlineMs: 10_000 });
    const first = badGateway();
    let aborted = false;
    const result = policy
      .execute(async ({ attempt, signal }) => {
        if (attempt === 1) throw first;
        signal.addEventListener("abort", () => (aborted = true));
        await new Promise(() => undefined);
      })
      .catch((error: unknown) => error);
    await clock.advance(10_000);
    expect(await result).toBeInstanceOf(TimeoutError);
    expect(await result).toMatchObject({ timeoutMs: 10_000, cause: first, retryable: false });
    expect(aborted).toBe(true);
  });

  it("ends the wait at once when the caller aborts, with the caller's reason", async () => {
    const { clock, policy } = setUp();
    const abort = new AbortController();
    const reason = new Error("shutting down");
    const { operation, attempts } = failing(badGateway());
    const result = policy.execute(operation, abort.signal).catch((error: unknown) => error);
    await clock.advance(100);
    abort.abort(reason);
    expect(await result).toBe(reason);
    expect(attempts).toEqual([1]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("does not take a user's abort for a time-out and try again (pitfall 2)", async () => {
    const { policy } = setUp({ repeatable: true, isRetryable: () => true });
    const abort = new AbortController();
    let attempts = 0;
    const result = policy.execute(({ signal }) => {
      attempts++;
      abort.abort();
      signal.throwIfAborted();
    }, abort.signal);
    await expect(result).rejects.toMatchObject({ name: "AbortError" });
    expect(attempts).toBe(1);
  });

  it("does not begin when the signal is aborted already", async () => {
    const { policy } = setUp();
    const { operation, attempts } = failing();
    await expect(policy.execute(operation, AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
    expect(attempts).toEqual([]);
  });

  it("leaves no listeners on a signal that is used for many calls (pitfall 2)", async () => {
    const abort = new AbortController();
    const policy = combine(setUp().policy, timeout({ timeoutMs: 5 }));
    for (let call = 0; call < 1_000; call++) await policy.execute(() => call, abort.signal);
    expect(getEventListeners(abort.signal, "abort")).toHaveLength(0);
  });

  it("asks isRetryable which failures to repeat", async () => {
    const { clock, policy } = setUp({ isRetryable: (error, attempt) => error === "busy" && attempt < 2 });
    const { operation, attempts } = failing("busy", "busy");
    const result = policy.execute(operation).catch((error: unknown) => error);
    await clock.advance(5_000);
    expect(await result).toBe("busy");
    expect(attempts).toEqual([1, 2]);
  });

  it("puts the caller's line at the end of the stack of an error that came from elsewhere", async () => {
    const { clock, policy } = setUp({ maxRetries: 1 });
    const theirs = badGateway();
    async function fetchTheGuild(): Promise<void> {
      const result = policy.execute(() => Promise.reject(theirs));
      await Promise.all([result, clock.advance(1_000)]);
    }
    const error: unknown = await fetchTheGuild().catch((error: unknown) => error);
    expect((error as Error).stack).toMatch(/called from[^]*fetchTheGuild[^]*retry\.test\.ts/);
  });

  it("names each option that does not fit", () => {
    expect(() => retry({ maxRetries: -1, deadlineMs: Number.NaN })).toThrow(/maxRetries .*; deadlineMs .*/);
    expect(() => retry({ baseDelayMs: -5, backoffMultiplier: 0.5 })).toThrow(/baseDelayMs .*; backoffMultiplier .*/);
  });
});

describe("the back-off", () => {
  it("is exponential and capped without jitter", () => {
    const backOff = resolveBackOff({ jitter: false, baseDelayMs: 100, maxDelayMs: 500 });
    expect([1, 2, 3, 4, 5].map((attempt) => backOffDelay(attempt, backOff, () => 0.3))).toEqual([
      100, 200, 400, 500, 500,
    ]);
  });

  test.prop([
    fc.integer({ min: 1, max: 2_000 }),
    fc.record({
      baseDelayMs: fc.integer({ min: 0, max: 10_000 }),
      maxDelayMs: fc.integer({ min: 0, max: 100_000 }),
      backoffMultiplier: fc.double({ min: 1, max: 10, noNaN: true }),
    }),
    fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  ])("always lies between 0 and maxDelayMs", (attempt, options, random) => {
    const delay = backOffDelay(attempt, resolveBackOff(options), () => random);
    expect(delay).toBeGreaterThanOrEqual(0);
    expect(delay).toBeLessThanOrEqual(options.maxDelayMs);
  });
});

describe("timeout", () => {
  it("rejects at once and aborts the signal, though the operation does not listen", async () => {
    const clock = new FakeClock();
    let signalOfOperation: AbortSignal | undefined;
    const result = timeout({ timeoutMs: 100, operation: "GET /users/@me", clock })
      .execute(({ signal }) => {
        signalOfOperation = signal;
        return new Promise(() => undefined);
      })
      .catch((error: unknown) => error);
    await clock.advance(100);
    expect(await result).toMatchObject({ message: "GET /users/@me gave no answer within 100 ms", retryable: true });
    expect(signalOfOperation?.reason).toBe(await result);
  });

  it("leaves no timer behind, and no unhandled rejection of an operation that fails later", async () => {
    const clock = new FakeClock();
    await expect(timeout({ timeoutMs: 100, clock }).execute(() => 1)).resolves.toBe(1);
    expect(clock.pendingTimers).toBe(0);
    const late = Promise.withResolvers<never>();
    const result = timeout({ timeoutMs: 100, clock })
      .execute(() => late.promise)
      .catch((error: unknown) => error);
    await clock.advance(100);
    late.reject(new Error("nobody waits for this"));
    await clock.advance(1);
    expect(await result).toBeInstanceOf(TimeoutError);
  });

  it("refuses a time that is not above 0", () => {
    expect(() => timeout({ timeoutMs: 0 })).toThrow(/timeoutMs/);
  });
});

describe("combine", () => {
  it("runs the first policy outermost, and tells the operation which attempt it is", async () => {
    const clock = new FakeClock();
    const breaker = new CircuitBreaker({ failureThreshold: 1, recoveryTimeoutMs: 10_000, clock });
    const policy = combine(retry({ clock, jitter: false }), breaker, timeout({ timeoutMs: 50, clock }));
    const attempts: number[] = [];
    const result = policy.execute(({ attempt }) => {
      attempts.push(attempt);
      if (attempts.length === 1) throw badGateway();
      return "well again";
    });
    await clock.advance(60_000);
    await expect(result).resolves.toBe("well again");
    // The second attempt was refused by the breaker, and its retryAfterMs waited for.
    expect(attempts).toEqual([1, 3]);
  });

  it("is the operation alone without policies", async () => {
    await expect(combine().execute(({ attempt }) => attempt)).resolves.toBe(1);
  });

  it("takes cockatiel's policies, and goes into them", async () => {
    const clock = new FakeClock();
    const breaker = new CircuitBreaker({ failureThreshold: 1, clock });
    const policy = combine(retry({ clock, maxRetries: 0 }), bulkhead(1), breaker);
    const withDefault = fallback(handleAll, "from the cache");
    const run = (operation: () => string) => withDefault.execute(({ signal }) => policy.execute(operation, signal));
    await expect(run(() => "fresh")).resolves.toBe("fresh");
    await expect(run(down)).resolves.toBe("from the cache");
    await expect(policy.execute(() => 1)).rejects.toBeInstanceOf(CircuitOpenError);
    await expect(run(() => "not called")).resolves.toBe("from the cache");
  });
});

function down(): never {
  throw new Error("down");
}
