import type { Clock } from "@zignal/errors";
import { systemClock, ValidationError } from "@zignal/errors";
import type { HttpMethod } from "../endpoint.ts";
import type { BatchResult, BatchSend } from "./batch-handler.ts";

export interface RequestBatcherOptions {
  /** Requests folded into one batch at most; a handler may allow fewer. @defaultValue `100` */
  maxBatchSize?: number;
  /** How long the first request of a batch waits for others, in milliseconds. @defaultValue `20` */
  maxWaitTimeMs?: number;
  /** Register the built-in handlers: deletes, bans, edits, positions. @defaultValue `true` */
  builtIns?: boolean;
  /** Ask identical GETs that are under way at once only once. @defaultValue `true` */
  singleFlight?: boolean;
  /** @defaultValue the machine's clock */
  clock?: Clock;
  /** Milliseconds since 1970, to tell the age of messages. @defaultValue `Date.now` */
  timeOfDay?: () => number;
}

/** A request as one gives it to the batcher. */
export interface BatchedRequest {
  method: HttpMethod;
  /** Below the base URL, such as `/channels/1/messages/2`, or a whole URL of Discord's API. */
  url: string;
  /** Only `X-Audit-Log-Reason` may be set: the `Rest` sets the others. */
  headers?: Readonly<Record<string, string>>;
  body?: unknown;
  /** Called with the result, besides the promise. */
  callback?: (result: BatchResult) => void;
  /** Time until there is a result, waiting included, in milliseconds. @defaultValue no limit */
  timeoutMs?: number;
  /** Time one attempt may take; of requests folded together the longest counts. @defaultValue the client's `timeoutMs` */
  attemptTimeoutMs?: number;
  /** How often it is sent again after a failure. @defaultValue the client's */
  maxRetries?: number;
  /** Takes the request out of its batch; of a batch that was sent, its caller leaves, and the last to leave aborts it. */
  signal?: AbortSignal;
  /** A batch has the highest of its requests. @defaultValue `0` */
  priority?: number;
}

export interface RequestBatcherStats {
  /** Requests that were added. */
  readonly requests: number;
  /** Requests that were sent in their place. */
  readonly sent: number;
  /** Batches of two or more. */
  readonly batches: number;
  readonly averageBatchSize: number;
  /** Requests that wait for others to join them. */
  readonly pending: number;
  readonly timedOut: number;
  /** Part of the requests that did not have to be sent: 0 to 1. */
  readonly batchEfficiency: number;
}

/** What a transport is asked to send. */
export interface BatchTransportRequest extends BatchSend {
  /** With its `?`, or empty. */
  readonly query: string;
  readonly priority: number;
  readonly maxRetries: number | undefined;
  /** Of one attempt, in milliseconds. */
  readonly timeoutMs: number | undefined;
  /** Aborted when nobody waits for it any more. */
  readonly signal: AbortSignal;
}

/** Sends for the batcher: a `Rest`. */
export type BatchTransport = (request: BatchTransportRequest) => Promise<unknown>;

/** @throws {ValidationError} naming each option that does not fit. */
export function resolveBatcherOptions(options: RequestBatcherOptions): Required<RequestBatcherOptions> {
  const { maxBatchSize = 100, maxWaitTimeMs = 20, builtIns = true, singleFlight = true } = options;
  if (!Number.isInteger(maxBatchSize) || maxBatchSize < 1) {
    throw ValidationError.of("requestBatcher.maxBatchSize", `must be a whole number above 0 (was ${maxBatchSize})`);
  }
  if (!(maxWaitTimeMs >= 0 && maxWaitTimeMs < 2 ** 31)) {
    throw ValidationError.of(
      "requestBatcher.maxWaitTimeMs",
      `must be 0 or more, in milliseconds (was ${maxWaitTimeMs})`,
    );
  }
  const { clock = systemClock, timeOfDay = Date.now } = options;
  return { maxBatchSize, maxWaitTimeMs, builtIns, singleFlight, clock, timeOfDay };
}

/** Path below the base URL, and query with its `?`. */
export function splitUrl(url: string): [path: string, query: string] {
  const whole = /^https?:\/\//.test(url) ? new URL(url) : undefined;
  const text = whole === undefined ? url : whole.pathname.replace(/^\/api(?:\/v\d+)?/, "") + whole.search;
  if (!text.startsWith("/")) throw ValidationError.of("url", 'must begin with "/" or be a whole URL');
  const at = text.indexOf("?");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at)];
}

/** The reason for the audit log; no other header may be set. */
export function reasonOf(headers: BatchedRequest["headers"]): string | undefined {
  let reason: string | undefined;
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (name.toLowerCase() !== "x-audit-log-reason") {
      throw ValidationError.of(`headers.${name}`, "can not be set: the Rest sets all headers but X-Audit-Log-Reason");
    }
    reason = value;
  }
  return reason;
}
