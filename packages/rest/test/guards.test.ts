import diagnostics from "node:diagnostics_channel";
import { CircuitOpenError, HttpError, InvalidTokenError, RateLimitError } from "@zignal/errors";
import { FakeClock } from "@zignal/errors/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RequestTrace } from "../src/index.ts";
import { InvalidRequestGuard } from "../src/invalid-request-guard.ts";
import { FakeDiscord, limitHeaders, rateLimited } from "./fake-discord.ts";

let discord: FakeDiscord;

beforeEach(async () => {
  discord = await FakeDiscord.start();
});

afterEach(async () => {
  await discord.close();
});

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("It was expected to reject");
}

describe("the guard of invalid requests", () => {
  it("counts over ten minutes, and says when enough of them are old", () => {
    const guard = new InvalidRequestGuard(3);
    expect(guard.delay(0)).toBe(0);
    guard.count(0);
    guard.count(60_000);
    expect(guard.delay(60_000)).toBe(0);
    expect(guard.count(120_000)).toBe(3);
    const delay = guard.delay(120_000);
    expect(120_000 + delay).toBeGreaterThanOrEqual(600_000);
    expect(120_000 + delay).toBeLessThanOrEqual(620_000);
    expect(guard.delay(120_000 + delay)).toBe(0);
    expect(guard.total(5_000_000)).toBe(0);
  });

  it("warns at one threshold and stops everything at the other, before Discord bans the address", async () => {
    const rest = discord.rest({ invalidRequestWarning: 2, invalidRequestStop: 4 });
    const events: unknown[] = [];
    rest.on("invalidRequests", (event) => events.push(event));
    discord.answer = () => ({ status: 403, body: { code: 50013 } });
    for (let i = 0; i < 6; i++) await rejection(rest.channels.deleteChannel(String(i)));
    expect(discord.received).toHaveLength(4);
    expect(events).toEqual([
      { count: 2, isStopped: false },
      { count: 4, isStopped: true },
    ]);
    const error = await rejection(rest.interactions.createInteractionResponse("1", "t", { type: 6 }));
    expect(error).toBeInstanceOf(RateLimitError);
    expect((error as RateLimitError).retryAfterMs).toBeGreaterThan(500_000);
    expect(rest.getStats().invalidRequests).toBe(4);
    await rest.close();
  });

  it("does not count a 429 of a shared resource", async () => {
    await using rest = discord.rest();
    discord.answer = () => (discord.received.length === 1 ? rateLimited(0.01, { scope: "shared" }) : {});
    await rest.channels.getChannel("1");
    expect(rest.getStats()).toMatchObject({ invalidRequests: 0, rateLimited: 1 });
  });
});

describe("a webhook that is gone", () => {
  it("is not asked again", async () => {
    await using rest = discord.rest();
    discord.answer = () => ({ status: 404, body: { code: 10015, message: "Unknown Webhook" } });
    await rejection(rest.webhooks.executeWebhook("1", "t", { content: "x" }));
    const error = await rejection(rest.webhooks.executeWebhook("1", "t", { content: "x" }));
    expect(String(error)).toContain("404 before");
    expect(discord.received).toHaveLength(1);
  });

  it("is told from a message of it that is gone", async () => {
    await using rest = discord.rest();
    discord.answer = () => ({ status: 404, body: { code: 10008, message: "Unknown Message" } });
    await rejection(rest.webhooks.getWebhookMessage("1", "t", "2"));
    await rejection(rest.webhooks.getWebhookMessage("1", "t", "2"));
    expect(discord.received).toHaveLength(2);
  });
});

describe("the circuit breaker of the host", () => {
  it("takes the loss of all connections at once for one failure: what they carried is asked again, and answered", async () => {
    await using rest = discord.rest({ rateLimiter: { globalRequestsPerSecond: Infinity } });
    let isLost = false;
    discord.answer = () => {
      if (isLost) return { body: { id: "1" } };
      if (discord.received.length < 40) return undefined;
      // A server that is restarted.
      isLost = true;
      for (const socket of discord.sockets) socket.destroy();
      return undefined;
    };
    const calls = Array.from({ length: 40 }, async (_, id) => rest.channels.getChannel(String(id)));
    expect(await Promise.all(calls)).toHaveLength(40);
    expect(rest.getStats().retried).toBe(40);
  });

  it("opens while calls time out one after the other, though all of them left before the first did", async () => {
    const clock = new FakeClock();
    const slow = discord.rest({ clock, maxRetries: 0, timeoutMs: 1_000 });
    discord.answer = () => undefined;
    const errors: Promise<unknown>[] = [];
    for (let i = 0; i < 25; i++) {
      errors.push(rejection(slow.channels.getChannel(String(i))));
      await clock.advance(200);
    }
    await clock.advance(1_000);
    const names = (await Promise.all(errors)).map((error) => (error as Error).name);
    expect(names.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => "TimeoutError"));
    expect(names.at(-1)).toBe("CircuitOpenError");
    await slow.close({ drainTimeoutMs: 0 });
  });

  it("stops asking after so many failures in a row, tries once, and goes on", async () => {
    const clock = new FakeClock();
    const rest = discord.rest({
      clock,
      maxRetries: 0,
      circuitBreaker: { failureThreshold: 3, recoveryTimeoutMs: 1_000 },
    });
    discord.answer = () => ({ status: 500 });
    for (let i = 0; i < 3; i++) await rejection(rest.gateway.getGateway());
    expect(await rejection(rest.gateway.getGateway())).toBeInstanceOf(CircuitOpenError);
    expect(discord.received).toHaveLength(3);
    discord.answer = () => ({});
    await clock.advance(1_000);
    await rest.gateway.getGateway();
    await rest.gateway.getGateway();
    expect(discord.received).toHaveLength(5);
    await rest.close();
  });

  it("is not tripped by answers that Discord gives on purpose", async () => {
    await using rest = discord.rest({ circuitBreaker: { failureThreshold: 1 } });
    discord.answer = () => ({ status: 404, body: { code: 10003 } });
    for (let i = 0; i < 3; i++) await rejection(rest.channels.getChannel("1"));
    expect(discord.received).toHaveLength(3);
  });
});

describe("waiting", () => {
  const used = limitHeaders({ bucket: "b", limit: 1, remaining: 0, resetAfter: 30 });

  it("is refused on request, beyond a deadline, and when too many wait already", async () => {
    await using rest = discord.rest({ rateLimiter: { maxQueueSize: 1 } });
    discord.answer = () => ({ headers: used });
    await rest.channels.getChannel("1");
    const impatient = await rejection(rest.channels.getChannel("1", { rejectInsteadOfWait: true }));
    expect(impatient).toBeInstanceOf(RateLimitError);
    expect((impatient as RateLimitError).retryAfterMs).toBeGreaterThan(29_000);
    expect(await rejection(rest.channels.getChannel("1", { deadlineMs: 1_000 }))).toBeInstanceOf(RateLimitError);
    const waiting = rejection(rest.channels.getChannel("1"));
    expect(await rejection(rest.channels.getChannel("1"))).toMatchObject({ scope: "queue" });
    expect(rest.getStats().rateLimiter).toMatchObject({ waiting: 1, queues: [{ waiting: 1 }] });
    await rest.close({ drainTimeoutMs: 0 });
    await waiting;
    expect(discord.received).toHaveLength(1);
  });

  it("ends with an abort, at once", async () => {
    await using rest = discord.rest();
    discord.answer = () => ({ headers: used });
    await rest.channels.getChannel("1");
    const controller = new AbortController();
    const waiting = rejection(rest.channels.getChannel("1", { signal: controller.signal }));
    controller.abort(new Error("no"));
    expect(await waiting).toEqual(new Error("no"));
    expect(rest.getStats().rateLimiter.waiting).toBe(0);
  });

  it("gives way to a higher priority", async () => {
    const clock = new FakeClock();
    const rest = discord.rest({ clock });
    discord.answer = () => ({ headers: limitHeaders({ bucket: "b", limit: 1, remaining: 0, resetAfter: 1 }) });
    await rest.channels.getChannel("1");
    const order: string[] = [];
    const calls = [
      rest.channels.getChannel("1").then(() => order.push("low")),
      rest.channels.getChannel("1", { priority: 5 }).then(() => order.push("high")),
    ];
    while (order.length < 2) await clock.advance(100);
    await Promise.all(calls);
    expect(order).toEqual(["high", "low"]);
    await rest.close();
  });
});

describe("diagnostics channels", () => {
  it("publish each call with its route, status and attempts, and each 429 and repeat", async () => {
    await using rest = discord.rest();
    const calls: RequestTrace[] = [];
    const others: unknown[] = [];
    const subscribers = { asyncEnd: (message: unknown) => calls.push(message as RequestTrace) };
    const onOther = (message: unknown): number => others.push(message);
    const tracing = diagnostics.tracingChannel("zignal:rest:request");
    tracing.subscribe(subscribers as never);
    diagnostics.subscribe("zignal:rest:ratelimit", onOther);
    diagnostics.subscribe("zignal:rest:retry", onOther);
    discord.answer = () => {
      if (discord.received.length === 1) return rateLimited(0.01);
      return discord.received.length === 2 ? { status: 500 } : { body: { id: "1" } };
    };
    await rest.channels.getChannel("123456");
    tracing.unsubscribe(subscribers as never);
    diagnostics.unsubscribe("zignal:rest:ratelimit", onOther);
    diagnostics.unsubscribe("zignal:rest:retry", onOther);
    expect(calls).toMatchObject([
      { method: "GET", route: "/channels/{channel_id}", status: 200, attempts: 3, result: { id: "1" } },
    ]);
    expect(others).toMatchObject([
      { route: "/channels/{channel_id}", scope: "user", retryAfterMs: 10 },
      { route: "/channels/{channel_id}", attempt: 2 },
    ]);
  });

  it("say how long a call waited that never left, and one that was refused at once", async () => {
    const seen: { signalled: boolean; attempts: number; waitedMs: number }[] = [];
    const tracing = diagnostics.tracingChannel("zignal:rest:request");
    const asyncEnd = (message: unknown): void => {
      const { attempts, waitedMs, error } = message as { attempts: number; waitedMs: number; error?: unknown };
      seen.push({ signalled: error === "enough", attempts, waitedMs });
    };
    tracing.subscribe({ asyncEnd } as never);
    const clock = new FakeClock();
    await using slow = discord.rest({ clock, rateLimiter: { globalRequestsPerSecond: 1 } });
    await slow.channels.getChannel("1");
    const controller = new AbortController();
    const waiting = slow.channels.getChannel("2", { signal: controller.signal });
    clock.advanceSync(700);
    controller.abort("enough");
    await expect(waiting).rejects.toBe("enough");
    await expect(slow.channels.getChannel("3", { rejectInsteadOfWait: true })).rejects.toThrow(RateLimitError);
    tracing.unsubscribe({ asyncEnd } as never);
    expect(seen).toEqual([
      { signalled: false, attempts: 1, waitedMs: 0 },
      { signalled: true, attempts: 0, waitedMs: 700 },
      { signalled: false, attempts: 0, waitedMs: 0 },
    ]);
  });
});

describe("the webhook of an interaction", () => {
  it("that was asked before the interaction was answered is asked again after it", async () => {
    let isAnswered = false;
    await using discord = await FakeDiscord.start(({ path }) => {
      if (path.endsWith("/callback")) isAnswered = true;
      return isAnswered ? {} : { status: 404, body: { code: 10015, message: "Unknown Webhook" } };
    });
    await using rest = discord.rest();
    await expect(rest.webhooks.executeWebhook("1", "token", { content: "x" })).rejects.toBeInstanceOf(HttpError);
    await rest.interactions.createInteractionResponse("5", "token", { type: 5 });
    await rest.webhooks.executeWebhook("1", "token", { content: "x" });
    expect(discord.received).toHaveLength(3);
  });

  it("is not given up either where the answer goes another way, as to an endpoint of the bot's", async () => {
    const token = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDphYmM";
    await using discord = await FakeDiscord.start(() =>
      discord.received.length === 1 ? { status: 404, body: { code: 10015, message: "Unknown Webhook" } } : {},
    );
    await using rest = discord.rest();
    await expect(rest.webhooks.executeWebhook("1", token, { content: "x" })).rejects.toBeInstanceOf(HttpError);
    await rest.webhooks.executeWebhook("1", token, { content: "x" });
    expect(discord.received).toHaveLength(2);
  });
});

describe("the bot's token", () => {
  it("when replaced, goes with the calls that still waited, and a late 401 of the old one does not stop it", async () => {
    const { promise: pause, resolve: goOn } = Promise.withResolvers<void>();
    await using discord = await FakeDiscord.start(async ({ headers }) => {
      if (headers.authorization !== "Bot bot-token") return {};
      await pause;
      return { status: 401, body: { code: 0, message: "401: Unauthorized" } };
    });
    await using rest = discord.rest();
    const refused = rest.channels.getChannel("1").catch((error: unknown) => error);
    const waiting = rest.channels.getChannel("1");
    await vi.waitUntil(() => discord.received.length === 1);
    rest.setToken("another-token");
    goOn();
    expect(await refused).toBeInstanceOf(InvalidTokenError);
    await waiting;
    await rest.channels.getChannel("2");
  });

  it("when refused, gives each call an error of its own, whose stack leads to its caller's line", async () => {
    await using discord = await FakeDiscord.start(() => ({ status: 401, body: { code: 0, message: "401" } }));
    await using rest = discord.rest();
    async function whoMetIt(): Promise<void> {
      await rest.channels.getChannel("1");
    }
    async function whoWaited(): Promise<void> {
      await rest.channels.getChannel("1");
    }
    const [met, waited] = await Promise.all(
      [whoMetIt, whoWaited].map((call) => call().catch((error: unknown) => error)),
    );
    expect(met).toBeInstanceOf(InvalidTokenError);
    expect(waited).toBeInstanceOf(InvalidTokenError);
    expect((met as Error).stack).toContain("whoMetIt");
    expect((waited as Error).stack).toContain("whoWaited");
  });
});

it("a repeat after a failure does not count as a wait for a rate limit", async () => {
  const clock = new FakeClock();
  await using discord = await FakeDiscord.start(() => {
    clock.advanceSync(100);
    return discord.received.length === 1 ? { status: 500 } : {};
  });
  await using rest = discord.rest({ clock, maxRetries: 1, random: () => 0 });
  const call = rest.channels.getChannel("1");
  while (discord.received.length < 2) {
    clock.advanceSync(1);
    await new Promise(setImmediate);
  }
  await call;
  expect(rest.getStats()).toMatchObject({ retried: 1, rateLimiter: { waited: 0, longestWaitMs: 0 } });
});

it("the time of day may jump by a year, forward or back: limits, guards and waits go by durations", async () => {
  discord.answer = () => {
    // Each answer comes at another time of day, and names a reset by that clock.
    vi.setSystemTime(Date.now() + (discord.received.length % 2 === 0 ? 1 : -1) * 365 * 24 * 3_600_000);
    const remaining = (100 - discord.received.length) % 2;
    return {
      headers: { ...limitHeaders({ bucket: "b", limit: 2, remaining, resetAfter: 0.05 }), "x-ratelimit-reset": "5" },
    };
  };
  await using rest = discord.rest();
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: 8 }, async () => rest.channels.getChannel("1")));
    expect(performance.now() - startedAt).toBeGreaterThan(145);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(rest.getStats()).toMatchObject({ rateLimited: 0, rateLimiter: { waiting: 0, inFlight: 0 } });
  } finally {
    vi.useRealTimers();
  }
});
