import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import { type BucketChange, ChangingBucket } from "./changing-bucket.ts";
import { GlobalOutage, type GlobalOutageOptions } from "./global-outage.ts";
import { listen } from "./listen.ts";
import { messageBody } from "./message-body.ts";

/** How the buckets of the rate-limited server behave. */
export interface RestLimitsServerOptions {
  /** Requests per window in each channel. */
  limit: number;
  windowMs: number;
  /** Time from a client's request to its answer; half of it before the request counts, half after. */
  latencyMs: number;
  /** Hash and limit change midway; they stay if not given. */
  change?: BucketChange;
  /** The global limit is met once; never if not given. */
  outage?: GlobalOutageOptions;
}

type Answer = ReturnType<ChangingBucket["take"]>;

const millisecondsPerSecond = 1000;
/** What a client may need, besides the way there and back, to hear of a refusal and keep still. */
const hearingMs = 50;

/**
 * Discord's rate limits on creating messages: one bucket per channel, its headers on every answer, 429 with
 * `retry_after` beyond it, and the global limit where it is asked for. `POST /control/reset` forgets everything; `GET /control/counts` tells what was answered.
 */
export async function startRestLimitsServer(options: Record<string, unknown>): Promise<number> {
  const { limit, windowMs, latencyMs, change, outage } = options as unknown as RestLimitsServerOptions;
  let buckets = new Map<string, ChangingBucket>();
  let counts = { answered: 0, refused: 0, needless: 0 };
  let global = newOutage(outage);

  const create = (request: IncomingMessage, response: ServerResponse): void => {
    const now = performance.now();
    const refusedForMs = global.take(now);
    if (refusedForMs > 0) {
      counts.refused += 1;
      // What was under way when it struck could not know.
      if (now > (global.struckAt ?? now) + latencyMs + hearingMs) counts.needless += 1;
      later(latencyMs / 2, () => respondGlobally(response, refusedForMs));
      return;
    }
    const route = `${request.method} ${request.url}`;
    let bucket = buckets.get(route);
    if (!bucket) {
      bucket = new ChangingBucket(limit, windowMs, change ?? { afterWindows: Infinity, limit });
      buckets.set(route, bucket);
    }
    const answer = bucket.take(now);
    if (answer.allowed) {
      counts.answered += 1;
    } else {
      counts.refused += 1;
      counts.needless += 1;
    }
    later(latencyMs / 2, () => respond(response, answer));
  };

  const server = createServer((request, response) => {
    if (request.url === "/control/reset") {
      buckets = new Map();
      counts = { answered: 0, refused: 0, needless: 0 };
      global = newOutage(outage);
      response.end();
    } else if (request.url === "/control/counts") {
      response.end(JSON.stringify(counts));
    } else {
      request.resume().once("end", () => later(latencyMs / 2, () => create(request, response)));
    }
  });
  return await listen(server);
}

function newOutage(options: GlobalOutageOptions | undefined): GlobalOutage {
  return new GlobalOutage(options ?? { afterRequests: Infinity, retryAfterMs: 0 });
}

function later(delayMs: number, action: () => void): void {
  if (delayMs > 0) setTimeout(action, delayMs);
  else action();
}

function respondGlobally(response: ServerResponse, refusedForMs: number): void {
  const retryAfter = Math.ceil(refusedForMs) / millisecondsPerSecond;
  response.writeHead(429, {
    "content-type": "application/json",
    "retry-after": String(Math.ceil(retryAfter)),
    "x-ratelimit-global": "true",
    "x-ratelimit-scope": "global",
  });
  response.end(JSON.stringify({ message: "You are being rate limited.", retry_after: retryAfter, global: true }));
}

function respond(response: ServerResponse, { allowed, remaining, resetAfterMs, limit, isChanged }: Answer): void {
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
    "x-ratelimit-bucket": isChanged ? "8081726354453627180a1f2e3d4c5b6a" : "1f2e3d4c5b6a79881726354453627180",
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
