import type { Buffer } from "node:buffer";
import { HttpError } from "@zignal/errors";
import { flattenFieldErrors } from "./field-errors.ts";
import type { HeaderValues } from "./rate-limit/rate-limit-headers.ts";
import type { Route } from "./route.ts";

/** The body as what it is: JSON parsed, text as text, images and the like as bytes, nothing as `undefined`. */
export function decodeBody(headers: HeaderValues, body: Buffer): unknown {
  if (body.byteLength === 0) return undefined;
  const type = headers["content-type"];
  if (typeof type !== "string") return body;
  if (type.startsWith("application/json")) return JSON.parse(body.toString());
  return type.startsWith("text/") ? body.toString() : body;
}

export function isJson(headers: HeaderValues): boolean {
  const type = headers["content-type"];
  return typeof type === "string" && type.startsWith("application/json");
}

/** A page of HTML: not from Discord, but from something before it. */
export function isPage(headers: HeaderValues): boolean {
  const type = headers["content-type"];
  return typeof type === "string" && type.startsWith("text/html");
}

/** What Discord says of a failure. Proxies answer in their own way: whatever does not fit is left out. */
export interface Failure {
  readonly code: number | undefined;
  readonly message: string;
  readonly fieldErrors: ReturnType<typeof flattenFieldErrors>;
  /** `retry_after` of a 429, in seconds. */
  readonly retryAfter: unknown;
  readonly isGlobal: boolean;
}

export function readFailure(headers: HeaderValues, body: Buffer): Failure {
  const answer = parsed(headers, body);
  const code = "code" in answer && typeof answer.code === "number" ? answer.code : undefined;
  const message = "message" in answer && typeof answer.message === "string" ? answer.message : "";
  return {
    code,
    message,
    fieldErrors: flattenFieldErrors("errors" in answer ? answer.errors : undefined),
    retryAfter: "retry_after" in answer ? answer.retry_after : undefined,
    isGlobal: "global" in answer && answer.global === true,
  };
}

function parsed(headers: HeaderValues, body: Buffer): object {
  if (!isJson(headers)) return {};
  try {
    const answer: unknown = JSON.parse(body.toString());
    return typeof answer === "object" && answer !== null ? answer : {};
  } catch {
    return {};
  }
}

/** The error for an answer that is no success. */
export function httpError(route: Route, status: number, failure: Failure, retryAfterMs: number | undefined): HttpError {
  const fields = failure.fieldErrors.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`));
  const code = failure.code === undefined || failure.code === 0 ? "" : ` (${failure.code})`;
  const said = [failure.message + code, ...fields].filter((part) => part !== "").join("; ");
  return new HttpError(`${route.key} failed with status ${status}${said === "" ? "" : `: ${said}`}`, {
    method: route.method,
    route: route.path,
    status,
    fieldErrors: failure.fieldErrors,
    ...(failure.code === undefined ? {} : { discordCode: failure.code }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
