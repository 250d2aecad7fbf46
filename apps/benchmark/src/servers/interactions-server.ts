import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { type WebSocket, WebSocketServer } from "ws";
import { clientGuildEvents, clientGuilds, clientInteraction } from "./client-events.ts";
import { listen } from "./listen.ts";
import { messageBody } from "./message-body.ts";
import { heartbeatIntervalMs, readyData } from "./session-stream.ts";

/** One phase, as the query of `GET /control/run` says it. */
interface Phase {
  count: number;
  /** Interactions per second; 0 for the next as soon as one was answered. */
  perSecond: number;
  /** Interactions that are open at once, where they are not paced. */
  open: number;
  /** What the API takes to answer a callback. */
  latencyMs: number;
}

/** What came of a phase. */
export interface PhaseResult {
  p50Ms: number;
  p99Ms: number;
  answeredPerSecond: number;
}

/** A phase that is running. */
interface Run extends Phase {
  sentAt: Map<string, number>;
  sent: number;
  tookMs: number[];
  startedAt: number;
  finish(): void;
}

/** Longest that the last answers of a phase are waited for. */
const patienceMs = 12_000;

/**
 * A gateway that sends INTERACTION_CREATE, and the API that takes the callbacks: the time is from the socket to the
 * arrival of the callback's headers. `GET /control/run` runs a phase and answers with what came of it.
 */
export async function startInteractionsServer(): Promise<number> {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const { promise: connected, resolve: onConnected } = Promise.withResolvers<WebSocket>();
  let run: Run | undefined;
  let url = "";
  let next = 0;

  const sendOne = (client: WebSocket, phase: Run): void => {
    const interaction = clientInteraction(next++);
    phase.sent += 1;
    const text = JSON.stringify({ t: "INTERACTION_CREATE", s: next + 100, op: 0, d: interaction });
    phase.sentAt.set(interaction.id, performance.now());
    client.send(text);
  };

  const take = (client: WebSocket, id: string): void => {
    const sentAt = run?.sentAt.get(id);
    if (run === undefined || sentAt === undefined) return;
    run.sentAt.delete(id);
    run.tookMs.push(performance.now() - sentAt);
    if (run.perSecond === 0 && run.sent < run.count) sendOne(client, run);
    if (run.tookMs.length === run.count) run.finish();
  };

  const runPhase = async (phase: Phase): Promise<PhaseResult> => {
    const client = await connected;
    const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
    const current: Run = { ...phase, sentAt: new Map(), sent: 0, tookMs: [], startedAt: performance.now(), finish };
    run = current;
    if (phase.perSecond === 0) {
      for (let index = 0; index < Math.min(phase.open, phase.count); index++) sendOne(client, current);
    } else {
      const pacer = setInterval(() => {
        const due = Math.min(phase.count, ((performance.now() - current.startedAt) / 1000) * phase.perSecond);
        while (current.sent < due) sendOne(client, current);
        if (current.sent >= phase.count) clearInterval(pacer);
      }, 1);
    }
    await Promise.race([finished, delay((phase.count / (phase.perSecond || phase.count)) * 1000 + patienceMs)]);
    run = undefined;
    return summarise(current);
  };

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://loopback");
    if (pathname === "/control/run") {
      const phase = Object.fromEntries(searchParams) as Record<string, string>;
      void runPhase(readPhase(phase)).then((result) => response.end(JSON.stringify(result)));
      return;
    }
    const id = /\/interactions\/(\d+)\/[^/]+\/callback$/.exec(pathname)?.[1];
    if (id === undefined) {
      answer(request, response, pathname.endsWith("/gateway/bot") ? gatewayBot(url) : {}, 0);
      return;
    }
    void connected.then((client) => take(client, id));
    const body = searchParams.get("with_response") === "true" ? callbackResponse(id) : undefined;
    answer(request, response, body, run?.latencyMs ?? 0);
  });
  server.on("upgrade", (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (client) => openSession(client, url, onConnected));
  });
  const port = await listen(server);
  url = `ws://127.0.0.1:${port}/`;
  return port;
}

function readPhase({ count, perSecond, open, latencyMs }: Record<string, string>): Phase {
  return { count: Number(count), perSecond: Number(perSecond), open: Number(open), latencyMs: Number(latencyMs) };
}

/** Some clients miss what arrives together with the answer to their upgrade, and some identify without HELLO. */
async function greet(client: WebSocket): Promise<void> {
  await delay(50);
  client.send(JSON.stringify({ t: null, s: null, op: 10, d: { heartbeat_interval: heartbeatIntervalMs } }));
}

/** Greets, and when the client has identified itself sends READY and the guilds. */
function openSession(client: WebSocket, url: string, onConnected: (client: WebSocket) => void): void {
  const greeted = greet(client);
  const begin = async (): Promise<void> => {
    await greeted;
    let s = 1;
    const ready = { t: "READY", s, op: 0, d: { ...readyData(url), guilds: clientGuilds() } };
    client.send(JSON.stringify(ready));
    for (const event of clientGuildEvents()) client.send(JSON.stringify({ ...event, s: ++s, op: 0 }));
    onConnected(client);
  };
  client.on("error", () => client.terminate());
  client.on("message", (data: Buffer) => {
    const { op } = JSON.parse(data.toString()) as { op: number };
    if (op === 2) void begin();
  });
}

function gatewayBot(url: string): unknown {
  const limit = { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 };
  return { url, shards: 1, session_start_limit: limit };
}

/** What Discord says to those who ask what became of their callback. */
function callbackResponse(id: string): unknown {
  const message: unknown = JSON.parse(messageBody.toString());
  const interaction = { id, type: 2, response_message_id: "1456000000000000001" };
  return { interaction, resource: { type: 4, message } };
}

function answer(request: IncomingMessage, response: ServerResponse, body: unknown, latencyMs: number): void {
  const respond = (): void => {
    if (body === undefined) response.writeHead(204).end();
    else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
  request.resume().once("end", () => {
    if (latencyMs > 0) setTimeout(respond, latencyMs);
    else respond();
  });
}

function summarise({ tookMs, startedAt }: Run): PhaseResult {
  const sorted = tookMs.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  const seconds = (performance.now() - startedAt) / 1000;
  return { p50Ms: at(0.5), p99Ms: at(0.99), answeredPerSecond: tookMs.length / seconds };
}
