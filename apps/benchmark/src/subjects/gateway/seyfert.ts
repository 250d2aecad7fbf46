import https from "node:https";
import { ShardManager } from "seyfert";
import { benchmarkToken } from "../benchmark-token.ts";
import { type GatewayTarget, type OnDispatch, gatewayInformation } from "../gateway-subject.ts";
import { LoopbackAgent } from "../loopback-agent.ts";

/**
 * Seyfert's shards by themselves. Their WebSocket is home-made and fixed to https and its port, so it is Node's own
 * `https.globalAgent` that takes it to loopback. They have no transport compression.
 */
export async function connectSeyfert({ port }: GatewayTarget, onDispatch: OnDispatch): Promise<void> {
  https.globalAgent = new LoopbackAgent(port);
  const manager = new ShardManager({
    token: benchmarkToken,
    intents: 0,
    info: gatewayInformation(port),
    handlePayload: (_shardId, payload) => onDispatch(payload.t),
  });
  await manager.spawnShards();
}
