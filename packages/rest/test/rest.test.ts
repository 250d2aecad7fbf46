import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import type { ZignalError } from "@zignal/errors";
import { HttpError, InvalidTokenError, TimeoutError, ValidationError } from "@zignal/errors";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Rest } from "../src/index.ts";
import { FakeDiscord } from "./fake-discord.ts";

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

async function theCaller(): Promise<void> {
  await rest.channels.deleteChannel("1");
}

function fail(): never {
  throw new Error("broken");
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("It was expected to reject");
}

describe("a typed call", () => {
  it("sends method, path, JSON body, token and user agent as Discord asks", async () => {
    await rest.channels.updateChannel("123", { name: "news" });
    expect(discord.received[0]).toMatchObject({
      method: "PATCH",
      path: "/channels/123",
      headers: {
        authorization: "Bot bot-token",
        "content-type": "application/json",
        "user-agent": expect.stringMatching(
          /^DiscordBot \(https:\/\/www\.npmjs\.com\/package\/@zignal\/rest, \d+\.\d+\.\d+\)$/,
        ),
      },
    });
    expect(discord.bodies).toEqual([{ name: "news" }]);
  });

  it("resolves with the parsed body, with text, with bytes, or with nothing", async () => {
    discord.answer = () => ({ body: { id: "1", name: "ü" } });
    expect(await rest.channels.getChannel("1")).toEqual({ id: "1", name: "ü" });
    discord.answer = () => ({ status: 204 });
    expect(await rest.channels.deleteMessage("1", "2")).toBeUndefined();
    discord.answer = () => ({ headers: { "content-type": "text/csv; charset=utf-8" }, body: "user_id\n1\n" });
    expect(await rest.invites.getInviteTargetUsers("abc")).toBe("user_id\n1\n");
    discord.answer = () => ({ headers: { "content-type": "image/png" }, body: "\u0089PNG" });
    expect(await rest.guilds.getGuildWidgetPng("1")).toBeInstanceOf(Uint8Array);
  });

  it("passes bodies through whole, with fields that the types do not know", async () => {
    await rest.guilds.updateGuild("1", { name: "a", brand_new_field: { deep: [1, null] } } as { name: string });
    expect(discord.bodies[0]).toEqual({ name: "a", brand_new_field: { deep: [1, null] } });
  });

  it("writes queries by a builder: arrays repeat their key, undefined is left out, everything is encoded", async () => {
    await rest.guilds.guildSearch("1", {
      query: { content: "a&b=ü", author_id: ["1", "2"], pinned: true, limit: 5 },
    });
    expect(discord.received[0]?.path).toBe(
      "/guilds/1/messages/search?content=a%26b%3D%C3%BC&author_id=1&author_id=2&pinned=true&limit=5",
    );
  });

  it("refuses an id in a query that became a number and lost its last digits", async () => {
    const query = { after: Number("175928847299117063") as unknown as string };
    expect(await rejection(rest.guilds.listGuildMembers("1", { query }))).toBeInstanceOf(ValidationError);
    expect(discord.received).toHaveLength(0);
  });

  it("percent-encodes path parameters", async () => {
    await rest.channels.addMyMessageReaction("1", "2", "🔥");
    await rest.channels.addMyMessageReaction("1", "2", "a/../b?c#d%2e");
    expect(discord.received.map(({ path }) => path)).toEqual([
      "/channels/1/messages/2/reactions/%F0%9F%94%A5/@me",
      "/channels/1/messages/2/reactions/a%2F..%2Fb%3Fc%23d%252e/@me",
    ]);
  });

  it.each(["", ".", ".."])("refuses %j as a path parameter: a ban of it would become another request", async (id) => {
    const error = await rejection(rest.guilds.banUserFromGuild("1", id));
    expect(error).toBeInstanceOf(ValidationError);
    expect((error as ValidationError).issues[0]?.path).toBe("user_id");
    expect(discord.received).toHaveLength(0);
  });

  it("sends the reason for the audit log, in any script", async () => {
    await rest.guilds.deleteGuildRole("1", "2", { reason: "spam ünd Größe 日本" });
    const header = discord.received[0]?.headers["x-audit-log-reason"];
    expect(decodeURIComponent(String(header))).toBe("spam ünd Größe 日本");
  });

  it("sends no token where the path holds one, and a bearer token where one is given", async () => {
    await rest.webhooks.executeWebhook("1", "secret", { content: "hi" });
    await rest.users.getMyUser({ auth: { bearer: "user-token" } });
    expect(discord.received.map(({ headers }) => headers.authorization)).toEqual([undefined, "Bearer user-token"]);
  });

  it("refuses to spend the bot's token where only a user's will do", async () => {
    expect(await rejection(rest.users.getMyGuildMember("1"))).toBeInstanceOf(ValidationError);
    expect(discord.received).toHaveLength(0);
  });
});

describe("a raw request", () => {
  it("goes out as it is and shares the buckets of the typed method of its path", async () => {
    await rest.request({ method: "POST", path: "/channels/1/messages", body: { content: "x" }, query: { a: 1 } });
    await rest.channels.createMessage("1", { content: "y" });
    expect(discord.received[0]?.path).toBe("/channels/1/messages?a=1");
    expect(rest.getStats().rateLimiter.lanes).toBe(1);
  });

  it("may ask for what no typed method knows", async () => {
    await rest.request({ method: "GET", path: "/brand-new/12345678/things" });
    expect(discord.received[0]?.path).toBe("/brand-new/12345678/things");
  });

  it.each(["channels/1", "/channels/1?a=b", "/channels/../guilds/1", "/channels//messages", "/channels/%2e%2e/x"])(
    "refuses the path %j",
    async (path) => {
      expect(await rejection(rest.request({ method: "GET", path }))).toBeInstanceOf(ValidationError);
    },
  );
});

describe("a failure", () => {
  it("carries method, route, status, Discord's code and the flattened field errors, but no ids and no tokens", async () => {
    discord.answer = () => ({
      status: 400,
      body: {
        code: 50035,
        message: "Invalid Form Body",
        errors: { embeds: { 0: { title: { _errors: [{ code: "BASE_TYPE_MAX_LENGTH", message: "too long" }] } } } },
      },
    });
    const error = await rejection(rest.webhooks.executeWebhook("4444", "secret-token", { content: "x" }));
    expect(error).toBeInstanceOf(HttpError);
    expect(error).toMatchObject({
      method: "POST",
      route: "/webhooks/{webhook_id}/{webhook_token}",
      status: 400,
      discordCode: 50035,
      fieldErrors: [{ path: "embeds[0].title", code: "BASE_TYPE_MAX_LENGTH", message: "too long" }],
    });
    expect(JSON.stringify(error)).not.toContain("secret-token");
    expect((error as Error).message).not.toContain("secret-token");
  });

  it("has a stack that leads to the caller's line", async () => {
    discord.answer = () => ({ status: 403, body: { code: 50013, message: "Missing Permissions" } });
    const error = await rejection(theCaller());
    expect((error as Error).stack).toContain("theCaller");
    expect((error as Error).stack).toContain("rest.test.ts");
  });

  it("keeps the cause and says that nothing came when the connection breaks", async () => {
    discord.answer = (_request, response) => {
      response.socket?.destroy();
      return undefined;
    };
    const error = await rejection(rest.channels.followChannel("1", { webhook_channel_id: "2" }));
    expect(error).toMatchObject({ name: "HttpError", status: 0 });
    expect((error as Error).cause).toBeInstanceOf(Error);
    expect(discord.received).toHaveLength(1);
  });

  it("is told of JSON that can not be parsed, and of pages that are no JSON at all", async () => {
    discord.answer = () => ({ body: "{" });
    expect(await rejection(rest.channels.getChannel("1"))).toMatchObject({ code: "InvalidPayload" });
    discord.answer = () => ({ status: 400, headers: { "content-type": "text/html" }, body: "<html>" });
    expect(await rejection(rest.channels.getChannel("1"))).toMatchObject({ name: "HttpError", status: 400 });
  });
});

describe("every call settles", () => {
  it("when its body can not be written as JSON", async () => {
    const body = { name: 1n as unknown as string };
    expect(await rejection(rest.channels.updateChannel("1", body))).toBeInstanceOf(ValidationError);
  });

  it("when a logger throws", async () => {
    await using unlucky = discord.rest({
      logger: { trace: fail, debug: fail, info: fail, warn: fail, error: fail, fatal: fail },
    });
    discord.answer = () => ({ status: 401 });
    expect(await rejection(unlucky.channels.getChannel("1"))).toEqual(new Error("broken"));
    expect(unlucky.getStats()).toMatchObject({ open: 0, rateLimiter: { inFlight: 0 } });
  });

  it("when the rate-limit store throws", async () => {
    const store = { take: fail, settle: fail, move: fail, takeGlobal: fail, blockGlobal: fail };
    await using unlucky = discord.rest({ rateLimiter: { store } });
    expect(await rejection(unlucky.channels.getChannel("1"))).toEqual(new Error("broken"));
    expect(unlucky.getStats().open).toBe(0);
  });
});

describe("repeats", () => {
  it("follow a 5xx of what is idempotent, and the error tells what went wrong before", async () => {
    discord.answer = () => ({ status: 502, body: "" });
    const error = await rejection(rest.channels.getChannel("1"));
    expect(discord.received).toHaveLength(4);
    expect((error as ZignalError).context.extra["attempts"]).toHaveLength(3);
  });

  it("end with the first success", async () => {
    discord.answer = () => (discord.received.length < 3 ? { status: 500 } : { body: { id: "1" } });
    expect(await rest.channels.getChannel("1")).toEqual({ id: "1" });
    expect(rest.getStats().retried).toBe(2);
  });

  it("of a message carry the same nonce, which Discord enforces", async () => {
    discord.answer = () => (discord.received.length < 2 ? { status: 504 } : {});
    await rest.channels.createMessage("1", { content: "once" });
    const [first, second] = discord.bodies as { nonce: string; enforce_nonce: boolean }[];
    expect(first).toMatchObject({ content: "once", enforce_nonce: true });
    expect(second).toEqual(first);
    await rest.channels.createMessage("1", { content: "once" });
    expect((discord.bodies[2] as { nonce: string }).nonce).not.toBe(first?.nonce);
  });

  it("do not happen where the caller asked for none", async () => {
    discord.answer = () => ({ status: 500 });
    await rejection(rest.channels.getChannel("1", { maxRetries: 0 }));
    expect(discord.received).toHaveLength(1);
  });

  it("happen for any method when the connection was never made", async () => {
    const nowhere = await FakeDiscord.start();
    const { baseUrl } = nowhere;
    await nowhere.close();
    await using lost = new Rest({ token: "t", baseUrl, backOff: { baseDelayMs: 0 }, maxRetries: 2 });
    const error = await rejection(lost.webhooks.executeWebhook("1", "t", { content: "x" }));
    expect(error).toMatchObject({ name: "HttpError", status: 0 });
    expect(lost.getStats().retried).toBe(2);
  });
});

describe("time", () => {
  it("runs out for an answer that does not come, and covers the repeats' own time each", async () => {
    discord.answer = () => undefined;
    const error = await rejection(rest.channels.followChannel("1", { webhook_channel_id: "2" }, { timeoutMs: 30 }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ operation: "POST /channels/{channel_id}/followers", timeoutMs: 30 });
  });

  it("runs out while connecting, and then even a POST may go again, for nothing went out", async () => {
    // Accepts connections and never answers the TLS handshake.
    const silent = createServer((socket) => socket.on("error", () => undefined)).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const baseUrl = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const connecting = new Rest({ token: "t", baseUrl, timeoutMs: 40, maxRetries: 1, backOff: { baseDelayMs: 0 } });
    expect(await rejection(connecting.webhooks.executeWebhook("1", "t", { content: "x" }))).toBeInstanceOf(
      TimeoutError,
    );
    expect(connecting.getStats()).toMatchObject({ retried: 1, connectionPool: { totalConnections: 0 } });
    await connecting.close();
    silent.close();
  });

  it("of the whole call is limited by its deadline, repeats included", async () => {
    discord.answer = () => ({ status: 500 });
    await using slow = discord.rest({ backOff: { baseDelayMs: 60_000, jitter: false } });
    const error = await rejection(slow.channels.getChannel("1", { deadlineMs: 50 }));
    expect(error).toMatchObject({ status: 500 });
    discord.answer = () => undefined;
    expect(await rejection(slow.channels.getChannel("1", { deadlineMs: 50 }))).toBeInstanceOf(TimeoutError);
  });
});

describe("the token", () => {
  it.each([
    ["", "is missing"],
    ["   ", "is empty"],
    ["Bot Bot abc", "twice"],
    ["Bot bot abc", "twice"],
    ["undefined", "unset variable"],
    ['"abc"', "quotation"],
    ["a b", "spaces"],
    ["abc\n", "line breaks"],
    ["Bearer abc", "bearer"],
  ])("%j is refused, saying why", (token, why) => {
    expect(() => new Rest({ token })).toThrow(InvalidTokenError);
    expect(() => new Rest({ token })).toThrow(why);
  });

  it("may have its prefix", async () => {
    await using prefixed = discord.rest({ token: "Bot abc" });
    await prefixed.channels.getChannel("1");
    expect(discord.received[0]?.headers.authorization).toBe("Bot abc");
  });

  it("is missed only by calls that need one", async () => {
    const before = process.env["DISCORD_TOKEN"];
    delete process.env["DISCORD_TOKEN"];
    const { baseUrl } = discord;
    await using bare = new Rest({ baseUrl });
    if (before !== undefined) process.env["DISCORD_TOKEN"] = before;
    await bare.gateway.getGateway();
    expect(await rejection(bare.channels.getChannel("1"))).toBeInstanceOf(InvalidTokenError);
  });
});

describe("close()", () => {
  it("lets open calls end, takes no new ones, and closes the connections", async () => {
    const { promise, resolve: release } = Promise.withResolvers<{ body: unknown }>();
    discord.answer = () => promise;
    const open = rest.channels.getChannel("1");
    await expect.poll(() => discord.received.length).toBe(1);
    const closing = rest.close();
    expect(await rejection(rest.channels.getChannel("2"))).toMatchObject({ code: "SystemError" });
    release({ body: { id: "1" } });
    expect(await open).toEqual({ id: "1" });
    await closing;
    await expect.poll(() => discord.sockets.size).toBe(0);
  });

  it("rejects what does not end in time, queued or in flight, with an error that says so", async () => {
    discord.answer = () => undefined;
    const calls = Array.from({ length: 3 }, () => rejection(rest.channels.getChannel("1")));
    await expect.poll(() => discord.received.length).toBe(1);
    await rest.close({ drainTimeoutMs: 10 });
    for (const call of calls) expect(String(await call)).toContain("the Rest is closed");
  });
});

describe("what is no sound call is refused before anything is sent", () => {
  it.each(["/foo/a b", "/foo/a\r\nX: y", "/foo/ä", "/foo/{bar}", "/foo\\..\\bar"])("the path %j", async (path) => {
    await expect(rest.request({ method: "GET", path })).rejects.toBeInstanceOf(ValidationError);
    expect(discord.received).toHaveLength(0);
  });

  it.each([{ maxRetries: NaN }, { maxRetries: -1 }, { priority: NaN }, { signal: {} as AbortSignal }])(
    "%o",
    async (options) => {
      await expect(rest.channels.getChannel("1", options)).rejects.toBeInstanceOf(ValidationError);
    },
  );
});

it("a reason may have 512 characters, emoji too, and not one more", async () => {
  await rest.channels.deleteChannel("1", { reason: "😀".repeat(512) });
  expect(decodeURIComponent(String(discord.received[0]?.headers["x-audit-log-reason"]))).toBe("😀".repeat(512));
  const tooLong = rest.channels.deleteChannel("1", { reason: "😀".repeat(513) });
  await expect(tooLong).rejects.toBeInstanceOf(ValidationError);
});

it.each([
  [null, "options"],
  [5, "options"],
  [{ rateLimiter: { store: {} } }, "rateLimiter.store"],
  [{ rateLimiter: 5 }, "rateLimiter"],
  [{ connectionPool: 5 }, "connectionPool"],
  [{ requestBatcher: {} }, "requestBatcher"],
  [{ errorHandler: {} }, "errorHandler"],
  [{ logger: {} }, "logger"],
  [{ clock: {} }, "clock"],
  [{ circuitBreaker: true }, "circuitBreaker"],
  [{ backOff: "fast" }, "backOff"],
  [{ timeoutMs: 0 }, "timeoutMs"],
  [{ rateLimiter: { globalRequestsPerSecond: 1e10 } }, "rateLimiter.globalRequestsPerSecond"],
  [{ maxRetries: 1.5 }, "maxRetries"],
  [{ rateLimiter: { maxInFlightPerBucket: 0.5 } }, "rateLimiter.maxInFlightPerBucket"],
  [{ baseUrl: "ftp://discord.com" }, "baseUrl"],
])("an option that is not of its kind is refused by name, not by what it breaks later: %j", (options, path) => {
  expect(() => new Rest(options as never)).toThrow(
    expect.objectContaining({ name: "ValidationError", issues: [expect.objectContaining({ path })] }),
  );
});

it("a raw request without a method or path is refused by name", async () => {
  await expect(rest.request(undefined as never)).rejects.toMatchObject({ issues: [{ path: "request" }] });
  await expect(rest.request({} as never)).rejects.toMatchObject({ issues: [{ path: "method" }] });
  await expect(rest.request({ method: "GET" } as never)).rejects.toMatchObject({ issues: [{ path: "path" }] });
});

it("repeats without end may be asked for, by the client as by a call", async () => {
  await using stubborn = discord.rest({ maxRetries: Infinity, circuitBreaker: false });
  discord.answer = () => (discord.received.length < 12 ? { status: 500 } : {});
  expect(await stubborn.channels.getChannel("1")).toEqual({});
  expect(discord.received).toHaveLength(12);
});
