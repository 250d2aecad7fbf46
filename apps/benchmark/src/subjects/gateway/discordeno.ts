import { TransportCompression, createGatewayManager } from "@discordeno/gateway";
import { benchmarkToken } from "../benchmark-token.ts";
import { type GatewayTarget, type OnDispatch, gatewayInformation } from "../gateway-subject.ts";

/** Discordeno's gateway with payloads left in snake_case, which is what a raw dispatch is elsewhere. */
export async function connectDiscordeno({ port, compression }: GatewayTarget, onDispatch: OnDispatch): Promise<void> {
  const { url, shards, session_start_limit: limit } = gatewayInformation(port);
  const gateway = createGatewayManager({
    token: benchmarkToken,
    intents: 0,
    preferSnakeCase: true,
    transportCompression: compressions[compression],
    resharding: { enabled: false, shardsFullPercentage: 80, checkInterval: 28_800_000 },
    connection: {
      url,
      shards,
      sessionStartLimit: {
        total: limit.total,
        remaining: limit.remaining,
        resetAfter: limit.reset_after,
        maxConcurrency: limit.max_concurrency,
      },
    },
    events: {
      // It hands out HELLO and the like as well.
      message: (_shard, payload) => {
        if (payload.op === 0) onDispatch(payload.t);
      },
    },
  });
  await gateway.spawnShards();
}

const compressions = {
  none: null,
  "zlib-stream": TransportCompression.zlib,
  "zstd-stream": TransportCompression.zstd,
};
