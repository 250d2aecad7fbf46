import type { Dispatcher, DispatchHandler, DispatchOptions } from "./undici.ts";
import { UndiciClient, undiciProxyAgent } from "./undici.ts";

export interface ConnectionSettings {
  readonly maxIdleTimeMs: number;
  readonly http2: boolean;
  readonly proxy: string | undefined;
}

/** One connection of a pool: carries one request at a time, and stays open between them. */
export class PooledConnection {
  readonly origin: string;
  readonly #dispatcher: Dispatcher;
  #isDestroyed = false;

  /** @param onClosed - Called when the socket was closed; the next request would open another. */
  constructor(origin: string, settings: ConnectionSettings, onClosed: (connection: PooledConnection) => void) {
    this.origin = origin;
    // Time is kept by the caller, for the whole of connecting, headers and body: undici's own timers are off.
    const options = {
      keepAliveTimeout: settings.maxIdleTimeMs,
      headersTimeout: 0,
      bodyTimeout: 0,
      allowH2: settings.http2,
      connect: { timeout: 0 },
    };
    if (settings.proxy === undefined) {
      this.#dispatcher = new UndiciClient(origin, options);
    } else {
      const ProxyAgent = undiciProxyAgent();
      this.#dispatcher = new ProxyAgent({ ...options, uri: settings.proxy, connections: 1, proxyTunnel: true });
    }
    this.#dispatcher.on("disconnect", () => onClosed(this));
  }

  /** Sends a request; undici's handler is told of everything that comes back. */
  dispatch(options: DispatchOptions, handler: DispatchHandler): void {
    this.#dispatcher.dispatch(options, handler);
  }

  /** Closes the socket, with whatever is on it. */
  async destroy(): Promise<void> {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    await this.#dispatcher.destroy();
  }
}
