import { ValidationError } from "@zignal/errors";
import type { Connection } from "./connection.ts";
import type { DispatchHandler, DispatchOptions } from "./undici.ts";

/**
 * A connection that somebody has acquired, until it is released. Each `acquire` makes one anew, though the connection beneath
 * may be the same: who releases twice, or late, does not take it from whoever has it by then.
 */
export class PooledConnection implements Disposable {
  /** Where to, such as `https://discord.com`. */
  readonly origin: string;
  #connection: Connection | undefined;
  readonly #giveBack: (connection: Connection) => void;

  constructor(connection: Connection, giveBack: (connection: Connection) => void) {
    this.origin = connection.origin;
    this.#connection = connection;
    this.#giveBack = giveBack;
  }

  get isReleased(): boolean {
    return this.#connection === undefined;
  }

  /**
   * Sends a request; undici's handler is told of everything that comes back.
   * @throws {ValidationError} when the connection was released.
   */
  dispatch(options: DispatchOptions, handler: DispatchHandler): void {
    if (this.#connection === undefined) throw ValidationError.of("connection", "was released: acquire another");
    this.#connection.dispatch(options, handler);
  }

  /** Gives it back to its pool, as `pool.release(connection)` does. Releasing twice does nothing. */
  release(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection !== undefined) this.#giveBack(connection);
  }

  [Symbol.dispose](): void {
    this.release();
  }
}
