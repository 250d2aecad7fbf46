import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import { listen } from "./listen.ts";
import { type BucketAnswer, RateLimitBucket } from "./rate-limit-bucket.ts";

/** Limits of the server, the same on each route. */
export interface ModerationServerOptions {
  limit: number;
  windowMs: number;
}

const millisecondsPerSecond = 1000;

/**
 * Deletes messages and bans users, one by one and in bulk, with a bucket for each route. `GET /control/counts` tells how
 * many requests came since it was asked last, and how many messages and users they took care of.
 */
export async function startModerationServer(options: Record<string, unknown>): Promise<number> {
  const { limit, windowMs } = options as unknown as ModerationServerOptions;
  const buckets = new Map<string, RateLimitBucket>();
  let counts = { requests: 0, handled: 0, refused: 0 };

  const answer = (request: IncomingMessage, response: ServerResponse, body: string): void => {
    const route = `${request.method} ${request.url?.replace(/\d+$/, "")}`;
    let bucket = buckets.get(route);
    if (!bucket) buckets.set(route, (bucket = new RateLimitBucket(limit, windowMs)));
    const taken = bucket.take(performance.now());
    const headers = headersOf(route, limit, taken);
    counts.requests += 1;
    if (!taken.allowed) {
      counts.refused += 1;
      response.writeHead(429, { ...headers, "x-ratelimit-scope": "user" });
      response.end(JSON.stringify({ message: "Slow down.", retry_after: taken.resetAfterMs / 1000, global: false }));
      return;
    }
    const ids = bulkIds(body);
    counts.handled += ids?.length ?? 1;
    if (route.endsWith("/bulk-ban")) {
      response.writeHead(200, headers).end(JSON.stringify({ banned_users: ids, failed_users: [] }));
    } else {
      response.writeHead(204, headers).end();
    }
  };

  const server = createServer((request, response) => {
    if (request.url === "/control/counts") {
      response.end(JSON.stringify(counts));
      counts = { requests: 0, handled: 0, refused: 0 };
      return;
    }
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.once("end", () => answer(request, response, body));
  });
  return await listen(server);
}

function bulkIds(body: string): readonly string[] | undefined {
  if (body === "") return undefined;
  const { messages, user_ids: users } = JSON.parse(body) as { messages?: string[]; user_ids?: string[] };
  return messages ?? users;
}

function headersOf(route: string, limit: number, { remaining, resetAfterMs }: BucketAnswer): Record<string, string> {
  return {
    "content-type": "application/json",
    "x-ratelimit-bucket": Buffer.from(route.replaceAll(/\d+/g, "")).toString("hex").slice(0, 64),
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": ((Date.now() + resetAfterMs) / millisecondsPerSecond).toFixed(3),
    "x-ratelimit-reset-after": (Math.ceil(resetAfterMs) / millisecondsPerSecond).toFixed(3),
  };
}
