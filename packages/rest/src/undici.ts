import { createRequire } from "node:module";
import type { Client, Dispatcher, ProxyAgent } from "undici";

export type { Dispatcher } from "undici";

const require = createRequire(import.meta.url);

/**
 * undici's entry loads fetch, WebSocket, mocks and caches, of which nothing is used here: its parts load in a third of the
 * time. The entry is there in case a later undici has moved them.
 */
function load<Name extends keyof Parts>(file: string, name: Name): Parts[Name] {
  try {
    return require(`undici/lib/${file}`) as Parts[Name];
  } catch {
    return (require("undici") as Parts)[name];
  }
}

interface Parts {
  Client: typeof Client;
  ProxyAgent: typeof ProxyAgent;
}

export const UndiciClient: typeof Client = load("dispatcher/client.js", "Client");

/** Loaded on first use: most clients need no proxy. */
export function undiciProxyAgent(): typeof ProxyAgent {
  return load("dispatcher/proxy-agent.js", "ProxyAgent");
}

export type DispatchOptions = Dispatcher.DispatchOptions;
export type DispatchController = Dispatcher.DispatchController;
export type DispatchHandler = Dispatcher.DispatchHandler;
