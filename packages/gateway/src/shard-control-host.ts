import type { PresenceData } from "./presence.ts";
import type { HeldDispatch } from "./resharding.ts";
import type { ShardHost } from "./shard-context.ts";
import type { ShardPlan } from "./shard-set.ts";

/** Whom `ShardControl` asks and tells. */
export interface ShardControlHost {
  /** Of the shards that run. */
  readonly shards: ShardHost;
  presence(): PresenceData | undefined;
  isWanted(event: string): boolean;
  onError(error: unknown, shardId: number): void;
  /** Discord recommends more shards than there are. */
  onRecommended(recommended: number, current: number): void;
  /** Another set runs from now on; `held` is what the one before has not handed out. */
  onTakenOver(held: readonly HeldDispatch[], before: ShardPlan): void;
  /** Forwarded from a worker. */
  onTold(event: string, args: unknown[]): void;
}
