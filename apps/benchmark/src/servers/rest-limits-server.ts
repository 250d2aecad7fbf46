import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import { listen } from "./listen.ts";
import { messageBody } from "./message-body.ts";
import { type BucketAnswer, RateLimitBucket } from "./rate-limit-bucket.ts";

/** How the buckets of the rate-limited server behave. */
export interface RestLimitsServerOptions {
  /** Requests per window in each channel. */
  limit: number;
  windowMs: number;
  /** Time from a client's request to its answer; half of it before the request counts, half after. */
  latencyMs: number;
}

const millisecondsPerSecond = 1000;

/**
 * Discord's rate limits on creating messages: one bucket per channel, its headers on every answer, 429 with
 * `retry_after` beyond it. `POST /control/reset` forgets everything; `GET /control/counts` tells what was answered.
 */
export async function startRestLimitsServer(options: Record<string, unknown>): Promise<number> {
  const { limit, windowMs, latencyMs } = options as unknown as RestLimitsServerOptions;
  let buckets = new Map<string, RateLimitBucket>();
  let counts = { answered: 0, refused: 0 };

  const create = (request: IncomingMessage, response: ServerResponse): void => {
    const route = `${request.method} ${request.url}`;
    let bucket = buckets.get(route);
    if (!bucket) buckets.set(route, (bucket = new RateLimitBucket(limit, windowMs)));
    const answer = bucket.take(performance.now());
    counts[answer.allowed ? "answered" : "refused"] += 1;
    later(latencyMs / 2, () => respond(response, limit, answer));
  };

  const server = createServer((request, response) => {
    if (request.url === "/control/reset") {
      buckets = new Map();
      counts = { answered: 0, refused: 0 };
      response.end();
    } else if (request.url === "/control/counts") {
      response.end(JSON.stringify(counts));
    } else {
      request.resume().once("end", () => later(latencyMs / 2, () => create(request, response)));
    }
  });
  return await listen(server);
}

function later(delayMs: number, action: () => void): void {
  if (delayMs > 0) setTimeout(action, delayMs);
  else action();
}

function respond(response: ServerResponse, limit: number, { allowed, remaining, resetAfterMs }: BucketAnswer): void {
  // Discord rounds up to milliseconds.
  const resetAfter = (Math.ceil(resetAfterMs) / millisecondsPerSecond).toFixed(3);
  const body = allowed
    ? messageBody
    : Buffer.from(
        JSON.stringify({ message: "You are being rate limited.", retry_after: Number(resetAfter), global: false }),
      );
  const headers: Record<string, string | number> = {
    "content-type": "application/json",
    "content-length": body.length,
    "x-ratelimit-bucket": "1f2e3d4c5b6a79881726354453627180",
    "x-ratelimit-limit": limit,
    "x-ratelimit-remaining": remaining,
    "x-ratelimit-reset": ((Date.now() + resetAfterMs) / millisecondsPerSecond).toFixed(3),
    "x-ratelimit-reset-after": resetAfter,
  };
  if (!allowed) {
    headers["retry-after"] = Math.ceil(resetAfterMs / millisecondsPerSecond);
    headers["x-ratelimit-scope"] = "user";
  }
  response.writeHead(allowed ? 200 : 429, headers);
  response.end(body);
}
