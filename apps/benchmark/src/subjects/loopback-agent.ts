import { Agent } from "node:https";
import { type Socket, connect } from "node:net";

/**
 * Takes requests that a library can only make to `https://discord.com` to a port of loopback, in plain HTTP, with
 * connections kept as Node's own agent for https keeps them.
 */
export class LoopbackAgent extends Agent {
  readonly #port: number;

  constructor(port: number) {
    super({ keepAlive: true, scheduling: "lifo", timeout: 5000 });
    this.#port = port;
  }

  override createConnection(): Socket {
    return connect({ host: "127.0.0.1", port: this.#port, noDelay: true });
  }
}
