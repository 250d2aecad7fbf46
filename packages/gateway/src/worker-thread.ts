import { Worker } from "node:worker_threads";
import type { Clock, ClockTimer } from "@zignal/errors";
import { GatewayError } from "@zignal/errors";
import type { ShardStats } from "./shard-stats.ts";
import { fromWire } from "./worker-errors.ts";
import type { ResolvedWorkerOptions } from "./worker-options.ts";
import type { FromWorker, ToWorker, WorkerMethod, WorkerStart } from "./worker-protocol.ts";

export interface WorkerThreadHost {
  /** Everything but signs of life and answers to calls. */
  onMessage(message: FromWorker, reply: (message: ToWorker) => void): void;
  onStats(stats: ShardStats[], runningHandlers: number): void;
  /** It is gone, for the reason of `error`; asked to or not. Nothing comes of it any more. */
  onEnd(error: Error): void;
}

/** One thread from its start to its end: calls, signs of life. It does not come back by itself. */
export class WorkerThread {
  /** It was ended because it gave no sign of life. */
  wasStuck = false;
  readonly #clock: Clock;
  readonly #options: ResolvedWorkerOptions;
  readonly #host: WorkerThreadHost;
  readonly #worker: Worker;
  readonly #calls = new Map<number, PromiseWithResolvers<unknown>>();
  #count = 0;
  /** When it was heard of last. */
  #heardAt: number;
  #isStarted = false;
  #timer: ClockTimer | undefined;
  #reason: Error | undefined;
  readonly #ended = Promise.withResolvers<void>();

  constructor(index: number, start: WorkerStart, options: ResolvedWorkerOptions, clock: Clock, host: WorkerThreadHost) {
    this.#clock = clock;
    this.#options = options;
    this.#host = host;
    this.#heardAt = clock.now();
    const { script, execArgv, env, resourceLimits } = options;
    this.#worker = new Worker(script, {
      name: `zignal gateway ${index}`,
      workerData: start,
      ...(execArgv === undefined ? {} : { execArgv: [...execArgv] }),
      ...(env === undefined ? {} : { env }),
      ...(resourceLimits === undefined ? {} : { resourceLimits }),
    });
    this.#worker.on("message", (message: FromWorker) => this.#onMessage(message));
    this.#worker.on("error", (error) => {
      this.#reason ??= new GatewayError(`Worker ${index} crashed: ${error.message}`, { cause: error, retryable: true });
    });
    this.#worker.on("exit", (code) => {
      this.#end(this.#reason ?? new GatewayError(`Worker ${index} exited with code ${code}`, { retryable: true }));
    });
    this.#watch(index);
  }

  /** @throws {Error} what the worker's gateway threw; or a {@link GatewayError} when the worker ends first. */
  async call(method: WorkerMethod, args: unknown[]): Promise<unknown> {
    this.#count += 1;
    const call = Promise.withResolvers<unknown>();
    this.#calls.set(this.#count, call);
    // What can not be cloned is thrown here.
    this.#post({ type: "call", id: this.#count, method, args });
    return await call.promise;
  }

  /** Ends it at once, wherever it is. */
  async terminate(reason: Error): Promise<void> {
    this.#reason ??= reason;
    await this.#worker.terminate();
    await this.#ended.promise;
  }

  #post(message: ToWorker): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- between threads there is none
    this.#worker.postMessage(message);
  }

  #onMessage(message: FromWorker): void {
    this.#heardAt = this.#clock.now();
    switch (message.type) {
      case "reply": {
        const call = this.#calls.get(message.id);
        this.#calls.delete(message.id);
        if (message.error === undefined) return call?.resolve(message.value);
        return call?.reject(fromWire(message.error));
      }
      case "pong":
        return this.#host.onStats(message.stats, message.runningHandlers);
      case "started":
        this.#isStarted = true;
        return this.#host.onMessage(message, (answer) => this.#post(answer));
      default:
        return this.#host.onMessage(message, (answer) => this.#post(answer));
    }
  }

  /** Asks for a sign of life, again and again; one that gives none is stuck in a loop, and can only be ended. */
  #watch(index: number): void {
    const { pingIntervalMs, stuckAfterMs, startTimeoutMs } = this.#options;
    let dueAt = this.#clock.now() + pingIntervalMs;
    this.#timer = this.#clock.setTimeout(() => {
      const now = this.#clock.now();
      // When this thread was busy itself, answers may lie unread: they get another round.
      if (now - dueAt > pingIntervalMs) this.#heardAt = Math.max(this.#heardAt, now - pingIntervalMs);
      dueAt = now;
      const silentMs = now - this.#heardAt;
      if (silentMs >= (this.#isStarted ? stuckAfterMs : startTimeoutMs)) {
        this.wasStuck = true;
        void this.terminate(
          new GatewayError(`Worker ${index} has not answered for ${Math.round(silentMs)} ms: it is stuck`, {
            retryable: true,
          }),
        );
        return;
      }
      this.#post({ type: "ping", id: 0 });
      this.#watch(index);
    }, pingIntervalMs);
  }

  #end(reason: Error): void {
    this.#timer?.clear();
    for (const call of this.#calls.values()) call.reject(reason);
    this.#calls.clear();
    this.#ended.resolve();
    this.#host.onEnd(reason);
  }
}
