import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ValidationError, ZignalError } from "@zignal/errors";
import type { HealthMonitor } from "./health-monitor.ts";
import type { Metrics, MetricsFormat } from "./metrics.ts";
import type { PerformanceMonitor } from "./performance-monitor.ts";

export interface MonitoringOptions {
  /** `0` takes a free one. @defaultValue `9464` */
  port?: number;
  /** Address to listen on. @defaultValue `"127.0.0.1"`: this machine only, as there is no password */
  host?: string;
  /** Behind `/metrics`, such as `logger.getMetrics()`. @defaultValue none: 404 */
  metrics?: Pick<Metrics, "text" | "contentTypeOf">;
  /** Behind `/health`. @defaultValue none: always healthy */
  healthMonitor?: Pick<HealthMonitor, "status">;
  /** Behind `/report`, as a page. @defaultValue none: 404 */
  performanceMonitor?: Pick<PerformanceMonitor, "generateReport">;
  /** Behind `/ready`: does the bot take work, so connected, for one? @defaultValue always */
  isReady?: () => boolean | PromiseLike<boolean>;
}

export interface MonitoringServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/**
 * Serves `/metrics` (Prometheus' text, or OpenMetrics' where it is asked for), `/health` and `/ready` (JSON; 503 when not), and `/report` (a page). It does not keep the process alive.
 *
 * @throws {ValidationError} if the port is none.
 * Rejects with a {@link ZignalError} if it can not listen there.
 */
export async function serveMonitoring(options: MonitoringOptions = {}): Promise<MonitoringServer> {
  const { port = 9464, host = "127.0.0.1" } = options;
  if (!Number.isSafeInteger(port) || port < 0 || port > 65_535) {
    throw ValidationError.of("port", `must be a whole number from 0 to 65535 (was ${port})`);
  }
  // Loading it takes longer than the rest of this package, and most bots serve nothing.
  const { createServer } = await import("node:http");
  const server = createServer((request, response) => {
    void answer(request, options)
      .catch((): Answer => json(500, { error: "The figures could not be gathered" }))
      .then((result) => send(request, response, result));
  });
  server.unref();
  // Nor may who scrapes slowly, or keeps its connection, keep the process.
  server.on("connection", (socket) => socket.unref());
  await listen(server, port, host);
  // A connection that can not be taken, for want of file descriptors, is no reason to end the bot.
  server.on("error", ignore);
  const bound = (server.address() as AddressInfo).port;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const address = host.includes(":") ? `[${host}]` : host;
  return { url: `http://${address}:${bound}`, port: bound, close, [Symbol.asyncDispose]: close };
}

function ignore(): void {
  // Whoever connects hears of it.
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(port, host, resolve);
  try {
    await promise;
  } catch (error) {
    throw new ZignalError("SystemError", `The monitoring server can not listen on ${host}:${port}`, {
      cause: error,
      recovery: "Choose another port, or 0 for a free one; on which one it listens stands in `port`.",
    });
  }
}

async function answer(request: IncomingMessage, options: MonitoringOptions): Promise<Answer> {
  if (request.method !== "GET" && request.method !== "HEAD") return json(405, { error: "Only GET and HEAD" });
  const [path] = (request.url ?? "").split("?", 1);
  if (path === "/metrics" && options.metrics !== undefined) {
    const format = formatFor(request.headers.accept);
    return {
      status: 200,
      contentType: options.metrics.contentTypeOf(format),
      body: await options.metrics.text(format),
    };
  }
  if (path === "/health") {
    const health = options.healthMonitor?.status() ?? { status: "healthy" };
    return json(health.status === "unhealthy" ? 503 : 200, health);
  }
  if (path === "/ready") {
    const ready = (await options.isReady?.()) ?? true;
    return json(ready ? 200 : 503, { ready });
  }
  if (path === "/report" && options.performanceMonitor !== undefined) {
    const body = options.performanceMonitor.generateReport({ format: "html" });
    return { status: 200, contentType: "text/html; charset=utf-8", body };
  }
  return json(404, {
    error: "There are /metrics, /health, /ready and /report, those that were given something to show",
  });
}

/** OpenMetrics for those who name it, as Prometheus does; a browser gets Prometheus' text. */
function formatFor(accept = ""): MetricsFormat {
  return /\bapplication\/openmetrics-text\b(?!\s*;[^,]*\bq=0(?:\.0*)?(?![\d.]))/.test(accept)
    ? "openmetrics"
    : "prometheus";
}

function json(status: number, body: object): Answer {
  return { status, contentType: "application/json; charset=utf-8", body: `${JSON.stringify(body)}\n` };
}

function send(request: IncomingMessage, response: ServerResponse, { status, contentType, body }: Answer): void {
  response.writeHead(status, {
    "content-type": contentType,
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    ...(status === 405 ? { allow: "GET, HEAD" } : {}),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}
