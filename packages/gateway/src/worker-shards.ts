import { ValidationError } from "@zignal/errors";
import { Snowflakes } from "@zignal/types/snowflake";
import type { OutgoingPayload } from "./payloads.ts";
import type { PresenceData } from "./presence.ts";
import type { ShardContext, ShardHost } from "./shard-context.ts";
import type { ShardPlan, ShardRunner } from "./shard-set.ts";
import type { ShardStats } from "./shard-stats.ts";
import type { Shard } from "./shard.ts";
import type { ResolvedWorkerOptions } from "./worker-options.ts";
import { SupervisedWorker } from "./supervised-worker.ts";

export interface WorkerShardsHost {
  shards: ShardHost;
  /** A worker told an event that is no shard's. */
  onTold: (event: string, args: unknown[]) => void;
  /** A worker could not be set up the first time: its module is at fault. */
  onBroken: (error: Error) => void;
}

export type WorkerRequest = "requestGuildMembers" | "requestChannelInfo" | "requestSoundboardSounds";

/** Shards that run in worker threads, each with the handlers of its events. */
export class WorkerShards implements ShardRunner {
  readonly plan: ShardPlan;
  /** None runs in this thread. */
  readonly shards: ReadonlyMap<number, Shard> = new Map();
  readonly #workers: SupervisedWorker[];

  constructor(plan: ShardPlan, context: ShardContext, options: ResolvedWorkerOptions, host: WorkerShardsHost) {
    this.plan = plan;
    const count = Math.min(options.count, plan.ids.length);
    this.#workers = Array.from({ length: count }, (_, index) => {
      const ids = plan.ids.filter((_id, at) => at % count === index);
      return new SupervisedWorker(index, ids, context, options, host);
    });
  }

  start(): void {
    for (const worker of this.#workers) worker.start();
  }

  restart(): number[] {
    for (const worker of this.#workers) void worker.call("restart", []).catch(() => undefined);
    return this.getStats().flatMap(({ id, status }) => (status === "failed" ? [] : [id]));
  }

  async stop(keepSessions: boolean, drained: Promise<unknown>, drainTimeoutMs?: number): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop(keepSessions, drainTimeoutMs)));
    await drained;
  }

  async send(shardId: number, payload: OutgoingPayload): Promise<void> {
    await this.#workerOf(shardId).call("send", [shardId, payload]);
  }

  async setPresence(presence: PresenceData): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.call("setPresence", [presence])));
  }

  get handlersElsewhere(): number {
    return this.#workers.reduce((sum, worker) => sum + worker.runningHandlers, 0);
  }

  getStats(): ShardStats[] {
    return this.#workers.flatMap((worker) => worker.stats).toSorted((a, b) => a.id - b.id);
  }

  /** Asks the worker that has the guild. A signal can not be sent: it is looked at here. */
  async request(method: WorkerRequest, options: { guildId: string; signal?: AbortSignal }): Promise<unknown> {
    const { signal, ...rest } = options;
    signal?.throwIfAborted();
    const answer = this.#workerOf(Snowflakes.shardId(rest.guildId, this.plan.count)).call(method, [rest]);
    if (signal === undefined) return await answer;
    return await new Promise((resolve, reject) => {
      const onAbort = (): void => reject(signal.reason as Error);
      signal.addEventListener("abort", onAbort, { once: true });
      answer.finally(() => signal.removeEventListener("abort", onAbort)).then(resolve, reject);
    });
  }

  #workerOf(shardId: number): SupervisedWorker {
    const worker = this.#workers.find(({ ids }) => ids.includes(shardId));
    if (worker !== undefined) return worker;
    throw ValidationError.of(
      "shardId",
      `is no shard of this gateway (was ${shardId}): this gateway runs ${this.plan.ids.join(", ")}`,
    );
  }
}
