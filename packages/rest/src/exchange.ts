import { Buffer } from "node:buffer";
import type { Clock, ClockTimer } from "@zignal/errors";
import { toZignalError } from "@zignal/errors";
import type { ConnectionPool, ConnectionSeeker } from "./connection-pool.ts";
import type { Connection } from "./connection.ts";
import type { HeaderValues } from "./rate-limit/rate-limit-headers.ts";
import type { DispatchController, DispatchHandler, DispatchOptions } from "./undici.ts";

/** Who asked for an exchange and is told what comes of it: `answered`, then `ended`; or `failed`; nothing after that. */
export interface ExchangeOwner {
  /** There is a connection, and the request goes out. */
  writing(): void;
  /** Status and headers have come; the body has not. */
  answered(status: number, headers: HeaderValues): void;
  /** The body has come. */
  ended(status: number, headers: HeaderValues, body: Buffer): void;
  /** @param wentOut - The request may have reached Discord. */
  failed(error: unknown, wentOut: boolean): void;
  timedOut(wentOut: boolean): void;
  /** What the owner did with the answer went wrong. */
  broke(error: unknown): void;
}

const noBody = Buffer.alloc(0);

/**
 * One request and its answer over one connection. A second attempt is a second exchange, so that whatever still comes from
 * the first finds nobody. Its time covers finding a connection, connecting, the headers and the body to its end.
 */
export class Exchange implements DispatchHandler, ConnectionSeeker {
  readonly #owner: ExchangeOwner;
  readonly #pool: ConnectionPool;
  readonly #options: DispatchOptions;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  #timer: ClockTimer | undefined = undefined;
  #timerSetAt = 0;
  #connection: Connection | undefined = undefined;
  #controller: DispatchController | undefined = undefined;
  #status = 0;
  #headers: HeaderValues = {};
  #body: Buffer = noBody;
  #moreBody: Buffer[] | undefined = undefined;
  #isOver = false;

  constructor(owner: ExchangeOwner, pool: ConnectionPool, options: DispatchOptions, clock: Clock, timeoutMs: number) {
    this.#owner = owner;
    this.#pool = pool;
    this.#options = options;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  start(origin: string): void {
    this.#startTimer();
    this.#pool.seek(origin, this);
  }

  /** Ends it without telling the owner. @returns whether the request may have reached Discord */
  cancel(reason: Error): boolean {
    const wentOut = this.#controller !== undefined;
    if (!this.#isOver) {
      this.#finish();
      this.#abandon(reason);
    }
    return wentOut;
  }

  connected(connection: Connection): void {
    this.#connection = connection;
    try {
      connection.dispatch(this.#options, this);
    } catch (error) {
      this.onResponseError(undefined, toZignalError(error));
    }
  }

  unconnected(error: Error): void {
    this.#finish();
    this.#owner.broke(error);
  }

  onRequestStart(controller: DispatchController): void {
    if (this.#isOver) {
      controller.abort(new Error("This request was given up while it was connecting"));
    } else {
      this.#controller = controller;
      this.#owner.writing();
    }
  }

  onBodySent(): void {
    // An upload that moves is alive, however long it takes.
    if (!this.#isOver && this.#clock.now() - this.#timerSetAt > this.#timeoutMs / 4) this.#startTimer();
  }

  onResponseStart(_controller: DispatchController, status: number, headers: HeaderValues): void {
    if (this.#isOver || status < 200) return;
    this.#status = status;
    this.#headers = headers;
    this.#owner.answered(status, headers);
  }

  onResponseData(_controller: DispatchController, chunk: Buffer): void {
    if (this.#body === noBody) this.#body = chunk;
    else (this.#moreBody ??= []).push(chunk);
  }

  onResponseEnd(): void {
    if (this.#isOver) return;
    this.#finish();
    const connection = this.#connection;
    if (connection !== undefined) this.#pool.giveBack(connection);
    const body = this.#moreBody === undefined ? this.#body : Buffer.concat([this.#body, ...this.#moreBody]);
    try {
      this.#owner.ended(this.#status, this.#headers, body);
    } catch (error) {
      this.#owner.broke(error);
    }
  }

  onResponseError(_controller: DispatchController | undefined, error: Error): void {
    if (this.#isOver) return;
    this.#finish();
    if (this.#connection !== undefined) this.#pool.discard(this.#connection);
    try {
      this.#owner.failed(error, this.#controller !== undefined);
    } catch (fault) {
      this.#owner.broke(fault);
    }
  }

  #startTimer(): void {
    this.#timer?.clear();
    this.#timerSetAt = this.#clock.now();
    this.#timer = this.#clock.setTimeout(() => this.#onTimeout(), this.#timeoutMs, { ref: true });
  }

  #onTimeout(): void {
    this.#finish();
    this.#abandon(new Error(`Nothing came for ${this.#timeoutMs} ms`));
    try {
      this.#owner.timedOut(this.#controller !== undefined);
    } catch (fault) {
      this.#owner.broke(fault);
    }
  }

  #finish(): void {
    this.#isOver = true;
    this.#timer?.clear();
  }

  #abandon(reason: Error): void {
    const connection = this.#connection;
    if (connection === undefined) {
      this.#pool.forsake(this);
      return;
    }
    this.#controller?.abort(reason);
    this.#pool.discard(connection);
  }
}
