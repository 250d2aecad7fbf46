/** Errors as undici and ws really make them, over sockets. */
import type { AddressInfo } from "node:net";
import { createServer as createHttpServer } from "node:http";
import type { Server } from "node:net";
import { createServer } from "node:net";
import { Pool } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { recoveryFor, toZignalError } from "../src/index.ts";

const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function failureOf(host: string, options: Pool.Options = {}, signal?: AbortSignal): Promise<unknown> {
  const pool = new Pool(`http://${host}`, options);
  try {
    return await pool.request({ path: "/", method: "GET", ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    return error;
  } finally {
    await pool.destroy();
  }
}

async function failureOfSocket(host: string): Promise<Error> {
  const socket = new WebSocket(`ws://${host}/`);
  return new Promise((resolve) => {
    socket.once("error", resolve);
  });
}

/** A server that reads and never answers. */
function silentServer(): Server {
  return createServer((socket) => socket.on("error", () => undefined).resume());
}

describe("what undici throws", () => {
  it("is a broken connection when the server hangs up", async () => {
    const host = await listen(createServer((socket) => socket.once("data", () => socket.destroy())));
    const error = await failureOf(host);
    expect(toZignalError(error)).toMatchObject({ code: "HttpRequestFailed", retryable: false, cause: error });
    expect(recoveryFor(error as Error).repeat).toBe("idempotent");
    expect(JSON.parse(JSON.stringify(toZignalError(error)))).toMatchObject({
      cause: { code: "UND_ERR_SOCKET", socket: { remoteAddress: "127.0.0.1" } },
    });
  });

  it("is a time-out when no headers come", async () => {
    const host = await listen(silentServer());
    const error = await failureOf(host, { headersTimeout: 10 });
    expect(toZignalError(error)).toMatchObject({ code: "HttpTimeout", cause: { code: "UND_ERR_HEADERS_TIMEOUT" } });
  });

  it("may be repeated when there was never a connection", async () => {
    const host = await listen(createServer());
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const error = await failureOf(host);
    expect(toZignalError(error)).toMatchObject({ code: "HttpRequestFailed", retryable: true });
  });

  it("is a payload without form when what comes is not HTTP, and a broken connection when it ends half-way", async () => {
    const garbled = await listen(
      createServer((socket) =>
        socket
          .on("error", () => undefined)
          .resume()
          .end("what?\r\n\r\n"),
      ),
    );
    expect(toZignalError(await failureOf(garbled))).toMatchObject({ code: "InvalidPayload", retryable: false });
    const half = "HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhalf";
    const host = await listen(createServer((socket) => socket.once("data", () => socket.end(half))));
    const error = await fetch(`http://${host}/`)
      .then((answer) => answer.text())
      .catch((reason: unknown) => reason);
    expect(toZignalError(error)).toMatchObject({ code: "HttpRequestFailed", message: "terminated", cause: error });
    expect(recoveryFor(error as Error).repeat).toBe("idempotent");
  });

  it("is no fault when the caller aborted", async () => {
    const host = await listen(silentServer());
    const error = await failureOf(host, {}, AbortSignal.abort());
    expect(recoveryFor(error as Error)).toMatchObject({ repeat: "never", strategy: "give-up" });
  });
});

describe("what ws throws", () => {
  it("is a gateway that can not be reached when the handshake is refused", async () => {
    const host = await listen(
      createHttpServer((_request, response) => response.writeHead(502).end()).on("upgrade", refuse),
    );
    const error = await failureOfSocket(host);
    expect(toZignalError(error)).toMatchObject({
      code: "GatewayDisconnected",
      message: "Unexpected server response: 502",
      cause: error,
    });
  });

  it("is a gateway without connection when a socket is used too early or given up", async () => {
    const socket = new WebSocket(`ws://${await listen(silentServer())}/`);
    const failed = new Promise((resolve) => {
      socket.once("error", resolve);
    });
    expect(toZignalError(thrownBy(() => socket.send("x")))).toMatchObject({ code: "GatewayDisconnected" });
    socket.terminate();
    expect(toZignalError(await failed)).toMatchObject({ code: "GatewayDisconnected" });
  });

  it("is a refused connection when nobody listens", async () => {
    const host = await listen(createServer());
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(toZignalError(await failureOfSocket(host))).toMatchObject({ code: "HttpRequestFailed", retryable: true });
  });
});

function thrownBy(call: () => void): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

function refuse(_request: unknown, socket: { end(text: string): unknown }): void {
  socket.end("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
}
