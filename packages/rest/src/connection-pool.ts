import { PoolExhaustedError, ValidationError, ZignalError } from "@zignal/errors";
import type { ConnectionSettings, ConnectionWatcher } from "./connection.ts";
import { Connection } from "./connection.ts";
import { PooledConnection } from "./pooled-connection.ts";

export interface ConnectionPoolOptions {
  /** Connections that may be open at once, all hosts together. @defaultValue `50` */
  maxConnections?: number;
  /** How long a connection may be idle before it is closed, in milliseconds. @defaultValue `30_000` */
  maxIdleTimeMs?: number;
  /** Offer HTTP/2: where the server takes it, many requests share a connection. Not through a proxy. @defaultValue `false` */
  http2?: boolean;
  /** URL of an HTTP proxy, such as `http://user:password@proxy:3128`. @defaultValue none */
  proxy?: string;
  /** Certificate authority to trust instead of the well-known ones, as PEM. @defaultValue none */
  ca?: string;
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
  connected(connection: Connection): void;
  /** There will be none: the pool is closed. */
  unconnected(error: ZignalError): void;
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
export class ConnectionPool implements ConnectionWatcher {
  readonly maxConnections: number;
  readonly #settings: ConnectionSettings;
  /** By origin; the last used is last, so that what is not needed grows idle. */
  readonly #idle = new Map<string, Connection[]>();
  readonly #active = new Set<Connection>();
  readonly #seekers: { origin: string; seeker: ConnectionSeeker }[] = [];
  /** Hosts to which a first HTTP/2 connection is being made. */
  readonly #undecided = new Set<string>();
  #idleCount = 0;
  #closing: Promise<void> | undefined = undefined;
  #onDrained: (() => void) | undefined = undefined;

  /** @throws {ValidationError} naming each option that does not fit. */
  constructor(options: ConnectionPoolOptions = {}) {
    this.maxConnections = checkedMax(options.maxConnections ?? 50);
    this.#settings = resolve(options);
  }

  /**
   * A connection of your own until you `release` it. It connects with its first request.
   * @param url - Where to: an origin, or any URL of it.
   * @throws {PoolExhaustedError} when `maxConnections` are in use.
   * @throws {ZignalError} when the pool is closed.
   * @throws {ValidationError} when `url` is none.
   */
  acquire(url: string | URL): PooledConnection {
    if (!/^https?:$/.test(URL.parse(String(url))?.protocol ?? "")) {
      throw ValidationError.of("url", "must be a URL of http or https, such as https://discord.com");
    }
    const { origin } = new URL(url);
    if (this.#closing !== undefined) throw closedError(origin);
    const connection = this.#take(origin, true);
    if (connection === undefined) throw new PoolExhaustedError(origin, this.maxConnections);
    connection.isLent = true;
    return new PooledConnection(connection, (lent) => {
      lent.isLent = false;
      this.giveBack(lent);
    });
  }

  /** Gives an acquired connection back, to whoever waits or to the idle ones. Releasing twice does nothing. */
  release(connection: PooledConnection): void {
    connection.release();
  }

  /** A request that sought a connection is done with it. */
  giveBack(connection: Connection): void {
    if (!this.#active.has(connection)) return;
    const at = this.#seekers.length === 0 ? -1 : this.#seekers.findIndex(({ origin }) => origin === connection.origin);
    const [next] = at < 0 ? [] : this.#seekers.splice(at, 1);
    if (next !== undefined) {
      next.seeker.connected(connection);
      return;
    }
    connection.load -= 1;
    if (connection.load > 0) return;
    this.#active.delete(connection);
    if (this.#seekers.length > 0 || this.#closing !== undefined) void connection.destroy();
    else this.#shelve(connection);
    this.#afterRelease();
  }

  /** Gives a connection back that is of no more use: it is closed, unless it carries other requests. */
  discard(connection: Connection): void {
    this.#undecided.delete(connection.origin);
    if (connection.isMultiplexed) {
      this.giveBack(connection);
    } else if (this.#active.delete(connection)) {
      void connection.destroy();
      this.#afterRelease();
    }
  }

  /** Calls `connected`, now or when a connection is free; first come, first served within a host. Or `unconnected`. */
  seek(origin: string, seeker: ConnectionSeeker): void {
    if (this.#closing !== undefined) {
      seeker.unconnected(closedError(origin));
      return;
    }
    const connection = this.#take(origin, false);
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

  /** Tells what has to be known of a connection that is being made: how many requests it will carry. */
  onConnected(connection: Connection): void {
    if (this.#undecided.delete(connection.origin)) this.#serve();
  }

  /** There is nothing to keep of an idle connection whose socket was closed, by its idle time or by the server. */
  onClosed(connection: Connection): void {
    const idle = this.#idle.get(connection.origin);
    const at = idle?.indexOf(connection) ?? -1;
    if (idle === undefined || at < 0) return;
    idle.splice(at, 1);
    this.#idleCount -= 1;
    if (idle.length === 0) this.#idle.delete(connection.origin);
    void connection.destroy();
  }

  #take(origin: string, isExclusive: boolean): Connection | undefined {
    if (this.#settings.http2 && !isExclusive) {
      const shared = this.#withRoom(origin);
      if (shared !== undefined) {
        shared.load += 1;
        return shared;
      }
      // Whether the connection that is being made will carry many is known in a moment.
      if (this.#undecided.has(origin)) return undefined;
    }
    let connection = this.#idle.get(origin)?.pop();
    if (connection !== undefined) {
      this.#idleCount -= 1;
    } else {
      if (this.#active.size + this.#idleCount >= this.maxConnections && !this.#dropIdle()) return undefined;
      connection = new Connection(origin, this.#settings, this);
      if (this.#settings.http2 && !isExclusive) this.#undecided.add(origin);
    }
    connection.load += 1;
    this.#active.add(connection);
    return connection;
  }

  #withRoom(origin: string): Connection | undefined {
    for (const connection of this.#active) {
      if (connection.origin === origin && connection.isMultiplexed && connection.hasRoom) return connection;
    }
    return undefined;
  }

  #afterRelease(): void {
    this.#serve();
    if (this.#active.size === 0 && this.#seekers.length === 0) this.#onDrained?.();
  }

  #shelve(connection: Connection): void {
    let idle = this.#idle.get(connection.origin);
    if (idle === undefined) {
      idle = [];
      this.#idle.set(connection.origin, idle);
    }
    idle.push(connection);
    this.#idleCount += 1;
    if (connection.wasUsed) return;
    setTimeout(() => {
      if (!connection.wasUsed) this.onClosed(connection);
    }, this.#settings.maxIdleTimeMs).unref();
  }

  /** Gives those who wait what has become free or may be opened. */
  #serve(): void {
    while (this.#seekers[0] !== undefined) {
      const connection = this.#take(this.#seekers[0].origin, false);
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
      void oldest.destroy();
      return true;
    }
    return false;
  }
}

function closedError(origin: string): ZignalError {
  return new ZignalError("SystemError", `No connection to ${origin}: the ConnectionPool is closed`, {
    recovery: "Make a new ConnectionPool, or close this one when nobody needs it any more.",
  });
}

function checkedMax(maxConnections: number): number {
  if (Number.isInteger(maxConnections) && maxConnections >= 1) return maxConnections;
  throw ValidationError.of("connectionPool.maxConnections", `must be a whole number above 0 (was ${maxConnections})`);
}

function resolve(options: ConnectionPoolOptions): ConnectionSettings {
  const { maxIdleTimeMs = 30_000, http2 = false, proxy, ca } = options;
  if (!(maxIdleTimeMs > 0 && Number.isFinite(maxIdleTimeMs))) {
    throw ValidationError.of("connectionPool.maxIdleTimeMs", `must be above 0, in milliseconds (was ${maxIdleTimeMs})`);
  }
  // It is not repeated: it may hold a password.
  if (proxy !== undefined && !/^https?:$/.test(URL.parse(proxy)?.protocol ?? "")) {
    throw ValidationError.of("connectionPool.proxy", "must be a URL of http or https, such as http://proxy:3128");
  }
  // What a server behind a proxy speaks is not known here: each connection then carries one request at a time.
  return { maxIdleTimeMs, http2: http2 && proxy === undefined, proxy, ca };
}
