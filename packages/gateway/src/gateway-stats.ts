import type { GatewayStats } from "./gateway-events.ts";
import type { ShardStats } from "./shard-stats.ts";

export function sumOfShards(shards: ShardStats[], shardCount: number, runningHandlers: number): GatewayStats {
  const stats: GatewayStats = {
    shards,
    shardCount,
    ready: 0,
    latencyMs: undefined,
    events: 0,
    identifies: 0,
    resumes: 0,
    bytesIn: 0,
    bytesOut: 0,
    runningHandlers,
  };
  for (const { status, latencyMs, events, identifies, resumes, bytesIn, bytesOut } of shards) {
    if (status === "ready") stats.ready += 1;
    if (latencyMs !== undefined) stats.latencyMs = Math.max(latencyMs, stats.latencyMs ?? 0);
    stats.events += events;
    stats.identifies += identifies;
    stats.resumes += resumes;
    stats.bytesIn += bytesIn;
    stats.bytesOut += bytesOut;
  }
  return stats;
}
