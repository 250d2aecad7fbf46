import { PoolExhaustedError, ValidationError } from "@zignal/errors";
import { PooledConnection } from "./pooled-connection.ts";

export interface ConnectionPoolOptions {
  /** Connections that may be open at once, all hosts together. @defaultValue `50` */
  maxConnections?: number;
  /** How long a connection may be idle before it is closed, in milliseconds. @defaultValue `30_000` */
  maxIdleTimeMs?: number;
  /** Offer HTTP/2: where the server takes it, many requests share a connection. @defaultValue `false` */
  http2?: boolean;
  /** URL of an HTTP proxy, such as `http://user:password@proxy:3128`. @defaultValue none */
  proxy?: string;
}

export interface ConnectionPoolStats {
  readonly totalConnections: number;
  /** Connections that carry a request, or that somebody has acquired. */
  readonly activeConnections: number;
  readonly idleConnections: number;
  /** Active connections, of those that may be open: 0 to 1. */
  readonly connectionUtilization: number;
  /** Requests that wait for a connection. */
  readonly waitingRequests: number;
}

/** Something that wants a connection, now or when one is free. */
export interface ConnectionSeeker {
  connected(connection: PooledConnection): void;
}

/**
 * Keeps connections open between requests, up to `maxConnections`. A `Rest` makes its own, or shares one that it is given.
 *
 * @example
 * ```ts no-run
 * const pool = new ConnectionPool({ maxConnections: 20, maxIdleTimeMs: 30_000 });
 * const rest = new Rest({ token, connectionPool: pool });
 * ```
 */
export class ConnectionPool {
  readonly maxConnections: number;
  readonly #options: Required<Omit<ConnectionPoolOptions, "proxy">> & { proxy: string | undefined };
  /** By origin; the last used is last, so that what is not needed grows idle. */
  readonly #idle = new Map<string, PooledConnection[]>();
  readonly #active = new Set<PooledConnection>();
  readonly #seekers: { origin: string; seeker: ConnectionSeeker }[] = [];
  #idleCount = 0;
  #closing: Promise<void> | undefined = undefined;
  #onDrained: (() => void) | undefined = undefined;

  /** @throws {ValidationError} naming each option that does not fit. */
  constructor(options: ConnectionPoolOptions = {}) {
    this.#options = resolve(options);
    this.maxConnections = this.#options.maxConnections;
  }

  /**
   * A connection of your own until you `release` it. It connects with its first request.
   * @param url - Where to: an origin, or any URL of it.
   * @throws {PoolExhaustedError} when `maxConnections` are in use.
   */
  acquire(url: string | URL): PooledConnection {
    const { origin } = new URL(url);
    const connection = this.#closing === undefined ? this.#take(origin) : undefined;
    if (connection === undefined) throw new PoolExhaustedError(origin, this.maxConnections);
    return connection;
  }

  /** Gives a connection back, to whoever waits or to the idle ones. Releasing twice does nothing. */
  release(connection: PooledConnection): void {
    if (!this.#active.delete(connection)) return;
    const at = this.#seekers.findIndex(({ origin }) => origin === connection.origin);
    const [next] = at < 0 ? [] : this.#seekers.splice(at, 1);
    if (next !== undefined) {
      this.#active.add(connection);
      next.seeker.connected(connection);
      return;
    }
    if (this.#seekers.length > 0 || this.#closing !== undefined) this.#drop(connection);
    else this.#shelve(connection);
    this.#serve();
    if (this.#active.size === 0 && this.#seekers.length === 0) this.#onDrained?.();
  }

  /** Gives a connection back that is of no more use: it is closed. */
  discard(connection: PooledConnection): void {
    if (!this.#active.delete(connection)) return;
    this.#drop(connection);
    this.#serve();
    if (this.#active.size === 0 && this.#seekers.length === 0) this.#onDrained?.();
  }

  /** Calls `connected`, now or when a connection is free; first come, first served within a host. */
  seek(origin: string, seeker: ConnectionSeeker): void {
    const connection = this.#take(origin);
    if (connection === undefined) this.#seekers.push({ origin, seeker });
    else seeker.connected(connection);
  }

  /** Stops seeking. */
  forsake(seeker: ConnectionSeeker): void {
    const at = this.#seekers.findIndex((entry) => entry.seeker === seeker);
    if (at >= 0) this.#seekers.splice(at, 1);
  }

  getStats(): ConnectionPoolStats {
    return {
      totalConnections: this.#active.size + this.#idleCount,
      activeConnections: this.#active.size,
      idleConnections: this.#idleCount,
      connectionUtilization: this.#active.size / this.maxConnections,
      waitingRequests: this.#seekers.length,
    };
  }

  /** Waits until every connection is released, then closes them all. Nothing can be acquired from now on. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    const idle = [...this.#idle.values()].flat();
    this.#idle.clear();
    this.#idleCount = 0;
    if (this.#active.size > 0 || this.#seekers.length > 0) {
      const { promise, resolve: drained } = Promise.withResolvers<void>();
      this.#onDrained = drained;
      await promise;
    }
    await Promise.all(idle.map((connection) => connection.destroy()));
  }

  #take(origin: string): PooledConnection | undefined {
    const connection = this.#idle.get(origin)?.pop();
    if (connection !== undefined) {
      this.#idleCount -= 1;
      this.#active.add(connection);
      return connection;
    }
    if (this.#active.size + this.#idleCount >= this.maxConnections && !this.#dropIdle()) return undefined;
    const made = new PooledConnection(origin, this.#options, (closed) => this.#onClosed(closed));
    this.#active.add(made);
    return made;
  }

  #shelve(connection: PooledConnection): void {
    let idle = this.#idle.get(connection.origin);
    if (idle === undefined) {
      idle = [];
      this.#idle.set(connection.origin, idle);
    }
    idle.push(connection);
    this.#idleCount += 1;
  }

  /** Somebody waits for another host than the connection that became free. */
  #serve(): void {
    while (this.#seekers[0] !== undefined) {
      const connection = this.#take(this.#seekers[0].origin);
      if (connection === undefined) return;
      this.#seekers.shift()?.seeker.connected(connection);
    }
  }

  /** Closes the idle connection that was used longest ago, to make room for another host. */
  #dropIdle(): boolean {
    for (const idle of this.#idle.values()) {
      const oldest = idle.shift();
      if (oldest === undefined) continue;
      this.#idleCount -= 1;
      this.#drop(oldest);
      return true;
    }
    return false;
  }

  #drop(connection: PooledConnection): void {
    void connection.destroy();
  }

  /** The socket of an idle connection was closed, by its idle time or by the server: there is nothing to keep. */
  #onClosed(connection: PooledConnection): void {
    const idle = this.#idle.get(connection.origin);
    const at = idle?.indexOf(connection) ?? -1;
    if (idle === undefined || at < 0) return;
    idle.splice(at, 1);
    this.#idleCount -= 1;
    if (idle.length === 0) this.#idle.delete(connection.origin);
    this.#drop(connection);
  }
}

function resolve(options: ConnectionPoolOptions): Required<Omit<ConnectionPoolOptions, "proxy">> & {
  proxy: string | undefined;
} {
  const { maxConnections = 50, maxIdleTimeMs = 30_000, http2 = false, proxy } = options;
  if (!Number.isInteger(maxConnections) || maxConnections < 1) {
    throw ValidationError.of("connectionPool.maxConnections", `must be a whole number above 0 (was ${maxConnections})`);
  }
  if (!(maxIdleTimeMs > 0 && Number.isFinite(maxIdleTimeMs))) {
    throw ValidationError.of("connectionPool.maxIdleTimeMs", `must be above 0, in milliseconds (was ${maxIdleTimeMs})`);
  }
  if (proxy !== undefined && !URL.canParse(proxy)) {
    throw ValidationError.of("connectionPool.proxy", "must be a URL, such as http://proxy:3128");
  }
  return { maxConnections, maxIdleTimeMs, http2, proxy };
}
