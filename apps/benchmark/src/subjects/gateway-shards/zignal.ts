import { BroadcastChannel } from "node:worker_threads";
import type { GatewayOptions } from "@zignal/gateway";
import { Gateway, InMemoryIdentifyGate } from "@zignal/gateway";
import { benchmarkToken } from "../benchmark-token.ts";
import type { OnEvents, ShardsTarget } from "../gateway-shards-subjects.ts";

/** What a worker tells: so many events of one name. */
export interface WorkerCount {
  name: string;
  count: number;
}

function optionsFor({ port, shards, compressed }: ShardsTarget): GatewayOptions {
  const limit = { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: shards };
  return {
    token: benchmarkToken,
    intents: [],
    shards,
    compression: compressed ? "zlib-stream" : "none",
    identifyGate: new InMemoryIdentifyGate({ intervalMs: 0 }),
    rest: {
      gateway: {
        getBotGateway: async () => ({ url: `ws://127.0.0.1:${port}/`, shards, session_start_limit: limit }),
      },
    },
  };
}

/** All shards in this thread. */
export async function connectZignalShards(target: ShardsTarget, onEvents: OnEvents): Promise<void> {
  const gateway = new Gateway(optionsFor(target));
  gateway.on("dispatch", (payload) => onEvents(payload.t, 1));
  await gateway.connect();
}

/** The shards and their listener in two workers, which tell how far they are. */
export async function connectZignalWorkers(target: ShardsTarget, onEvents: OnEvents): Promise<void> {
  const told = new BroadcastChannel("zignal-benchmark");
  told.addEventListener("message", (event) => {
    const { name, count } = (event as Event & { data: WorkerCount }).data;
    onEvents(name, count);
  });
  const gateway = new Gateway({
    ...optionsFor(target),
    workers: { count: 2, script: new URL("./zignal-worker.js", import.meta.url) },
  });
  await gateway.connect();
}
