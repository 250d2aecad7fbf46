import { Buffer } from "node:buffer";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { createServer } from "node:http";
import { createSecureServer } from "node:http2";
import { createServer as createSecureHttpServer } from "node:https";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { PoolExhaustedError, ValidationError } from "@zignal/errors";
import { describe, expect, it, vi } from "vitest";
import { ConnectionPool, Rest } from "../src/index.ts";
import { FakeDiscord } from "./fake-discord.ts";
import { certificate, privateKey } from "./self-signed-certificate.ts";

describe("ConnectionPool", () => {
  it("lends connections until it is exhausted, and counts them", async () => {
    await using pool = new ConnectionPool({ maxConnections: 2 });
    const first = pool.acquire("http://127.0.0.1:9/any/path");
    const second = pool.acquire("http://127.0.0.1:9");
    expect(() => pool.acquire("http://127.0.0.1:9")).toThrow(PoolExhaustedError);
    expect(pool.getStats()).toMatchObject({
      totalConnections: 2,
      activeConnections: 2,
      idleConnections: 0,
      connectionUtilization: 1,
    });
    pool.release(first);
    pool.release(first);
    expect(pool.getStats()).toMatchObject({ activeConnections: 1, idleConnections: 1, connectionUtilization: 0.5 });
    pool.release(second);
    expect(pool.getStats()).toMatchObject({ totalConnections: 2, activeConnections: 0 });
  });

  it("does not take a connection from its next holder when the last one releases it again", async () => {
    await using pool = new ConnectionPool({ maxConnections: 1 });
    const first = pool.acquire("http://127.0.0.1:9");
    first.release();
    const second = pool.acquire("http://127.0.0.1:9");
    // Late, and twice: the one connection that there is belongs to somebody else by now.
    pool.release(first);
    first.release();
    expect(pool.getStats().activeConnections).toBe(1);
    expect(() => pool.acquire("http://127.0.0.1:9")).toThrow(PoolExhaustedError);
    expect([first.isReleased, second.isReleased]).toEqual([true, false]);
    expect(() => first.dispatch({ method: "GET", path: "/" }, {})).toThrow("was released");
    pool.release(second);
    expect(pool.getStats().idleConnections).toBe(1);
  });

  it("does not take a connection from a request of a Rest when it is released late", async () => {
    await using discord = await FakeDiscord.start();
    const pool = new ConnectionPool({ maxConnections: 1 });
    await using rest = discord.rest({ connectionPool: pool });
    const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
    discord.answer = async () => {
      await mayAnswer;
      return {};
    };
    const lease = pool.acquire(discord.baseUrl);
    lease.release();
    const call = rest.gateway.getGateway();
    await vi.waitUntil(() => discord.received.length === 1);
    lease.release();
    expect(pool.getStats().activeConnections).toBe(1);
    answer();
    await call;
    await pool.close();
  });

  it("lends connections of a block with using", async () => {
    await using pool = new ConnectionPool({ maxConnections: 1 });
    {
      using connection = pool.acquire("http://127.0.0.1:9/path");
      expect(connection.origin).toBe("http://127.0.0.1:9");
    }
    expect(pool.getStats()).toMatchObject({ activeConnections: 0, idleConnections: 1 });
  });

  it("makes room for another host by closing an idle connection", async () => {
    await using pool = new ConnectionPool({ maxConnections: 1 });
    pool.release(pool.acquire("http://127.0.0.1:9"));
    pool.release(pool.acquire("http://127.0.0.2:9"));
    expect(pool.getStats().totalConnections).toBe(1);
  });

  it("lets requests wait for a connection, and never opens more than it may", async () => {
    await using discord = await FakeDiscord.start();
    await using rest = discord.rest({ connectionPool: { maxConnections: 3 } });
    await Promise.all(
      Array.from({ length: 30 }, (_, id) => rest.interactions.createInteractionResponse(String(id), "t", { type: 6 })),
    );
    expect(discord.connections).toBeLessThanOrEqual(3);
    expect(rest.getStats().connectionPool.waitingRequests).toBe(0);
  });

  it("closes what was idle too long", async () => {
    await using discord = await FakeDiscord.start();
    await using rest = discord.rest({ connectionPool: { maxIdleTimeMs: 20 } });
    await rest.gateway.getGateway();
    await expect.poll(() => discord.sockets.size, { timeout: 5_000 }).toBe(0);
    await expect.poll(() => rest.getStats().connectionPool.totalConnections).toBe(0);
    await rest.gateway.getGateway();
  });

  it("sends again what went to a connection that the server was closing", async () => {
    await using discord = await FakeDiscord.start();
    await using rest = discord.rest();
    await rest.gateway.getGateway();
    discord.answer = (_request, response) => {
      if (discord.received.length === 2) response.socket?.destroy();
      return {};
    };
    await rest.gateway.getGateway();
    expect(discord.received).toHaveLength(3);
  });

  it("is shared by clients, and closed by its owner only", async () => {
    await using discord = await FakeDiscord.start();
    const pool = new ConnectionPool();
    const [first, second] = [discord.rest({ connectionPool: pool }), discord.rest({ connectionPool: pool })];
    await first.gateway.getGateway();
    await first.close();
    await second.gateway.getGateway();
    expect(discord.connections).toBe(1);
    await second.close();
    await pool.close();
    await expect.poll(() => discord.sockets.size).toBe(0);
  });

  it("says that it is closed to whoever needs a connection after that, and opens none", async () => {
    await using discord = await FakeDiscord.start();
    const pool = new ConnectionPool();
    await using rest = discord.rest({ connectionPool: pool });
    await pool.close();
    expect(() => pool.acquire(discord.baseUrl)).toThrow("the ConnectionPool is closed");
    await expect(rest.gateway.getGateway()).rejects.toThrow("the ConnectionPool is closed");
    expect(pool.getStats()).toMatchObject({ totalConnections: 0, waitingRequests: 0 });
    expect(rest.getStats()).toMatchObject({ open: 0, rateLimiter: { inFlight: 0 } });
    expect(discord.received).toHaveLength(0);
  });

  it("that is closed while requests wait for a connection lets them end", async () => {
    await using discord = await FakeDiscord.start();
    const pool = new ConnectionPool({ maxConnections: 1 });
    await using rest = discord.rest({ connectionPool: pool });
    const calls = Array.from({ length: 5 }, async (_, id) =>
      rest.interactions.createInteractionResponse(String(id), "t", { type: 6 }),
    );
    expect(pool.getStats().waitingRequests).toBe(4);
    const closed = pool.close();
    await Promise.all(calls);
    await closed;
    expect(discord.received).toHaveLength(5);
    expect(pool.getStats().totalConnections).toBe(0);
  });

  it.each([
    [{ maxConnections: 0 }, "maxConnections"],
    [{ maxConnections: 1.5 }, "maxConnections"],
    [{ maxIdleTimeMs: 0 }, "maxIdleTimeMs"],
    [{ proxy: "not a url" }, "proxy"],
    [{ proxy: "proxy:3128" }, "proxy"],
    [{ proxy: "socks5://user:hunter2@127.0.0.1:1080" }, "proxy"],
    [{ proxy: "" }, "proxy"],
  ])("refuses %j, naming the field", (options, field) => {
    expect(() => new ConnectionPool(options)).toThrow(ValidationError);
    expect(() => new ConnectionPool(options)).toThrow(field);
    expect(() => new ConnectionPool(options)).toThrow(/^(?!.*hunter2)/);
  });

  it("says that the proxy refuses, without its password", async () => {
    await using discord = await FakeDiscord.start();
    const proxy = createServer();
    const authorizations: unknown[] = [];
    proxy.on("connect", ({ headers }, socket) => {
      authorizations.push(headers["proxy-authorization"]);
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const url = `http://user:hunter2@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    await using rest = discord.rest({ connectionPool: { proxy: url }, maxRetries: 0 });
    const error: unknown = await rest.gateway.getGateway().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: "HttpError", status: 0, message: expect.stringContaining("407") });
    expect(JSON.stringify(error)).not.toContain("hunter2");
    expect(authorizations).toEqual([`Basic ${Buffer.from("user:hunter2").toString("base64")}`]);
    expect(rest.getStats().connectionPool).toMatchObject({ totalConnections: 0, waitingRequests: 0 });
    proxy.close();
  });

  it.each([false, true])("goes through a proxy, with requests side by side (http2: %s)", async (http2) => {
    await using discord = await FakeDiscord.start(async ({ path }) => {
      // The first is answered when the second is there.
      if (path === "/gateway") await vi.waitUntil(() => discord.received.length === 2, { timeout: 5000, interval: 5 });
      return { body: { url: "wss://gateway" } };
    });
    const tunnels: string[] = [];
    const proxy = createServer();
    proxy.on("connect", (request, socket) => {
      tunnels.push(request.url ?? "");
      const [host, port] = (request.url ?? "").split(":");
      const upstream = connect(Number(port), host, () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on("error", () => socket.destroy());
      socket.on("error", () => upstream.destroy());
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const rest = discord.rest({
      connectionPool: { http2, proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` },
    });
    const first = rest.gateway.getGateway();
    await rest.channels.getChannel("1");
    expect(await first).toEqual({ url: "wss://gateway" });
    expect(tunnels).toHaveLength(2);
    await rest.close();
    proxy.closeAllConnections();
    proxy.close();
  });
});

describe("with http2", () => {
  it.each([
    ["sends all requests over one connection where the server speaks it", "2.0", 1],
    ["uses HTTP/1.1 where it does not", "1.1", 4],
  ])("%s", async (_name, version, connections) => {
    const tls = { key: privateKey, cert: certificate };
    const server = version === "1.1" ? createSecureHttpServer(tls) : createSecureServer(tls);
    const versions = new Set<string>();
    let opened = 0;
    server.on("secureConnection", () => (opened += 1));
    server.on("request", (request: { httpVersion: string }, response: ServerResponse) => {
      versions.add(request.httpVersion);
      setImmediate(() => {
        response.writeHead(200, { "content-type": "application/json" });
        response.end('{"url":"wss://x"}');
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const rest = new Rest({
      token: "t",
      baseUrl: `https://localhost:${(server.address() as AddressInfo).port}/api/v10`,
      connectionPool: { http2: true, ca: certificate, maxConnections: 4 },
    });
    const callback = (id: number): Promise<unknown> =>
      rest.interactions.createInteractionResponse(String(id), "t", { type: 6 });
    await Promise.all(Array.from({ length: 40 }, (_, id) => callback(id)));
    await Promise.all(Array.from({ length: 40 }, (_, id) => callback(id)));
    expect([...versions]).toEqual([version]);
    expect(opened).toBeLessThanOrEqual(connections);
    expect(rest.getStats().connectionPool).toMatchObject({ activeConnections: 0, waitingRequests: 0 });
    await rest.close();
    server.close();
  });
});

it("a base URL may end with a slash", async () => {
  await using discord = await FakeDiscord.start();
  await using rest = new Rest({ token: "t", baseUrl: `${discord.baseUrl}/`, connectionPool: { maxConnections: 1 } });
  await rest.gateway.getGateway();
  expect(discord.received[0]?.path).toBe("/gateway");
});
