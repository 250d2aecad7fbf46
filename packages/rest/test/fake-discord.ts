import { Buffer } from "node:buffer";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { RestOptions } from "../src/index.ts";
import { Rest } from "../src/index.ts";

/** A request as it came over the wire. */
export interface Received {
  readonly method: string;
  /** Below the base path, with its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What to answer; headers and status as in HTTP, `body` as JSON unless it is a string. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

export type Answerer = (
  request: Received,
  response: ServerResponse,
) => Answer | undefined | Promise<Answer | undefined>;

/** An HTTP server on loopback that answers as a test tells it: by default 200 and `{}`, without limits. */
export class FakeDiscord {
  readonly received: Received[] = [];
  readonly sockets = new Set<Socket>();
  /** An answerer that returns nothing has answered by itself, or never will. */
  answer: Answerer = () => ({});
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("error", () => undefined);
    request.on("end", () => {
      const received: Received = {
        method: request.method ?? "",
        path: (request.url ?? "").replace(/^\/api\/v10/, ""),
        headers: request.headers,
        body: Buffer.concat(chunks),
      };
      this.received.push(received);
      void this.#respond(received, response);
    });
  });

  /** Connections that were opened so far. */
  connections = 0;

  static async start(answer?: Answerer): Promise<FakeDiscord> {
    const discord = new FakeDiscord();
    if (answer !== undefined) discord.answer = answer;
    discord.#server.on("connection", (socket) => {
      discord.connections += 1;
      discord.sockets.add(socket);
      socket.on("close", () => discord.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => {
      discord.#server.listen(0, "127.0.0.1", resolve);
    });
    return discord;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api/v10`;
  }

  /** A client of this server; waits between repeats are none. */
  rest(options: RestOptions = {}): Rest {
    return new Rest({ token: "bot-token", baseUrl: this.baseUrl, backOff: { baseDelayMs: 0 }, ...options });
  }

  /** Bodies received, parsed. */
  get bodies(): unknown[] {
    return this.received.map(({ body }) => (body.byteLength === 0 ? undefined : JSON.parse(body.toString())));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #respond(received: Received, response: ServerResponse): Promise<void> {
    const answer = await this.answer(received, response);
    if (answer === undefined) return;
    const { status = 200, headers = {}, body = {} } = answer;
    const text = typeof body === "string" ? body : JSON.stringify(body);
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(status === 204 ? undefined : text);
  }
}

/** The headers of a limit. */
export function limitHeaders(limit: {
  bucket: string;
  limit: number;
  remaining: number;
  resetAfter: number;
}): Record<string, string> {
  return {
    "x-ratelimit-bucket": limit.bucket,
    "x-ratelimit-limit": String(limit.limit),
    "x-ratelimit-remaining": String(limit.remaining),
    "x-ratelimit-reset-after": String(limit.resetAfter),
  };
}

/** A 429 as Discord words it. */
export function rateLimited(
  retryAfter: number,
  more: { scope?: string; headers?: Record<string, string> } = {},
): Answer {
  const { scope = "user", headers = {} } = more;
  return {
    status: 429,
    headers: { "retry-after": String(Math.ceil(retryAfter)), "x-ratelimit-scope": scope, ...headers },
    body: { message: "You are being rate limited.", retry_after: retryAfter, global: scope === "global" },
  };
}
