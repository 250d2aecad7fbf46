import { createRequire } from "node:module";
import type { buildConnector, Client, Dispatcher, ProxyAgent } from "undici";

export type { Dispatcher } from "undici";
export type DispatchOptions = Dispatcher.DispatchOptions;
export type DispatchController = Dispatcher.DispatchController;
export type DispatchHandler = Dispatcher.DispatchHandler;

const require = createRequire(import.meta.url);

/**
 * undici's entry loads fetch, WebSocket, mocks and caches, of which nothing is used here: the client alone loads in less
 * than half the time. The entry is there in case a later undici has moved it.
 */
function loadClient(): typeof Client {
  try {
    return require("undici/lib/dispatcher/client.js") as typeof Client;
  } catch {
    return (require("undici") as { Client: typeof Client }).Client;
  }
}

export const UndiciClient: typeof Client = loadClient();

/** Loaded on first use, with all of undici: most clients need no proxy. */
export function undiciProxyAgent(): typeof ProxyAgent {
  return (require("undici") as { ProxyAgent: typeof ProxyAgent }).ProxyAgent;
}

/** Likewise, for HTTP/2. */
export function undiciConnector(): typeof buildConnector {
  return (require("undici") as { buildConnector: typeof buildConnector }).buildConnector;
}
