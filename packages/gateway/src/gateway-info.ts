import type { Clock } from "@zignal/errors";
import { GatewayError, isZignalError, TimeoutError } from "@zignal/errors";
import type { APIGatewayBotInfo } from "@zignal/types";
import type { Backoff } from "./backoff.ts";
import { backoffDelayMs } from "./backoff.ts";

export interface GatewayInfoOptions {
  ask: () => Promise<APIGatewayBotInfo>;
  clock: Clock;
  random: () => number;
  backoff: Backoff;
  /** Milliseconds after which no further attempt is begun. */
  patienceMs: number;
  /** An attempt failed that is followed by another. */
  onFailure: (error: unknown) => void;
  signal: AbortSignal;
}

/**
 * Asks `GET /gateway/bot` until it answers, for an outage of the API must not keep a bot from starting.
 * @throws {Error} what the last attempt failed with, when time does not mend it or has run out; the reason of `signal`
 * when that is aborted first.
 */
export async function askGatewayInfo(options: GatewayInfoOptions): Promise<APIGatewayBotInfo> {
  const { ask, clock, random, backoff, patienceMs, onFailure, signal } = options;
  const giveUpAt = clock.now() + patienceMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const info = checkedInfo(await ask());
      signal.throwIfAborted();
      return info;
    } catch (error) {
      const pauseMs = backoffDelayMs(attempt, random, backoff);
      if (signal.aborted) throw signal.reason;
      if (!mayMend(error) || clock.now() + pauseMs > giveUpAt) throw error;
      onFailure(error);
      await pause(pauseMs, clock, signal);
    }
  }
}

function checkedInfo(info: APIGatewayBotInfo): APIGatewayBotInfo {
  const { url, shards, session_start_limit: limit } = (info ?? {}) as Partial<APIGatewayBotInfo>;
  const isCount = Number.isInteger(shards) && Number(shards) >= 1;
  if (typeof url === "string" && isCount && typeof limit === "object" && limit !== null) return info;
  const said = JSON.stringify(info ?? null).slice(0, 200);
  throw new GatewayError(`GET /gateway/bot answered with something else than gateway information: ${said}`, {
    recovery: "Check the token, and the address that rest talks to.",
    // The body of a 429, from a `rest` that does not look at the status.
    retryable: typeof info === "object" && info !== null && "retry_after" in info,
  });
}

/** Whether asking again may help. Errors that are none of ours (a refused connection, a page of HTML) may be an outage. */
function mayMend(error: unknown): boolean {
  if (isZignalError(error)) return error.retryable || error instanceof TimeoutError;
  const status = typeof error === "object" && error !== null && "status" in error ? Number(error.status) : 0;
  return !(status >= 400 && status < 500 && status !== 408 && status !== 429);
}

async function pause(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const onAbort = (): void => {
      timer.clear();
      reject(signal.reason as Error);
    };
    // Nothing else holds the process during the pause.
    const timer = clock.setTimeout(
      () => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      },
      ms,
      { ref: true },
    );
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
