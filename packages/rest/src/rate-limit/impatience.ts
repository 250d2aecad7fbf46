import type { LimitedRequest, Refusal } from "./limited-request.ts";

/** Would the request rather be refused than wait so long? What only an answer can tell (`Infinity`) is waited for. */
export function isImpatient(request: LimitedRequest, delay: number, now: number): boolean {
  return delay > 0 && delay !== Infinity && (request.rejectInsteadOfWait || now + delay > request.deadlineAt);
}

export function impatientRefusal(request: LimitedRequest, delay: number, scope: "user" | "global"): Refusal {
  const why = request.rejectInsteadOfWait ? "and it asked not to wait" : "beyond its deadline";
  return {
    message: `a rate limit would make it wait ${Math.ceil(delay)} ms, ${why}`,
    retryAfterMs: delay,
    scope,
  };
}
