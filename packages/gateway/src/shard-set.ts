import type { Clock } from "@zignal/errors";
import { ValidationError } from "@zignal/errors";
import { Snowflakes } from "@zignal/types/snowflake";
import { eventNeed } from "./message-reader.ts";
import type { ShardsInput } from "./options.ts";
import type { OutgoingPayload } from "./payloads.ts";
import type { PresenceData } from "./presence.ts";
import { opcode } from "./payloads.ts";
import type { ShardContext, ShardHost } from "./shard-context.ts";
import type { ShardStats } from "./shard-stats.ts";
import { Shard } from "./shard.ts";

/** Which of how many shards. */
export interface ShardPlan {
  readonly ids: readonly number[];
  readonly count: number;
}

/** @param recommended - How many Discord recommends. */
export function planFor(shards: ShardsInput, recommended: number): ShardPlan {
  if (typeof shards === "object") return { ids: shards.ids, count: shards.total };
  const count = shards === "auto" ? recommended : shards;
  return { ids: Array.from({ length: count }, (_, id) => id), count };
}

/** Shards that run together: in this thread, or in others. */
export interface ShardRunner {
  readonly plan: ShardPlan;
  /** Those of this thread. */
  readonly shards: ReadonlyMap<number, Shard>;
  start(): void;
  /** Puts every shard on a new connection. @returns The ids of those that come back. */
  restart(): number[];
  /**
   * @param drained - When the handlers of this thread are done.
   * @param drainTimeoutMs - How long those of other threads may take.
   */
  stop(keepSessions: boolean, drained: Promise<unknown>, drainTimeoutMs?: number): Promise<void>;
  send(shardId: number, payload: OutgoingPayload): Promise<void>;
  setPresence(presence: PresenceData): Promise<void>;
  getStats(): ShardStats[];
  /** Asynchronous listeners at work in other threads. */
  readonly handlersElsewhere: number;
}

/** How long a set that was replaced may go on sending what waits, in milliseconds. */
const retireMs = 10_000;

/** Hears of nothing. */
const nobody: ShardHost = {
  needsAll: () => false,
  need: () => eventNeed.nobody,
  onDispatch: () => undefined,
  onReady: () => undefined,
  onResumed: () => undefined,
  onDisconnect: () => undefined,
  onMute: () => undefined,
  onError: () => undefined,
  onFailed: () => undefined,
};

/** The shards of this thread that were identified with one number of shards. */
export class ShardSet implements ShardRunner {
  readonly plan: ShardPlan;
  readonly shards: ReadonlyMap<number, Shard>;
  readonly handlersElsewhere = 0;

  constructor(plan: ShardPlan, context: ShardContext, host: ShardHost) {
    this.plan = plan;
    this.shards = new Map(plan.ids.map((id) => [id, new Shard(id, context, host)]));
  }

  start(): void {
    for (const shard of this.shards.values()) void shard.start();
  }

  restart(): number[] {
    const shards = [...this.shards.values()].filter(({ status }) => status !== "failed");
    for (const shard of shards) shard.restart();
    return shards.map(({ id }) => id);
  }

  async stop(keepSessions: boolean, drained?: Promise<unknown>): Promise<void> {
    await Promise.all([...this.shards.values()].map((shard) => shard.stop(keepSessions, drained)));
  }

  /** Whom the shards tell from now on. */
  tellTo(host: ShardHost): void {
    for (const shard of this.shards.values()) shard.tellTo(host);
  }

  /** Ends the sessions of a set that another has replaced, once what was to be sent on them is sent. */
  async retire(clock: Clock): Promise<void> {
    this.tellTo(nobody);
    const giveUpAt = clock.now() + retireMs;
    while (clock.now() < giveUpAt && this.getStats().some(({ queuedSends }) => queuedSends > 0)) {
      await new Promise<void>((resolve) => {
        clock.setTimeout(resolve, 100, { ref: true });
      });
    }
    await this.stop(false);
  }

  async send(shardId: number, payload: OutgoingPayload): Promise<void> {
    const shard = this.shards.get(shardId);
    if (shard !== undefined) return await shard.send(payload);
    const known = `this gateway runs ${[...this.shards.keys()].join(", ")}`;
    throw ValidationError.of("shardId", `is no shard of this gateway (was ${shardId}): ${known}`);
  }

  async setPresence(presence: PresenceData): Promise<void> {
    const shards = [...this.shards.values()].filter(({ status }) => status !== "failed");
    await Promise.all(shards.map((shard) => shard.send({ op: opcode.presenceUpdate, d: presence })));
  }

  getStats(): ShardStats[] {
    return [...this.shards.values()].map((shard) => shard.getStats());
  }

  /** The shard that has a guild's events, if it runs here. */
  shardOf(guildId: string): Shard | undefined {
    return this.shards.get(Snowflakes.shardId(guildId, this.plan.count));
  }
}
