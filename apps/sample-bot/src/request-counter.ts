import { subscribe, unsubscribe } from "node:diagnostics_channel";

const requestEnded = "tracing:zignal:rest:request:asyncEnd";

/** Counts the requests that Zignal makes, by listening to what `@zignal/rest` publishes. */
export class RequestCounter implements Disposable {
  made = 0;
  /** Sent again after a failure or a 429. */
  repeated = 0;
  /** Requests that waited for a rate limit. */
  rateLimitWaits = 0;

  readonly #onRequest = (trace: unknown): void => {
    if (typeof trace !== "object" || trace === null) return;
    this.made += 1;
    if ("attempts" in trace && typeof trace.attempts === "number") this.repeated += Math.max(0, trace.attempts - 1);
    if ("waitedMs" in trace && typeof trace.waitedMs === "number" && trace.waitedMs > 0) this.rateLimitWaits += 1;
  };

  constructor() {
    subscribe(requestEnded, this.#onRequest);
  }

  [Symbol.dispose](): void {
    unsubscribe(requestEnded, this.#onRequest);
  }
}
