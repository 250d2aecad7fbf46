import { createRequire } from "node:module";
import type * as Pino from "pino";
import type * as PromClient from "prom-client";

// Loading pino takes 25 ms and prom-client 40: a bot that does not use them at once should not wait for them at start.
const require = createRequire(import.meta.url);

let pino: typeof Pino | undefined;
let promClient: typeof PromClient | undefined;

export function loadPino(): typeof Pino {
  return (pino ??= require("pino") as typeof Pino);
}

export function loadPromClient(): typeof PromClient {
  return (promClient ??= require("prom-client") as typeof PromClient);
}
