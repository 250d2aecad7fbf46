// One test for each failure that users of other libraries met: the numbers are those of the public threads.
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { getEventListeners } from "node:events";
import vm from "node:vm";
import { fc, test as property } from "@fast-check/vitest";
import { HttpError, InvalidTokenError, RateLimitError, TimeoutError } from "@zignal/errors";
import { FakeClock } from "@zignal/errors/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConnectionPool, MemoryRateLimitStore, Rest } from "../src/index.ts";
import { readRateLimitHeaders } from "../src/rate-limit/rate-limit-headers.ts";
import { RateLimiter } from "../src/rate-limit/rate-limiter.ts";
import { FakeDiscord, limitHeaders, rateLimited } from "./fake-discord.ts";
import { SimulatedDiscord, SimulatedRequest } from "./simulated-discord.ts";

let discord: FakeDiscord;
let rest: Rest;

beforeEach(async () => {
  discord = await FakeDiscord.start();
  rest = discord.rest();
});

afterEach(async () => {
  await rest.close({ drainTimeoutMs: 0 });
  await discord.close();
});

async function* slowFile(): AsyncGenerator<Uint8Array, void, void> {
  yield new Uint8Array(10);
  await new Promise(() => undefined);
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("It was expected to reject");
}

describe("1: each client keeps a sweeper timer alive, and routes are never forgotten (discordjs#8733)", () => {
  it("ten thousand clients hold no timer", () => {
    const clock = new FakeClock();
    const before = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const connectionPool = new ConnectionPool();
    const clients = Array.from({ length: 10_000 }, () => new Rest({ token: "t", clock, connectionPool }));
    expect(clients).toHaveLength(10_000);
    expect(clock.pendingTimers).toBe(0);
    expect(process.getActiveResourcesInfo().filter((name) => name === "Timeout").length).toBe(before);
  });

  it("a million channels leave nothing behind", () => {
    const clock = new FakeClock();
    const store = new MemoryRateLimitStore({ clock, globalRequestsPerSecond: Infinity });
    const limiter = new RateLimiter({ clock, store, maxQueueSize: Infinity, maxInFlightPerBucket: Infinity });
    const headers = { bucket: "hash", limit: 5, remaining: 4, resetAfterMs: 1000 };
    let mostLanes = 0;
    for (let channel = 0; channel < 1_000_000; channel++) {
      const request = new SimulatedRequest({ route: "r", major: String(channel) }, channel, (sent) =>
        limiter.answered(sent, headers, false),
      );
      limiter.submit(request);
      if (channel % 100 === 0) clock.advanceSync(100);
      if (channel % 10_000 === 0) mostLanes = Math.max(mostLanes, limiter.getStats().lanes, store.size);
    }
    expect(mostLanes).toBeLessThan(5_000);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("2: abort listeners pile up on a reused signal, and an abort is retried as if timed out (discordjs#11461, #11594)", () => {
  it("one signal serves ten thousand requests and keeps none of their listeners", async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): number => warnings.push(warning);
    process.on("warning", onWarning);
    const { signal } = new AbortController();
    const fast = discord.rest({ rateLimiter: { globalRequestsPerSecond: Infinity } });
    for (let i = 0; i < 100; i++) {
      await Promise.all(Array.from({ length: 100 }, () => fast.channels.getChannel("1", { signal })));
    }
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
    process.off("warning", onWarning);
    expect(warnings).toEqual([]);
    await fast.close();
  });

  it("an aborted request is tried once, and rejects with the signal's reason", async () => {
    discord.answer = () => undefined;
    const controller = new AbortController();
    const call = rejection(rest.channels.getChannel("1", { signal: controller.signal }));
    await expect.poll(() => discord.received.length).toBe(1);
    const reason = new Error("no longer wanted");
    controller.abort(reason);
    expect(await call).toBe(reason);
    expect(rest.getStats().retried).toBe(0);
  });
});

describe("3: an attempt without response never returns its slot, and the queue is dead for ever (discordeno#5274, #2766)", () => {
  it("after an abort and after a time-out of the first request the second goes", async () => {
    discord.answer = () => (discord.received.length <= 2 ? undefined : {});
    const controller = new AbortController();
    const aborted = rejection(rest.channels.createPin("1", "2", { signal: controller.signal }));
    const timedOut = rejection(rest.channels.createPin("1", "3", { timeoutMs: 40, maxRetries: 0 }));
    const last = rest.channels.createPin("1", "4");
    await expect.poll(() => discord.received.length).toBe(1);
    controller.abort();
    expect(await aborted).toBe(controller.signal.reason);
    expect(await timedOut).toBeInstanceOf(TimeoutError);
    await last;
  });

  it("answers without limit headers hold nobody up", async () => {
    discord.answer = () => ({ body: [] });
    await Promise.all(Array.from({ length: 20 }, () => rest.channels.listMessages("1")));
    expect(rest.getStats().rateLimiter).toMatchObject({ waiting: 0, inFlight: 0 });
  });
});

describe("4: a body that stalls after its headers wedges the queue (discordeno#5085)", () => {
  it("the next request goes at once, and the stalled one times out", async () => {
    const limits = limitHeaders({ bucket: "b", limit: 5, remaining: 4, resetAfter: 1 });
    discord.answer = (_request, response) => {
      if (discord.received.length > 1) return { headers: limits };
      response.writeHead(200, { "content-type": "application/json", ...limits });
      response.write('{"id":');
      return undefined;
    };
    const stalled = rejection(rest.channels.getChannel("1", { timeoutMs: 300, maxRetries: 0 }));
    await expect.poll(() => discord.received.length).toBe(1);
    await rest.channels.getChannel("1");
    expect(await stalled).toBeInstanceOf(TimeoutError);
    expect(rest.getStats().connectionPool.activeConnections).toBe(0);
  });
});

describe("5: the bucket's hash alternates or lacks the resource: storms, or the whole bot one after the other (DSharpPlus#658, twilight#2418)", () => {
  it("the order is kept while the hash flips with every answer, and every 429 is waited out", () => {
    let answers = 0;
    const simulated = new SimulatedDiscord({
      limitOf: () => ({ hash: answers++ % 2 === 0 ? "a" : "b", limit: 3, windowMs: 1000 }),
      latency: () => [10, 10],
    });
    const requests = Array.from({ length: 40 }, () => simulated.submit({ route: "r" }));
    simulated.drain();
    const first = requests.map(({ departures }) => departures[0] ?? Number.NaN);
    expect(first).toEqual(first.toSorted((a, b) => a - b));
    expect(simulated.rejected).toBeLessThan(10);
  });

  it("two channels do not wait for each other, though their hash is the same", () => {
    const simulated = new SimulatedDiscord({ limitOf: () => ({ hash: "a", limit: 1, windowMs: 60_000 }) });
    simulated.submit({ route: "r", major: "1" });
    simulated.submit({ route: "r", major: "2" });
    expect(simulated.drain()).toBe(0);
  });
});

describe("6: order is lost after a 429, a cancelled waiter delays, one request too many at the window's edge (discordeno#2579, twilight#1309, #1305)", () => {
  it("requests that a 429 sent back go in their old order, before those that came later", () => {
    // Another client has used up the bucket: what follows the probe is rejected.
    const simulated = new SimulatedDiscord({
      limitOf: () => ({ hash: "a", limit: 4, windowMs: 1000 }),
      latency: () => [5, 5],
    });
    for (let i = 0; i < 8; i++) simulated.submit({ route: "r" });
    simulated.clock.setTimeout(() => {
      for (let i = 0; i < 3; i++) simulated.useElsewhere("r");
    }, 7);
    simulated.drain();
    expect(simulated.rejected).toBeGreaterThan(0);
    const order = simulated.requests
      .toSorted((a, b) => (a.departures.at(-1) ?? 0) - (b.departures.at(-1) ?? 0))
      .map(({ sequence }) => sequence);
    expect(order).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("a waiter that is cancelled makes nobody wait longer", () => {
    const simulated = new SimulatedDiscord({ limitOf: () => ({ hash: "a", limit: 1, windowMs: 1000 }) });
    simulated.submit({ route: "r" });
    const cancelled = simulated.submit({ route: "r" });
    const last = simulated.submit({ route: "r" });
    simulated.clock.advanceSync(500);
    simulated.limiter.withdraw(cancelled);
    cancelled.answeredAt = 0;
    simulated.drain();
    expect(last.departures).toEqual([1001]);
    expect(cancelled.departures).toEqual([]);
  });

  it.each([
    [-1, 0],
    // Discord rounds to milliseconds: the window may end within the one after.
    [0, 0],
    [1, 1],
  ])("at %i ms from the reset %i more requests have left", (offset, expected) => {
    const simulated = new SimulatedDiscord({ limitOf: () => ({ hash: "a", limit: 1, windowMs: 1500 }) });
    simulated.submit({ route: "r" });
    simulated.clock.advanceSync(10);
    const next = simulated.submit({ route: "r" });
    simulated.clock.advanceSync(1490 + offset);
    expect(next.departures).toHaveLength(expected);
  });
});

describe("7: a 429 without Retry-After, or a page of HTML, is retried at once until the ban extends (discord-api-docs#5810)", () => {
  it.each([
    ["without Retry-After", { status: 429, body: { message: "?" } }],
    [
      "with a page of HTML",
      { status: 429, headers: { "content-type": "text/html", "retry-after": "5" }, body: "<h1>1015" },
    ],
  ])("%s everything stops, for a minute and then for longer", async (_name, ban) => {
    const clock = new FakeClock();
    const stopped = discord.rest({ clock });
    discord.answer = () => ban;
    const calls = [rejection(stopped.channels.getChannel("1")), rejection(stopped.channels.getChannel("2"))];
    await expect.poll(() => stopped.getStats().rateLimited).toBeGreaterThan(0);
    await expect.poll(() => stopped.getStats().rateLimiter.inFlight).toBe(0);
    const before = discord.received.length;
    calls.push(rejection(stopped.interactions.createInteractionResponse("1", "t", { type: 6 })));
    calls.push(rejection(stopped.webhooks.executeWebhook("1", "t", { content: "x" })));
    await clock.advance(59_000);
    expect(discord.received).toHaveLength(before);
    const impatient = await rejection(stopped.channels.getChannel("3", { rejectInsteadOfWait: true }));
    expect(impatient).toBeInstanceOf(RateLimitError);
    expect(impatient).toMatchObject({ scope: "global" });
    await clock.advance(1_000);
    await expect.poll(() => stopped.getStats().rateLimited).toBeGreaterThan(before);
    await expect.poll(() => stopped.getStats().rateLimiter.inFlight).toBe(0);
    const after = discord.received.length;
    await clock.advance(119_000);
    expect(discord.received).toHaveLength(after);
    const closing = stopped.close();
    await clock.advance(5_000);
    await closing;
    await Promise.all(calls);
  });
});

describe("8: a 401 on a webhook's token wipes the bot's token (discordjs#7492, #9196, #10798, #11041)", () => {
  const invalidWebhookToken = { status: 401, body: { code: 50027, message: "Invalid Webhook Token" } };

  it("the bot's token is used on as before", async () => {
    discord.answer = ({ path }) => (path.startsWith("/webhooks") ? invalidWebhookToken : {});
    expect(await rejection(rest.webhooks.executeWebhook("1", "t", { content: "x" }))).toMatchObject({
      discordCode: 50027,
    });
    expect(await rejection(rest.webhooks.getWebhook("1"))).toMatchObject({ discordCode: 50027 });
    await rest.channels.getChannel("1");
    expect(discord.received[2]?.headers.authorization).toBe("Bot bot-token");
  });

  it("a 401 on the bot's own token stops it at once, also for what waits, until another is set", async () => {
    discord.answer = () => ({ status: 401, body: { code: 0, message: "401: Unauthorized" } });
    const calls = Array.from({ length: 5 }, () => rejection(rest.channels.getChannel("1")));
    for (const call of calls) expect(await call).toBeInstanceOf(InvalidTokenError);
    expect(await rejection(rest.guilds.getGuild("1"))).toBeInstanceOf(InvalidTokenError);
    expect(discord.received).toHaveLength(1);
    discord.answer = () => ({});
    rest.setToken("another");
    await rest.guilds.getGuild("1");
    expect(discord.received[1]?.headers.authorization).toBe("Bot another");
  });

  it("one 401 does not clear the token for good: after a while one call may try it", async () => {
    const clock = new FakeClock();
    const patient = discord.rest({ clock });
    discord.answer = () => (discord.received.length === 1 ? { status: 401 } : {});
    await rejection(patient.channels.getChannel("1"));
    await clock.advance(5 * 60_000);
    await patient.channels.getChannel("1");
    await patient.channels.getChannel("1");
    expect(discord.received).toHaveLength(3);
    await patient.close();
  });
});

describe("9: sending again after a time-out doubles messages and channels (discordeno#5158, discordjs#2655, #10301)", () => {
  it.each(["a 502", "a broken connection", "a time-out"])(
    "a POST without an enforced nonce is not repeated after %s",
    async (kind) => {
      discord.answer = (_request, response) => {
        if (kind === "a 502") return { status: 502, body: "" };
        if (kind === "a broken connection") response.socket?.destroy();
        return undefined;
      };
      const options = { timeoutMs: 50 };
      await rejection(rest.webhooks.executeWebhook("1", "t", { content: "once" }, options));
      await rejection(rest.guilds.createGuildChannel("1", { name: "once" }, options));
      await rejection(rest.channels.createMessage("1", { content: "mine", nonce: "x" }, options));
      expect(discord.received).toHaveLength(3);
    },
  );

  it("a PATCH with files is not repeated either: they would be attached twice", async () => {
    discord.answer = () => ({ status: 503 });
    await rejection(rest.channels.updateMessage("1", "2", { files: [{ name: "a.txt", data: "a" }] }));
    expect(discord.received).toHaveLength(1);
  });
});

describe("10: a callback is delayed past three seconds, by the global limit or by another callback (discord-api-docs#5558)", () => {
  it("leaves at once while the global limit is used up and another callback uploads slowly", async () => {
    await using busy = discord.rest({ rateLimiter: { globalRequestsPerSecond: 1 } });
    discord.answer = ({ path }) => (path.startsWith("/channels") ? undefined : { status: 204 });
    const waiting = Array.from({ length: 5 }, (_, index) => rejection(busy.channels.getChannel(String(index))));
    const files = [{ name: "slow.bin", data: slowFile() }];
    const slow = rejection(busy.interactions.createInteractionResponse("1", "t", { type: 4, data: {} }, { files }));
    // The first one connects; what is measured is waiting.
    await busy.interactions.createInteractionResponse("2", "u", { type: 5 });
    const startedAt = performance.now();
    await busy.interactions.createInteractionResponse("3", "v", { type: 5 });
    expect(performance.now() - startedAt).toBeLessThan(50);
    await busy.close({ drainTimeoutMs: 0 });
    await Promise.all([...waiting, slow]);
  });
});

describe("11: the counter of requests in flight drifts with requests that bypass the queue (discordeno runThroughQueue)", () => {
  it("after a thousand callbacks nothing is counted as in flight or waiting", async () => {
    discord.answer = () =>
      discord.received.length % 3 === 0 ? { status: 404, body: { code: 10062 } } : { status: 204 };
    await Promise.all(
      Array.from({ length: 1000 }, (_, index) =>
        rest.interactions.createInteractionResponse(String(index), "t", { type: 6 }).catch(() => undefined),
      ),
    );
    expect(rest.getStats()).toMatchObject({ open: 0, rateLimiter: { waiting: 0, inFlight: 0 } });
  });
});

describe("12: malformed limit headers bypass throttling or overflow timers (seyfert#419)", () => {
  const junk = fc.oneof(
    fc.string(),
    fc.double().map(String),
    fc.constantFrom("NaN", "-1", "Infinity", "1e400", "99999999999999999999", "", " ", "0x10", "1,2"),
  );

  property.prop([junk, junk, junk])(
    "whatever they say, the limiter's figures are sound",
    (limit, remaining, resetAfter) => {
      const headers = readRateLimitHeaders({
        "x-ratelimit-bucket": "b",
        "x-ratelimit-limit": limit,
        "x-ratelimit-remaining": remaining,
        "x-ratelimit-reset-after": resetAfter,
      });
      if (headers === undefined) return;
      expect(headers.limit).toBeGreaterThanOrEqual(1);
      expect(headers.remaining).toBeGreaterThanOrEqual(0);
      expect(headers.remaining).toBeLessThanOrEqual(headers.limit);
      expect(headers.resetAfterMs).toBeGreaterThanOrEqual(0);
      expect(headers.resetAfterMs).toBeLessThan(2 ** 31);
    },
  );

  it("a 429 whose Retry-After is no number counts as a ban, not as no wait at all", async () => {
    discord.answer = () => ({ status: 429, headers: { "retry-after": "soon" }, body: { retry_after: "NaN" } });
    expect(await rejection(rest.channels.getChannel("1", { rejectInsteadOfWait: true }))).toBeInstanceOf(
      RateLimitError,
    );
    expect(discord.received).toHaveLength(1);
  });
});

describe("13: FormData of another realm hangs or sends garbage, arrays are joined by commas (discordjs#11525, #10946, #11320, seyfert#377)", () => {
  it("files of any realm and kind arrive byte for byte", async () => {
    const bytes = randomBytes(300_000);
    const foreign = vm.runInNewContext("new Uint8Array([1, 2, 3])") as Uint8Array;
    async function* stream(): AsyncGenerator<Uint8Array, void, void> {
      for (let at = 0; at < bytes.length; at += 70_000) yield bytes.subarray(at, at + 70_000);
    }
    await rest.channels.createMessage("1", {
      content: "a,b",
      embeds: [{ title: "x" }, { title: "y" }],
      files: [
        { name: 'quo"te\r\n.bin', data: bytes, contentType: "image/png" },
        { name: "stream.bin", data: stream(), description: "from a stream" },
        { name: "blob.bin", data: new Blob([bytes]) },
        { name: "foreign.bin", data: foreign },
        { name: "text.txt", data: "grüße" },
      ],
    });
    const [received] = discord.received;
    const form = await new Response(received?.body, {
      headers: { "content-type": received?.headers["content-type"] ?? "" },
    }).formData();
    const payload = JSON.parse(form.get("payload_json") as string) as Record<string, unknown>;
    expect(payload).toMatchObject({ content: "a,b", embeds: [{ title: "x" }, { title: "y" }] });
    expect(payload["attachments"]).toMatchObject([
      { id: 0 },
      { id: 1, filename: "stream.bin", description: "from a stream" },
      {},
      {},
      {},
    ]);
    expect(payload).not.toHaveProperty("files");
    for (const [field, expected] of [
      ["files[0]", bytes],
      ["files[1]", bytes],
      ["files[2]", bytes],
      ["files[3]", Buffer.from([1, 2, 3])],
      ["files[4]", Buffer.from("grüße")],
    ] as const) {
      const file = form.get(field) as File;
      expect([field, Buffer.from(await file.arrayBuffer()).equals(expected)]).toEqual([field, true]);
    }
  });
});

describe("14: unread error bodies hold their sockets (carbon#323, #322)", () => {
  it("after a thousand errors all connections are idle, and there are few", async () => {
    discord.answer = () => ({ status: 404, body: { code: 10008, message: "x".repeat(20_000) } });
    await using wide = discord.rest({ connectionPool: { maxConnections: 8 } });
    const calls = Array.from({ length: 1000 }, (_, index) =>
      wide.interactions.createInteractionResponse(String(index), "t", { type: 6 }),
    );
    for (const result of await Promise.allSettled(calls)) {
      expect(result.status === "rejected" && result.reason instanceof HttpError).toBe(true);
    }
    expect(wide.getStats().connectionPool).toMatchObject({ activeConnections: 0, waitingRequests: 0 });
    expect(discord.connections).toBeLessThanOrEqual(8);
  });
});

describe("a 429 for everybody", () => {
  it("holds back all but the requests it hit, callbacks and webhooks excepted", async () => {
    let first = true;
    discord.answer = ({ path }) => {
      if (!first || !path.startsWith("/channels")) return {};
      first = false;
      return rateLimited(0.5, { scope: "global", headers: { "x-ratelimit-global": "true" } });
    };
    const startedAt = performance.now();
    const call = rest.channels.getChannel("1");
    await expect.poll(() => rest.getStats().rateLimited).toBe(1);
    await rest.webhooks.executeWebhook("1", "t", { content: "x" });
    expect(performance.now() - startedAt).toBeLessThan(490);
    await rest.guilds.getGuild("1");
    await call;
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(499);
    expect(rest.getStats().rateLimited).toBe(1);
  });
});

describe("a long queue", () => {
  it("is aborted, refused or closed at once: the work grows with its length, not with its square", async () => {
    discord.answer = () => undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const calls = Array.from({ length: 20_000 }, () => rejection(rest.channels.getChannel("1", { signal })));
    const before = process.cpuUsage();
    controller.abort(new Error("enough"));
    await Promise.all(calls);
    // Where each call is looked for among the others it is some ten seconds.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1500);
    expect(rest.getStats().rateLimiter).toMatchObject({ waiting: 0, inFlight: 0 });
  });
});
