import { type OutgoingHttpHeaders, createServer } from "node:http";
import { listen } from "./listen.ts";
import { messageBody } from "./message-body.ts";

/** How the server behaves. */
export interface RestServerOptions {
  /** Until a bucket is full again; 10 if not given. */
  resetAfterSeconds?: number;
}

/**
 * Answers every request at once with the same message, and with rate-limit headers that are never used up. It does
 * as little as an HTTP server can, so that it keeps ahead of its clients.
 */
export async function startRestServer(options: Record<string, unknown>): Promise<number> {
  const { resetAfterSeconds = 10 } = options as unknown as RestServerOptions;
  let headers = rateLimitHeaders(resetAfterSeconds);
  setInterval(() => {
    headers = rateLimitHeaders(resetAfterSeconds);
  }, 1000).unref();
  const server = createServer((request, response) => {
    request.resume().once("end", () => {
      response.writeHead(200, headers);
      response.end(messageBody);
    });
  });
  return await listen(server);
}

function rateLimitHeaders(resetAfterSeconds: number): OutgoingHttpHeaders {
  return {
    "content-type": "application/json",
    "content-length": messageBody.length,
    "x-ratelimit-bucket": "1f2e3d4c5b6a79881726354453627180",
    "x-ratelimit-limit": "1000000",
    "x-ratelimit-remaining": "999999",
    "x-ratelimit-reset": (Date.now() / 1000 + resetAfterSeconds).toFixed(3),
    "x-ratelimit-reset-after": resetAfterSeconds.toFixed(3),
  };
}
