import { type ErrorContext, isZignalError } from "@zignal/errors";
import type { GatewayDispatchPayload } from "@zignal/types";
import type { ClientEvents } from "./client-events.ts";
import type { ClientGateway } from "./client-gateway.ts";
import type { DispatchPath } from "./dispatch-path.ts";
import type { EventBus } from "./event-bus.ts";
import { errorContextOf } from "./event-place.ts";
import type { PendingWork } from "./pending-work.ts";

/** What a client hears from its gateway, until it is closed: a gateway that was given may live on. */
export class GatewayLinks {
  readonly #gateway: ClientGateway;
  readonly #onDispatch: (payload: GatewayDispatchPayload, shardId: number, text: string | undefined) => unknown;
  readonly #onReady: (shardId: number) => void;
  readonly #onResumed: (shardId: number, replayed: number) => void;
  readonly #onDisconnect: (...parameters: ClientEvents["shardDisconnect"]) => void;
  readonly #onError: (error: Error, shardId: number) => void;
  readonly #report: (error: Error, shardId: number) => void;
  /** Errors that `connect()` is likely to reject with: then its caller hears of them, and nobody else has to. */
  #held: [error: Error, shardId: number][] | undefined;

  constructor(
    gateway: ClientGateway,
    path: DispatchPath,
    bus: EventBus<ClientEvents>,
    work: PendingWork,
    report: (error: unknown, context: ErrorContext) => void,
  ) {
    this.#gateway = gateway;
    // The gateway keeps the sequence of what has been handled: what was not, comes again to the process that resumes.
    this.#onDispatch = (payload, shardId, text) => work.begunBy(() => path.onDispatch(payload, shardId, text));
    this.#onReady = (shardId) => bus.emit("shardReady", shardId);
    this.#onResumed = (shardId, replayed) => bus.emit("shardResumed", shardId, replayed);
    this.#onDisconnect = (shardId, close) => bus.emit("shardDisconnect", shardId, close);
    this.#report = (error, shardId) => report(error, errorContextOf(error, "shardError", {}, shardId));
    this.#onError = (error, shardId) => {
      if (this.#held !== undefined && isZignalError(error) && !error.retryable) this.#held.push([error, shardId]);
      else this.#report(error, shardId);
    };
    gateway.on("dispatch", this.#onDispatch);
    gateway.on("shardReady", this.#onReady);
    gateway.on("shardResumed", this.#onResumed);
    gateway.on("shardDisconnect", this.#onDisconnect);
    gateway.on("shardError", this.#onError);
  }

  async connect(): Promise<void> {
    const held: [error: Error, shardId: number][] = [];
    this.#held = held;
    let rejection: unknown;
    try {
      await this.#gateway.connect();
    } catch (error) {
      rejection = error;
      throw error;
    } finally {
      this.#held = undefined;
      for (const [error, shardId] of held) if (error !== rejection) this.#report(error, shardId);
    }
  }

  close(): void {
    this.#gateway.off("dispatch", this.#onDispatch);
    this.#gateway.off("shardReady", this.#onReady);
    this.#gateway.off("shardResumed", this.#onResumed);
    this.#gateway.off("shardDisconnect", this.#onDisconnect);
    this.#gateway.off("shardError", this.#onError);
  }
}
