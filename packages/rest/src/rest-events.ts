import type { InvalidTokenError } from "@zignal/errors";
import type { RateLimitEvent } from "./diagnostics.ts";

/** What a `Rest` tells its listeners. */
export interface RestEvents {
  /** A 429 came. */
  rateLimited: [event: RateLimitEvent];
  /** So many invalid requests in ten minutes; with `isStopped` nothing is sent until their number falls. */
  invalidRequests: [event: { readonly count: number; readonly isStopped: boolean }];
  /** Discord refused the bot's token: calls with it are rejected until `setToken()`, or until a trial succeeds. */
  tokenRefused: [error: InvalidTokenError];
}
