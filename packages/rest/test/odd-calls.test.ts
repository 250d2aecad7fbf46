import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import vm from "node:vm";
import type { ZignalError } from "@zignal/errors";
import { ValidationError } from "@zignal/errors";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ConnectionPool, type Rest } from "../src/index.ts";
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

async function rejection(promise: Promise<unknown>): Promise<ZignalError> {
  try {
    await promise;
  } catch (error) {
    return error as ZignalError;
  }
  throw new Error("It was expected to reject");
}

function fail(): never {
  throw new Error("the logger's fault");
}

async function formOf(index = 0): Promise<FormData> {
  const received = discord.received[index];
  const type = received?.headers["content-type"] ?? "";
  return new Response(received?.body, { headers: { "content-type": type } }).formData();
}

describe("a query", () => {
  it("may be a URLSearchParams", async () => {
    const query = new URLSearchParams([
      ["id", "1"],
      ["id", "2"],
    ]);
    await rest.request({ method: "GET", path: "/channels/1/messages", query });
    expect(discord.received[0]?.path).toBe("/channels/1/messages?id=1&id=2");
  });

  it.each([
    ["a Map", new Map([["limit", 1]])],
    ["a list", [1]],
    ["a string", "limit=1"],
    ["null", null],
    ["a number", 5],
  ])("that is %s is refused, for nothing of it would arrive", async (_, query) => {
    const error = await rejection(rest.request({ method: "GET", path: "/channels/1", query: query as never }));
    expect(error).toBeInstanceOf(ValidationError);
    expect(error.message).toContain("query must be");
    expect(discord.received).toHaveLength(0);
  });

  it("with half a surrogate pair is refused, and the field is named", async () => {
    const error = await rejection(rest.request({ method: "GET", path: "/channels/1", query: { name: "\ud800" } }));
    expect(error).toBeInstanceOf(ValidationError);
    expect(error.message).toContain("query.name");
  });
});

describe("a body", () => {
  it("that is a FormData arrives as the form it is, also one of another realm", async () => {
    const form = new FormData();
    form.set("payload_json", '{"content":"x"}');
    form.set("files[0]", new File([new Uint8Array([1, 2, 3])], "a.bin", { type: "image/png" }));
    await rest.request({ method: "POST", path: "/channels/1/messages", body: form });
    const arrived = await formOf();
    expect(arrived.get("payload_json")).toBe('{"content":"x"}');
    const file = arrived.get("files[0]") as File;
    expect([file.name, file.type, [...new Uint8Array(await file.arrayBuffer())]]).toEqual([
      "a.bin",
      "image/png",
      [1, 2, 3],
    ]);
  });

  it.each([
    ["a Map", new Map([["content", "x"]])],
    ["a URLSearchParams", new URLSearchParams("content=x")],
    ["a Buffer", Buffer.from("x")],
    ["a Promise", Promise.resolve({})],
    ["a Blob", new Blob(["x"])],
    ["a function", () => 1],
    ["a symbol", Symbol("x")],
  ])("that is %s is refused: JSON would say nothing of it", async (_, body) => {
    for (const path of ["/channels/1/messages", "/channels/1/webhooks"]) {
      const error = await rejection(rest.request({ method: "POST", path, body }));
      expect(error).toBeInstanceOf(ValidationError);
      expect(error.message).toContain("body");
    }
    expect(discord.received).toHaveLength(0);
  });

  it("may be empty, of another realm, null, or an instance with toJSON()", async () => {
    class Message {
      readonly #content = "from within";
      toJSON(): object {
        return { content: this.#content };
      }
    }
    for (const body of [{}, vm.runInNewContext("({})") as object, null, Object.create(null) as object]) {
      await rest.request({ method: "POST", path: "/channels/1/webhooks", body });
    }
    await rest.request({ method: "POST", path: "/channels/1/messages", body: new Message() });
    expect(discord.bodies.slice(0, 4)).toEqual([{}, {}, null, {}]);
    expect(discord.bodies[4]).toMatchObject({ content: "from within", enforce_nonce: true });
  });
});

describe("files", () => {
  const file = { name: "a.txt", data: "a", description: "d" };
  const attachments = [{ id: 0, filename: "a.txt", description: "d" }];

  it("beside the data of a callback are listed in the data, where Discord looks for them", async () => {
    discord.answer = () => ({ status: 204 });
    const reply = { type: 4 as const, data: { content: "c" } };
    await rest.interactions.createInteractionResponse("1", "t", { ...reply, files: [file] });
    await rest.interactions.createInteractionResponse("1", "t", reply, { files: [file] });
    const body = { type: 4, files: [file] };
    await rest.request({ method: "POST", path: "/interactions/1/t/callback", body });
    const payloads = await Promise.all(
      [0, 1, 2].map(async (index) => JSON.parse((await formOf(index)).get("payload_json") as string) as unknown),
    );
    expect(payloads).toEqual([
      { type: 4, data: { content: "c", attachments } },
      { type: 4, data: { content: "c", attachments } },
      { type: 4, data: { attachments } },
    ]);
  });

  it("beside the first message of a forum post are listed in the message", async () => {
    await rest.channels.createThread("1", { name: "n", message: { content: "c" }, files: [file] });
    expect(JSON.parse((await formOf()).get("payload_json") as string)).toEqual({
      name: "n",
      message: { content: "c", attachments },
    });
  });

  it("that are added in an edit do not take the attachments away that the message has", async () => {
    const plain = { name: "b.txt", data: "b" };
    await rest.channels.updateMessage("1", "2", { content: "x", files: [plain] });
    await rest.webhooks.updateOriginalWebhookMessage("1", "t", { files: [plain] });
    await rest.channels.updateMessage("1", "2", { attachments: [{ id: "7" }], files: [plain] });
    // A description has no other place than the list.
    await rest.channels.updateMessage("1", "2", { files: [plain, file] });
    const payloads = await Promise.all(
      [0, 1, 2, 3].map(async (index) => JSON.parse((await formOf(index)).get("payload_json") as string) as unknown),
    );
    expect(payloads).toEqual([
      { content: "x" },
      {},
      { attachments: [{ id: "7" }] },
      {
        attachments: [
          { id: 0, filename: "b.txt" },
          { ...attachments[0], id: 1 },
        ],
      },
    ]);
  });

  it.each([
    ["an object", {}],
    ["null", null],
  ])("given as %s are refused, not left out", async (_, files) => {
    const error = await rejection(rest.channels.createMessage("1", { content: "x" }, { files: files as never }));
    expect(error).toBeInstanceOf(ValidationError);
    expect(error.message).toContain("files");
  });

  it("of a stream that was read before are refused: an empty file would arrive", async () => {
    const readable = Readable.from([Buffer.from("abc")]);
    await rest.channels.createMessage("1", { files: [{ name: "a", data: readable }] });
    const again = await rejection(rest.channels.createMessage("1", { files: [{ name: "a", data: readable }] }));
    expect(again).toBeInstanceOf(ValidationError);
    const web = new Blob(["abc"]).stream();
    await rest.channels.createMessage("1", { files: [{ name: "a", data: web }] });
    expect(
      (await rejection(rest.channels.createMessage("1", { files: [{ name: "a", data: web }] }))).message,
    ).toContain("read to its end");
    expect(discord.received).toHaveLength(2);
    await rest.channels.createMessage("1", { files: [{ name: "empty", data: Readable.from([]) }] });
    expect(discord.received).toHaveLength(3);
  });
});

describe("an option of a call", () => {
  it.each([
    ["signal", null],
    ["auth", "user"],
    ["auth", null],
    ["auth", {}],
    ["timeoutMs", "5"],
  ])("%s: %j is refused by name", async (name, value) => {
    const error = await rejection(rest.channels.getChannel("1", { [name]: value }));
    expect(error).toBeInstanceOf(ValidationError);
    expect(error.message).toContain(name);
    expect(discord.received).toHaveLength(0);
  });
});

describe("whatever the program's own parts do, the call settles", () => {
  it("when the errorHandler throws", async () => {
    const thrown = vi.fn<(error: unknown) => void>();
    const before = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException").on("uncaughtException", thrown);
    discord.answer = () => ({ status: 404, body: { code: 10003, message: "Unknown Channel" } });
    const other = discord.rest({
      errorHandler: {
        handle: () => {
          throw new Error("the handler's fault");
        },
      },
    });
    const error = await rejection(other.channels.getChannel("1"));
    expect(error).toMatchObject({ discordCode: 10003 });
    await setImmediate();
    expect(thrown).toHaveBeenCalledOnce();
    process.removeAllListeners("uncaughtException");
    for (const listener of before) process.on("uncaughtException", listener);
    await other.close();
  });

  it("when the logger throws while a time-out or a broken connection is told", async () => {
    const logger = { trace: fail, debug: fail, info: fail, warn: fail, error: fail, fatal: fail };
    const other = discord.rest({ logger, timeoutMs: 30 });
    discord.answer = (_, response) => void response.destroy();
    expect((await rejection(other.channels.getChannel("1"))).message).toBe("the logger's fault");
    discord.answer = () => undefined;
    expect((await rejection(other.channels.getChannel("1"))).message).toBe("the logger's fault");
    expect(other.getStats()).toMatchObject({ open: 0, rateLimiter: { inFlight: 0 } });
    await other.close();
  });
});

describe("close()", () => {
  it.each([NaN, -1, "5", null])("refuses %j as time to drain", async (drainTimeoutMs) => {
    expect(await rejection(rest.close({ drainTimeoutMs: drainTimeoutMs as number }))).toBeInstanceOf(ValidationError);
    await rest.channels.getChannel("1");
  });

  it("lets nothing that waits move up into the places of what it cuts off, and says which was which", async () => {
    discord.answer = () => undefined;
    const other = discord.rest();
    const calls = [1, 2, 3].map(() => rejection(other.channels.createWebhook("1", { name: "x" })));
    await vi.waitFor(() => expect(discord.received).toHaveLength(1));
    await other.close({ drainTimeoutMs: 0 });
    const [first, second, third] = await Promise.all(calls);
    expect(first?.message).toContain("was cut off");
    expect([second?.message, third?.message]).toEqual(Array(2).fill(expect.stringContaining("was not sent")));
    expect(other.getStats().rateLimiter).toMatchObject({ waited: 0, waiting: 0, inFlight: 0 });
    expect(discord.received).toHaveLength(1);
  });
});

describe("answers from before Discord", () => {
  it("a 429 without a body, but with Discord's headers, is no ban", async () => {
    const scopes: string[] = [];
    rest.on("rateLimited", ({ scope }) => scopes.push(scope));
    const limit = {
      "x-ratelimit-bucket": "b",
      "x-ratelimit-limit": "5",
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset-after": "0.01",
    };
    discord.answer = (_, response) => {
      if (discord.received.length > 1) return {};
      response.writeHead(429, { ...limit, "retry-after": "0.01", "x-ratelimit-scope": "user" }).end();
      return undefined;
    };
    await rest.channels.getChannel("1");
    expect(scopes).toEqual(["user"]);
  });

  it.each([429, 403, 401])("a %i counts towards the ban, though its body breaks off or never comes", async (status) => {
    const other = discord.rest({ timeoutMs: 50 });
    discord.answer = (_, response) => {
      const tries = discord.received.length;
      if (tries > 2) return {};
      const headers = { "content-type": "application/json", "content-length": "50", "retry-after": "0.01" };
      response.writeHead(status, headers).write("{");
      if (tries === 1) setTimeout(() => response.destroy(), 5);
      return undefined;
    };
    const calls = [1, 2].map(() => other.users.getMyUser({ auth: { bearer: "b" } }));
    const outcomes = await Promise.allSettled(calls);
    // A 429 is waited out; the others are for the caller.
    const expected = status === 429 ? { status: "fulfilled" } : { status: "rejected", reason: { status } };
    expect(outcomes).toMatchObject([expected, expected]);
    expect(other.getStats().invalidRequests).toBe(2);
    await other.close();
  });

  it("a 429 that was waited out is not taken for the reason of what fails later", async () => {
    discord.answer = (_, response) => {
      const tries = discord.received.length;
      if (tries === 1) return { status: 429, body: { retry_after: 0.01, global: false } };
      return tries === 2 ? void response.destroy() : {};
    };
    await rest.channels.getChannel("1");
    expect(rest.getStats()).toMatchObject({ rateLimited: 1, retried: 1, invalidRequests: 1 });
  });

  it("a page of HTML with 404 does not take a webhook away", async () => {
    discord.answer = () =>
      discord.received.length > 1
        ? {}
        : { status: 404, headers: { "content-type": "text/html" }, body: "<h1>404</h1>" };
    await rejection(rest.webhooks.executeWebhook("1", "token", { content: "x" }));
    await rest.webhooks.executeWebhook("1", "token", { content: "x" });
    expect(discord.received).toHaveLength(2);
  });
});

describe("idle connections", () => {
  it("are closed after maxIdleTimeMs, though the server would keep them for longer", async () => {
    const other = discord.rest({ connectionPool: { maxIdleTimeMs: 50 } });
    discord.answer = () => ({ headers: { "keep-alive": "timeout=60" } });
    await other.channels.getChannel("1");
    await vi.waitFor(() => expect(other.getStats().connectionPool.totalConnections).toBe(0));
    await other.close();
  });

  it("that were acquired and never used are closed after it, too", async () => {
    const pool = new ConnectionPool({ maxIdleTimeMs: 20 });
    pool.release(pool.acquire("http://127.0.0.1:1"));
    expect(pool.getStats()).toMatchObject({ totalConnections: 1, idleConnections: 1 });
    await vi.waitFor(() => expect(pool.getStats()).toMatchObject({ totalConnections: 0, idleConnections: 0 }));
    await pool.close();
  });
});
