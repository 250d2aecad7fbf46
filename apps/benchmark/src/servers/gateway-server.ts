import { once } from "node:events";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { WebSocketServer } from "ws";
import { listen } from "./listen.ts";
import { type Compression, type SessionStream, buildSession } from "./session-stream.ts";

/** What the gateway has to offer. */
export interface GatewayServerOptions {
  /** Streams to prepare. */
  compressions: Compression[];
  warmUp: number;
  events: number;
  /** Whether the session is for whole clients. */
  forClients?: boolean;
  /** Connections that have to identify before any of them is sent anything, and shards to recommend. @defaultValue `1` */
  shards?: number;
}

/** Given to clients that miss what arrives together with the answer to their upgrade. */
const helloDelayMs = 50;

/**
 * A gateway that says HELLO, waits for IDENTIFY and then writes a session that was made beforehand, as fast as the
 * client takes it. It answers `GET …/gateway/bot` as well, for libraries that insist on asking.
 */
export async function startGatewayServer(options: Record<string, unknown>): Promise<number> {
  const { compressions, warmUp, events, forClients = false, shards = 1 } = options as unknown as GatewayServerOptions;
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const sessions = new Map<Compression, SessionStream>();
  let url = "";
  const gathering = new Gathering(shards);
  const server = createServer((request, response) => answerGatewayRequest(request, response, url, shards));
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head) => {
    const compression = new URL(request.url ?? "/", "ws://loopback").searchParams.get("compress") ?? "none";
    const session = sessions.get(compression as Compression);
    if (!session) {
      socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      const greeted = greet(session, socket);
      client.on("error", () => client.terminate());
      client.on("message", (data: Buffer) => {
        // Some clients identify without waiting for HELLO, which has to come first all the same.
        if (isIdentify(data.toString()))
          void Promise.all([greeted, gathering.join()]).then(() => play(session, socket));
      });
    });
  });
  const port = await listen(server);
  url = `ws://127.0.0.1:${port}/`;
  for (const compression of compressions) {
    sessions.set(compression, await buildSession(compression, { warmUp, events, resumeUrl: url, forClients }));
  }
  return port;
}

function isIdentify(text: string): boolean {
  const payload: unknown = JSON.parse(text);
  return typeof payload === "object" && payload !== null && "op" in payload && payload.op === 2;
}

async function greet(session: SessionStream, socket: Duplex): Promise<void> {
  await setTimeout(helloDelayMs);
  socket.write(session.hello);
}

/** So many begin together, and then as many again. */
class Gathering {
  readonly #size: number;
  #waiting: (() => void)[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  async join(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length < this.#size) return;
      for (const begin of this.#waiting) begin();
      this.#waiting = [];
    });
  }
}

async function play(session: SessionStream, socket: Duplex): Promise<void> {
  for (const piece of session.pieces) {
    if (socket.destroyed) return;
    if (!socket.write(piece)) await Promise.race([once(socket, "drain"), once(socket, "close")]);
  }
}

function answerGatewayRequest(request: IncomingMessage, response: ServerResponse, url: string, shards: number): void {
  const found = request.method === "GET" && /\/gateway(\/bot)?(\?|$)/.test(request.url ?? "");
  const body = found
    ? { url, shards, session_start_limit: { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: shards } }
    : { message: "404: Not Found", code: 0 };
  response.writeHead(found ? 200 : 404, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
