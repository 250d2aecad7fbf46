import { HttpError, TimeoutError, ValidationError } from "@zignal/errors";
import { FakeClock } from "@zignal/errors/testing";
import { Snowflakes } from "@zignal/types/snowflake";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { BatchTransportRequest, Rest } from "../src/index.ts";
import { RequestBatcher } from "../src/index.ts";
import { FakeDiscord } from "./fake-discord.ts";

let discord: FakeDiscord;
let batcher: RequestBatcher;
let rest: Rest;

beforeEach(async () => {
  discord = await FakeDiscord.start();
  batcher = new RequestBatcher({ maxWaitTimeMs: 5 });
  rest = discord.rest({ requestBatcher: batcher, rateLimiter: { globalRequestsPerSecond: Infinity } });
});

afterEach(async () => {
  await rest.close({ drainTimeoutMs: 0 });
  await discord.close();
});

const batch = { batch: true };
const hourMs = 3_600_000;

/** Ids of messages that were written lately, or so many days ago. */
function messageIds(count: number, daysAgo = 0): string[] {
  const from = BigInt(Snowflakes.from(Date.now() - daysAgo * 24 * hourMs - hourMs));
  return Array.from({ length: count }, (_, index) => String(from + BigInt(index)));
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("It was expected to reject");
}

async function oneCaller(): Promise<void> {
  await rest.channels.getChannel("1", batch);
}

async function anotherCaller(): Promise<void> {
  await rest.channels.getChannel("1", batch);
}

function requests(): string[] {
  return discord.received.map(({ method, path }) => `${method} ${path}`);
}

describe("deletes of messages", () => {
  it("become bulk deletes of up to a hundred, each channel for itself", async () => {
    discord.answer = () => ({ status: 204 });
    const ids = messageIds(150);
    await Promise.all(ids.map((id) => rest.channels.deleteMessage("1", id, batch)));
    await Promise.all(ids.slice(0, 2).map((id) => rest.channels.deleteMessage("2", id, batch)));
    expect(requests()).toEqual([
      "POST /channels/1/messages/bulk-delete",
      "POST /channels/1/messages/bulk-delete",
      "POST /channels/2/messages/bulk-delete",
    ]);
    expect(discord.bodies[0]).toEqual({ messages: ids.slice(0, 100) });
    expect(batcher.getStats()).toMatchObject({ requests: 152, sent: 3, batches: 3, pending: 0 });
    expect(batcher.getStats().batchEfficiency).toBeCloseTo(1 - 3 / 152);
  });

  it("are sent singly when there is only one, and when it is older than two weeks", async () => {
    discord.answer = () => ({ status: 204 });
    const [young = ""] = messageIds(1);
    const [old = "", older = ""] = messageIds(2, 15);
    await Promise.all([young, old, older].map((id) => rest.channels.deleteMessage("1", id, batch)));
    expect(requests().toSorted()).toEqual(
      [old, older, young].map((id) => `DELETE /channels/1/messages/${id}`).toSorted(),
    );
  });

  it("fall back to singles where Discord finds one too old, each with its own result", async () => {
    const [first = "", second = ""] = messageIds(2);
    discord.answer = ({ path }) =>
      path.endsWith("bulk-delete")
        ? { status: 400, body: { code: 50034, message: "too old" } }
        : path.endsWith(second)
          ? { status: 404, body: { code: 10008, message: "Unknown Message" } }
          : { status: 204 };
    const results = await Promise.allSettled([first, second].map((id) => rest.channels.deleteMessage("1", id, batch)));
    expect(results[0]).toEqual({ status: "fulfilled", value: undefined });
    expect(results[1]).toMatchObject({ status: "rejected", reason: { discordCode: 10008 } });
  });

  it("share the error where all would meet it: no hundred forbidden requests follow the first", async () => {
    discord.answer = () => ({ status: 403, body: { code: 50013, message: "Missing Permissions" } });
    const results = await Promise.allSettled(messageIds(100).map((id) => rest.channels.deleteMessage("1", id, batch)));
    expect(results.every(({ status }) => status === "rejected")).toBe(true);
    // The bulk, and one by itself: it might have been the bot's own.
    expect(discord.received).toHaveLength(2);
  });

  it.each([
    ["in private channels", { status: 400, body: { code: 50003, message: "Cannot execute action on a DM channel" } }],
    ["of its own where the bot may not manage messages", { status: 403, body: { code: 50013 } }],
  ])("%s are done one by one", async (_where, refusal) => {
    discord.answer = ({ path }) => (path.endsWith("bulk-delete") ? refusal : { status: 204 });
    await Promise.all(messageIds(5).map((id) => rest.channels.deleteMessage("1", id, { ...batch, reason: "mine" })));
    expect(requests().filter((request) => request.startsWith("DELETE"))).toHaveLength(5);
    expect(discord.received.at(-1)?.headers["x-audit-log-reason"]).toBe("mine");
  });

  it("are left alone by calls that do not ask for it", async () => {
    discord.answer = () => ({ status: 204 });
    await Promise.all(messageIds(3).map((id) => rest.channels.deleteMessage("1", id)));
    expect(discord.received).toHaveLength(3);
  });
});

describe("bans", () => {
  it("become bulk bans; who could not be banned has an error of his own", async () => {
    discord.answer = () => ({ body: { banned_users: ["1", "3"], failed_users: ["2"] } });
    const body = { delete_message_seconds: 60 };
    const results = await Promise.allSettled(
      ["1", "2", "3"].map((id) => rest.guilds.banUserFromGuild("9", id, body, { ...batch, reason: "spam" })),
    );
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(requests()).toEqual(["POST /guilds/9/bulk-ban"]);
    expect(discord.bodies[0]).toEqual({ user_ids: ["1", "2", "3"], delete_message_seconds: 60 });
    expect(discord.received[0]?.headers["x-audit-log-reason"]).toBe("spam");
  });

  it("with different reasons are not mixed", async () => {
    discord.answer = () => ({ body: { banned_users: ["1", "2"], failed_users: [] } });
    await Promise.all(
      ["a", "b"].flatMap((reason) =>
        ["1", "2"].map((id) => rest.guilds.banUserFromGuild("9", id, {}, { ...batch, reason })),
      ),
    );
    expect(discord.received).toHaveLength(2);
  });

  it("are done one by one where the bot may ban but not manage the guild", async () => {
    discord.answer = ({ path }) =>
      path.endsWith("bulk-ban") ? { status: 403, body: { code: 50013 } } : { status: 204 };
    await Promise.all(["1", "2", "3"].map((id) => rest.guilds.banUserFromGuild("9", id, {}, batch)));
    expect(discord.received).toHaveLength(4);
  });

  it("stop at the first where not even that is allowed", async () => {
    discord.answer = () => ({ status: 403, body: { code: 50013 } });
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, id) => rest.guilds.banUserFromGuild("9", String(id + 1), {}, batch)),
    );
    expect(results.every(({ status }) => status === "rejected")).toBe(true);
    expect(discord.received).toHaveLength(2);
  });
});

describe("edits and positions", () => {
  it("edits of one message become one with the last word on each field, and each caller gets the message", async () => {
    discord.answer = () => ({ body: { id: "2", content: "three" } });
    const [first, second] = await Promise.all([
      rest.channels.updateMessage("1", "2", { content: "one", embeds: [] }, batch),
      rest.channels.updateMessage("1", "2", { content: "three" }, batch),
      rest.channels.updateMessage("1", "3", { content: "other" }, batch),
    ]);
    expect(discord.bodies).toEqual([{ content: "three", embeds: [] }, { content: "other" }]);
    expect(first).toEqual(second);
    expect(first).not.toBe(second);
  });

  it("an edit that is at fault has its own error, and the others are made, in their order", async () => {
    discord.answer = ({ body }) =>
      body.toString().includes("bad") ? { status: 400, body: { code: 50035 } } : { body: JSON.parse(body.toString()) };
    const merged = await Promise.allSettled([
      rest.channels.updateMessage("1", "2", { embeds: [{ title: "bad" }] }, batch),
      rest.channels.updateMessage("1", "2", { content: "three" }, batch),
    ]);
    expect(merged.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    expect(discord.bodies.at(-1)).toEqual({ content: "three" });
  });

  it("a position that is at fault has its own error", async () => {
    discord.answer = ({ body }) =>
      body.toString().includes('"6"') ? { status: 403, body: { code: 50013 } } : { body: [] };
    const results = await Promise.allSettled(
      ["5", "6", "7"].map((id) => rest.guilds.bulkUpdateGuildRoles("9", [{ id, position: 1 }], batch)),
    );
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(discord.received).toHaveLength(4);
  });

  it("positions of channels and of roles become one PATCH each", async () => {
    discord.answer = ({ path }) => (path.endsWith("roles") ? { body: [{ id: "7" }] } : { status: 204 });
    await Promise.all([
      rest.guilds.bulkUpdateGuildChannels("9", [{ id: "1", position: 1 }], batch),
      rest.guilds.bulkUpdateGuildChannels("9", [{ id: "2", position: 2 }], batch),
      rest.guilds.bulkUpdateGuildChannels("9", [{ id: "1", position: 3 }], batch),
      rest.guilds.bulkUpdateGuildRoles("9", [{ id: "7", position: 1 }], batch),
    ]);
    expect(requests().toSorted()).toEqual(["PATCH /guilds/9/channels", "PATCH /guilds/9/roles"]);
    expect(discord.bodies).toContainEqual([
      { id: "2", position: 2 },
      { id: "1", position: 3 },
    ]);
  });
});

describe("identical GETs", () => {
  it("under way at once are asked once, and nobody gets another's object", async () => {
    discord.answer = () => ({ body: { id: "1" } });
    const [a, b, other] = await Promise.all([
      rest.channels.getChannel("1", batch),
      rest.channels.getChannel("1", batch),
      rest.channels.getChannel("2", batch),
    ]);
    expect(discord.received).toHaveLength(2);
    expect(a).toEqual(b);
    expect(a).not.toBe(b);
    expect(other).toBeDefined();
    await rest.channels.getChannel("1", batch);
    expect(discord.received).toHaveLength(3);
  });

  it("end for a caller who aborts, and go on for the others", async () => {
    const { promise, resolve } = Promise.withResolvers<{ body: unknown }>();
    discord.answer = () => promise;
    const controller = new AbortController();
    const aborted = rejection(rest.channels.getChannel("1", { ...batch, signal: controller.signal }));
    const other = rest.channels.getChannel("1", batch);
    await expect.poll(() => discord.received.length).toBe(1);
    controller.abort(new Error("enough"));
    expect(await aborted).toEqual(new Error("enough"));
    resolve({ body: { id: "1" } });
    expect(await other).toEqual({ id: "1" });
  });
});

describe("used alone, as the reference has it", () => {
  it("addRequest() answers by promise and by callback", async () => {
    discord.answer = () => ({ status: 204 });
    const results: unknown[] = [];
    const [first = "", second = ""] = messageIds(2);
    await Promise.all(
      [first, second].map((id) =>
        batcher.addRequest({
          method: "DELETE",
          url: `https://discord.com/api/v10/channels/1/messages/${id}`,
          headers: { "X-Audit-Log-Reason": "cleaning" },
          callback: (result) => results.push(result.status),
        }),
      ),
    );
    expect(results).toEqual(["fulfilled", "fulfilled"]);
    expect(discord.received[0]?.headers["x-audit-log-reason"]).toBe("cleaning");
  });

  it("sends what has no handler at once, its query untouched", async () => {
    await batcher.addRequest({ method: "POST", url: "/channels/1/typing?a=1&a=2" });
    expect(requests()).toEqual(["POST /channels/1/typing?a=1&a=2"]);
  });

  it("says that it has nobody to send, and refuses headers that it can not set", async () => {
    expect(await rejection(new RequestBatcher().addRequest({ method: "GET", url: "/x" }))).toMatchObject({
      code: "SystemError",
    });
    const headers = { Authorization: "Bot x" };
    expect(await rejection(batcher.addRequest({ method: "GET", url: "/gateway", headers }))).toBeInstanceOf(
      ValidationError,
    );
  });

  it("processBatch() sends what waits, and processTimeouts() rejects whose time is over", async () => {
    const clock = new FakeClock();
    const sent: BatchTransportRequest[] = [];
    const manual = new RequestBatcher({ maxWaitTimeMs: 60_000, clock });
    manual.attach(async (request) => {
      sent.push(request);
    });
    const [first = "", second = "", third = ""] = messageIds(3);
    const late = rejection(
      manual.addRequest({ method: "DELETE", url: `/channels/1/messages/${third}`, timeoutMs: 1_000 }),
    );
    const others = [first, second].map((id) =>
      manual.addRequest({ method: "DELETE", url: `/channels/1/messages/${id}` }),
    );
    await clock.advance(1_000);
    manual.processTimeouts();
    expect(await late).toBeInstanceOf(TimeoutError);
    expect(manual.getStats()).toMatchObject({ pending: 2, timedOut: 1 });
    await manual.processBatch();
    await Promise.all(others);
    expect(sent).toMatchObject([{ path: "/channels/1/messages/bulk-delete", body: { messages: [first, second] } }]);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("addBatchHandler()", () => {
  it("registers handlers like the built-in ones, which they come before", async () => {
    batcher.addBatchHandler({
      pattern: "DELETE /channels/:channel/messages/:message",
      maxBatchSize: 2,
      process: async (items, send) => {
        await send({ method: "POST", path: "/mine", body: items.map(({ parameters }) => parameters["message"]) });
        return items.map(({ parameters }) => ({ status: "fulfilled", value: parameters["message"] }));
      },
    });
    const ids = messageIds(4);
    expect(await Promise.all(ids.map((id) => rest.channels.deleteMessage("1", id, batch)))).toEqual(ids);
    expect(discord.bodies).toEqual([ids.slice(0, 2), ids.slice(2)]);
  });

  it("rejects all of a batch when its handler throws, and those it has no result for", async () => {
    batcher.addBatchHandler({
      pattern: "PUT /a/{id}",
      groupBy: () => "",
      process: () => Promise.reject(new Error("broken")),
    });
    batcher.addBatchHandler({ pattern: "PUT /b/{id}", groupBy: () => "", process: async () => [] });
    expect(await rejection(batcher.addRequest({ method: "PUT", url: "/a/1" }))).toEqual(new Error("broken"));
    expect(String(await rejection(batcher.addRequest({ method: "PUT", url: "/b/1" })))).toContain("no result");
    expect(() => batcher.addBatchHandler({ pattern: "/a", process: async () => [] })).toThrow(ValidationError);
  });

  it("gives each caller its own error", async () => {
    batcher.addBatchHandler({
      pattern: "PUT /c/{id}",
      groupBy: () => "",
      process: async (items) =>
        items.map(({ parameters }) => ({ status: "rejected", reason: new Error(parameters["id"]) })),
    });
    const errors = await Promise.all(
      ["1", "2"].map((id) => rejection(batcher.addRequest({ method: "PUT", url: `/c/${id}` }))),
    );
    expect(errors.map(String)).toEqual(["Error: 1", "Error: 2"]);
  });
});

it("waiting batches go out when the Rest closes", async () => {
  discord.answer = () => ({ status: 204 });
  const slow = new RequestBatcher({ maxWaitTimeMs: 60_000 });
  const closing = discord.rest({ requestBatcher: slow });
  const deletes = messageIds(3).map((id) => closing.channels.deleteMessage("1", id, batch));
  await closing.close();
  await Promise.all(deletes);
  expect(discord.received).toHaveLength(1);
  expect(await rejection(closing.channels.deleteMessage("1", "2", batch))).not.toBeInstanceOf(HttpError);
});

describe("a folded call", () => {
  it("that is aborted while it waits for a limit is not sent after all", async () => {
    const { promise: first, resolve: answerFirst } = Promise.withResolvers<void>();
    discord.answer = async () => {
      await first;
      return { status: 204 };
    };
    const controller = new AbortController();
    // Older than two weeks: each is sent by itself.
    const before = rest.channels.deleteMessage("1", "175928847299117063", { batch: true });
    const call = rest.channels.deleteMessage("1", "175928847299117064", { batch: true, signal: controller.signal });
    const refused = rejection(call);
    await vi.waitUntil(() => rest.getStats().rateLimiter.waiting === 1);
    controller.abort(new Error("no"));
    answerFirst();
    expect(String(await refused)).toBe("Error: no");
    await before;
    await rest.close();
    expect(discord.received).toHaveLength(1);
  });

  it.each([
    [{ deadlineMs: 0 }, "deadlineMs"],
    [{ deadlineMs: Number.NaN }, "deadlineMs"],
    [{ timeoutMs: -1 }, "timeoutMs"],
    [{ priority: Number.NaN }, "priority"],
    [{ maxRetries: 0.5 }, "maxRetries"],
    [{ signal: {} as AbortSignal }, "signal"],
  ])(
    "is bound by the same options as one that is not: %j is refused by name, whatever it would be folded with",
    async (options, path) => {
      for (const call of [
        rest.channels.getChannel("1", { ...batch, ...options }),
        rest.channels.deleteMessage("1", "2", { ...batch, ...options }),
        rest.channels.getChannel("1", options),
      ]) {
        await expect(call).rejects.toMatchObject({ name: "ValidationError", issues: [{ path }] });
      }
      expect(discord.received).toHaveLength(0);
    },
  );

  it("of the batcher alone has a time above 0 too", async () => {
    const call = batcher.addRequest({ method: "GET", url: "/channels/1", timeoutMs: 0 });
    await expect(call).rejects.toMatchObject({ name: "ValidationError", issues: [{ path: "timeoutMs" }] });
  });

  it("keeps the time of one attempt", async () => {
    discord.answer = () => undefined;
    const call = rest.channels.getChannel("1", { batch: true, timeoutMs: 50, maxRetries: 0 });
    await expect(call).rejects.toBeInstanceOf(TimeoutError);
  });

  it("rejects with an error of its own, whose stack leads to its caller's line", async () => {
    discord.answer = () => ({ status: 404, body: { code: 10003, message: "Unknown Channel" } });
    const [one, another] = await Promise.all([rejection(oneCaller()), rejection(anotherCaller())]);
    expect(one).toBeInstanceOf(HttpError);
    expect(another).toMatchObject({ discordCode: 10003, route: "/channels/{channel_id}" });
    expect((one as Error).stack).toContain("oneCaller");
    expect((another as Error).stack).toContain("anotherCaller");
    expect(discord.received).toHaveLength(1);
  });
});

describe("closing the Rest", () => {
  it("waits for a batch whose handler is at work", async () => {
    const { promise: pause, resolve: goOn } = Promise.withResolvers<void>();
    batcher.addBatchHandler({
      pattern: "POST /slow/:id",
      async process(items, send) {
        await pause;
        await send({ method: "POST", path: "/slow/all" });
        return items.map(() => ({ status: "fulfilled", value: "done" }));
      },
    });
    const call = rest.request({ method: "POST", path: "/slow/1", batch: true });
    const flushed = batcher.processBatch();
    const closed = rest.close();
    goOn();
    await Promise.all([closed, flushed]);
    expect(discord.received).toHaveLength(1);
    expect(await call).toBe("done");
  });

  it("does not wait for ever for a handler that never ends: its callers are rejected", async () => {
    batcher.addBatchHandler({ pattern: "POST /hung/:id", process: () => new Promise(() => undefined) });
    const call = rest.request({ method: "POST", path: "/hung/1", batch: true });
    const refused = rejection(call);
    await rest.close({ drainTimeoutMs: 20 });
    expect(String(await refused)).toContain("the Rest is closed");
  });
});

it("a handler that returns no list leaves nobody without an answer", async () => {
  batcher.addBatchHandler({ pattern: "POST /odd/:id", process: () => Promise.resolve(null as never) });
  await expect(rest.request({ method: "POST", path: "/odd/1", batch: true })).rejects.toThrow("returned no result");
});

it("a callback that throws is called once and changes nobody's result", async () => {
  const thrown: unknown[] = [];
  const enqueue = queueMicrotask;
  const spy = vi.spyOn(globalThis, "queueMicrotask").mockImplementation((task) => {
    enqueue(() => {
      try {
        task();
      } catch (error) {
        thrown.push(error);
      }
    });
  });
  const fault = new Error("the program's own fault");
  const callback = vi.fn<() => never>(() => {
    throw fault;
  });
  expect(await batcher.addRequest({ method: "GET", url: "/channels/1", callback })).toEqual({});
  expect(callback).toHaveBeenCalledOnce();
  await Promise.resolve();
  spy.mockRestore();
  expect(thrown).toEqual([fault]);
});
