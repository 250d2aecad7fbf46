import { subscribe, unsubscribe } from "node:diagnostics_channel";

export interface RequestObserver {
  /** A call to Discord has ended, its retries and waits included. */
  onRequest(durationMs: number, succeeded: boolean): void;
  /** Something was sent on a connection. */
  onSend(): void;
  /** A connection was opened. */
  onConnect(): void;
}

/**
 * Listens to what `@zignal/rest` and undici publish about requests in this process.
 * @returns an end to it.
 * @see {@link https://github.com/nodejs/undici/blob/main/docs/docs/api/DiagnosticsChannel.md | undici's channels}
 */
export function observeRequests(observer: RequestObserver, now: () => number): () => void {
  const startTimes = new WeakMap<object, number>();
  const listeners: readonly (readonly [channel: string, listener: (message: unknown) => void])[] = [
    [
      "tracing:zignal:rest:request:start",
      (trace) => {
        if (isObject(trace)) startTimes.set(trace, now());
      },
    ],
    [
      "tracing:zignal:rest:request:asyncEnd",
      (trace) => {
        if (!isObject(trace)) return;
        const startedAt = startTimes.get(trace);
        startTimes.delete(trace);
        if (startedAt !== undefined)
          observer.onRequest(now() - startedAt, !("error" in trace) || trace.error === undefined);
      },
    ],
    ["undici:client:sendHeaders", () => observer.onSend()],
    ["undici:client:connected", () => observer.onConnect()],
  ];
  for (const [channel, listener] of listeners) subscribe(channel, listener);
  return () => {
    for (const [channel, listener] of listeners) unsubscribe(channel, listener);
  };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
