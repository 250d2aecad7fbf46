import type { Dispatcher, DispatchHandler, DispatchOptions } from "./undici.ts";
import { UndiciClient, undiciConnector, undiciProxyAgent } from "./undici.ts";

export interface ConnectionSettings {
  readonly maxIdleTimeMs: number;
  readonly http2: boolean;
  readonly proxy: string | undefined;
  readonly ca: string | undefined;
}

/** What a connection tells its pool. */
export interface ConnectionWatcher {
  /** It is connected; whether it is multiplexed is known now. */
  onConnected(connection: Connection): void;
  /** Its socket was closed; the next request would open another. */
  onClosed(connection: Connection): void;
}

/** Streams that one HTTP/2 connection carries at most; servers commonly allow as many. */
const maxStreams = 100;

/** One connection of a pool: carries one request at a time, or with HTTP/2 many, and stays open between them. */
export class Connection {
  readonly origin: string;
  /** Requests that it carries; somebody who has acquired it counts as one. */
  load = 0;
  /** Somebody has acquired it: it carries nobody else's requests. */
  isLent = false;
  readonly #dispatcher: Dispatcher;
  #isMultiplexed = false;
  #wasUsed = false;
  #isDestroyed = false;

  constructor(origin: string, settings: ConnectionSettings, watcher: ConnectionWatcher) {
    this.origin = origin;
    const tls = settings.ca === undefined ? {} : { ca: settings.ca };
    // Time is kept by the caller, for the whole of connecting, headers and body: undici's own timers are off.
    const options = {
      keepAliveTimeout: settings.maxIdleTimeMs,
      // A server may say that it keeps connections for longer; they are not wanted for longer.
      keepAliveMaxTimeout: settings.maxIdleTimeMs,
      headersTimeout: 0,
      bodyTimeout: 0,
      allowH2: settings.http2,
      connect: settings.http2 ? this.#connector(tls) : { timeout: 0, ...tls },
    };
    if (settings.proxy === undefined) {
      this.#dispatcher = new UndiciClient(origin, options);
    } else {
      const ProxyAgent = undiciProxyAgent();
      this.#dispatcher = new ProxyAgent({
        ...options,
        connect: { timeout: 0, ...tls },
        requestTls: tls,
        uri: settings.proxy,
        connections: 1,
        proxyTunnel: true,
      });
    }
    this.#dispatcher.on("connect", () => watcher.onConnected(this));
    this.#dispatcher.on("connectionError", () => watcher.onConnected(this));
    this.#dispatcher.on("disconnect", () => {
      this.#wasUsed = false;
      watcher.onClosed(this);
    });
  }

  /** Speaks HTTP/2: carries many requests at once. */
  get isMultiplexed(): boolean {
    return this.#isMultiplexed;
  }

  /** It was used, and nothing has closed its socket since: without one, nothing would ever tell that it has been idle for long. */
  get wasUsed(): boolean {
    return this.#wasUsed;
  }

  get hasRoom(): boolean {
    return !this.#isDestroyed && !this.isLent && this.load < (this.#isMultiplexed ? maxStreams : 1);
  }

  /** Sends a request; undici's handler is told of everything that comes back. */
  dispatch(options: DispatchOptions, handler: DispatchHandler): void {
    this.#wasUsed = true;
    this.#dispatcher.dispatch(options, handler);
  }

  /** Closes the socket, with whatever is on it. */
  async destroy(): Promise<void> {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    await this.#dispatcher.destroy();
  }

  /** undici's own, which tells what server and client have agreed on. */
  #connector(tls: { ca?: string }): ReturnType<ReturnType<typeof undiciConnector>> {
    const connect = undiciConnector()({ timeout: 0, allowH2: true, ...tls });
    return (options, callback) => {
      connect(options, (...[error, socket]) => {
        if (error !== null) {
          callback(error, null);
          return;
        }
        this.#isMultiplexed = "alpnProtocol" in socket && socket.alpnProtocol === "h2";
        callback(null, socket);
      });
    };
  }
}
