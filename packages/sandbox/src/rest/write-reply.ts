import type { ServerResponse } from "node:http";
import type { ApiError } from "../world/api-error.ts";
import { seconds } from "./rate-limiter.ts";
import type { LimitDecision } from "./rate-limiter.ts";
import type { Reply } from "./reply.ts";

type Headers = Readonly<Record<string, string>>;

/** What every answer of the API carries. */
const common: Headers = {
  "X-Sandbox": "zignal",
  "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
};

export function writeReply(response: ServerResponse, reply: Reply, headers: Headers): void {
  const { file } = reply;
  if (file !== undefined) {
    const type = { "Content-Type": file.contentType, "Content-Length": file.data.byteLength };
    response.writeHead(reply.status, { ...common, ...headers, ...type }).end(file.data);
    return;
  }
  if (reply.body === undefined) {
    response.writeHead(reply.status, { ...common, ...headers }).end();
    return;
  }
  writeJson(response, reply.status, reply.body, headers);
}

export function writeError(response: ServerResponse, error: ApiError, headers: Headers): void {
  // A body that was refused unread must not be taken for the next request.
  const close: Headers = error.status === 413 ? { Connection: "close" } : {};
  writeJson(response, error.status, error.toJSON(), { ...headers, ...close });
}

/** 429 as the API itself sends it. */
export function writeRateLimited(
  response: ServerResponse,
  { scope, retryAfterMs, code }: NonNullable<LimitDecision["limited"]>,
  headers: Headers,
): void {
  const message = scope === "shared" ? "The resource is being rate limited." : "You are being rate limited.";
  const retryAfter = Number(seconds(retryAfterMs));
  const body = {
    message,
    retry_after: retryAfter,
    global: scope === "global",
    ...(code === undefined ? {} : { code }),
  };
  writeJson(response, 429, body, {
    ...headers,
    "Retry-After": String(Math.ceil(retryAfter)),
    "X-RateLimit-Scope": scope,
    ...(scope === "global" ? { "X-RateLimit-Global": "true" } : {}),
    Via: "1.1 google",
  });
}

/** 429 as the proxy in front of the API sends it to addresses that made too many invalid requests. */
export function writeBanned(response: ServerResponse): void {
  const page =
    "<!DOCTYPE html><html><head><title>Access denied | discord.com used Cloudflare to restrict access</title></head>" +
    "<body><h1>Error 1015</h1><p>You are being rate limited</p></body></html>";
  const headers = { "Content-Type": "text/html; charset=UTF-8", "Content-Length": Buffer.byteLength(page) };
  response.writeHead(429, headers).end(page);
}

function writeJson(response: ServerResponse, status: number, body: unknown, headers: Headers): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response
    .writeHead(status, {
      ...common,
      ...headers,
      "Content-Type": "application/json",
      "Content-Length": bytes.byteLength,
    })
    .end(bytes);
}
