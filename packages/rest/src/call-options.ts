import type { FileInput } from "@zignal/types";

/** What one call is authorised with: the bot's token, nothing, or a user's OAuth2 access token. */
export type CallAuth = "bot" | "none" | { readonly bearer: string };

/** Options that every operation takes. */
export interface CallOptions {
  /** Cancels the call, queued or in flight. The promise rejects with the signal's `reason`; an abort is never retried. */
  signal?: AbortSignal;
  /** Appears in the guild's audit log. At most 512 characters; any script. */
  reason?: string;
  /** Among waiting calls a higher number goes first, equal ones in order. @defaultValue `0` */
  priority?: number;
  /** Time one attempt may take: connecting, headers and body, in milliseconds. @defaultValue the client's `timeoutMs` */
  timeoutMs?: number;
  /** Time the whole call may take, waiting and repeats included, in milliseconds. @defaultValue no limit */
  deadlineMs?: number;
  /** How often the call is sent again after a failure, where that can not do anything twice. @defaultValue the client's */
  maxRetries?: number;
  /** Reject with a `RateLimitError` where a rate limit would make the call wait. @defaultValue the client's */
  rejectInsteadOfWait?: boolean;
  /** Files to upload, beside those in the body's own `files`. */
  files?: readonly FileInput[];
  /** @defaultValue what the operation asks for */
  auth?: CallAuth;
  /** Let the client's `requestBatcher` fold this call with others, or not. @defaultValue the client's `batch`, `false` */
  batch?: boolean;
}

/** Bodies of operations that take uploads may carry the files beside the JSON fields. */
export interface Uploads {
  files?: readonly FileInput[];
}

/** What an operation is called with, its query included. */
export type AnyCallOptions = CallOptions & { query?: object };
