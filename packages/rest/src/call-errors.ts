import { HttpError, RateLimitError, toZignalError, ZignalError } from "@zignal/errors";
import type { Refusal } from "./rate-limit/limited-request.ts";
import type { Route } from "./route.ts";

/** What a call is rejected with where Discord's answer is not itself the error. None holds an id, a token or a URL. */

export function noAnswerError({ key, method, path }: Route, cause: unknown, retryable: boolean): HttpError {
  return new HttpError(`${key} got no answer: ${toZignalError(cause).message}`, {
    method,
    route: path,
    status: 0,
    retryable,
    cause,
  });
}

export function unreadableError({ key }: Route, cause: unknown): ZignalError {
  return new ZignalError("InvalidPayload", `${key} was answered with JSON that can not be parsed`, { cause });
}

/** The limiter would not let it go. */
export function refusedError({ key, method, path }: Route, { message, retryAfterMs, scope }: Refusal): RateLimitError {
  return new RateLimitError(`${key} was not sent: ${message}`, { method, route: path, retryAfterMs, scope });
}

/** It met a limit, and can not or will not be sent again. @param why - Ends the sentence that begins with the route. */
export function limitedError(
  { key, method, path }: Route,
  why: string,
  retryAfterMs: number,
  scope: RateLimitError["scope"],
): RateLimitError {
  return new RateLimitError(`${key} met a rate limit${why}`, { method, route: path, retryAfterMs, scope });
}

/** The `Rest` is closed. */
export function closedError(route: string): ZignalError {
  return new ZignalError("SystemError", `${route} was not sent: the Rest is closed`, {
    recovery: "Make a new Rest, or close this one later.",
  });
}

/** The `Rest` was closed while the call was under way. */
export function cutOffError(route: string): ZignalError {
  return new ZignalError("SystemError", `${route} was cut off: the Rest is closed, and no answer had come`, {
    recovery: "Discord may have acted on it. Give close() more time: drainTimeoutMs.",
  });
}
