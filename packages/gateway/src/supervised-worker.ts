import type { ClockTimer } from "@zignal/errors";
import { GatewayError } from "@zignal/errors";
import { backoffDelayMs } from "./backoff.ts";
import type { DisconnectDetails, ShardContext, ShardHost } from "./shard-context.ts";
import type { StoredSession } from "./session-store.ts";
import { SharedProgress } from "./shared-progress.ts";
import type { ShardStats } from "./shard-stats.ts";
import { noStats } from "./shard-stats.ts";
import { fromWire } from "./worker-errors.ts";
import type { ResolvedWorkerOptions } from "./worker-options.ts";
import { WorkerPermits } from "./worker-permits.ts";
import type { FromWorker, ToWorker, WorkerMethod, WorkerStart } from "./worker-protocol.ts";
import { WorkerSessions } from "./worker-sessions.ts";
import type { WorkerShardsHost } from "./worker-shards.ts";
import { WorkerThread } from "./worker-thread.ts";

/** Beyond the time for handlers, what a worker has to close its connections, in milliseconds. */
const stopMs = 3_000;

/** A share of the shards in a worker thread, and in its successor when that dies. */
export class SupervisedWorker {
  readonly ids: readonly number[];
  /** Asynchronous listeners at work there, as it told last. */
  runningHandlers = 0;
  readonly #index: number;
  readonly #context: ShardContext;
  readonly #options: ResolvedWorkerOptions;
  readonly #host: WorkerShardsHost;
  readonly #sessions: WorkerSessions;
  readonly #permits: WorkerPermits;
  #thread: WorkerThread | undefined;
  #progress: SharedProgress;
  /** Settles when calls can be made. */
  #started = Promise.withResolvers<void>();
  #hasStarted = false;
  #attempt = 0;
  #pause: ClockTimer | undefined;
  #isStopped = false;
  #ending: Promise<void> = Promise.resolve();
  /** As the worker told last. */
  #stats: ShardStats[];
  /** Events in the middle of which a thread died, by shard. */
  readonly #suspects = new Map<number, string>();
  /** Shards that became ready in this thread. */
  readonly #ready = new Set<number>();

  constructor(
    index: number,
    ids: readonly number[],
    context: ShardContext,
    options: ResolvedWorkerOptions,
    host: WorkerShardsHost,
  ) {
    this.ids = ids;
    this.#index = index;
    this.#context = context;
    this.#options = options;
    this.#host = host;
    this.#sessions = new WorkerSessions(context.sessionStore, context.clock, (error, shardId) =>
      host.shards.onError(error, shardId),
    );
    this.#permits = new WorkerPermits(context.identifyGate);
    this.#progress = new SharedProgress(ids);
    this.#stats = ids.map((id) => noStats(id));
    this.#started.promise.catch(() => undefined);
  }

  get stats(): readonly ShardStats[] {
    return this.#stats;
  }

  start(): void {
    this.#progress = new SharedProgress(this.ids);
    this.#ready.clear();
    const { clock } = this.#context;
    this.#thread = new WorkerThread(this.#index, this.#startData(), this.#options, clock, {
      onMessage: (message, reply) => this.#onMessage(message, reply),
      onStats: (stats, runningHandlers) => {
        this.#stats = stats;
        this.runningHandlers = runningHandlers;
      },
      onEnd: (error) => this.#onEnd(error),
    });
  }

  /** Calls a method of the worker's gateway, as soon as there is one. */
  async call(method: WorkerMethod, args: unknown[]): Promise<unknown> {
    for (;;) {
      // Asked each time round: a worker that has ended for good never becomes callable, and this would never let go.
      if (this.#isStopped) throw new GatewayError("disconnect() was called before this was done");
      if (this.#thread !== undefined && this.#hasStarted) return await this.#thread.call(method, args);
      await this.#started.promise;
    }
  }

  async stop(keepSessions: boolean, drainTimeoutMs: number = this.#context.drainTimeoutMs): Promise<void> {
    if (this.#isStopped) return await this.#ending;
    this.#isStopped = true;
    this.#pause?.clear();
    const error = new GatewayError("disconnect() was called before this was done");
    this.#started.reject(error);
    this.#ending = this.#end(keepSessions, drainTimeoutMs, error);
    await this.#ending;
  }

  async #end(keepSessions: boolean, drainTimeoutMs: number, error: Error): Promise<void> {
    const thread = this.#thread;
    if (thread !== undefined) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = this.#context.clock.setTimeout(resolve, drainTimeoutMs + stopMs, { ref: true });
      // A worker that was never set up has nothing to end.
      const how = { keepSessions, drainTimeoutMs };
      const asked = this.#hasStarted ? thread.call("disconnect", [how]).catch(() => undefined) : undefined;
      await Promise.race([asked, promise]);
      timer.clear();
      await thread.terminate(error);
    }
    this.#permits.releaseAll();
    await this.#sessions.settle(keepSessions ? (session) => this.#progress.newest(session) : undefined);
    this.#stats = this.#stats.map((stats) => ({ ...stats, status: "stopped", latencyMs: undefined }));
  }

  #startData(): WorkerStart {
    const { token, intents, compression, largeThreshold, url, timeouts, backoff } = this.#context;
    const { sendLimits, maxFailedResumes, slowHandlerMs, timeSynchronous, drainTimeoutMs, shardCount, presence } =
      this.#context;
    const current = presence();
    const limit = { total: 1000, remaining: 1000, reset_after: 86_400_000, max_concurrency: 1 };
    return {
      zignal: "gateway-worker",
      options: {
        token,
        intents,
        compression,
        url,
        timeouts,
        backoff,
        sendLimits,
        maxFailedResumes,
        drainTimeoutMs,
        // Only as it was given: that decides as well who is timed.
        ...(timeSynchronous || slowHandlerMs === Infinity ? { slowHandlerMs } : {}),
        ...(largeThreshold === undefined ? {} : { largeThreshold }),
        ...(current === undefined ? {} : { presence: current }),
      },
      shards: { total: shardCount, ids: [...this.ids] },
      // The limits are kept by the gate, in this thread.
      info: { url, shards: shardCount, session_start_limit: limit },
      progress: this.#progress.buffer,
      data: this.#options.workerData,
    };
  }

  #onMessage(message: FromWorker, reply: (message: ToWorker) => void): void {
    switch (message.type) {
      case "started":
        this.#hasStarted = true;
        return this.#started.resolve();
      case "failed":
        return this.#onFailed(fromWire(message.error));
      case "acquire":
        return this.#permits.acquire(message.id, message.shardId, reply);
      case "permitOver":
        return this.#permits.over(message.id, message.identified);
      case "load":
      case "save":
      case "remove":
        return void this.#sessions.onMessage(message, reply);
      case "tell":
        return this.#onTold(message);
      default:
      // Answers and signs of life are the thread's.
    }
  }

  #onTold({ event, args, error }: Extract<FromWorker, { type: "tell" }>): void {
    const { shards, onTold } = this.#host;
    const [first, second] = args;
    switch (event) {
      case "shardReady":
        this.#onReady(first as number);
        return shards.onReady(first as number);
      case "shardResumed":
        this.#onReady(first as number);
        return shards.onResumed(first as number, second as number);
      case "shardDisconnect":
        return shards.onDisconnect(first as number, second as DisconnectDetails);
      case "shardMute":
        return shards.onMute(first as number, second as Parameters<ShardHost["onMute"]>[1]);
      case "shardError": {
        const told = error === undefined ? new GatewayError("A worker told of no error") : fromWire(error);
        return shards.onError(told, second as number);
      }
      default:
        return onTold(event, args);
    }
  }

  #onReady(shardId: number): void {
    this.#ready.add(shardId);
    if (this.#ready.size === this.ids.length) this.#attempt = 0;
  }

  /** The module could not set itself up, or Discord does not let its shards in. */
  #onFailed(error: Error): void {
    if (this.#isStopped) return;
    const closeCode = error instanceof GatewayError ? error.closeCode : undefined;
    if (closeCode === undefined && error.name !== "InvalidTokenError") {
      const message = `The module of worker ${this.#index} could not be set up: ${error.message}`;
      void this.#thread?.terminate(new GatewayError(message, { cause: error }));
      return;
    }
    this.#host.shards.onFailed(error, error instanceof GatewayError ? (error.shardId ?? -1) : -1);
  }

  #onEnd(failure: Error): void {
    const thread = this.#thread;
    this.#thread = undefined;
    this.runningHandlers = 0;
    this.#permits.releaseAll();
    if (this.#isStopped) return;
    if (!this.#hasStarted && this.#attempt === 0) return this.#host.onBroken(failure);
    this.#hasStarted = false;
    this.#stats = this.#stats.map((stats) => ({ ...stats, status: "waiting", latencyMs: undefined }));
    this.#started = Promise.withResolvers<void>();
    this.#started.promise.catch(() => undefined);
    this.#host.onTold("workerLost", [this.#index, { error: failure, shardIds: this.ids }]);
    const details = { code: 1006, reason: failure.message, willReconnect: true };
    for (const id of this.ids) if (this.#ready.has(id)) this.#host.shards.onDisconnect(id, details);
    void this.#comeBack(thread?.wasStuck === true);
  }

  async #comeBack(wasStuck: boolean): Promise<void> {
    const { clock, random, backoff } = this.#context;
    this.#attempt += 1;
    const pauseMs = backoffDelayMs(this.#attempt, random, backoff);
    // What the dead worker had handled is handled, whether or not it had come to save it.
    await this.#sessions.settle((session) => this.#afterDeath(session, wasStuck));
    if (this.#isStopped) return;
    this.#pause = clock.setTimeout(() => this.start(), pauseMs, { ref: true });
  }

  /**
   * Where the successor goes on. An event whose listeners had not returned comes again, once: they may have done half
   * of their work. One that has ended two threads, or has kept one from answering, would end the next as well, and
   * everything behind it would wait for ever: it is passed over.
   */
  #afterDeath(saved: StoredSession, wasStuck: boolean): StoredSession {
    const session = this.#progress.newest(saved);
    const sequence = this.#progress.atWork(saved);
    if (sequence <= session.sequence) return session;
    // Others that are at work behind an older one get their second time.
    const isSure = wasStuck && sequence === session.sequence + 1;
    const key = `${session.sessionId} ${sequence}`;
    if (!isSure && this.#suspects.get(session.shardId) !== key) {
      this.#suspects.set(session.shardId, key);
      return session;
    }
    this.#suspects.delete(session.shardId);
    const reason = wasStuck ? "its listeners did not return" : "it has ended two workers";
    const message = `Event ${sequence} of shard ${session.shardId} is passed over: ${reason}`;
    this.#host.shards.onError(new GatewayError(message, { shardId: session.shardId }), session.shardId);
    return { ...session, sequence };
  }
}
