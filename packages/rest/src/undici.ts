import { createRequire } from "node:module";
import type { Client, Dispatcher, ProxyAgent, buildConnector } from "undici";

export type { Dispatcher } from "undici";
export type { Client } from "undici";

const require = createRequire(import.meta.url);

/**
 * undici's entry loads fetch, WebSocket, mocks and caches, of which nothing is used here: its parts load in a third of the
 * time. The entry is there in case a later undici has moved them.
 */
function load<Part>(file: string, name: "Client" | "ProxyAgent" | "buildConnector"): Part {
  try {
    return require(`undici/lib/${file}`) as Part;
  } catch {
    return (require("undici") as Record<typeof name, Part>)[name];
  }
}

type Connector = typeof buildConnector;

export const UndiciClient: typeof Client = load("dispatcher/client.js", "Client");

export function undiciConnector(): Connector {
  return load("core/connect.js", "buildConnector");
}

export function undiciProxyAgent(): typeof ProxyAgent {
  return load("dispatcher/proxy-agent.js", "ProxyAgent");
}

export type DispatchOptions = Dispatcher.DispatchOptions;
export type DispatchController = Dispatcher.DispatchController;
export type DispatchHandler = Dispatcher.DispatchHandler;
