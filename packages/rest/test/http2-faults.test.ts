import { once } from "node:events";
import type { Http2SecureServer, ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import { constants, createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { HttpError, ZignalError } from "@zignal/errors";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Rest } from "../src/index.ts";
import { certificate, privateKey } from "./self-signed-certificate.ts";

interface Arrived {
  readonly method: string;
  readonly stream: ServerHttp2Stream;
  readonly session: ServerHttp2Session;
}

let server: Http2SecureServer;
let rest: Rest;
let arrived: Arrived[];
let sessions: Set<ServerHttp2Session>;
/** What to do with the request that arrived as the nth, counted from 1; the others are answered. */
let treat: (nth: number, one: Arrived) => boolean;

const answer = (stream: ServerHttp2Stream): void => {
  if (stream.destroyed) return;
  stream.respond({ ":status": 200, "content-type": "application/json" });
  stream.end('{"id":"1","url":"wss://x"}');
};

beforeEach(async () => {
  arrived = [];
  sessions = new Set();
  treat = () => false;
  server = createSecureServer({ key: privateKey, cert: certificate });
  server.on("session", (session) => {
    sessions.add(session);
    session.on("close", () => sessions.delete(session));
    session.on("error", () => undefined);
  });
  server.on("stream", (stream, headers) => {
    stream.on("error", () => undefined);
    stream.resume();
    const [session] = [...sessions].filter((open) => open.socket === stream.session?.socket);
    if (session === undefined) return;
    const one = { method: String(headers[":method"]), stream, session };
    stream.on("end", () => {
      arrived.push(one);
      if (!treat(arrived.length, one)) answer(stream);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  rest = new Rest({
    token: "t",
    baseUrl: `https://localhost:${(server.address() as AddressInfo).port}/api/v10`,
    connectionPool: { http2: true, ca: certificate, maxConnections: 2 },
    backOff: { baseDelayMs: 0 },
    timeoutMs: 5_000,
  });
});

afterEach(async () => {
  await rest.close({ drainTimeoutMs: 0 });
  for (const session of sessions) session.destroy();
  server.close();
});

const createChannel = async (): Promise<unknown> => rest.guilds.createGuildChannel("1", { name: "x" });

async function expectIdle(): Promise<void> {
  expect(rest.getStats()).toMatchObject({
    open: 0,
    rateLimiter: { waiting: 0, inFlight: 0 },
    connectionPool: { activeConnections: 0, waitingRequests: 0 },
  });
  // And it goes on.
  expect(await rest.gateway.getGateway()).toEqual({ id: "1", url: "wss://x" });
}

const faults: readonly (readonly [name: string, fault: (one: Arrived) => void])[] = [
  ["the stream is reset before an answer", ({ stream }) => stream.close(constants.NGHTTP2_INTERNAL_ERROR)],
  [
    "the stream is reset after the headers",
    ({ stream }) => {
      stream.respond({ ":status": 200, "content-type": "application/json" });
      stream.write('{"id":');
      setImmediate(() => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
    },
  ],
  [
    "the server says GOAWAY and closes",
    ({ session }) => {
      session.goaway();
      session.destroy();
    },
  ],
  ["the session is destroyed", ({ session }) => session.destroy()],
];

describe.each(faults)("over HTTP/2, when %s", (_name, fault) => {
  beforeEach(() => {
    treat = (nth, one) => {
      if (nth === 1) fault(one);
      return nth === 1;
    };
  });

  it("what may be asked twice is asked again", async () => {
    expect(await rest.gateway.getGateway()).toEqual({ id: "1", url: "wss://x" });
    expect(arrived.map(({ method }) => method)).toEqual(["GET", "GET"]);
    await expectIdle();
  });

  it("what Discord may have done is not", async () => {
    await expect(createChannel()).rejects.toBeInstanceOf(ZignalError);
    expect(arrived.map(({ method }) => method)).toEqual(["POST"]);
    await expectIdle();
  });
});

it("a GOAWAY that lets open streams end loses none of them, and the next request takes a new connection", async () => {
  const open: ServerHttp2Stream[] = [];
  treat = (nth, one) => {
    if (nth > 4) return false;
    open.push(one.stream);
    if (nth === 4) {
      one.session.goaway(constants.NGHTTP2_NO_ERROR);
      setTimeout(() => open.forEach(answer), 20);
    }
    return true;
  };
  const posts = Array.from({ length: 4 }, (_, id) =>
    rest.interactions.createInteractionResponse(String(id), "t", { type: 6 }),
  );
  const outcomes = await Promise.allSettled(posts);
  // undici may give the open ones up; what it gives up is not sent again, for Discord may have done it.
  for (const outcome of outcomes) if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(HttpError);
  expect(arrived).toHaveLength(4);
  await expectIdle();
});

it("many requests at once survive a connection that goes away beneath them, and none is stuck", async () => {
  treat = (nth, { session }) => {
    if (nth === 30) session.destroy();
    return false;
  };
  // One connection is lost, so one failure is counted: the circuit breaker does not open at its twentieth.
  const calls = Array.from({ length: 100 }, (_, id) => rest.webhooks.getWebhookByToken(String(id), "t"));
  expect(await Promise.all(calls)).toHaveLength(100);
  await vi.waitUntil(() => rest.getStats().connectionPool.activeConnections === 0);
  await expectIdle();
});
