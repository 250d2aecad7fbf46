import { REST } from "@discordjs/rest";
import {
  CompressionMethod,
  WebSocketManager,
  WebSocketShardEvents,
  WorkerShardingStrategy,
  type OptionalWebSocketManagerOptions,
} from "@discordjs/ws";
import { benchmarkToken } from "../benchmark-token.ts";
import type { OnEvents, ShardsTarget } from "../gateway-shards-subjects.ts";

async function connect(
  { port, shards, compressed }: ShardsTarget,
  onEvents: OnEvents,
  options: Partial<OptionalWebSocketManagerOptions>,
): Promise<void> {
  const manager = new WebSocketManager({
    rest: new REST({ api: `http://127.0.0.1:${port}/api`, version: "10" }).setToken(benchmarkToken),
    intents: 0,
    shardCount: shards,
    compression: compressed ? CompressionMethod.ZlibNative : null,
    // It keeps sessions for all managers together, and would resume the first one's.
    retrieveSessionInfo: () => null,
    ...options,
  });
  manager.setToken(benchmarkToken);
  manager.on(WebSocketShardEvents.Dispatch, (payload) => onEvents(payload.t, 1));
  await manager.connect();
}

/** All shards in this thread. */
export async function connectDiscordJsShards(target: ShardsTarget, onEvents: OnEvents): Promise<void> {
  await connect(target, onEvents, {});
}

/** Its shards in two workers; it hands every event to the main thread, where the listeners are. */
export async function connectDiscordJsWorkers(target: ShardsTarget, onEvents: OnEvents): Promise<void> {
  const shardsPerWorker = Math.ceil(target.shards / 2);
  await connect(target, onEvents, {
    buildStrategy: (manager) => new WorkerShardingStrategy(manager, { shardsPerWorker }),
  });
}
