import type { Channel, TracingChannel } from "node:diagnostics_channel";
import { channel, tracingChannel } from "node:diagnostics_channel";

/** A call from its start to its end, as subscribers of `tracing:zignal:rest:request` see it. */
export interface RequestTrace {
  readonly method: string;
  /** With placeholders, never with ids or tokens. */
  readonly route: string;
  readonly resource: string;
  /** Attempts so far. */
  attempts: number;
  /** Status of the last answer; `0` while there is none. */
  status: number;
  /**
   * Milliseconds from the call to its last departure: what it waited for rate limits and between repeats. Of a call that never
   * left, to its end.
   */
  waitedMs: number;
  result?: unknown;
  error?: unknown;
}

/** A 429, as subscribers of `zignal:rest:ratelimit` see it. */
export interface RateLimitEvent {
  readonly method: string;
  readonly route: string;
  /** `ban`: the answer was not Discord's own. */
  readonly scope: "user" | "shared" | "global" | "ban";
  readonly retryAfterMs: number;
}

/** A repeat, as subscribers of `zignal:rest:retry` see it. */
export interface RetryNotice {
  readonly method: string;
  readonly route: string;
  /** Which attempt failed, counted from 1. */
  readonly attempt: number;
  readonly delayMs: number;
  readonly error: unknown;
}

export const requestTracing: TracingChannel<RequestTrace> = tracingChannel("zignal:rest:request");
export const rateLimits: Channel = channel("zignal:rest:ratelimit");
export const retries: Channel = channel("zignal:rest:retry");
