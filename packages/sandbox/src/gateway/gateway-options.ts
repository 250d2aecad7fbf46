/** Limits and intervals of the gateway. The defaults are Discord's. */
export interface GatewayLimits {
  /** What Hello tells apps to heartbeat at, in milliseconds. @defaultValue `41_250` */
  heartbeatIntervalMs?: number;
  /** Payloads an app may send per connection and 60 seconds. @defaultValue `120` */
  sendsPerMinute?: number;
  /** How long a session can be resumed after its connection is gone, in milliseconds. @defaultValue `180_000` */
  sessionTimeoutMs?: number;
  /** Dispatches kept for the replay after a resume; who missed more gets Invalid Session. @defaultValue `10_000` */
  replayBufferSize?: number;
  /** Identifies allowed per day. @defaultValue `1000` */
  sessionStarts?: number;
  /** Time between two identifies of the same rate limit key, in milliseconds. @defaultValue `5000` */
  identifyIntervalMs?: number;
  /** Time between two requests for all members of a guild, in milliseconds. @defaultValue `30_000` */
  requestMembersIntervalMs?: number;
  /** Guilds one shard may have before sharding is required. @defaultValue `2500` */
  guildsPerShard?: number;
  /** Number of shards that `GET /gateway/bot` recommends. @defaultValue `1` */
  recommendedShards?: number;
  /** Members that one Guild Members Chunk carries. @defaultValue `1000` */
  membersPerChunk?: number;
}

const defaults: Required<GatewayLimits> = {
  heartbeatIntervalMs: 41_250,
  sendsPerMinute: 120,
  sessionTimeoutMs: 180_000,
  replayBufferSize: 10_000,
  sessionStarts: 1000,
  identifyIntervalMs: 5000,
  requestMembersIntervalMs: 30_000,
  guildsPerShard: 2500,
  recommendedShards: 1,
  membersPerChunk: 1000,
};

/** Without an interval there is no limit. */
const mayBeZero: ReadonlySet<string> = new Set<keyof GatewayLimits>(["identifyIntervalMs", "requestMembersIntervalMs"]);

/** Every limit with its value, and the names of those that are no whole number of at least 1. */
export function resolveGatewayLimits(limits: GatewayLimits): { resolved: Required<GatewayLimits>; wrong: string[] } {
  const resolved = { ...defaults };
  for (const name of Object.keys(defaults) as (keyof GatewayLimits)[]) {
    const value = limits[name];
    if (value !== undefined) resolved[name] = value;
  }
  const wrong = Object.entries(resolved)
    .filter(([name, value]) => !Number.isInteger(value) || value < (mayBeZero.has(name) ? 0 : 1))
    .map(([name]) => name);
  const unknown = Object.keys(limits).filter((name) => !Object.hasOwn(defaults, name));
  return { resolved, wrong: [...wrong, ...unknown] };
}
